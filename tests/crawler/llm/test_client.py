"""The client against the scripted endpoint: whole answers, and every way in which one may fail to come."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import httpx2
import pytest

from crawler.llm import errors, prompts
from crawler.llm.client import LONGEST_TEXT, Client, Stream
from crawler.llm.errors import ModelError, Remedy
from crawler.llm.failures import retry_after
from crawler.llm.watch import Patience
from tests.standin import StandIn

PAPER = "# On lazy leaves\n\n" + " ".join(
    f"The {place}-th leaf of the tree is grown only when it is asked for." for place in range(40)
)
TITLE = "On lazy leaves"
# Only where silence is what is looked for is a client short of patience: a busy machine may be slow.
IMPATIENT = {"timeout": Patience(first=0.4), "stall": Patience(between=0.3), "comments": Patience(between=0.3)}


@pytest.fixture
def endpoint() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


@pytest.fixture
def client(endpoint: StandIn) -> Iterator[Client]:
    with closing(Client(f"{endpoint.url}/v1", "sk-test")) as client:
        yield client


def ask(client: Client, *, most_tokens: int = 1000, question: str = "q1") -> tuple[str, Stream]:
    stream = client.ask("stand-in-1", prompts.conversation(PAPER, question, "en"), most_tokens)
    return "".join(stream.pieces()), stream


def failure(client: Client) -> ModelError:
    with pytest.raises(ModelError) as caught:
        ask(client)
    return caught.value


def test_an_answer_arrives_whole_with_the_endpoints_count_of_tokens(client: Client, endpoint: StandIn) -> None:
    text, stream = ask(client)
    assert text.count('> "The ') == 3
    assert stream.tokens is not None
    assert stream.tokens.completion == len(text.split())
    assert stream.tokens.cached == stream.tokens.prompt // 2 > 0
    (tally,) = endpoint.model.tallies.values()
    assert (tally.requests, tally.whole, tally.running) == (1, 1, 0)


@pytest.mark.parametrize("kind", ["silent-words", "drip"])
def test_null_deltas_and_odd_pieces_make_no_difference(client: Client, endpoint: StandIn, kind: str) -> None:
    plain, _ = ask(client)
    endpoint.fault("llm", kind, **({"size": 7, "delay": 0.0001} if kind == "drip" else {}))
    assert ask(client)[0] == plain


REFUSALS = [
    ("401", {}, errors.RefusedKeyError, Remedy.WAIT, "PAPERSTAND_LLM_API_KEY"),
    ("403", {}, errors.RefusedKeyError, Remedy.WAIT, "PAPERSTAND_LLM_API_KEY"),
    ("402", {}, errors.NoCreditError, Remedy.WAIT, "credit"),
    ("no-quota", {}, errors.NoCreditError, Remedy.WAIT, "credit"),
    ("404", {}, errors.WrongAddressError, Remedy.WAIT, "PAPERSTAND_LLM_BASE_URL"),
    ("html", {}, errors.WrongAddressError, Remedy.WAIT, "PAPERSTAND_LLM_BASE_URL"),
    ("no-model", {}, errors.UnknownModelError, Remedy.WAIT, "stand-in-1"),
    ("429", {"retry_after": 7}, errors.BusyError, Remedy.WAIT, "fewer requests"),
    ("503", {"retry_after": 9}, errors.BusyError, Remedy.WAIT, "fewer requests"),
    ("503", {"retry_after": None}, errors.ServerTroubleError, Remedy.RETRY, "HTTP 503"),
    ("500", {}, errors.ServerTroubleError, Remedy.RETRY, "HTTP 500"),
    ("408", {}, errors.ServerTroubleError, Remedy.RETRY, "HTTP 408"),
    ("timeout", {}, errors.SilentError, Remedy.RETRY, "said nothing"),
    ("filtered", {}, errors.FilteredError, Remedy.FAIL, "content filter"),
    ("filtered-late", {}, errors.FilteredError, Remedy.FAIL, "content filter"),
    ("stall", {}, errors.CutError, Remedy.REDO, "fell silent"),
    ("comments", {}, errors.CutError, Remedy.REDO, "fell silent"),
    ("no-end", {}, errors.CutError, Remedy.REDO, "broke off"),
    ("cut", {}, errors.CutError, Remedy.REDO, "broke"),
    ("broken-utf8", {}, errors.CutError, Remedy.REDO, "no valid text"),
    ("broken-json", {}, errors.CutError, Remedy.REDO, "no valid text"),
    ("error-late", {}, errors.CutError, Remedy.REDO, "The server had an error"),
    ("endless", {}, errors.EndlessError, Remedy.KEEP, "no end"),
    ("megabyte", {}, errors.EndlessError, Remedy.KEEP, "longest answer"),
]


@pytest.mark.parametrize(("kind", "options", "error", "remedy", "words"), REFUSALS, ids=lambda value: str(value)[:12])
def test_each_failure_has_its_sentence_and_its_remedy(
    client: Client,
    endpoint: StandIn,
    kind: str,
    options: dict[str, int | None],
    error: type[ModelError],
    remedy: Remedy,
    words: str,
) -> None:
    endpoint.fault("llm", kind, **options)
    with closing(Client(f"{endpoint.url}/v1", "sk-test", IMPATIENT.get(kind))) as asking:
        failed = failure(asking)
    assert type(failed) is error
    assert failed.remedy == remedy
    assert words in str(failed)
    assert "sk-test" not in str(failed)
    if options.get("retry_after"):
        assert failed.wait == options["retry_after"]
    endpoint.clear("llm")
    assert ask(client)[0], "the next question is answered"
    assert endpoint.model.is_quiet()


def test_a_prompt_that_does_not_fit_is_told_from_other_refusals(client: Client, endpoint: StandIn) -> None:
    endpoint.model.context = 100
    assert isinstance(failure(client), errors.TooLongError)


def test_nobody_at_the_address_is_told_from_a_wrong_one() -> None:
    with StandIn() as gone:
        address = f"{gone.url}/v1"
    with closing(Client(address, "")) as client:
        failed = failure(client)
    assert isinstance(failed, errors.UnreachableError)
    assert address in str(failed)


def test_a_text_beyond_the_longest_is_broken_off(client: Client, endpoint: StandIn) -> None:
    endpoint.fault("llm", "megabyte")
    pieces = client.ask("stand-in-1", prompts.conversation(PAPER, "q1", "en"), 10**6).pieces()
    received: list[str] = []
    with pytest.raises(errors.EndlessError, match=str(LONGEST_TEXT)):
        received.extend(pieces)
    assert 0 < len("".join(received)) <= LONGEST_TEXT


def test_an_answer_slower_than_the_whole_time_is_broken_off(endpoint: StandIn) -> None:
    endpoint.fault("llm", "slow", pace=0.05)
    with closing(Client(f"{endpoint.url}/v1", "", Patience(whole=0.5))) as client:
        assert "not there whole" in str(failure(client))


def test_a_stop_ends_a_stream_at_once(endpoint: StandIn) -> None:
    stop = threading.Event()
    endpoint.fault("llm", "stall")
    with closing(Client(f"{endpoint.url}/v1", "", Patience(), stop)) as client:
        threading.Timer(0.3, stop.set).start()
        assert isinstance(failure(client), errors.StoppedStreamError)


def test_who_stops_reading_hangs_up(client: Client, endpoint: StandIn) -> None:
    endpoint.model.pace = 0.01
    stream = client.ask("stand-in-1", prompts.conversation(PAPER, "q1", "en"), 1000)
    with closing(stream.pieces()) as pieces:
        next(pieces)
    assert endpoint.model.is_quiet()
    assert [tally.whole for tally in endpoint.model.tallies.values()] == [0]


def test_a_stream_whose_client_has_gone_is_none_any_more_for_who_counts_them(client: Client, endpoint: StandIn) -> None:
    endpoint.fault("llm", "stall", times=1)
    stream = client.ask("stand-in-1", prompts.conversation(PAPER, "q1", "en"), 1000)
    with closing(stream.pieces()) as pieces:
        next(pieces)
        (tally,) = endpoint.model.tallies.values()
        assert tally.running == 1
    ask(client)
    assert (tally.requests, tally.whole, tally.at_once) == (2, 1, 1)


def test_what_no_database_takes_is_left_out(client: Client, endpoint: StandIn) -> None:
    endpoint.answer_with(lambda messages: "a\x00b\x1b[2Jc\ud800d\tэ\n中")
    assert ask(client)[0] == "ab[2Jc?d\tэ\n中"


def test_a_model_that_knows_the_limit_only_by_its_new_name_is_asked_again(endpoint: StandIn, client: Client) -> None:
    said: list[str] = []

    def answering(messages: object) -> str:
        said.append("asked")
        if len(said) == 1:
            raise ValueError("'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
        return "A whole answer."

    endpoint.answer_with(answering)
    assert ask(client)[0] == "A whole answer."
    assert ask(client)[0] == "A whole answer."
    assert len(said) == 3


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 2.0),
        ("Fri, 20 Nov 2026 15:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 14:00:00 GMT", 0.0),
        ("99999", 3600.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, seconds: float | None) -> None:
    headers = httpx2.Headers({"Retry-After": header})
    assert retry_after(headers, datetime(2026, 11, 20, 15, tzinfo=UTC)) == seconds

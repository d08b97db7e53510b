"""Writing answers against the scripted endpoint: what is read, what is kept, and what each fault leads to."""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crawler.clock import Clock
from crawler.gate import Gate
from crawler.grounding import Check
from crawler.jobs.answering import Answerer, OverBudgetError
from crawler.jobs.crawl import Crawl
from crawler.llm import prompts
from crawler.llm.client import Client
from crawler.llm.watch import Patience
from crawler.store import answers, endpoint, spending
from crawler.store.answers import QUESTIONS, TRANSLATION, Asked, Priority, State
from crawler.store.models import Answer
from crawler.store.session import reading, writing
from tests.crawler.conftest import settings_for
from tests.crawler.shelf import shelve
from tests.standin import StandIn

LATER = timedelta(seconds=90)  # past every pause
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
WITH_HTML, OTHER = "hep-th/9901001", "0904.1234"
FORMULAS = "2611.09999"
# Only where silence is what is looked for is a worker short of patience: a busy machine may be slow.
IMPATIENT = {
    "timeout": Patience(first=0.5),
    "stall": Patience(between=0.4),
    "comments": Patience(between=0.4),
}


class Desk:
    """A database with papers, the endpoint, and a worker that can be let work at any later time."""

    def __init__(self, engine: Engine, arxiv: StandIn) -> None:
        self.engine, self.arxiv = engine, arxiv
        self.settings = settings_for(
            arxiv, PAPERSTAND_LLM_MODEL="stand-in-1", PAPERSTAND_LLM_PRICES="stand-in-1=1/0.1/2"
        )
        papers = arxiv.manifest()["papers"]
        self.without_html = next(
            name for name, paper in papers.items() if not paper["has_html"] and not paper["withdrawn"]
        )
        self.withdrawn = next(name for name, paper in papers.items() if paper["withdrawn"])
        self.rows: dict[str, int] = {}
        for name in (WITH_HTML, OTHER, self.without_html, self.withdrawn):
            announced = [
                version.number for version in arxiv.world.papers[name].versions if version.announced <= NOW.date()
            ]
            (self.rows[name],) = shelve(engine, name, version=max(announced))

        (self.rows[FORMULAS],) = shelve(engine, FORMULAS, said="We let $n^2$ leaves wait for \\(x\\).")

    def set(self, **given: Any) -> None:
        self.settings = replace(self.settings, **given)

    def ask(
        self, paper: str, *questions: str, language: str = "en", priority: Priority = Priority.TODAY
    ) -> list[Answer]:
        with writing(self.engine) as session:
            asked = answers.request_answers(session, self.rows[paper], questions or QUESTIONS, language, NOW, priority)
        return list(asked.values())

    def worker(
        self,
        later: timedelta = timedelta(),
        stop: threading.Event | None = None,
        patience: Patience | None = None,
    ) -> tuple[Answerer, Client]:
        crawl = Crawl(self.engine, Gate(self.engine, self.settings), self.settings, Clock(NOW + later))
        client = Client(self.settings.llm_base_url, self.settings.llm_api_key, patience, stop)
        return Answerer(crawl, client), client

    def work(self, later: timedelta = timedelta(), most: int = 100, patience: Patience | None = None) -> list[State]:
        """Write what is due at a later time; returns how each stands then."""
        answerer, client = self.worker(later, patience=patience)
        states: list[State] = []
        with closing(client):
            while len(states) < most and (task := answerer.claim()) is not None:
                states.append(answerer.write(task))
        assert answerer.claims == {}
        return states

    def row(self, answer: Answer) -> Answer:
        with reading(self.engine) as session:
            return session.get_one(Answer, answer.id)

    def when_text_comes(self, answer: Answer, then: Callable[[], None]) -> None:
        """Do something once the first words of an answer stand in its row."""
        while not self.row(answer).text:
            threading.Event().wait(0.02)
        then()

    def counts(self) -> list[tuple[int, int, int]]:
        """By the endpoint's count: requests, whole streams and the most at once, of each paper and question."""
        assert self.arxiv.model.is_quiet()
        return [(tally.requests, tally.whole, tally.at_once) for tally in self.arxiv.model.tallies.values()]

    def closed(self) -> str | None:
        """Why the endpoint is left alone."""
        with reading(self.engine) as session:
            found = endpoint.out_of_order(session, NOW)
        return None if found is None else found[1]


@pytest.fixture
def desk(engine: Engine, arxiv: StandIn) -> Desk:
    return Desk(engine, arxiv)


def test_all_seven_answers_in_both_languages_are_written_once_and_rest_on_the_paper(desk: Desk) -> None:
    asked = desk.ask(WITH_HTML) + desk.ask(WITH_HTML, language="zh")
    assert desk.work() == [State.DONE] * 14
    assert desk.counts() == [(1, 1, 1)] * 14
    for answer in map(desk.row, asked):
        check = Check.from_json(answer.checks or [])
        assert check.total == check.verified > 0
        assert answer.text
        assert (answer.model, answer.prompt_version, answer.attempts) == (
            "stand-in-1",
            prompts.version(answer.question),
            1,
        )
        assert answer.read is not None
        assert answer.read["source"] == ("abstract" if answer.question == "tldr" else "html")
        assert answer.prompt_tokens is not None
        assert answer.cached_tokens == answer.prompt_tokens // 2
        assert answer.cost is not None
        assert answer.cost > 0
    with reading(desk.engine) as session:
        (day,) = spending.spent(session, NOW.date(), NOW.date())
        rows = list(session.scalars(select(Answer)))
    assert (day.requests, day.reserved_tokens, day.reserved_cost) == (14, 0, 0.0)
    assert day.completion_tokens == sum(row.completion_tokens or 0 for row in rows)
    assert day.cost == pytest.approx(sum(row.cost or 0 for row in rows))


def test_the_gist_needs_the_abstract_alone_and_asks_arxiv_for_nothing(desk: Desk) -> None:
    desk.arxiv.log.clear()
    desk.ask(WITH_HTML, "tldr")
    assert desk.work() == [State.DONE]
    assert desk.arxiv.log.requests({"files"}) == []


def test_the_full_text_is_fetched_once_for_all_questions(desk: Desk) -> None:
    desk.arxiv.log.clear()
    desk.ask(WITH_HTML)
    desk.work()
    assert len(desk.arxiv.log.requests({"files"})) == 1


def test_without_html_the_pdf_is_read_and_without_either_the_abstract(desk: Desk) -> None:
    (pdf,), (none,) = desk.ask(desk.without_html, "q1"), desk.ask(desk.withdrawn, "q1")
    assert desk.work() == [State.DONE] * 2
    assert (desk.row(pdf).read or {})["source"] == "pdf"
    assert desk.row(none).read == {"source": "abstract", "sections": "", "whole": False}


def test_all_questions_about_a_paper_share_their_beginning(desk: Desk) -> None:
    sent: list[list[dict[str, str]]] = []

    def answering(messages: list[dict[str, str]]) -> str:
        sent.append(messages)
        return "An answer."

    desk.arxiv.answer_with(answering)
    desk.ask(WITH_HTML, *QUESTIONS[1:])
    desk.ask(WITH_HTML, *QUESTIONS[1:], language="zh")
    desk.work()
    assert len(sent) == 12
    assert len({messages[0]["content"] for messages in sent}) == 1
    assert len({messages[1]["content"].rpartition("</paper-")[0] for messages in sent}) == 1
    assert len({messages[1]["content"] for messages in sent}) == 12


def test_invented_passages_and_numbers_are_found_out(desk: Desk) -> None:
    desk.arxiv.fault("llm", "fabricated")
    (asked,) = desk.ask(WITH_HTML, "q1")
    assert desk.work() == [State.DONE]
    check = Check.from_json(desk.row(asked).checks or [])
    assert (check.total, check.verified) == (3, 1)
    assert [number for paragraph in check.paragraphs for number in paragraph.stray_numbers] == ["987654.25"]


def test_hostile_output_is_stored_as_it_is_and_none_of_it_verified(desk: Desk) -> None:
    desk.arxiv.fault("llm", "hostile")
    (asked,) = desk.ask(WITH_HTML, "tldr")
    assert desk.work() == [State.DONE]
    row = desk.row(asked)
    assert "<script>" in row.text
    assert Check.from_json(row.checks or []).verified == 0


def test_title_and_abstract_are_translated_from_themselves_alone_with_their_formulas_looked_for(desk: Desk) -> None:
    desk.arxiv.log.clear()
    (asked,) = desk.ask(FORMULAS, TRANSLATION, language="zh")
    assert desk.work() == [State.DONE]
    row = desk.row(asked)
    assert row.text.startswith("# 译：")
    assert (row.prompt_version, row.read) == ("1", {"source": "abstract", "sections": "", "whole": False})
    check = Check.from_json(row.checks or [])
    assert (check.total, check.verified) == (2, 2)
    assert desk.arxiv.log.requests({"files"}) == []


def test_a_translation_that_lost_formulas_is_found_out(desk: Desk) -> None:
    desk.arxiv.fault("llm", "fabricated")
    (asked,) = desk.ask(FORMULAS, TRANSLATION, language="zh")
    assert desk.work() == [State.DONE]
    check = Check.from_json(desk.row(asked).checks or [])
    assert (check.total, check.verified) == (2, 1), "only those between dollars were left out"


@pytest.mark.parametrize("said", ["I cannot translate this.", ""])
def test_what_is_no_translation_is_never_shown_as_one(desk: Desk, said: str) -> None:
    desk.arxiv.answer_with(lambda messages: said)
    (asked,) = desk.ask(FORMULAS, TRANSLATION, language="zh")
    assert desk.work() == [State.FAILED]
    assert (desk.row(asked).error_kind, desk.row(asked).reserved_tokens) == ("unusable", 0)


# kind, options, how the answer stands after it, its kind of error, whether the endpoint is left alone, requests for streams
FAULTS: list[tuple[str, dict[str, Any], State, str, bool, int]] = [
    ("401", {}, State.QUEUED, "key", True, 0),
    ("403", {}, State.QUEUED, "key", True, 0),
    ("402", {}, State.QUEUED, "credit", True, 0),
    ("no-quota", {}, State.QUEUED, "credit", True, 0),
    ("404", {}, State.QUEUED, "address", True, 0),
    ("no-model", {}, State.QUEUED, "model", True, 0),
    ("html", {}, State.QUEUED, "address", True, 0),
    ("429", {"retry_after": 2}, State.QUEUED, "busy", True, 0),
    ("500", {}, State.QUEUED, "server", False, 0),
    ("503", {"retry_after": None}, State.QUEUED, "server", False, 0),
    ("408", {}, State.QUEUED, "server", False, 0),
    ("timeout", {}, State.QUEUED, "silent", False, 0),
    ("stall", {}, State.PARTIAL, "cut", False, 1),
    ("comments", {}, State.PARTIAL, "cut", False, 1),
    ("no-end", {}, State.PARTIAL, "cut", False, 1),
    ("broken-utf8", {}, State.PARTIAL, "cut", False, 1),
    ("broken-json", {}, State.PARTIAL, "cut", False, 1),
    ("error-late", {}, State.PARTIAL, "cut", False, 1),
]


@pytest.mark.parametrize(
    ("kind", "options", "state", "error", "closed", "streams"), FAULTS, ids=lambda value: str(value)[:10]
)
def test_a_fault_costs_at_most_one_request_more_and_the_answer_comes_in_the_end(
    desk: Desk, kind: str, options: dict[str, Any], state: State, error: str, closed: bool, streams: int
) -> None:
    desk.arxiv.fault("llm", kind, times=1, **options)
    (asked,) = desk.ask(WITH_HTML, "tldr")
    desk.work(most=1, patience=IMPATIENT.get(kind))
    troubled = desk.row(asked)
    assert (troubled.state, troubled.error_kind) == (state, error)
    assert troubled.error
    assert (desk.closed() is not None) == closed
    assert desk.work(LATER) == [State.DONE]
    done = desk.row(asked)
    assert (done.error, done.attempts) == (None, 1 if closed else 2)
    assert desk.counts() == [(1 + streams, 1, 1)]
    assert desk.closed() is None
    with reading(desk.engine) as session:
        (day,) = spending.spent(session, NOW.date(), NOW.date())
    assert (day.requests, day.reserved_tokens) == (1 + streams, 0)


@pytest.mark.parametrize(("kind", "error"), [("filtered", "filtered"), ("filtered-late", "filtered")])
def test_the_content_filter_fails_this_question_only(desk: Desk, kind: str, error: str) -> None:
    desk.arxiv.fault("llm", kind, category=f"On the lazy leaves of {WITH_HTML}")
    (refused,), (other,) = desk.ask(WITH_HTML, "tldr"), desk.ask(OTHER, "tldr")
    assert desk.work() == [State.FAILED, State.DONE]
    assert (desk.row(refused).error_kind, desk.row(other).state) == (error, State.DONE)
    assert desk.work(timedelta(hours=1)) == []


@pytest.mark.parametrize("kind", ["endless", "megabyte"])
def test_a_text_without_an_end_is_kept_as_partial_and_not_paid_for_again(desk: Desk, kind: str) -> None:
    desk.arxiv.fault("llm", kind)
    (asked,) = desk.ask(WITH_HTML, "tldr")
    assert desk.work() == [State.PARTIAL]
    row = desk.row(asked)
    assert (row.state, row.due, row.error_kind) == (State.PARTIAL, None, "endless")
    assert 0 < len(row.text) <= 64_000
    assert desk.work(timedelta(hours=1)) == []


def test_a_dead_endpoint_costs_one_probe_a_minute_and_nothing_is_marked_failed_for_it(desk: Desk) -> None:
    desk.arxiv.fault("llm", "401")
    desk.ask(WITH_HTML)
    desk.arxiv.log.clear()
    for minute in range(10):
        for second in (0, 20, 40):
            desk.work(timedelta(seconds=61 * minute + second))
    assert len(desk.arxiv.log.requests({"llm"})) == 10
    with reading(desk.engine) as session:
        assert answers.counts(session).states == {State.QUEUED: 7}
        assert set(session.scalars(select(Answer.attempts))) == {0}
    desk.arxiv.clear("llm")
    assert desk.work(timedelta(minutes=11)) == [State.DONE] * 7


def test_an_endpoint_that_only_fails_is_taken_for_out_of_order(desk: Desk) -> None:
    desk.arxiv.fault("llm", "500")
    desk.ask(WITH_HTML)
    desk.arxiv.log.clear()
    for minute in range(60):
        desk.work(timedelta(minutes=minute))
    assert len(desk.arxiv.log.requests({"llm"})) <= 3 + 60
    with reading(desk.engine) as session:
        assert answers.counts(session).states == {State.QUEUED: 7}


def test_nobody_at_the_address_is_said_and_waited_for(desk: Desk, arxiv: StandIn) -> None:
    (asked,) = desk.ask(WITH_HTML, "tldr")
    arxiv.stop()
    desk.work()
    assert "does not answer" in (desk.closed() or "")
    assert desk.row(asked).attempts == 0
    arxiv.start()
    assert desk.work(LATER) == [State.DONE]


def test_a_model_that_only_one_answer_asks_for_fails_that_answer_alone(desk: Desk) -> None:
    (asked,) = desk.ask(WITH_HTML, "tldr")
    desk.work()
    with writing(desk.engine) as session:
        redone = answers.redo(session, Asked.of(asked), NOW, Priority.HISTORY, model="no-such-model")
    desk.arxiv.fault("llm", "no-model", times=1)
    assert desk.work() == [State.FAILED]
    assert "no-such-model" in (desk.row(redone).error or "")
    assert desk.closed() is None


def test_a_paper_too_long_for_the_model_is_cut_more_and_the_next_one_at_once(desk: Desk) -> None:
    (whole,) = desk.ask(WITH_HTML, "q6")
    desk.work()
    desk.arxiv.model.context = (desk.row(whole).prompt_tokens or 0) - 60
    asked = desk.ask(WITH_HTML, "q2", "q1")
    answerer, client = desk.worker()
    requests: list[int] = []
    with closing(client):
        while (task := answerer.claim()) is not None:
            desk.arxiv.log.clear()
            assert answerer.write(task) == State.DONE
            requests.append(len(desk.arxiv.log.requests({"llm"})))
    assert 2 <= requests[0] <= 4
    assert requests[1] == 1
    for answer in asked:
        read = desk.row(answer).read or {}
        assert (read["source"], read["whole"]) == ("html", False)
        assert read["sections"]
        assert desk.row(answer).attempts == 1


def test_a_window_too_small_for_any_of_it_is_said(desk: Desk) -> None:
    desk.arxiv.model.context = 50
    (asked,) = desk.ask(WITH_HTML, "q1")
    assert desk.work() == [State.FAILED]
    assert desk.row(asked).error_kind == "too-long"


def test_arxiv_out_of_reach_is_no_fault_of_the_answer(desk: Desk) -> None:
    desk.arxiv.fault("files", "503", retry_after=60)
    (asked,) = desk.ask(WITH_HTML, "q1")
    assert desk.work(most=1) == [State.QUEUED]
    waiting = desk.row(asked)
    assert (waiting.attempts, waiting.error_kind) == (0, "arxiv")
    assert desk.counts() == []


def test_a_readers_further_question_comes_with_the_earlier_ones(desk: Desk) -> None:
    sent: list[list[dict[str, str]]] = []

    def answering(messages: list[dict[str, str]]) -> str:
        sent.append(messages)
        return f"Answer number {len(sent)}."

    desk.arxiv.answer_with(answering)
    for place, question in enumerate(("Why leaves?", "And why lazy ones?")):
        with writing(desk.engine) as session:
            answers.ask_own(session, desk.rows[OTHER], 1, question, "en", NOW + timedelta(seconds=place))
        assert desk.work(timedelta(seconds=place)) == [State.DONE]
    assert [message["role"] for message in sent[1]] == ["system", "user", "assistant", "user"]
    assert "Why leaves?" in sent[1][1]["content"]
    assert sent[1][2]["content"] == "Answer number 1."
    assert "And why lazy ones?" in sent[1][3]["content"]
    assert sent[0][1] == sent[1][1], "the beginning is the same, for the provider's cache"


def test_at_the_budgets_end_only_what_a_reader_waits_for_goes_on(desk: Desk) -> None:
    desk.ask(WITH_HTML, "tldr")
    desk.work()
    with reading(desk.engine) as session:
        (day,) = spending.spent(session, NOW.date(), NOW.date())
    spent = day.prompt_tokens + day.completion_tokens
    desk.set(llm_daily_tokens=spent + 5000, llm_reserve=0.9)
    (todays,) = desk.ask(OTHER, "tldr")
    answerer, client = desk.worker()
    with closing(client):
        task = answerer.claim()
        assert task is not None
        with pytest.raises(OverBudgetError):
            answerer.write(task)
        assert answerer.claim(Priority.READER) is None
        (waited_for,) = desk.ask(desk.without_html, "tldr", priority=Priority.READER)
        task = answerer.claim(Priority.READER)
        assert task is not None
        assert answerer.write(task) == State.DONE
    assert desk.row(waited_for).state == State.DONE
    put_back = desk.row(todays)
    assert (put_back.state, put_back.attempts, put_back.error_kind) == (State.QUEUED, 0, "budget")
    desk.set(llm_reserve=0.2)
    assert desk.work(timedelta(days=1)) == [State.DONE], "a new day has a new budget"


def test_a_stop_in_mid_stream_gives_the_answer_back_as_it_was(desk: Desk) -> None:
    (asked,) = desk.ask(WITH_HTML, "tldr")
    desk.arxiv.fault("llm", "stall", times=1)
    stop = threading.Event()
    answerer, client = desk.worker(stop=stop)
    with closing(client):
        task = answerer.claim()
        assert task is not None
        stopper = threading.Thread(target=desk.when_text_comes, args=(asked, stop.set))
        stopper.start()
        answerer.write(task)
        stopper.join()
    row = desk.row(asked)
    assert (row.state, row.attempts, row.error, row.holder) == (State.PARTIAL, 0, None, None)
    assert row.text
    assert desk.work(LATER) == [State.DONE]
    assert desk.counts() == [(2, 1, 1)]


def test_the_text_grows_in_its_row_while_it_comes(desk: Desk) -> None:
    (asked,) = desk.ask(WITH_HTML, "tldr")
    desk.arxiv.fault("llm", "slow", pace=0.05)
    seen: list[tuple[int, str]] = []
    done = threading.Event()

    def follow() -> None:
        while not done.wait(0.02):
            row = desk.row(asked)
            if row.state == State.RUNNING and (not seen or row.revision > seen[-1][0]):
                seen.append((row.revision, row.text))

    follower = threading.Thread(target=follow)
    follower.start()
    desk.work()
    done.set()
    follower.join()
    texts = [text for _, text in seen if text]
    assert len(texts) > 2
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert desk.row(asked).text.startswith(texts[-1])

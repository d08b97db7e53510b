"""Following answers: one thread and one query for all that follow, and no more streams than there are threads for."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.webapp.answering import FAITHFUL, ask, claim, fail, paper_id, progress
from tests.webapp.answering import write as write_answer
from tests.webapp.stand import CountedQueries, Stand
from webapp import answer_stream
from webapp.follow import TooManyStreamsError, Watch
from webapp.queries.answers import paper_answers

ID = "2611.00001"
STREAM = f"/arxiv/{ID}/answers/stream?lang=en"


@pytest.fixture
def paper(shop: Stand) -> Iterator[Stand]:
    shop.paper(ID)
    yield shop
    # The thread that watches ends within a turn of the last stream.
    for thread in threading.enumerate():
        if thread.name == "answers-watch":
            thread.join(600)
            assert not thread.is_alive(), "a stream was never left"


def events(lines: Iterator[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and data of each event as it comes."""
    for piece in lines:
        if piece.startswith(b"event: "):
            name, data = piece.decode().rstrip("\n").split("\n")
            yield name.removeprefix("event: "), orjson.loads(data.removeprefix("data: "))


def follow(stand: Stand) -> tuple[Any, Iterator[tuple[str, dict[str, Any]]]]:
    response = stand.client(llm_model="small-model").get(STREAM, buffered=False)
    assert response.content_type.startswith("text/event-stream")
    return response, events(response.iter_encoded())


def test_a_stream_tells_the_place_in_the_queue_the_text_as_it_grows_and_the_end(paper: Stand) -> None:
    ask(paper, ID, ["q1", "q2"])
    response, stream = follow(paper)
    assert next(stream) == ("state", {"key": "q1", "state": "queued", "sentence": "It is the next to be written."})
    assert next(stream)[1]["sentence"] == "It waits: 1 answer before it."
    number, _ = claim(paper)
    told = next(event for event in stream if event[1]["key"] == "q1")
    assert told[1]["sentence"] == "It is being written …"
    texts = []
    for text in ("One", "One and", "Another"):
        progress(paper, number, text)
        texts.append(next(data for name, data in stream if name == "text"))
    assert [(data["from"], data["text"]) for data in texts] == [(0, "One"), (3, " and"), (0, "Another")]
    fail(paper, "Refused.")  # the second one
    assert next(event for event in stream if event[1]["key"] == "q2" and event[0] == "error")[1]["sentence"].endswith(
        "Refused."
    )
    response.close()


def test_who_comes_later_joins_with_all_that_has_come(paper: Stand) -> None:
    ask(paper, ID)
    number, _ = claim(paper)
    progress(paper, number, "Half a sentence")
    response, stream = follow(paper)
    assert [next(stream)[0], next(stream)[1]] == ["state", {"key": "q1", "from": 0, "text": "Half a sentence"}]
    response.close()


def test_the_stream_ends_when_everything_is_done(paper: Stand) -> None:
    ask(paper, ID)
    response, stream = follow(paper)
    next(stream)
    write_answer(paper, FAITHFUL)
    assert list(stream)[-1] == ("done", {"key": "q1"})
    response.close()
    assert paper.client().get(STREAM).status_code == 204, "so that the browser does not come again"


def test_two_queries_a_turn_serve_all_who_follow(paper: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(paper, ID)
    number, _ = claim(paper)
    turns: list[None] = []
    look = Watch._look
    monkeypatch.setattr(Watch, "_look", lambda *given, **named: (turns.append(None), look(*given, **named)))
    watch = Watch(paper.engine)
    streams = [watch.follow({number: 0}) for _ in range(10)]
    assert [stream.get(600).number for stream in streams] == [number] * 10  # type: ignore[union-attr]
    with CountedQueries(paper.engine) as queries:
        first = len(turns)
        while len(turns) < first + 4:
            time.sleep(0.02)
        counted, turned = queries.count, len(turns) - first + 1  # with the one that was under way
    for stream in streams:
        watch.leave(stream)
    assert 1 <= counted <= 2 * turned


def test_a_process_has_so_many_streams_and_no_more(paper: Stand) -> None:
    ask(paper, ID)
    app = paper.app(llm_model="small-model")
    watch = app.extensions["paperstand"].watch
    streams = [watch.follow({}) for _ in range(16)]
    with pytest.raises(TooManyStreamsError):
        watch.follow({})
    response = app.test_client().get(STREAM)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "5")
    watch.leave(streams.pop())
    with app.test_client().get(STREAM, buffered=False) as followed:
        assert followed.status_code == 200
    assert len(streams) == 15
    for stream in streams:
        watch.leave(stream)


def test_a_stream_nobody_reads_any_more_makes_room(paper: Stand) -> None:
    ask(paper, ID)
    app = paper.app(llm_model="small-model")
    client = app.test_client()
    for _ in range(40):
        client.get(STREAM, buffered=False).close()


def test_a_stream_ends_by_itself_after_a_while(paper: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_stream, "HEARTBEAT_SECONDS", 0.05)
    ask(paper, ID)
    watch = Watch(paper.engine)
    stream = watch.follow({})
    app = paper.app(llm_model="small-model")
    with app.extensions["paperstand"].reading() as session:
        found = paper_answers(session, ID, "en", None, paper.now)
    assert found is not None
    [entry] = [entry for entry in found.entries if entry.newest is not None]
    assert entry.newest is not None
    site = app.extensions["paperstand"]
    pieces = list(answer_stream.events({entry.newest.id: entry}, stream, site.now, seconds=0.2))
    watch.leave(stream)
    assert pieces[-1] == b": still there\n\n"


def test_half_a_character_pair_is_sent_as_a_mark(paper: Stand) -> None:
    assert paper_id(paper, ID)
    assert orjson.loads(answer_stream._event("text", key="q1", text="\ud800x").split(b"data: ")[1])["text"] == "?x"

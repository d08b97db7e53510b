"""Asking for answers, following them, and which one is shown."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawler.store import answers
from crawler.store.answer_queue import Trouble, Written, claim, fail, finish, keep_text
from crawler.store.answers import OWN, QUESTIONS, Asked, Priority, State
from crawler.store.models import Answer
from crawler.store.session import reading, writing
from crawler.store.spending import Usage
from tests.crawler.shelf import shelve

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def paper(engine: Engine) -> int:
    return shelve(engine, "2611.00001")[0]


def ask(engine: Engine, paper: int, *questions: str, language: str = "en", **more: object) -> dict[str, Answer]:
    arguments = {"now": NOW, **more}
    with writing(engine) as session:
        return answers.request_answers(session, paper, questions or QUESTIONS, language, **arguments)  # type: ignore[arg-type]


def ask_own(engine: Engine, paper: int, reader: int, text: str) -> Answer | None:
    with writing(engine) as session:
        return answers.ask_own(session, paper, reader, text, "en", NOW)


def redo(engine: Engine, answer: Answer) -> Answer:
    with writing(engine) as session:
        return answers.redo(session, Asked.of(answer), NOW, Priority.HISTORY)


def write(engine: Engine, text: str, model: str = "small", version: int = 1) -> Answer:
    """Work off the first of the queue."""
    with writing(engine) as session:
        answer = claim(session, "host:1:a", NOW)
        assert answer is not None
        written = Written(text, model, "1.1.1", version, {"source": "abstract"}, Usage(100, 50, 10))
        assert keep_text(session, answer.id, "host:1:a", written, LATER)
        assert finish(session, answer.id, "host:1:a", [], LATER)
        return answer


def shown(engine: Engine, paper: int, question: str = "tldr") -> str | None:
    with reading(engine) as session:
        found = answers.shown(session, [paper], "en")
        return found[paper, question].text if (paper, question) in found else None


def test_asking_queues_each_question_once_however_often_it_is_asked(engine: Engine, paper: int) -> None:
    first, again = ask(engine, paper), ask(engine, paper, now=LATER)
    assert list(first) == list(QUESTIONS)
    assert {name: row.id for name, row in first.items()} == {name: row.id for name, row in again.items()}
    assert {(row.state, row.generation, row.priority, row.queued) for row in again.values()} == {
        (State.QUEUED, 1, Priority.READER, NOW)
    }
    with reading(engine) as session:
        assert answers.counts(session).unfinished == {Priority.READER: 7}
        assert set(answers.unfinished(session, paper, "en")) == set(QUESTIONS)
        assert answers.unfinished(session, paper, "zh") == {}


def test_languages_are_asked_apart(engine: Engine, paper: int) -> None:
    assert ask(engine, paper, "q1")["q1"].id != ask(engine, paper, "q1", language="zh")["q1"].id


def test_a_reader_brings_a_waiting_answer_forward(engine: Engine, paper: int) -> None:
    ask(engine, paper, "q1", priority=Priority.HISTORY)
    ask(engine, paper, "q2", priority=Priority.TODAY)
    assert ask(engine, paper, "q1")["q1"].priority == Priority.READER
    assert ask(engine, paper, "q1", priority=Priority.TODAY)["q1"].priority == Priority.READER
    assert write(engine, "first").question == "q1"


def test_many_that_ask_at_once_share_one_generation(engine: Engine, paper: int) -> None:
    together, numbers = threading.Barrier(4), list[int]()

    def reader() -> None:
        together.wait()
        numbers.append(ask(engine, paper, "q1")["q1"].id)

    readers = [threading.Thread(target=reader) for _ in range(4)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()
    assert len(numbers) == 4
    assert len(set(numbers)) == 1


def test_a_finished_answer_is_returned_and_nothing_is_queued(engine: Engine, paper: int) -> None:
    ask(engine, paper, "q1")
    done = write(engine, "A text.")
    assert ask(engine, paper, "q1")["q1"].id == done.id
    with reading(engine) as session:
        assert answers.counts(session).states == {State.DONE: 1}


def test_what_failed_is_tried_anew_a_day_later(engine: Engine, paper: int) -> None:
    ask(engine, paper, "q1")
    with writing(engine) as session:
        answer = claim(session, "host:1:a", NOW)
        assert answer is not None
        fail(session, answer.id, "host:1:a", Trouble("filtered", "The filter refused it."), None, NOW)
    again = ask(engine, paper, "q1", now=NOW + timedelta(hours=23))["q1"]
    assert (again.state, again.error, again.generation) == (State.FAILED, "The filter refused it.", 1)
    anew = ask(engine, paper, "q1", now=NOW + timedelta(hours=25))["q1"]
    assert (anew.state, anew.generation) == (State.QUEUED, 2)


def test_a_redo_keeps_the_old_generation_shown_until_the_new_one_is_done(engine: Engine, paper: int) -> None:
    first = ask(engine, paper, "tldr")["tldr"]
    write(engine, "The old one.")
    second = redo(engine, first)
    assert second.generation == 2
    assert redo(engine, first).id == second.id, "an unfinished generation is joined"
    assert shown(engine, paper) == "The old one."
    write(engine, "The new one.")
    assert shown(engine, paper) == "The new one."
    with reading(engine) as session:
        assert [(row.generation, row.text) for row in answers.history(session, paper)] == [
            (2, "The new one."),
            (1, "The old one."),
        ]


def test_a_picked_generation_is_shown_whatever_is_newer(engine: Engine, paper: int) -> None:
    first = ask(engine, paper, "tldr")["tldr"]
    write(engine, "The old one.")
    redo(engine, first)
    second = write(engine, "The new one.")
    with writing(engine) as session:
        assert answers.pick(session, first.id) is not None
    redo(engine, first)
    write(engine, "The newest one.")
    assert shown(engine, paper) == "The old one."
    with writing(engine) as session:
        answers.pick(session, second.id)
    assert shown(engine, paper) == "The new one."
    with writing(engine) as session:
        answers.unpick(session, Asked.of(first))
    assert shown(engine, paper) == "The newest one."


def test_only_what_is_done_can_be_picked(engine: Engine, paper: int) -> None:
    queued = ask(engine, paper, "tldr")["tldr"]
    with writing(engine) as session:
        assert answers.pick(session, queued.id) is None
        assert answers.pick(session, 999_999) is None


def test_nothing_is_asked_or_shown_about_a_hidden_paper_until_it_is_shown_again(engine: Engine, paper: int) -> None:
    ask(engine, paper, "tldr", "q1")
    write(engine, "A gist.")
    with writing(engine) as session:
        answers.hide(session, paper, "its author asked for it", NOW)
    assert ask(engine, paper, "q2") == {}
    assert ask_own(engine, paper, 1, "Why?") is None
    assert shown(engine, paper) is None
    with reading(engine) as session:
        assert answers.counts(session).states == {State.DONE: 1, State.HIDDEN: 1}
    with writing(engine) as session:
        assert claim(session, "host:1:b", NOW) is None
        answers.unhide(session, paper)
    assert shown(engine, paper) == "A gist."


def test_a_readers_question_is_theirs_alone(engine: Engine, paper: int) -> None:
    one = ask_own(engine, paper, 1, "Why  leaves?\n")
    assert one is not None
    assert (one.question, one.own_text, one.priority) == (OWN, "Why leaves?", Priority.READER)
    same, other_reader, other = (
        ask_own(engine, paper, *asked) for asked in ((1, "Why leaves?"), (2, "Why leaves?"), (1, "Why?"))
    )
    assert same is not None
    assert other_reader is not None
    assert other is not None
    assert same.id == one.id
    assert len({one.id, other_reader.id, other.id}) == 3
    with reading(engine) as session:
        assert [row.own_text for row in answers.own_answers(session, paper, 1)] == ["Why leaves?", "Why?"]
        assert answers.own_questions_since(session, 1, NOW) == 2
        assert answers.unfinished(session, paper, "en") == {}
        assert answers.history(session, paper) == []
    with writing(engine) as session:
        answers.forget_reader(session, 1)
    with reading(engine) as session:
        assert answers.own_answers(session, paper, 1) == []
        assert len(answers.own_answers(session, paper, 2)) == 1


def test_who_follows_is_told_of_changes_only(engine: Engine, paper: int) -> None:
    rows = ask(engine, paper, "q1", "q2")
    seen = {row.id: row.revision for row in rows.values()}
    with reading(engine) as session:
        assert answers.changed_since(session, seen) == []
        assert answers.changed_since(session, {}) == []
    write(engine, "A text.")
    with reading(engine) as session:
        (changed,) = answers.changed_since(session, seen)
        assert (changed.question, changed.text, changed.state) == ("q1", "A text.", State.DONE)
        assert answers.changed_since(session, seen | {changed.id: changed.revision}) == []


def test_the_queue_tells_how_many_are_before(engine: Engine, paper: int) -> None:
    rows = ask(engine, paper, "q1", "q2", "q3", priority=Priority.TODAY)
    first = ask(engine, paper, "q4")["q4"]
    with reading(engine) as session:
        numbers = [row.id for row in rows.values()]
        assert answers.positions(session, [*numbers, first.id]) == {
            first.id: 0,
            **dict(zip(numbers, (1, 2, 3), strict=True)),
        }
    write(engine, "A text.")
    with writing(engine) as session:
        assert claim(session, "host:1:b", NOW) is not None
        assert answers.positions(session, [first.id, *numbers]) == {numbers[1]: 0, numbers[2]: 1}


def test_stale_are_the_shown_answers_that_would_come_out_differently(engine: Engine) -> None:
    papers = shelve(engine, "2611.00001", "2611.00002", "2611.00003", "2611.00004", "2611.00005")
    versions = {"tldr": "1.1.1"}
    for paper in papers:
        ask(engine, paper, "tldr")
    for model in ("small", "small", "large", "small", "small"):
        write(engine, "A gist.", model)
    shelve(engine, "2611.00002", version=2)
    redo(engine, ask(engine, papers[3], "tldr")["tldr"])

    def stale(model: str = "small", versions: dict[str, str] = versions, among: list[int] | None = None) -> list[int]:
        with reading(engine) as session:
            return [papers.index(row.paper_id) for row in answers.stale(session, model, versions, among)]

    assert stale() == [1, 2], "an older version, another model"
    assert stale(among=papers[2:]) == [2]
    assert stale(versions={"tldr": "1.1.2"}) == [0, 1, 2, 4], "but not the one that is being redone"
    for outdated in (1, 2):
        redo(engine, ask(engine, papers[outdated], "tldr")["tldr"])
    assert stale() == []

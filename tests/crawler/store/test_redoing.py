"""Choosing what is written anew, on both databases."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from crawler.store import answer_queue, answers, redoing
from crawler.store.answer_queue import Trouble, Written
from crawler.store.answers import Priority
from crawler.store.redoing import Estimate
from crawler.store.session import reading, writing
from crawler.store.spending import Usage
from tests.crawler.shelf import announce, shelve

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)


def ask(engine: Engine, paper: int, question: str) -> None:
    with writing(engine) as session:
        answers.request_answers(session, paper, [question], "en", NOW)


def claim(engine: Engine) -> int:
    with writing(engine) as session:
        answer = answer_queue.claim(session, "worker", NOW)
    assert answer is not None
    return answer.id


def fail(engine: Engine) -> None:
    number = claim(engine)
    with writing(engine) as session:
        assert answer_queue.fail(session, number, "worker", Trouble("filtered", "Refused."), None, NOW)


def test_papers_are_chosen_by_category_and_days_and_hidden_ones_left_out(engine: Engine) -> None:
    first, second, third = shelve(engine, "2611.00001", "2611.00002", "2611.00003")
    announce(engine, ["2611.00001"], THURSDAY)
    announce(engine, ["2611.00002", "2611.00003"], FRIDAY)
    with writing(engine) as session:
        answers.hide(session, third, "", NOW)
    with reading(engine) as session:
        assert redoing.announced_papers(session, ["cs.CL"], None, None) == [second, first]
        assert redoing.announced_papers(session, [], FRIDAY, None) == [second]
        assert redoing.announced_papers(session, ["cs.CL"], None, THURSDAY) == [first]
        assert redoing.announced_papers(session, ["cs.LG"], None, None) == []
        assert redoing.arxiv_ids(session, [first, second]) == {first: "2611.00001", second: "2611.00002"}


def test_in_vain_is_what_failed_and_has_no_newer_generation(engine: Engine) -> None:
    first, second = shelve(engine, "2611.00001", "2611.00002")
    for paper in (first, second):
        ask(engine, paper, "q1")
        fail(engine)
    with reading(engine) as session:
        assert [answer.paper_id for answer in redoing.in_vain(session)] == [first, second]
        [failed] = redoing.in_vain(session, [second])
    with writing(engine) as session:
        answers.redo(session, answers.Asked.of(failed), NOW, Priority.HISTORY)
    with reading(engine) as session:
        assert [answer.paper_id for answer in redoing.in_vain(session)] == [first]


def test_what_was_put_off_can_be_had_at_once(engine: Engine) -> None:
    [paper] = shelve(engine, "2611.00001")
    ask(engine, paper, "q1")
    number = claim(engine)
    with writing(engine) as session:
        assert answer_queue.postpone(session, number, "worker", Trouble("server", "It failed."), None, NOW)
    with writing(engine) as session:
        assert redoing.hasten(session, NOW) == 1
    assert claim(engine) == number
    with writing(engine) as session:
        assert redoing.hasten(session, NOW - timedelta(days=1)) == 0, "what is being written is left alone"


def test_estimates_follow_what_answers_took(engine: Engine) -> None:
    [paper] = shelve(engine, "2611.00001")
    with reading(engine) as session:
        assert redoing.estimates(session)["q1"] == Estimate(20_000, 1000)
        assert redoing.estimates(session)["tldr"] == Estimate(1000, 100)
    ask(engine, paper, "q1")
    number = claim(engine)
    written = Written("Text", "small-model", "1.1.1", 1, {}, Usage(300, 100, 50))
    with writing(engine) as session:
        assert answer_queue.keep_text(session, number, "worker", written, NOW)
    with reading(engine) as session:
        assert redoing.estimates(session)["q1"] == Estimate(300, 50)


def test_the_queue_is_told_in_its_order(engine: Engine) -> None:
    first, second = shelve(engine, "2611.00001", "2611.00002")
    with writing(engine) as session:
        answers.request_answers(session, first, ["q1"], "en", NOW, Priority.HISTORY)
    ask(engine, second, "q2")
    with reading(engine) as session:
        assert [name for name, _ in redoing.waiting(session, 10)] == ["2611.00002", "2611.00001"]
        assert len(redoing.waiting(session, 1)) == 1

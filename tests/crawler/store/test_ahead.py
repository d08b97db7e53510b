"""What is queued before anyone asks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from crawler.records import Kind
from crawler.store import ahead, answers
from crawler.store.answers import Priority
from crawler.store.models import Answer
from crawler.store.session import reading, writing
from tests.crawler.shelf import announce, shelve

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def papers(engine: Engine) -> dict[str, int]:
    """New papers of five days, one a day; on Friday a cross-list and a replacement too, and one of another category."""
    ids = [f"2611.0000{number}" for number in range(1, 10)]
    rows = dict(zip(ids, shelve(engine, *ids), strict=True))
    for back in range(5):
        announce(engine, [ids[back]], FRIDAY - timedelta(days=back))
    announce(engine, [ids[5]], FRIDAY, Kind.CROSS)
    announce(engine, [ids[6]], FRIDAY, Kind.REPLACE)
    announce(engine, [ids[7]], FRIDAY, category="hep-th")
    announce(engine, [ids[0]], FRIDAY, category="cs.LG", kind=Kind.CROSS)
    return rows


def newest(engine: Engine, *categories: str) -> list[int]:
    with reading(engine) as session:
        return ahead.newest_papers(session, categories, 3)


def queue(engine: Engine, papers: list[int], *questions: str) -> int:
    with writing(engine) as session:
        return ahead.queue_missing(session, papers, questions, ["en", "zh"], NOW, Priority.TODAY)


def test_new_and_cross_listed_papers_of_the_newest_days_are_found_in_the_order_of_lists(
    engine: Engine, papers: dict[str, int]
) -> None:
    assert newest(engine, "cs.CL", "cs.LG") == [papers[f"2611.0000{number}"] for number in (1, 6, 2, 3)]
    assert newest(engine, "math.CO") == []


def test_each_is_queued_once_paper_after_paper(engine: Engine, papers: dict[str, int]) -> None:
    wanted = newest(engine, "cs.CL")
    assert queue(engine, wanted, "q1", "q2") == 16
    assert queue(engine, wanted, "q1", "q2") == 0
    assert queue(engine, wanted, "tldr") == 8
    with reading(engine) as session:
        rows = list(session.scalars(select(Answer).order_by(Answer.id)))
    assert [row.paper_id for row in rows[:16:4]] == wanted
    assert [(row.language, row.question) for row in rows[:4]] == [
        ("en", "q1"),
        ("en", "q2"),
        ("zh", "q1"),
        ("zh", "q2"),
    ]
    assert {(row.priority, row.generation, row.paper_version) for row in rows} == {(Priority.TODAY, 1, 1)}


def test_hidden_papers_and_those_that_have_an_answer_are_left_out(engine: Engine, papers: dict[str, int]) -> None:
    first, second, *_ = wanted = newest(engine, "cs.CL")
    with writing(engine) as session:
        answers.hide(session, first, "its author asked for it", NOW)
        answers.request_answers(session, second, ["tldr"], "en", NOW)
    assert queue(engine, wanted, "tldr") == 5

"""Queueing ahead after a crawl: what the settings say, of the newest days, once."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from crawler.jobs.ahead import queue_ahead
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import fetch
from crawler.records import Kind
from crawler.store.answers import Priority
from crawler.store.models import Announcement, Answer
from crawler.store.session import reading
from tests.crawler.conftest import CATEGORIES

MODEL = {"PAPERSTAND_LLM_MODEL": "stand-in-1"}


def queued(crawl: Crawl) -> list[Answer]:
    with reading(crawl.engine) as session:
        return list(session.scalars(select(Answer).order_by(Answer.priority, Answer.queued, Answer.id)))


def newest_papers(crawl: Crawl) -> set[int]:
    """The new and cross-listed papers of the three newest days, counted from the announcements one by one."""
    with reading(crawl.engine) as session:
        rows = session.execute(
            select(Announcement.day, Announcement.paper_id, Announcement.category, Announcement.kind)
        ).all()
    listed = [(day, paper) for day, paper, category, kind in rows if category in CATEGORIES and kind <= Kind.CROSS.rank]
    days = sorted({day for day, _ in listed}, reverse=True)[:3]
    return {paper for day, paper in listed if day in days}


def test_after_a_crawl_every_paper_of_the_newest_days_has_its_gist_queued_once(crawl_at: Callable[..., Crawl]) -> None:
    crawl = crawl_at("2026-11-20T09:00", **MODEL)
    fetch(crawl, CATEGORIES)
    papers = newest_papers(crawl)
    assert queue_ahead(crawl) == 2 * len(papers) > 50
    assert queue_ahead(crawl) == 0
    rows = queued(crawl)
    assert {(row.paper_id, row.language) for row in rows} == {
        (paper, language) for paper in papers for language in ("en", "zh")
    }
    assert {(row.question, row.priority) for row in rows} == {("tldr", Priority.TODAY)}


def test_all_questions_are_queued_after_the_gists_and_paper_after_paper(crawl_at: Callable[..., Crawl]) -> None:
    crawl = crawl_at("2026-11-20T09:00", **MODEL, PAPERSTAND_LLM_AHEAD="all", PAPERSTAND_LLM_LANGUAGES="en")
    fetch(crawl, CATEGORIES[:1])
    number = queue_ahead(crawl)
    rows = queued(crawl)
    assert len(rows) == number
    papers = number // 7
    assert {row.question for row in rows[:papers]} == {"tldr"}
    for place in range(papers, number, 6):
        of_one = rows[place : place + 6]
        assert len({row.paper_id for row in of_one}) == 1
        assert [row.question for row in of_one] == ["q1", "q2", "q3", "q4", "q5", "q6"]


def test_translations_are_queued_into_the_languages_that_are_set_for_it(crawl_at: Callable[..., Crawl]) -> None:
    into = {"PAPERSTAND_LLM_AHEAD": "none", "PAPERSTAND_LLM_TRANSLATE": "zh"}
    crawl = crawl_at("2026-11-20T09:00", **MODEL, **into)
    fetch(crawl, CATEGORIES[:1])
    assert queue_ahead(crawl) > 0
    assert queue_ahead(crawl) == 0
    assert {(row.question, row.language) for row in queued(crawl)} == {("abstract", "zh")}


@pytest.mark.parametrize("more", [{"PAPERSTAND_LLM_MODEL": ""}, {**MODEL, "PAPERSTAND_LLM_AHEAD": "none"}])
def test_nothing_is_queued_without_a_model_or_without_the_wish(
    crawl_at: Callable[..., Crawl], more: dict[str, str]
) -> None:
    crawl = crawl_at("2026-11-20T09:00", **more)
    fetch(crawl, CATEGORIES[:1])
    assert queue_ahead(crawl) == 0
    assert queued(crawl) == []

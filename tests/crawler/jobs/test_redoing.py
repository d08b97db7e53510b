"""What a day's replacements make out of date, and nothing else."""

from collections.abc import Callable

from sqlalchemy import insert, select

from crawler.clock import eastern_day
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import fetch
from crawler.llm import prompts
from crawler.records import Kind
from crawler.store import answers
from crawler.store.answers import State
from crawler.store.models import Announcement, Answer, Paper
from crawler.store.session import reading, writing
from tests.crawler.conftest import CATEGORIES

MODEL = "stand-in-1"


def versions(crawl: Crawl) -> dict[int, int]:
    with reading(crawl.engine) as session:
        return dict(session.execute(select(Paper.id, Paper.version)).all())


def answer_everything(crawl: Crawl) -> None:
    """A finished answer about every paper held, each of the version held, by the model and the prompts in force."""
    now = crawl.now()
    done = [
        {
            "paper_id": paper, "question": "q1", "language": "en", "own_key": "", "generation": 1, "state": State.DONE,
            "priority": 1, "queued": now, "finished": now, "model": MODEL, "prompt_version": prompts.version("q1"),
            "paper_version": version or 0, "text": "It says something.",
        }
        for paper, version in versions(crawl).items()
    ]  # fmt: skip
    with writing(crawl.engine) as session:
        session.execute(insert(Answer), done)


def stale(crawl: Crawl) -> set[int]:
    with reading(crawl.engine) as session:
        return {answer.paper_id for answer in answers.stale(session, MODEL, prompts.versions())}


def test_after_a_replacement_is_announced_just_its_answers_are_to_be_redone(crawl_at: Callable[..., Crawl]) -> None:
    thursday = crawl_at("2026-11-19T09:00")
    fetch(thursday, CATEGORIES)
    answer_everything(thursday)
    before = versions(thursday)
    assert stale(thursday) == set()
    friday = crawl_at("2026-11-20T09:00")
    fetch(friday, CATEGORIES)
    day = eastern_day(friday.now())
    with reading(friday.engine) as session:
        replaced = set(
            session.scalars(
                select(Announcement.paper_id).where(Announcement.day == day, Announcement.kind >= Kind.REPLACE.rank)
            )
        )
    assert replaced & set(before)
    assert stale(friday) == replaced & set(before)

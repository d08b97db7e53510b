"""Papers that somebody asked for."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from crawler.store.fetch_requests import (
    DONE,
    FAILED,
    MOST_ATTEMPTS,
    MOST_QUEUED,
    QUEUED,
    UNKNOWN,
    claim,
    postpone,
    request_papers,
    settle,
    waiting,
)
from crawler.store.models import FetchRequest
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
PAPER, OTHER = "2402.12354", "hep-th/9901001"


def ask(engine: Engine, *arxiv_ids: str, now: datetime = NOW) -> dict[str, str]:
    with writing(engine) as session:
        return {paper: request.state for paper, request in request_papers(session, arxiv_ids, now).items()}


def take(engine: Engine, now: datetime = NOW, limit: int = 10) -> list[str]:
    with writing(engine) as session:
        return claim(session, now, limit)


def row(engine: Engine, arxiv_id: str = PAPER) -> FetchRequest:
    with reading(engine) as session:
        return session.scalars(select(FetchRequest).where(FetchRequest.arxiv_id == arxiv_id)).one()


def test_a_paper_asked_for_is_queued_once_however_often_it_is_asked_for(engine: Engine) -> None:
    assert ask(engine, PAPER, OTHER, PAPER) == {PAPER: QUEUED, OTHER: QUEUED}
    assert ask(engine, PAPER, now=NOW + timedelta(hours=1)) == {PAPER: QUEUED}
    assert row(engine).requested == NOW
    with reading(engine) as session:
        assert waiting(session) == 2


def test_no_more_than_a_thousand_wait(engine: Engine) -> None:
    numbers = [f"2402.{number:05d}" for number in range(1, MOST_QUEUED)]
    ask(engine, *numbers)
    assert ask(engine, "2403.00001", "2403.00002", numbers[0]) == {"2403.00001": QUEUED, numbers[0]: QUEUED}
    assert ask(engine, "2403.00002") == {}
    assert ask(engine, numbers[0]) == {numbers[0]: QUEUED}


def test_a_claimed_request_is_given_to_nobody_else_until_its_worker_must_be_dead(engine: Engine) -> None:
    ask(engine, PAPER)
    assert take(engine) == [PAPER]
    assert take(engine, NOW + timedelta(minutes=9)) == []
    assert take(engine, NOW + timedelta(minutes=11)) == [PAPER]
    assert row(engine).attempts == 2


def test_the_oldest_requests_are_claimed_first(engine: Engine) -> None:
    ask(engine, PAPER, now=NOW)
    ask(engine, OTHER, now=NOW - timedelta(minutes=1))
    assert take(engine, limit=1) == [OTHER]
    assert take(engine, limit=1) == [PAPER]
    assert take(engine, limit=1) == []


def test_a_vain_attempt_is_repeated_after_ever_longer_waits_and_given_up_after_five(engine: Engine) -> None:
    ask(engine, PAPER)
    now, waits = NOW, []
    while take(engine, now):
        with writing(engine) as session:
            postpone(session, PAPER, "arXiv could not be reached.", now)
        waits.append((row(engine).next_try - now) // timedelta(minutes=1))
        now = row(engine).next_try
    assert waits == [2, 4, 8, 16, 24 * 60]
    failed = row(engine)
    assert (failed.state, failed.attempts, failed.message) == (FAILED, MOST_ATTEMPTS, "arXiv could not be reached")


def test_a_paper_that_arxiv_has_not_may_be_asked_for_again_a_day_later(engine: Engine) -> None:
    ask(engine, PAPER)
    take(engine)
    with writing(engine) as session:
        settle(session, [PAPER], UNKNOWN, NOW)
    assert ask(engine, PAPER, now=NOW + timedelta(hours=23)) == {PAPER: UNKNOWN}
    assert take(engine, NOW + timedelta(hours=23)) == []
    assert ask(engine, PAPER, now=NOW + timedelta(hours=25)) == {PAPER: QUEUED}
    assert row(engine).attempts == 0


def test_a_paper_that_was_fetched_and_is_gone_is_fetched_again(engine: Engine) -> None:
    ask(engine, PAPER)
    with writing(engine) as session:
        settle(session, [PAPER], DONE, NOW)
    assert take(engine) == []
    assert ask(engine, PAPER) == {PAPER: QUEUED}

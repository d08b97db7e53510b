"""Crawls take turns, and what one has read the next does not ask for again."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from crawler.errors import StoppedError
from crawler.gate import Gate
from crawler.jobs import turns
from crawler.jobs.crawl import Crawl, silent
from crawler.jobs.fetching import fetch
from crawler.jobs.looking import look_at_latest, look_back
from crawler.jobs.turns import WAITING, crawling_alone
from crawler.ledger import State
from crawler.store import leases
from crawler.store.models import Lease
from crawler.store.session import reading, writing
from tests.standin import StandIn

ELSEWHERE = "another-host:4711:cafe0001"
FRIDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 19)
MORNING = "2026-11-20T09:00"


def held_elsewhere(crawl: Crawl) -> None:
    """A crawl on another machine has just taken the lease, for its two minutes."""
    assert taken_by_another(crawl)


def its_time_is_over(crawl: Crawl) -> None:
    with writing(crawl.engine) as session:
        session.execute(update(Lease).where(Lease.holder == ELSEWHERE).values(until=datetime.now(UTC)))


def taken_by_another(crawl: Crawl) -> bool:
    with writing(crawl.engine) as session:
        return leases.take(session, "crawl", ELSEWHERE, datetime.now(UTC), turns._LEASE_SECONDS)


def until(crawl: Crawl) -> datetime:
    """When the lease ends."""
    with reading(crawl.engine) as session:
        return session.scalars(select(Lease.until)).one()


def test_a_crawl_alone_has_nobody_to_wait_for(crawl_at: Callable[[str], Crawl]) -> None:
    crawl = crawl_at(MORNING)
    with crawling_alone(crawl, silent) as since:
        assert since is None
        assert not taken_by_another(crawl)
    assert taken_by_another(crawl)


def test_one_that_is_not_heard_of_any_more_is_waited_for_until_its_time_is_over(
    crawl_at: Callable[[str], Crawl],
) -> None:
    crawl, said = crawl_at(MORNING), list[str]()
    held_elsewhere(crawl)

    def report(message: str, _done: int, _total: int) -> None:
        said.append(message)
        its_time_is_over(crawl)

    with crawling_alone(crawl, report) as since:
        assert since is not None
    assert said == [WAITING]


def test_the_lease_is_renewed_as_long_as_the_crawl_works(
    crawl_at: Callable[[str], Crawl], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_LEASE_SECONDS", 4.0)
    crawl = crawl_at(MORNING)
    with crawling_alone(crawl, silent):
        first = until(crawl)
        while until(crawl) == first:  # without end, were it not renewed
            time.sleep(0.05)
        assert until(crawl) > first


def test_waiting_ends_when_the_process_is_asked_to_stop(crawl_at: Callable[[str], Crawl]) -> None:
    crawl, stop = crawl_at(MORNING), threading.Event()
    stop.set()
    crawl = Crawl(crawl.engine, Gate(crawl.engine, crawl.settings, stop), crawl.settings, crawl.clock)
    held_elsewhere(crawl)
    with pytest.raises(StoppedError), crawling_alone(crawl, silent):
        pytest.fail("the lease was another's")


def test_what_the_other_crawl_has_left_is_done_and_no_more(crawl_at: Callable[[str], Crawl], arxiv: StandIn) -> None:
    crawl, waiting = crawl_at(MORNING), threading.Event()
    held_elsewhere(crawl)
    with ThreadPoolExecutor() as threads:
        second = threads.submit(fetch, crawl, ["cs.CL", "cs.LG"], report=lambda *_: waiting.set())
        assert waiting.wait(600)
        look_at_latest(crawl, "cs.CL")
        look_back(crawl, "cs.CL", THURSDAY)
        arxiv.log.clear()
        its_time_is_over(crawl)
        fetched = second.result(600)
    asked = [request.path for request in arxiv.log.requests({"list", "catchup"})]
    assert [path for path in asked if "cs.CL" in path and ("new" in path or str(THURSDAY) in path)] == []
    assert len([path for path in asked if "cs.LG" in path]) == 5
    assert {(row.category, row.state) for row in fetched.standings if row.day == FRIDAY} == {
        ("cs.CL", State.COMPLETE),
        ("cs.LG", State.COMPLETE),
    }


def test_of_one_day_only_what_the_other_crawl_has_left_is_read(
    crawl_at: Callable[[str], Crawl], arxiv: StandIn
) -> None:
    crawl, waiting = crawl_at(MORNING), threading.Event()
    held_elsewhere(crawl)
    with ThreadPoolExecutor() as threads:
        second = threads.submit(fetch, crawl, ["cs.CL", "cs.LG"], THURSDAY, lambda *_: waiting.set())
        assert waiting.wait(600)
        look_back(crawl, "cs.CL", THURSDAY)
        arxiv.log.clear()
        its_time_is_over(crawl)
        fetched = second.result(600)
    assert ["cs.LG" in request.path for request in arxiv.log.requests({"catchup"})] == [True]
    assert [(row.category, row.state) for row in fetched.standings] == [
        ("cs.CL", State.COMPLETE),
        ("cs.LG", State.COMPLETE),
    ]

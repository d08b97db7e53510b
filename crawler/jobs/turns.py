"""Crawls of one database take turns: a second one would ask arXiv for everything that the first is reading just then."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine

from crawler.errors import StoreError
from crawler.jobs.crawl import Crawl, Report
from crawler.store import leases, runs
from crawler.store.processes import new_holder
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

# A holder on this machine that dies loses it at once, one on another machine when this time is over.
_LEASE, _LEASE_SECONDS = "crawl", 120.0
_ASK_AGAIN_SECONDS = 1.0
WAITING = "another crawl of this database is under way; waiting until it is done"


@contextmanager
def crawling_alone(crawl: Crawl, report: Report) -> Iterator[datetime | None]:
    """Hold the crawl lease, waiting first while another crawl has it, which `report` is told once.

    Yields since when that other crawl was looking at arXiv (aware UTC, by the crawl's clock), None where there was no other.
    Raises StoppedError when asked to stop while waiting, StoreError if the database refuses.
    """
    holder, since = new_holder(), None
    while not _take(crawl.engine, holder):
        if since is None:
            since = _began(crawl)
            report(WAITING, 0, 0)
        crawl.gate.wait(_ASK_AGAIN_SECONDS)
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(crawl.engine, holder, done), name="crawl lease", daemon=True)
    renewing.start()
    try:
        yield since
    finally:
        done.set()
        renewing.join()
        with writing(crawl.engine) as session:
            leases.give_back(session, _LEASE, holder)


def _take(engine: Engine, holder: str) -> bool:
    with writing(engine) as session:
        return leases.take(session, _LEASE, holder, datetime.now(UTC), _LEASE_SECONDS)


def _began(crawl: Crawl) -> datetime:
    """When the crawl that has the lease began; now, where it has not yet said so in the crawl log."""
    with reading(crawl.engine) as session:
        return runs.under_way(session, "fetch") or crawl.now()


def _renew(engine: Engine, holder: str, done: threading.Event) -> None:
    """Keep the lease while the crawl works. To lose it does no harm: two crawls at once are slower and as right."""
    while not done.wait(_LEASE_SECONDS / 4):
        try:
            if not _take(engine, holder):
                log.warning("Another crawl of this database has begun, since this one was not heard of for a while.")
        except StoreError as error:
            log.warning("The crawl lease could not be renewed: %s", error)

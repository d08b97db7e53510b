"""Says when, never how: the daily plan in US Eastern time, kept by one process a database.

Plan: https://info.arxiv.org/help/availability.html and the turn-over of arXiv's feeds at Eastern midnight.
What is due is worked out from the crawl log several times a minute, so a machine that slept, or a process that was killed,
catches up at its next breath, and two schedulers never do the same work.
"""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from crawler.clock import EASTERN, is_weekday
from crawler.errors import PaperstandError, StoppedError
from crawler.jobs.ahead import queue_ahead
from crawler.jobs.articles import follow_feeds, request_papers
from crawler.jobs.crawl import Crawl
from crawler.jobs.details import answer_requests
from crawler.jobs.fetching import Fetched, fetch
from crawler.ledger import State
from crawler.store import leases, listings, runs
from crawler.store.processes import new_holder
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

_LEASE, _LEASE_SECONDS = "scheduler", 30.0
_TICK_SECONDS, _REQUESTS_SECONDS, _ARTICLES_SECONDS = 15, 5, 60
_AHEAD_SECONDS = 60  # not only after a crawl: a long one stores the first categories long before it ends
_RETRY_AFTER = timedelta(hours=1)
_RETRY_UNREACHABLE = timedelta(minutes=10)
# After the feeds turn over, and once more for what came late. Spread over a while, so that not every site asks at once.
_NIGHT, _NIGHT_SPREAD = time(0, 10), timedelta(minutes=50)
_MORNING, _MORNING_SPREAD = time(9, 0), timedelta(minutes=20)


def planned(day: date, seed: str) -> list[datetime]:
    """When to crawl on an Eastern calendar day, aware, Eastern: shortly after midnight and in the morning, Monday to Friday.

    seed: what sets this site's times apart from other sites'; the same seed and day give the same times after a restart.
    """
    if not is_weekday(day):
        return []
    spread = random.Random(f"{seed} {day}")
    return [
        datetime.combine(day, at, EASTERN) + spread.random() * width
        for at, width in ((_NIGHT, _NIGHT_SPREAD), (_MORNING, _MORNING_SPREAD))
    ]


def is_due(now: datetime, last: tuple[datetime, str] | None, unsettled: bool, seed: str) -> bool:
    """Whether a crawl should start now.

    last: when the newest crawl that came to its end began (aware) and how it ended; None before the first.
    unsettled: whether a listing that should be there is not; then once an hour until it is.
    """
    if last is None or last[0] > now:  # a crawl in the future was made under a clock that was wrong
        return True
    began, outcome = last
    if outcome == "unreachable" and now - began >= _RETRY_UNREACHABLE:
        return True
    if unsettled and now - began >= _RETRY_AFTER:
        return True
    today = now.astimezone(EASTERN).date()
    past = [at for back in range(8) for at in planned(today - timedelta(days=back), seed) if at <= now]
    return bool(past) and began < max(past)


class Scheduler:
    """Runs the daily plan, fetches requested papers, queues answers and follows the blogs, as long as it holds the scheduling lease."""

    def __init__(self, crawl: Crawl, stop: threading.Event) -> None:
        self._crawl, self._stop = crawl, stop
        self._holder = new_holder()
        self._leading: bool | None = None  # not known yet
        self._timer = BackgroundScheduler(timezone=EASTERN, job_defaults={"coalesce": True, "max_instances": 1})
        self._timer.add_job(self._lead, "interval", seconds=_LEASE_SECONDS / 3, misfire_grace_time=None)
        jobs = (
            (self._crawl_if_due, _TICK_SECONDS),
            (self._answer_requests, _REQUESTS_SECONDS),
            (self._queue_ahead, _AHEAD_SECONDS),
            (self._follow_blogs, _ARTICLES_SECONDS),
        )
        for job, seconds in jobs:
            self._timer.add_job(
                job, "interval", seconds=seconds, next_run_time=datetime.now(EASTERN), misfire_grace_time=None
            )

    def run(self) -> None:
        """Keep the plan until `stop` is set; then finish what can be finished at once and let go."""
        self._lead()
        self._timer.start()
        self._stop.wait()
        self._timer.shutdown(wait=True)
        with writing(self._crawl.engine) as session:
            leases.give_back(session, _LEASE, self._holder)

    def _lead(self) -> None:
        try:
            with writing(self._crawl.engine) as session:
                leading = leases.take(session, _LEASE, self._holder, datetime.now(EASTERN), _LEASE_SECONDS)
        except PaperstandError as error:
            log.error("The scheduling lease could not be renewed: %s", error)
            leading = False
        if leading != self._leading:
            log.info(
                "This process keeps the schedule." if leading else "Another process keeps the schedule; standing by."
            )
        self._leading = leading

    def _crawl_if_due(self) -> None:
        if not self._leading or self._stop.is_set():
            return
        self._guarded(lambda: crawl_if_due(self._crawl))

    def _answer_requests(self) -> None:
        if self._leading and not self._stop.is_set():
            self._guarded(lambda: answer_requests(self._crawl))

    def _queue_ahead(self) -> None:
        if self._leading and not self._stop.is_set():
            self._guarded(lambda: queue_ahead(self._crawl))

    def _follow_blogs(self) -> None:
        if self._leading and not self._stop.is_set():
            self._guarded(lambda: follow_feeds(self._crawl, self._stop))
            self._guarded(lambda: request_papers(self._crawl))

    def _guarded(self, job: Callable[[], object]) -> None:
        """A job's known troubles are logged and the plan goes on."""
        try:
            job()
        except StoppedError:
            log.info("Stopped while waiting; the next run goes on from here.")
        except PaperstandError as error:
            log.error("%s", error)


def crawl_if_due(crawl: Crawl) -> Fetched | None:
    """Crawl all carried categories when the plan says so, and between those times the ones that lack something; else None.

    The plan goes by crawls of just these categories: one of others, or by hand of a few, stands for nothing here.
    """
    carried, now, seed = crawl.settings.categories, crawl.now(), crawl.settings.database
    with reading(crawl.engine) as session:
        last, last_whole = runs.last_finished(session, "fetch"), runs.last_finished(session, "fetch", ",".join(carried))
        unsettled = _unsettled(session, carried, now)
    if is_due(now, last_whole, False, seed):
        return fetch(crawl, carried, report=_log_step)
    if unsettled and is_due(now, last, True, seed):
        return fetch(crawl, unsettled, report=_log_step)
    return None


def _unsettled(session: Session, categories: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Those of the categories that have a listing of the last week missing or short although its day has begun."""
    today = now.astimezone(EASTERN).date()
    rows = listings.rows_since(session, categories, today - timedelta(days=7))
    # A batch that is a little late is still called expected; an hour later it is worth another look.
    unsettled = {
        row.category
        for row in rows
        if not State(row.state).is_settled and (row.state != State.EXPECTED or row.day <= today)
    }
    return tuple(category for category in categories if category in unsettled)


def _log_step(message: str, done: int, total: int) -> None:
    log.info("%d/%d %s", done, total, message)

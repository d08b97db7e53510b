"""What the status page shows, and what machines ask about the site's health."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawler import taxonomy
from crawler.clock import weekdays_back
from crawler.store.fetch_requests import FAILED, QUEUED, waiting
from crawler.store.models import CoolDown, CrawlRun, FetchRequest
from crawler.store.models import Listing as Ledger
from webapp.queries.ledger import standings
from webapp.queries.shapes import CoolingService, LedgerRow, Run, Status, WaitingPaper

_RUNS = 30
_DAYS = 10  # weekdays: the last fourteen days
_QUEUE = 50


def status(session: Session, categories: Sequence[str], newest: date, now: datetime) -> Status:
    """The crawl log, the ledger of two weeks up to the newest day there can be, cool-downs, and the papers asked for. Five queries."""
    days = tuple(weekdays_back(newest, _DAYS))
    return Status(
        runs=_runs(session),
        days=days,
        ledger=_ledger(session, categories, days),
        cooling=_cooling(session, now),
        queued=waiting(session),
        queue=_queue(session),
    )


def last_sign_of_life(session: Session) -> datetime | None:
    """When any crawling command last did something, aware UTC: nothing that lists show has changed since."""
    return session.scalar(select(func.max(CrawlRun.seen)))


def newest_look(session: Session) -> tuple[date | None, datetime | None]:
    """The newest day of the ledger with anything held, and the last look at any listing (aware UTC)."""
    held = Ledger.held_new + Ledger.held_cross + Ledger.held_replacements > 0
    newest = select(func.max(Ledger.day)).where(held).scalar_subquery()
    day, look = session.execute(select(newest, func.max(Ledger.last_look))).one()
    return day, look


def run_of(run: CrawlRun) -> Run:
    """A row of the crawl log as pages show it."""
    return Run(
        command=run.command,
        subject=run.subject,
        started=run.started,
        seen=run.seen,
        finished=run.finished,
        outcome=run.outcome,
        message=run.message,
        steps_done=run.steps_done,
        steps_total=run.steps_total,
        papers_new=run.papers_new,
        papers_changed=run.papers_changed,
        bad_records=run.bad_records,
    )


def waiting_paper(request: FetchRequest) -> WaitingPaper:
    """A row of the requests as pages show it."""
    return WaitingPaper(
        id=request.arxiv_id,
        state=request.state,
        requested=request.requested,
        attempts=request.attempts,
        next_try=request.next_try,
        message=request.message,
    )


def _runs(session: Session) -> tuple[Run, ...]:
    newest = select(CrawlRun).order_by(CrawlRun.started.desc(), CrawlRun.id.desc()).limit(_RUNS)
    return tuple(run_of(run) for run in session.scalars(newest))


def _ledger(session: Session, categories: Sequence[str], days: Sequence[date]) -> tuple[LedgerRow, ...]:
    cells = {(row.category, row.day): row for row in standings(session, categories, days[-1], days[0])}
    return tuple(
        LedgerRow(
            category=category,
            name=taxonomy.name_of(category),
            cells=tuple(cells.get((category, day)) for day in days),
        )
        for category in categories
    )


def _cooling(session: Session, now: datetime) -> tuple[CoolingService, ...]:
    statement = select(CoolDown).where(CoolDown.until > now).order_by(CoolDown.service)
    return tuple(
        CoolingService(service=row.service, until=row.until, failures=row.failures, reason=row.reason)
        for row in session.scalars(statement)
    )


def _queue(session: Session) -> tuple[WaitingPaper, ...]:
    open_requests = (
        select(FetchRequest)
        .where(FetchRequest.state.in_((QUEUED, FAILED)))
        .order_by(FetchRequest.requested, FetchRequest.arxiv_id)
        .limit(_QUEUE)
    )
    return tuple(waiting_paper(request) for request in session.scalars(open_requests))

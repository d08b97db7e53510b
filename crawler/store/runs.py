"""The crawl log: what each run did, and how far it is while it goes on."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from crawler.store.models import CrawlRun

_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run has stored so far."""

    papers_new: int = 0
    papers_changed: int = 0
    bad_records: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.papers_new + other.papers_new,
            self.papers_changed + other.papers_changed,
            self.bad_records + other.bad_records,
        )


def begin_run(session: Session, command: str, subject: str, now: datetime) -> int:
    """Open a row of the crawl log and return its id; rows older than a year go. now: aware UTC."""
    session.execute(delete(CrawlRun).where(CrawlRun.started < now - _KEPT))
    row = insert(CrawlRun).values(command=command, subject=subject, started=now, seen=now).returning(CrawlRun.id)
    return int(session.execute(row).scalar_one())


def note_progress(session: Session, run: int, message: str, done: int, total: int, tally: Tally, now: datetime) -> None:
    """Say what a run is doing, step `done` of `total`, and what it has stored so far."""
    values = {"message": message, "steps_done": done, "steps_total": total, "seen": now} | asdict(tally)
    session.execute(update(CrawlRun).where(CrawlRun.id == run).values(values))


def end_run(session: Session, run: int, outcome: str, message: str, tally: Tally, now: datetime) -> None:
    """Close a row of the crawl log. outcome: done, incomplete, unreachable, stopped or failed."""
    session.execute(
        update(CrawlRun)
        .where(CrawlRun.id == run)
        .values(outcome=outcome, message=message, finished=now, seen=now, **asdict(tally))
    )


def under_way(session: Session, command: str) -> datetime | None:
    """When the newest run of a command began (aware UTC), if it has not ended. Whether its process lives is not known here."""
    newest = select(CrawlRun.started, CrawlRun.finished).where(CrawlRun.command == command).order_by(CrawlRun.id.desc())
    row = session.execute(newest.limit(1)).one_or_none()
    return None if row is None or row.finished is not None else row.started


def last_finished(session: Session, command: str, subject: str | None = None) -> tuple[datetime, str] | None:
    """When the newest run of a command that came to its end began (aware UTC), and its outcome. A stopped one did not.

    subject: only runs about just that. Newest by number, for a clock may have been wrong at one of them.
    """
    ended = select(CrawlRun.started, CrawlRun.outcome).where(
        CrawlRun.command == command, CrawlRun.outcome.is_not(None), CrawlRun.outcome != "stopped"
    )
    if subject is not None:
        ended = ended.where(CrawlRun.subject == subject)
    row = session.execute(ended.order_by(CrawlRun.id.desc()).limit(1)).one_or_none()
    return None if row is None else (row.started, row.outcome or "")

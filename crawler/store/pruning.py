"""What may go: rows that nothing shown, promised or marked rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Delete, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from crawler.store.fetch_requests import QUEUED
from crawler.store.fulltexts import ABSENT
from crawler.store.models import DeviceLink, FetchRequest, FullTextRow, Mark, Paper, Reader, SavedSearch

_SETTLED = timedelta(days=30)
_SUPERSEDED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows of one sort went. what: in words, in the plural."""

    what: str
    rows: int


@dataclass(frozen=True, slots=True)
class ReaderCounts:
    """How many readers there are, and what they keep. seen_since: those that changed something on or after the day asked about."""

    readers: int
    seen_since: int
    marks: int
    saved_searches: int


def prune(session: Session, now: datetime) -> Iterator[Pruned]:
    """Delete what has had its time, and say how much of each sort. now: aware UTC. Commits nothing: the caller does.

    Texts of a version that has been replaced for a month: the answers that rest on them keep their quotes. Requests for papers that
    were settled a month ago. Device links that have lapsed. Papers, versions, announcements, answers and marks never go.
    """
    newer = exists().where(Paper.id == FullTextRow.paper_id, Paper.version > FullTextRow.version)
    old = and_(FullTextRow.fetched < now - _SUPERSEDED, newer)
    lapsed = and_(FullTextRow.state == ABSENT, FullTextRow.next_try < now - _SETTLED)
    settled = and_(FetchRequest.state != QUEUED, FetchRequest.next_try < now - _SETTLED)
    yield Pruned("texts of replaced versions", _deleted(session, delete(FullTextRow).where(old)))
    yield Pruned("notes on versions without a text", _deleted(session, delete(FullTextRow).where(lapsed)))
    yield Pruned("settled requests for papers", _deleted(session, delete(FetchRequest).where(settled)))
    yield Pruned("lapsed device links", _deleted(session, delete(DeviceLink).where(DeviceLink.expires <= now)))


def forget_unseen(session: Session, before: date) -> Pruned:
    """Delete readers, and all that is kept for them, who have changed nothing since before a US Eastern day."""
    return Pruned("readers", _deleted(session, delete(Reader).where(Reader.seen < before)))


def count_readers(session: Session, since: date) -> ReaderCounts:
    """How many readers there are, how many changed something on or after `since` (US Eastern), and what they keep."""

    def count(table: Any, *conditions: Any) -> int:
        return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

    return ReaderCounts(
        readers=count(Reader),
        seen_since=count(Reader, Reader.seen >= since),
        marks=count(Mark, Mark.is_set),
        saved_searches=count(SavedSearch),
    )


def _deleted(session: Session, statement: Delete) -> int:
    return session.connection().execute(statement).rowcount

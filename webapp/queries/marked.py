"""What a reader has marked: how much of it, which papers, and what is unread in the lists saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawler.store.marks import MarkKind
from crawler.store.models import Mark
from crawler.store.saved_searches import SearchRecord, saved_searches
from webapp.addresses import Days, ListAddress
from webapp.preferences import CurrentReader
from webapp.queries.days import latest_day
from webapp.queries.listing import appearances, counts_in, unread_among
from webapp.queries.reading import marks_between


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """How many papers are marked in each way. lists: each with its name, by name."""

    stars: int = 0
    read: int = 0
    hidden: int = 0
    notes: int = 0
    lists: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A list or search the reader saved. unread: of the list as it opens; None for what is no list."""

    name: str
    address: str
    unread: int | None


def mark_counts(session: Session, reader: CurrentReader | None) -> MarkCounts:
    """How much a reader has marked. One query."""
    if reader is None:
        return MarkCounts()
    statement = (
        select(Mark.kind, Mark.name, func.count())
        .where(Mark.reader_id == reader.id, Mark.is_set)
        .group_by(Mark.kind, Mark.name)
        .order_by(func.lower(Mark.name), Mark.name)
    )
    rows = session.execute(statement).all()
    single = {kind: count for kind, _, count in rows if kind != MarkKind.LIST}
    return MarkCounts(
        stars=single.get(MarkKind.STAR, 0),
        read=single.get(MarkKind.READ, 0),
        hidden=single.get(MarkKind.HIDE, 0),
        notes=single.get(MarkKind.NOTE, 0),
        lists=tuple((name, count) for kind, name, count in rows if kind == MarkKind.LIST),
    )


def marked(
    session: Session, reader: CurrentReader, kind: MarkKind, name: str = "", *, show: int, skip: int = 0
) -> list[str]:
    """The papers that a reader marked so, the latest mark first. name: of the list, for that kind."""
    statement = (
        select(Mark.arxiv_id)
        .where(Mark.reader_id == reader.id, Mark.kind == kind, Mark.name == name, Mark.is_set)
        .order_by(Mark.marked.desc(), Mark.arxiv_id.desc())
        .limit(show)
        .offset(skip)
    )
    return list(session.scalars(statement))


def searches_of(
    session: Session, reader: CurrentReader | None, list_at: Callable[[str], ListAddress | None]
) -> tuple[SavedSearch, ...]:
    """What a reader has saved, by name, with what is unread in it. list_at: the list that a saved address names, if it names one.

    Three queries a list.
    """
    if reader is None:
        return ()
    return tuple(
        _counted(session, reader, search, list_at(search.address)) for search in saved_searches(session, reader.id)
    )


def unread_in(session: Session, reader: CurrentReader, address: ListAddress) -> int:
    """How many papers of a list, as its address opens it, are still to be read; replacements only if `kind=` names them."""
    included, excluded = address.expression.included, address.expression.excluded
    days = address.days or _latest(session, included)
    if days is None:
        return 0
    found = appearances(session, included, excluded, [days])
    marks = marks_between(session, reader, included, days.first, days.last)
    return sum(1 for paper in unread_among(found, marks, reader) if counts_in(paper, address))


def _latest(session: Session, categories: Sequence[str]) -> Days | None:
    day = latest_day(session, categories)
    return None if day is None else Days(day, day)


def _counted(session: Session, reader: CurrentReader, search: SearchRecord, address: ListAddress | None) -> SavedSearch:
    return SavedSearch(search.name, search.address, None if address is None else unread_in(session, reader, address))

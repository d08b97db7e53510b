"""Which days brought how many papers, how they stand, and what of them is unread: a month, or the last few weeks."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from crawler.ledger import State
from crawler.records import Kind
from crawler.store.models import Base
from webapp.addresses import CategoryExpression
from webapp.preferences import CurrentReader
from webapp.queries.ledger import standings, together, with_uncrawled
from webapp.queries.reading import seen_by_day
from webapp.queries.shapes import CalendarDay, ListingStanding

_PAPERS = Base.metadata.tables["papers"].c
_ANNOUNCEMENTS = Base.metadata.tables["announcements"].c


def calendar(
    session: Session,
    expression: CategoryExpression,
    first: date,
    last: date,
    carried: Collection[str],
    reader: CurrentReader | None = None,
) -> tuple[CalendarDay, ...]:
    """The days from `first` to `last` of a list that hold papers, or on which arXiv may have announced some; oldest first.

    carried: of these categories a weekday of which the ledger knows nothing counts as not crawled.
    Two queries however many days there are, three for a reader.
    """
    included, excluded = expression.included, expression.excluded
    span = {"included": included, "first": first, "last": last}
    counts = {day: (new, total) for day, total, new in session.connection().execute(_counted(excluded), span)}
    known = standings(session, included, first, last)
    due: dict[date, list[ListingStanding]] = {}
    for standing in with_uncrawled(known, included, first, last):
        if standing.state != State.UNCRAWLED or standing.category in carried:
            due.setdefault(standing.day, []).append(standing)
    seen = seen_by_day(session, reader, included, excluded, first, last) if reader else {}
    days = []
    for day in sorted(counts.keys() | due.keys()):
        new, total = counts.get(day, (0, 0))
        unread = total - seen.get(day, 0) if reader else None
        days.append(
            CalendarDay(day=day, new=new, cross=total - new, unread=unread, standing=together(due.get(day, ())))
        )
    return tuple(days)


def announcement_days(session: Session, categories: Sequence[str], first: date, last: date) -> list[date]:
    """The days from `first` to `last` with an announcement in any of the categories, newest first. One query."""
    days = (
        select(_ANNOUNCEMENTS.day)
        .where(_ANNOUNCEMENTS.category.in_(categories), _ANNOUNCEMENTS.day.between(first, last))
        .distinct()
        .order_by(_ANNOUNCEMENTS.day.desc())
    )
    return list(session.scalars(days))


@lru_cache(maxsize=64)
def _counted(excluded: tuple[str, ...]) -> Select[date, int, int]:
    """Day, papers announced new or cross-listed, and those that are new in one of the categories; each paper once a day."""
    new = case((_ANNOUNCEMENTS.kind == Kind.NEW.rank, _ANNOUNCEMENTS.paper_id))
    statement = (
        select(_ANNOUNCEMENTS.day, func.count(_ANNOUNCEMENTS.paper_id.distinct()), func.count(new.distinct()))
        .where(
            _ANNOUNCEMENTS.category.in_(bindparam("included", expanding=True)),
            _ANNOUNCEMENTS.day.between(bindparam("first"), bindparam("last")),
            _ANNOUNCEMENTS.kind <= Kind.CROSS.rank,
        )
        .group_by(_ANNOUNCEMENTS.day)
    )
    if not excluded:
        return statement
    left_out = [_PAPERS.canonical_categories.not_like(f"% {category} %") for category in excluded]
    return statement.where(_ANNOUNCEMENTS.paper_id == _PAPERS.id, *left_out)

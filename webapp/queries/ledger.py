"""How listings stand: the ledger's rows, and those that should be there and are not."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from crawler.clock import is_weekday
from crawler.ledger import State
from crawler.store.models import Base
from webapp.addresses import ARXIV_BEGAN
from webapp.queries.shapes import ListingStanding

_LISTINGS = Base.metadata.tables["listings"].c

_LEAST_FINISHED_FIRST = (
    State.UNCRAWLED,
    State.EXPECTED,
    State.LATE,
    State.STALE,
    State.PARTIAL,
    State.EMPTY,
    State.COMPLETE,
)

_COLUMNS = (
    _LISTINGS.category,
    _LISTINGS.day,
    _LISTINGS.state,
    _LISTINGS.expected_new,
    _LISTINGS.expected_cross,
    _LISTINGS.expected_replacements,
    _LISTINGS.held_new,
    _LISTINGS.held_cross,
    _LISTINGS.held_replacements,
    _LISTINGS.last_look,
    _LISTINGS.reason,
)
_OF_DAYS = select(*_COLUMNS).where(
    _LISTINGS.category.in_(bindparam("categories", expanding=True)),
    _LISTINGS.day.between(bindparam("first"), bindparam("last")),
)


def standings(
    session: Session, categories: Sequence[str], first: date, last: date = date.max
) -> tuple[ListingStanding, ...]:
    """The ledger's rows of these categories from `first` to `last`; newest day first, categories in order."""
    rows = session.connection().execute(_OF_DAYS, {"categories": categories, "first": first, "last": last})
    return _sorted(categories, [_standing(row) for row in rows])


def newest_standings(session: Session, categories: Sequence[str]) -> tuple[ListingStanding, ...]:
    """Each category's newest row of the ledger, newest day first; categories without any are left out."""
    newest = (
        select(_LISTINGS.category, func.max(_LISTINGS.day).label("day"))
        .where(_LISTINGS.category.in_(categories))
        .group_by(_LISTINGS.category)
        .subquery()
    )
    of_newest = (_LISTINGS.category == newest.c.category) & (_LISTINGS.day == newest.c.day)
    statement = select(*_COLUMNS).join(newest, of_newest)
    return _sorted(categories, [_standing(row) for row in session.execute(statement)])


def with_uncrawled(
    known: Iterable[ListingStanding], categories: Sequence[str], first: date, last: date
) -> tuple[ListingStanding, ...]:
    """The standings and, for each weekday from first to last of which the ledger has no row, one of state uncrawled."""
    found = {(standing.category, standing.day): standing for standing in known}
    for day in _weekdays(max(first, ARXIV_BEGAN), last):
        for category in categories:
            found.setdefault((category, day), _uncrawled(category, day))
    return _sorted(categories, found.values())


def together(parts: Sequence[ListingStanding]) -> ListingStanding | None:
    """Several standings as one: the least finished state, all held and expected, the oldest look; None of none.

    Its category is the first's, its day the newest; expected is None as soon as one part's is not known.
    """
    if not parts:
        return None
    least = min(parts, key=lambda standing: _LEAST_FINISHED_FIRST.index(State(standing.state)))
    expected = [standing.expected for standing in parts if standing.expected is not None]
    looks = [standing.last_look for standing in parts if standing.last_look is not None]
    return ListingStanding(
        category=parts[0].category,
        day=max(standing.day for standing in parts),
        state=least.state,
        held=sum(standing.held for standing in parts),
        expected=sum(expected) if len(expected) == len(parts) else None,
        last_look=min(looks, default=None),
        reason=least.reason,
    )


def _standing(row: Row[*tuple[Any, ...]]) -> ListingStanding:
    promised = (row.expected_new, row.expected_cross, row.expected_replacements)
    return ListingStanding(
        category=row.category,
        day=row.day,
        state=row.state,
        held=row.held_new + row.held_cross + row.held_replacements,
        expected=None if None in promised else sum(promised),
        last_look=row.last_look,
        reason=row.reason,
    )


def _uncrawled(category: str, day: date) -> ListingStanding:
    return ListingStanding(
        category=category, day=day, state=State.UNCRAWLED, held=0, expected=None, last_look=None, reason=None
    )


def _sorted(categories: Sequence[str], found: Iterable[ListingStanding]) -> tuple[ListingStanding, ...]:
    order = {category: place for place, category in enumerate(categories)}
    return tuple(sorted(found, key=lambda standing: (-standing.day.toordinal(), order[standing.category])))


def _weekdays(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_weekday(day)]

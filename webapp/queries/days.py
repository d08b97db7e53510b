"""Which days have announcements.

A category is one index look-up: a maximum over `category IN (…)` would walk through every row of them. Putting such a
statement together takes longer than running it, so those of the latest lists are kept.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import CompoundSelect, ScalarSelect, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from crawler.store.models import Base

_ANNOUNCEMENTS = Base.metadata.tables["announcements"].c


def latest_day(session: Session, categories: Sequence[str], *, before: date = date.max) -> date | None:
    """The newest day before `before` with an announcement in any of the categories."""
    days = session.connection().scalars(_newest(tuple(categories)), {"before": before})
    return max(filter(None, days), default=None)


def days_beside(
    session: Session, categories: Sequence[str], first: date, last: date
) -> tuple[date | None, date | None]:
    """The nearest day before `first` and the nearest after `last` with an announcement in any of the categories. One query."""
    days = session.connection().execute(_beside(tuple(categories)), {"before": first, "after": last})
    before, after = zip(*days, strict=True)
    return max(filter(None, before), default=None), min(filter(None, after), default=None)


@lru_cache(maxsize=256)
def _newest(categories: tuple[str, ...]) -> CompoundSelect[date]:
    return union_all(*[select(_day_before(category)) for category in categories])


@lru_cache(maxsize=256)
def _beside(categories: tuple[str, ...]) -> CompoundSelect[date, date]:
    return union_all(*[select(_day_before(category), _day_after(category)) for category in categories])


def _day_before(category: str) -> ScalarSelect[date]:
    earlier = (_ANNOUNCEMENTS.category == category) & (_ANNOUNCEMENTS.day < bindparam("before"))
    return select(func.max(_ANNOUNCEMENTS.day)).where(earlier).scalar_subquery()


def _day_after(category: str) -> ScalarSelect[date]:
    later = (_ANNOUNCEMENTS.category == category) & (_ANNOUNCEMENTS.day > bindparam("after"))
    return select(func.min(_ANNOUNCEMENTS.day)).where(later).scalar_subquery()

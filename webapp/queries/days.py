"""Which days have announcements."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CompoundSelect, ScalarSelect, func, literal, select, union_all
from sqlalchemy.orm import Session

from crawler.store.models import Announcement


def latest_day(session: Session, categories: Sequence[str], *, before: date | None = None) -> date | None:
    """The newest day with an announcement in any of the categories, looking only at days before `before` if that is given."""
    days = session.scalars(union_all(*[select(_newest(category, before)) for category in categories]))
    return max(filter(None, days), default=None)


def days_beside(
    session: Session, categories: Sequence[str], first: date, last: date
) -> tuple[date | None, date | None]:
    """The nearest day before `first` and the nearest after `last` with an announcement in any of the categories. One query."""
    look_ups = [select(_newest(category, first), _oldest(category, last)) for category in categories]
    earlier, later = zip(*session.execute(union_all(*look_ups)), strict=True)
    return max(filter(None, earlier), default=None), min(filter(None, later), default=None)


def latest_days(categories: Sequence[str]) -> CompoundSelect[str, date]:
    """A statement of each category and the newest day with an announcement in it, NULL for none."""
    return union_all(
        *[select(literal(category).label("category"), _newest(category, None).label("day")) for category in categories]
    )


# One index look-up a category: a maximum over `category IN (…)` would walk through every row of them.


def _newest(category: str, before: date | None) -> ScalarSelect[date]:
    look_up = select(func.max(Announcement.day)).where(Announcement.category == category)
    return (look_up if before is None else look_up.where(Announcement.day < before)).scalar_subquery()


def _oldest(category: str, after: date) -> ScalarSelect[date]:
    return (
        select(func.min(Announcement.day))
        .where(Announcement.category == category, Announcement.day > after)
        .scalar_subquery()
    )

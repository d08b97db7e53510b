"""Which days have announcements."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from crawler.store.models import Announcement


def latest_day(session: Session, categories: Sequence[str], *, before: date | None = None) -> date | None:
    """The newest day with an announcement in any of the categories, looking only at days before `before` if that is given."""
    return max(_ends(session, categories, newest=True, beyond=before).values(), default=None)


def day_after(session: Session, categories: Sequence[str], day: date) -> date | None:
    """The next later day with an announcement in any of the categories."""
    return min(_ends(session, categories, newest=False, beyond=day).values(), default=None)


def latest_days(session: Session, categories: Sequence[str]) -> dict[str, date]:
    """The newest day with an announcement of each category; those without any are left out."""
    return _ends(session, categories, newest=True, beyond=None)


def _ends(session: Session, categories: Sequence[str], *, newest: bool, beyond: date | None) -> dict[str, date]:
    # One index look-up a category: a maximum over `category IN (…)` would walk through every row of them.
    day = Announcement.day
    end = func.max(day) if newest else func.min(day)
    look_ups = []
    for category in categories:
        look_up = select(end).where(Announcement.category == category)
        if beyond is not None:
            look_up = look_up.where(day < beyond if newest else day > beyond)
        look_ups.append(select(literal(category), look_up.scalar_subquery()))
    if not look_ups:
        return {}
    return {category: found for category, found in session.execute(union_all(*look_ups)) if found is not None}

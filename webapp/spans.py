"""Ranges of days that have a name, so that a link or bookmark to them always leads to the days it means when it is opened.

`?date=week`, `?date=last-week`, `?date=last7` and, for a reader, `?date=visit` lead to a list's range by its dates.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from webapp.addresses import MOST_DAYS, Days

_DAYS_SHOWN = 7


class Span(StrEnum):
    """A range by its name in addresses."""

    WEEK = "week"
    LAST_WEEK = "last-week"
    LAST_7 = "last7"
    VISIT = "visit"


def read_span(text: str) -> Span | None:
    """The range that `date=` names, or None where it names none."""
    try:
        return Span(text.strip().lower())
    except ValueError:
        return None


def week_of(newest: date, *, before: int = 0) -> Days:
    """Monday to Friday of the week of the newest day there can be, or of one so many weeks before it; none of it to come."""
    monday = newest - timedelta(days=newest.weekday() + 7 * before)
    return Days(monday, min(monday + timedelta(days=4), newest))


def last_days(announced: Sequence[date]) -> Days | None:
    """The seven newest announcement days. announced: newest first; None of none."""
    return Days(announced[:_DAYS_SHOWN][-1], announced[0]) if announced else None


def earliest_of(last: date) -> date:
    """The first day that a list up to `last` can cover."""
    return last - timedelta(days=MOST_DAYS - 1)

"""Which announcement days a reader has been shown, so that “since my last visit” has a meaning. Pure.

A visit is kept by days, not by hours: the newest day that was shown, and the newest that an earlier visit had shown. Whoever comes
back the same day, on whichever device, still finds all that is new since the visit before.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from webapp.addresses import ARXIV_BEGAN, MOST_DAYS, Days


@dataclass(frozen=True, slots=True)
class Visit:
    """shown: the newest announcement day that the reader has been shown.   before: the newest that was shown at earlier visits."""

    before: date
    shown: date

    def __str__(self) -> str:
        return f"{self.before}..{self.shown}"


def read_visit(value: object) -> Visit | None:
    """A visit as `str` writes it, `2026-11-19..2026-11-20`; None for anything else."""
    before, dots, shown = value.partition("..") if isinstance(value, str) else ("", "", "")
    try:
        visit = Visit(date.fromisoformat(before), date.fromisoformat(shown))
    except ValueError:
        return None
    return visit if dots and ARXIV_BEGAN <= visit.before <= visit.shown else None


def shown(kept: Visit | None, day: date) -> Visit:
    """The visit once a page has shown what was announced up to `day`. A day shown before, or an older one, changes nothing."""
    if kept is None:
        return Visit(day, day)
    return kept if day <= kept.shown else Visit(kept.shown, day)


def days_since(kept: Visit | None, newest: date | None) -> Days | None:
    """The days after the last visit up to the newest held, at most the 31 that a list covers; None where nothing is new.

    newest: None where nothing is held at all.
    """
    if kept is None or newest is None:
        return None
    seen = kept.shown if kept.shown < newest else kept.before
    return (
        Days(max(seen + timedelta(days=1), newest - timedelta(days=MOST_DAYS - 1)), newest) if seen < newest else None
    )

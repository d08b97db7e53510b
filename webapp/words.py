"""How dates, moments, numbers and names are written, on every page alike. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from crawler.clock import EASTERN


def day(value: date) -> str:
    """`Friday 20 November 2026`."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """`Fri 20 Nov`."""
    return f"{value:%a} {value.day} {value:%b}"


def month_day(value: date) -> str:
    """`20 Nov`."""
    return f"{value.day} {value:%b}"


def moment(value: datetime) -> str:
    """`20 November 2026, 09:10 Eastern`: an aware moment on arXiv's own clock."""
    there = value.astimezone(EASTERN)
    return f"{there.day} {there:%B %Y, %H:%M} Eastern"


def stamp(value: datetime) -> str:
    """`2026-11-19 18:55:16 UTC`, or `2026-11-19` where the source gave only a day (an aware midnight)."""
    there = value.astimezone(UTC)
    return f"{there:%Y-%m-%d}" if there.time() == datetime.min.time() else f"{there:%Y-%m-%d %H:%M:%S} UTC"


def count(number: int, noun: str | None = None) -> str:
    """`1,204`; with a noun `1 paper`, `1,204 papers`."""
    return f"{number:,}" if noun is None else f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def in_words(names: Sequence[str]) -> str:
    """`cs.AI`, `cs.AI and cs.CL`, `cs.AI, cs.CL and cs.CV`. names: at least one."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))

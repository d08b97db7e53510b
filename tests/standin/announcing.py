"""When arXiv announces what: weekdays, submission windows and identifiers.

Source: https://info.arxiv.org/help/availability.html. All times of day are US Eastern.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from .world import EASTERN

DEADLINE = time(14)
"""What arrives until 14:00 Eastern goes into that evening's announcement."""


def is_weekday(day: date) -> bool:
    """Listing dates are Monday to Friday."""
    return day.weekday() < 5


def weekday_from(day: date) -> date:
    """``day`` itself, or the Monday after a weekend day."""
    while not is_weekday(day):
        day += timedelta(days=1)
    return day


def weekday_before(day: date) -> date:
    """The last weekday earlier than ``day``."""
    day -= timedelta(days=1)
    while not is_weekday(day):
        day -= timedelta(days=1)
    return day


def weekdays_until(last: date, count: int) -> list[date]:
    """The ``count`` newest weekdays not later than ``last``, ascending."""
    days: list[date] = []
    day = last + timedelta(days=1)
    while len(days) < count:
        day = weekday_before(day)
        days.append(day)
    return days[::-1]


def submission_time(day: date, random: Random, held_days: int = 0) -> datetime:
    """A moment (UTC) in the window whose papers are announced under ``day``, or earlier by days held for moderation.

    The window is 14:00 to 14:00 between the two weekdays before: Friday 14:00 to Monday 14:00 for Tuesday's listing.
    """
    closes = weekday_before(day)
    end = datetime.combine(closes, DEADLINE, tzinfo=EASTERN).astimezone(UTC)
    start = datetime.combine(weekday_before(closes), DEADLINE, tzinfo=EASTERN).astimezone(UTC)
    seconds = int((end - start).total_seconds())
    return start + timedelta(seconds=random.randrange(seconds)) - timedelta(days=held_days)


def announced_for(submitted: datetime) -> date:
    """The listing date of something submitted at ``submitted`` (aware) and not held."""
    local = submitted.astimezone(EASTERN)
    day = weekday_from(local.date())
    if day > local.date() or local.time() <= DEADLINE:
        return weekday_from(day + timedelta(days=1))
    return weekday_from(weekday_from(day + timedelta(days=1)) + timedelta(days=1))


def identifier_month(day: date) -> str:
    """``2611``: identifiers carry the month of the evening on which the batch of ``day`` comes out."""
    return (day - timedelta(days=1)).strftime("%y%m")


def new_identifiers(days: Iterable[date], counts: Iterable[int], random: Random) -> list[list[str]]:
    """Ascending identifiers for each day's new papers, with gaps where other subjects' papers lie."""
    numbers: dict[str, int] = {}
    batches: list[list[str]] = []
    for day, count in zip(days, counts, strict=True):
        month = identifier_month(day)
        batch = []
        for _ in range(count):
            # A month of arXiv has some 25,000 papers; its first batches start low.
            first = 10_000 if day.day > 10 else 200
            numbers[month] = numbers.get(month, first) + random.randint(1, 9)
            batch.append(f"{month}.{numbers[month]:05d}")
        batches.append(batch)
    return batches

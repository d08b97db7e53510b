"""What time it is, and which Eastern day: arXiv's announcement days follow US Eastern rules.

Schedule facts: https://info.arxiv.org/help/availability.html
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")

# A batch becomes public at 20:00 Eastern on the evening before its listing date.
ANNOUNCED_AT = time(20, 0)


@dataclass(frozen=True)
class Clock:
    """Time as the rest of the program sees it.

    started_at: pretend that it was this aware time when the clock was made, and run on from there
    (for recorded days and tests); None is the machine's own clock.
    """

    started_at: datetime | None = None
    _made: datetime = field(default_factory=lambda: datetime.now(UTC), repr=False)

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        real = datetime.now(UTC)
        return real if self.started_at is None else self.started_at.astimezone(UTC) + (real - self._made)

    def eastern_day(self) -> date:
        """Today's date in US Eastern time."""
        return eastern_day(self.now())


def eastern_day(moment: datetime) -> date:
    """The US Eastern calendar date of an aware moment."""
    return moment.astimezone(EASTERN).date()


def eastern_midnight(day: date) -> datetime:
    """The moment a US Eastern day begins, aware, in UTC."""
    return datetime.combine(day, time(), EASTERN).astimezone(UTC)


def announced_at(day: date) -> datetime:
    """When the listing dated `day` becomes public by arXiv's schedule: 20:00 Eastern the evening before, aware, in UTC."""
    return datetime.combine(day - timedelta(days=1), ANNOUNCED_AT, EASTERN).astimezone(UTC)


def newest_possible_day(now: datetime) -> date:
    """The newest listing date that can exist at `now`: tomorrow's once the evening's announcement time has come."""
    today = eastern_day(now)
    tomorrow = today + timedelta(days=1)
    return tomorrow if now >= announced_at(tomorrow) and is_weekday(tomorrow) else today


def is_weekday(day: date) -> bool:
    """Whether arXiv could have a listing dated `day`: Monday to Friday. Holidays are found by looking, never listed here."""
    return day.weekday() < 5


def weekdays_back(day: date, count: int) -> list[date]:
    """The `count` newest weekdays up to and including `day`, newest first."""
    days: list[date] = []
    while len(days) < count:
        if is_weekday(day):
            days.append(day)
        day -= timedelta(days=1)
    return days

"""Eastern days and announcement times, across both changes of the clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.clock import (
    Clock,
    announced_at,
    eastern_day,
    eastern_midnight,
    is_weekday,
    newest_possible_day,
    weekdays_back,
)

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # Sundays on which US clocks change


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-08T04:59", date(2026, 3, 7)),
        ("2026-03-08T05:00", SPRING),
        ("2026-03-09T03:59", SPRING),
        ("2026-03-09T04:00", date(2026, 3, 9)),
        ("2026-11-01T03:59", date(2026, 10, 31)),
        ("2026-11-01T04:00", AUTUMN),
        ("2026-11-01T06:30", AUTUMN),
        ("2026-11-02T04:59", AUTUMN),
        ("2026-11-02T05:00", date(2026, 11, 2)),
        ("2028-02-29T05:00", date(2028, 2, 29)),
        ("2028-03-01T05:00", date(2028, 3, 1)),
    ],
)
def test_a_moment_has_the_date_of_new_yorks_wall_calendars(moment: str, day: date) -> None:
    assert eastern_day(utc(moment)) == day


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 11, 2), 24)])
def test_a_day_is_as_long_as_the_change_of_clocks_makes_it(day: date, hours: int) -> None:
    assert eastern_midnight(day + timedelta(days=1)) - eastern_midnight(day) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 3, 6), "2026-03-06T01:00"),
        (date(2026, 3, 9), "2026-03-09T00:00"),
        (date(2026, 10, 30), "2026-10-30T00:00"),
        (date(2026, 11, 2), "2026-11-02T01:00"),
        (date(2024, 3, 1), "2024-03-01T01:00"),
    ],
)
def test_a_listing_comes_out_at_eight_in_the_evening_before_by_eastern_time(day: date, moment: str) -> None:
    assert announced_at(day) == utc(moment)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-08T23:59", SPRING),  # Sunday 19:59, just changed to summer time
        ("2026-03-09T00:00", date(2026, 3, 9)),
        ("2026-11-02T00:59", AUTUMN),  # Sunday 19:59, just changed to winter time
        ("2026-11-02T01:00", date(2026, 11, 2)),
        ("2026-11-20T00:59", date(2026, 11, 19)),
        ("2026-11-20T01:00", date(2026, 11, 20)),
        ("2026-11-21T01:00", date(2026, 11, 20)),  # Friday evening: nothing comes out
        ("2026-11-22T01:00", date(2026, 11, 21)),  # Saturday evening: nothing comes out
    ],
)
def test_the_newest_possible_day_is_tomorrow_from_eight_in_the_evening_on(moment: str, day: date) -> None:
    assert newest_possible_day(utc(moment)) == day


def test_weekdays_are_counted_back_over_weekends_and_leap_days() -> None:
    assert weekdays_back(date(2028, 3, 1), 4) == [
        date(2028, 3, 1),
        date(2028, 2, 29),
        date(2028, 2, 28),
        date(2028, 2, 25),
    ]
    assert weekdays_back(date(2026, 11, 22), 1) == [date(2026, 11, 20)]
    assert not is_weekday(date(2026, 11, 21))


def test_a_clock_started_at_another_time_runs_on_from_there() -> None:
    clock = Clock(datetime.fromisoformat("2026-11-20T23:59:00-05:00"))
    first = clock.now()
    assert timedelta() <= first - utc("2026-11-21T04:59") < timedelta(minutes=1)
    assert clock.eastern_day() == date(2026, 11, 20)
    assert clock.now() >= first


def test_a_clock_of_no_other_time_is_the_machines() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(minutes=1)

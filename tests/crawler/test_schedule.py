"""When the scheduler crawls."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.clock import EASTERN
from crawler.schedule import is_due, planned

FRIDAY = date(2026, 11, 20)


def eastern(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=EASTERN).astimezone(UTC)


def done(moment: datetime) -> tuple[datetime, str]:
    return moment, "done"


def test_weekdays_have_a_night_and_a_morning_crawl_and_weekends_none() -> None:
    night, morning = planned(FRIDAY, "a site")
    assert datetime(2026, 11, 20, 0, 10, tzinfo=EASTERN) <= night <= datetime(2026, 11, 20, 1, 0, tzinfo=EASTERN)
    assert datetime(2026, 11, 20, 9, 0, tzinfo=EASTERN) <= morning <= datetime(2026, 11, 20, 9, 20, tzinfo=EASTERN)
    assert planned(date(2026, 11, 21), "a site") == []


def test_the_same_site_keeps_its_times_after_a_restart_and_sites_differ() -> None:
    assert planned(FRIDAY, "a site") == planned(FRIDAY, "a site")
    assert len({planned(FRIDAY, f"site {number}")[0] for number in range(20)}) == 20


@pytest.mark.parametrize("day", [date(2026, 3, 9), date(2026, 11, 2)])
def test_the_plan_keeps_eastern_time_across_the_change_of_clocks(day: date) -> None:
    assert planned(day, "a site")[0].astimezone(EASTERN).hour == 0


def test_an_empty_database_is_crawled_at_once() -> None:
    assert is_due(eastern(21, 15), None, False, "a site")


def test_nothing_is_due_twice() -> None:
    assert is_due(eastern(20, 1, 5), done(eastern(19, 9, 30)), False, "a site")
    assert not is_due(eastern(20, 1, 5), done(eastern(20, 1, 1)), False, "a site")


def test_a_machine_that_slept_for_days_catches_up_when_it_wakes() -> None:
    assert is_due(eastern(21, 15), done(eastern(17, 9, 30)), False, "a site")


def test_weekends_are_quiet() -> None:
    assert not is_due(eastern(22, 15), done(eastern(20, 9, 30)), False, "a site")


def test_what_is_missing_is_looked_for_every_hour() -> None:
    last = eastern(20, 9, 30)
    assert not is_due(last + timedelta(minutes=59), done(last), True, "a site")
    assert is_due(last + timedelta(minutes=60), done(last), True, "a site")


def test_an_unreachable_arxiv_is_tried_again_after_ten_minutes() -> None:
    last = eastern(21, 9, 30)
    assert not is_due(last + timedelta(minutes=9), (last, "unreachable"), False, "a site")
    assert is_due(last + timedelta(minutes=10), (last, "unreachable"), False, "a site")

"""Ranges of days by name."""

from datetime import date

import pytest

from tests.webapp.stand import FRIDAY, MONDAY, SATURDAY, WEDNESDAY
from webapp.addresses import Days
from webapp.spans import Span, earliest_of, last_days, read_span, week_of


@pytest.mark.parametrize(
    ("text", "span"),
    [("week", Span.WEEK), (" Last-Week ", Span.LAST_WEEK), ("last7", Span.LAST_7), ("visit", Span.VISIT)],
)
def test_a_name_in_any_case_is_a_span(text: str, span: Span) -> None:
    assert read_span(text) is span


@pytest.mark.parametrize("text", ["", "2026-11-20", "2026-11-16..2026-11-20", "month"])
def test_anything_else_is_none(text: str) -> None:
    assert read_span(text) is None


@pytest.mark.parametrize(
    ("newest", "last"), [(MONDAY, MONDAY), (WEDNESDAY, WEDNESDAY), (FRIDAY, FRIDAY), (SATURDAY, FRIDAY)]
)
def test_this_week_goes_from_monday_to_the_newest_day(newest: date, last: date) -> None:
    assert week_of(newest) == Days(MONDAY, last)


def test_last_week_is_whole() -> None:
    assert week_of(WEDNESDAY, before=1) == Days(date(2026, 11, 9), date(2026, 11, 13))


def test_the_last_seven_days_are_those_with_announcements_and_fit_one_list() -> None:
    announced = [date(2026, 11, day) for day in (20, 19, 17, 16, 13, 12, 10, 9, 6)]
    assert last_days(announced) == Days(date(2026, 11, 10), FRIDAY)
    assert last_days(announced[:2]) == Days(date(2026, 11, 19), FRIDAY)
    assert last_days([]) is None
    assert (FRIDAY - earliest_of(FRIDAY)).days == 30

"""Since my last visit: by announcement days, however often one looks in between."""

from datetime import date, timedelta

import pytest

from tests.webapp.stand import FRIDAY, MONDAY, THURSDAY, WEDNESDAY
from webapp.addresses import Days
from webapp.visits import Visit, days_since, read_visit, shown


def test_before_the_first_visit_nothing_is_told() -> None:
    assert days_since(None, FRIDAY) is None
    assert shown(None, FRIDAY) == Visit(FRIDAY, FRIDAY)


def test_the_days_after_the_last_visit_are_new_before_and_after_this_one_is_noted() -> None:
    last = Visit(MONDAY, WEDNESDAY)
    assert days_since(last, FRIDAY) == Days(THURSDAY, FRIDAY)
    now = shown(last, FRIDAY)
    assert now == Visit(WEDNESDAY, FRIDAY)
    assert days_since(now, FRIDAY) == Days(THURSDAY, FRIDAY)


def test_looking_again_the_same_day_or_at_an_old_page_moves_nothing() -> None:
    now = Visit(WEDNESDAY, FRIDAY)
    assert shown(now, FRIDAY) == shown(now, MONDAY) == now


def test_where_nothing_was_announced_since_nothing_is_new() -> None:
    assert days_since(Visit(FRIDAY, FRIDAY), FRIDAY) is None
    assert days_since(Visit(FRIDAY, FRIDAY), None) is None


def test_after_a_long_absence_the_days_are_as_many_as_a_list_covers() -> None:
    assert days_since(Visit(date(2026, 3, 2), date(2026, 3, 2)), FRIDAY) == Days(FRIDAY - timedelta(days=30), FRIDAY)


def test_a_visit_is_written_and_read_again() -> None:
    assert read_visit(str(Visit(WEDNESDAY, FRIDAY))) == Visit(WEDNESDAY, FRIDAY)


@pytest.mark.parametrize(
    "text",
    [None, 3, "", "2026-11-20", "2026-11-20..", "2026-11-20..2026-11-19", "a..b", "1066-10-14..2026-11-20", ["x"]],
)
def test_anything_else_is_no_visit(text: object) -> None:
    assert read_visit(text) is None

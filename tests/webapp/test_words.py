"""How dates, moments, numbers and names are written."""

from datetime import UTC, date, datetime

import pytest

from webapp import words


def test_days_and_moments_are_written_out() -> None:
    assert words.day(date(2026, 11, 20)) == "Friday 20 November 2026"
    assert words.short_day(date(2026, 3, 6)) == "Fri 6 Mar"
    assert words.month_day(date(2026, 3, 6)) == "6 Mar"


def test_moments_go_by_arxiv_s_own_clock_in_winter_and_in_summer() -> None:
    assert words.moment(datetime(2026, 11, 20, 14, 10, tzinfo=UTC)) == "20 November 2026, 09:10 Eastern"
    assert words.moment(datetime(2026, 6, 20, 3, 10, tzinfo=UTC)) == "19 June 2026, 23:10 Eastern"


def test_a_stamp_names_the_time_only_where_it_is_known() -> None:
    assert words.stamp(datetime(2026, 11, 19, 18, 55, 16, tzinfo=UTC)) == "2026-11-19 18:55:16 UTC"
    assert words.stamp(datetime(2026, 11, 19, tzinfo=UTC)) == "2026-11-19"


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (1, "1"), (1204, "1,204")])
def test_numbers_have_their_thousands_apart(number: int, said: str) -> None:
    assert words.count(number) == said


def test_a_count_alone_is_a_number() -> None:
    assert words.count(1204) == "1,204"


def test_names_are_told_with_an_and_before_the_last() -> None:
    assert words.in_words(["cs.AI"]) == "cs.AI"
    assert words.in_words(["cs.AI", "cs.CL"]) == "cs.AI and cs.CL"
    assert words.in_words(["cs.AI", "cs.CL", "cs.CV"]) == "cs.AI, cs.CL and cs.CV"

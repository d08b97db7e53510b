"""What lists, their days and their standing are called."""

from dataclasses import replace
from datetime import date

import pytest

from crawler.records import Kind
from webapp import list_words
from webapp.addresses import CategoryExpression, Days, ListAddress, Term
from webapp.queries.shapes import CalendarDay, DayCounts, LedgerRow, Listing, ListingStanding, Section, Week

FRIDAY = date(2026, 11, 20)


def _address(*terms: tuple[str, str], days: Days | None = None) -> ListAddress:
    return ListAddress(expression=CategoryExpression(tuple(Term(sign, name) for sign, name in terms)), days=days)


def _listing(first: date | None, last: date | None) -> Listing:
    return Listing(
        categories=("cs.CL",),
        excluded=(),
        first_day=first,
        last_day=last,
        counts=DayCounts(new=0, cross=0, replacements=0),
        total=0,
        length=0,
        show=50,
        skip=0,
        sections=(),
        standing=None,
        standings=(),
        day_before=None,
        day_after=None,
    )


def _standing(state: str, day: date = FRIDAY, expected: int | None = 212) -> ListingStanding:
    return ListingStanding(
        category="cs.CL", day=day, state=state, held=198, expected=expected, last_look=None, reason=None
    )


def test_a_day_is_told_by_kind_and_kinds_without_papers_are_left_out() -> None:
    assert list_words.counts_by_kind(DayCounts(new=80, cross=35, replacements=61)) == (
        "80 new, 35 cross-lists, 61 replacements"
    )
    assert list_words.counts_by_kind(DayCounts(new=0, cross=1, replacements=0)) == "1 cross-list"
    assert list_words.counts_by_kind(DayCounts(new=0, cross=0, replacements=0)) == ""


def test_replacements_of_both_kinds_are_one_choice() -> None:
    assert list_words.kind_choices(DayCounts(new=0, cross=0, replacements=2)) == (
        ((Kind.REPLACE, Kind.REPLACE_CROSS), "2 replacements"),
    )


@pytest.mark.parametrize(
    ("terms", "name"),
    [
        ([(",", "cs.CL")], "Computation and Language"),
        ([(",", "cs.CL"), ("+", "cs.LG")], "Computation and Language + Machine Learning"),
        ([(",", "cs.CL"), ("-", "cs.LG")], "Computation and Language without Machine Learning"),
        ([(",", "cs.AI"), ("+", "cs.CL"), ("+", "cs.LG"), ("-", "cs.CY")], "cs.AI, cs.CL and cs.LG without cs.CY"),
    ],
)
def test_a_list_is_called_by_its_categories(terms: list[tuple[str, str]], name: str) -> None:
    assert list_words.list_name(_address(*terms)) == name


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, ""),
        (FRIDAY, FRIDAY, "Friday 20 November 2026"),
        (date(2026, 3, 2), date(2026, 3, 6), "Monday 2 to Friday 6 March 2026"),
        (date(2026, 2, 27), date(2026, 3, 6), "Friday 27 February to Friday 6 March 2026"),
        (date(2025, 12, 31), date(2026, 1, 2), "Wednesday 31 December 2025 to Friday 2 January 2026"),
    ],
)
def test_the_days_of_a_list_say_no_month_or_year_twice(first: date | None, last: date | None, words: str) -> None:
    assert list_words.list_days(_listing(first, last)) == words


@pytest.mark.parametrize(
    ("day", "replacements", "words"),
    [
        (None, False, ""),
        (None, True, "Replacements"),
        (FRIDAY, False, "Friday 20 November 2026"),
        (FRIDAY, True, "Replacements, Friday 20 November 2026"),
    ],
)
def test_a_run_of_cards_is_headed_by_its_day_and_by_what_it_holds(
    day: date | None, replacements: bool, words: str
) -> None:
    assert list_words.section_heading(Section(day=day, replacements=replacements, cards=())) == words


def test_days_stand_in_weeks_with_gaps_where_nothing_was_announced() -> None:
    last_week, monday, friday = (CalendarDay(day=date(2026, 11, day), new=1, cross=0) for day in (12, 16, 20))
    assert list_words.weeks([last_week, monday, friday], date(2026, 11, 20)) == [
        Week(days=Days(date(2026, 11, 9), date(2026, 11, 13)), cells=(None, None, None, last_week, None)),
        Week(days=Days(date(2026, 11, 16), date(2026, 11, 20)), cells=(monday, None, None, None, friday)),
    ]


def test_weeks_have_seven_days_only_if_a_weekend_holds_papers_and_none_to_come() -> None:
    saturday = CalendarDay(day=date(2026, 11, 21), new=1, cross=0)
    [week] = list_words.weeks([saturday], date(2026, 11, 21))
    assert week.days == Days(date(2026, 11, 16), date(2026, 11, 21))
    assert len(week.cells) == 7
    assert week.has_papers


def test_a_standing_is_told_only_when_it_matters() -> None:
    assert list_words.standing_words(_standing("complete"), FRIDAY) == ""
    assert list_words.standing_words(_standing("partial"), FRIDAY) == "198 of 212 so far"
    assert list_words.standing_words(_standing("partial", expected=None), FRIDAY) == "incomplete"
    assert list_words.standing_words(_standing("late"), date(2026, 11, 19)) == "Fri 20 Nov: late at arXiv"


def test_open_listings_are_told_newest_first() -> None:
    old, new = _standing("stale", date(2026, 11, 18)), _standing("late")
    row = LedgerRow(category="cs.CL", name="", cells=(old, None, _standing("complete"), new))
    assert list_words.open_standings([row]) == [new, old]


def test_a_listing_that_was_tried_in_vain_is_open_and_one_never_tried_is_not() -> None:
    tried, never = (
        replace(_standing("uncrawled"), reason="arXiv answered 503."),
        replace(_standing("uncrawled"), reason=None),
    )
    assert list_words.open_standings([LedgerRow(category="cs.CL", name="", cells=(tried, never))]) == [tried]

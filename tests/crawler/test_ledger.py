"""How a listing stands: every state and the evidence that leads to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.clock import EASTERN, announced_at
from crawler.ledger import Evidence, State, judge, needs_look
from crawler.records import Expected

FRIDAY = date(2026, 11, 20)
NONE = Expected(0, 0, 0)


def eastern(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=EASTERN).astimezone(UTC)


def state(**evidence: object) -> State:
    given = {"day": FRIDAY, "now": eastern(20, 9), "held": NONE, "last_look": eastern(20, 9)} | evidence
    return judge(Evidence(**given)).state  # type: ignore[arg-type]  # a table of keyword arguments


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (Expected(239, 80, 110), State.COMPLETE),
        (Expected(238, 80, 110), State.PARTIAL),
        (Expected(239, 79, 110), State.PARTIAL),
        (Expected(239, 80, 109), State.PARTIAL),
        (Expected(239, 95, 110), State.COMPLETE),
    ],
)
def test_a_listing_is_complete_when_each_of_the_three_numbers_is_reached(held: Expected, expected: State) -> None:
    assert state(held=held, expected=Expected(239, 80, 110)) is expected


def test_a_surplus_in_one_kind_does_not_make_up_for_a_gap_in_another() -> None:
    assert state(held=Expected(5, 0, 20), expected=Expected(5, 5, 5)) is State.PARTIAL


def test_a_surplus_is_noted() -> None:
    verdict = judge(
        Evidence(
            day=FRIDAY, now=eastern(20, 9), held=Expected(5, 7, 5), expected=Expected(5, 5, 5), last_look=eastern(20, 9)
        )
    )
    assert verdict.state is State.COMPLETE
    assert verdict.reason is not None
    assert "2 more" in verdict.reason


def test_papers_without_arxivs_own_count_are_only_partial() -> None:
    assert state(held=Expected(40, 3, 2)) is State.PARTIAL


def test_before_the_announcement_and_until_the_feeds_have_turned_over_it_is_expected() -> None:
    assert state(now=announced_at(FRIDAY) - timedelta(minutes=1), last_look=None) is State.EXPECTED
    assert state(now=eastern(20, 0, 30)) is State.EXPECTED


def test_well_after_midnight_it_is_late() -> None:
    assert state(now=eastern(20, 9)) is State.LATE


def test_never_looked_at_is_uncrawled() -> None:
    assert state(now=eastern(21, 9), last_look=None) is State.UNCRAWLED


def test_a_day_that_could_not_be_asked_for_is_uncrawled_with_the_reason_not_late() -> None:
    verdict = judge(Evidence(day=FRIDAY, now=eastern(20, 9), held=NONE, trouble="arXiv cannot be reached."))
    assert (verdict.state, verdict.reason) == (State.UNCRAWLED, "arXiv cannot be reached.")


def test_a_feed_that_repeats_an_earlier_day_is_stale() -> None:
    assert state(stale=True) is State.STALE


def test_one_empty_answer_is_not_an_empty_day() -> None:
    assert state(empty_since=eastern(20, 9)) is State.LATE


def test_empty_answers_all_the_eastern_day_make_it_empty() -> None:
    assert state(empty_since=eastern(20, 0, 20), last_look=eastern(20, 18, 30), now=eastern(20, 18, 30)) is State.EMPTY


def test_empty_answers_that_began_in_the_afternoon_do_not() -> None:
    assert state(empty_since=eastern(20, 14), last_look=eastern(20, 23), now=eastern(20, 23)) is State.LATE


def test_an_empty_day_that_a_later_listing_skips_is_empty() -> None:
    assert (
        state(empty_since=eastern(23, 9), last_look=eastern(23, 9), now=eastern(23, 9), later_listing=True)
        is State.EMPTY
    )


def test_a_later_listing_alone_does_not_make_a_day_empty() -> None:
    assert state(later_listing=True) is State.LATE


def test_a_valid_empty_answer_never_hides_papers_that_are_held() -> None:
    assert state(held=Expected(3, 0, 0), empty_since=eastern(20, 9), later_listing=True) is State.PARTIAL


def test_a_complete_listing_is_confirmed_once_after_its_day() -> None:
    during, after = eastern(20, 1), eastern(21, 1)
    assert not needs_look(State.COMPLETE, FRIDAY, during, eastern(20, 23))
    assert needs_look(State.COMPLETE, FRIDAY, during, after)
    assert not needs_look(State.COMPLETE, FRIDAY, after, eastern(23, 1))


def test_an_unsettled_listing_is_looked_at_in_every_run_for_a_week_and_daily_after_that() -> None:
    assert needs_look(State.PARTIAL, FRIDAY, eastern(23, 1), eastern(23, 2))
    assert not needs_look(State.PARTIAL, date(2026, 11, 2), eastern(23, 1), eastern(23, 2))
    assert needs_look(State.PARTIAL, date(2026, 11, 2), eastern(22, 1), eastern(23, 2))


def test_a_settled_empty_day_is_left_alone() -> None:
    assert not needs_look(State.EMPTY, FRIDAY, eastern(20, 19), eastern(23, 1))

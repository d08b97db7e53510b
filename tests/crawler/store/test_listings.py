"""The ledger's rows: planning days without holes, and settling them after every look."""

import threading
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawler.clock import EASTERN
from crawler.ledger import State
from crawler.records import AnnouncementRecord, Author, Expected, Kind, PaperRecord, Source
from crawler.store.announcements import store_announcements
from crawler.store.listings import Look, Standing, oldest_day, plan_days, rows_since, settle, standing
from crawler.store.models import Listing
from crawler.store.papers import store_papers
from crawler.store.session import reading, writing

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(16, 21))
SATURDAY = date(2026, 11, 21)


def eastern(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=EASTERN).astimezone(UTC)


def look(engine: Engine, day: date, seen: Look, now: datetime, category: str = "cs.CL") -> Standing:
    with writing(engine) as session:
        return settle(session, category, day, seen, now)


def plan(engine: Engine, today: date, category: str = "cs.CL") -> list[date]:
    """Plan, and return the days the ledger has then."""
    with writing(engine) as session:
        plan_days(session, category, today)
    return [row.day for row in ledger(engine, category)]


def ledger(engine: Engine, category: str = "cs.CL") -> list[Listing]:
    with reading(engine) as session:
        return list(rows_since(session, [category], date.min))


def row(engine: Engine, day: date) -> Listing:
    return next(row for row in ledger(engine) if row.day == day)


def announce(
    engine: Engine, day: date, numbers: Iterable[int], kind: Kind = Kind.NEW, categories: tuple[str, ...] = ("cs.CL",)
) -> None:
    papers = [
        PaperRecord(
            id=f"2611.{number:05}", source=Source.RSS, title="A title", abstract="An abstract.", authors=(Author("Jane Doe"),),
            categories=categories, version=1,
        )
        for number in numbers
    ]  # fmt: skip
    with writing(engine) as session:
        store_papers(session, papers)
        store_announcements(session, (AnnouncementRecord(paper.id, "cs.CL", day, kind, 1) for paper in papers))


def test_a_category_nobody_looked_at_gets_no_plan(engine: Engine) -> None:
    assert plan(engine, FRIDAY) == []


def test_a_newcomer_gets_the_four_weekdays_before_its_newest(engine: Engine) -> None:
    look(engine, TUESDAY, Look(expected=Expected(1, 0, 0)), eastern(17, 9))
    assert plan(engine, TUESDAY) == [date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 13), MONDAY, TUESDAY]
    assert plan(engine, TUESDAY) == plan(engine, TUESDAY), "planning again changes nothing"


def test_planned_days_are_uncrawled_until_they_are_looked_at(engine: Engine) -> None:
    look(engine, TUESDAY, Look(expected=Expected(1, 0, 0)), eastern(17, 9))
    plan(engine, TUESDAY)
    with reading(engine) as session:
        assert standing(session, "cs.CL", MONDAY) == Standing("cs.CL", MONDAY, State.UNCRAWLED, 0, None)
        assert standing(session, "cs.CL", date(2020, 1, 1)).state is State.UNCRAWLED
        assert oldest_day(session, "cs.CL") == date(2026, 11, 11)


def test_days_found_empty_do_not_count_among_a_newcomers_first(engine: Engine) -> None:
    look(engine, TUESDAY, Look(expected=Expected(1, 0, 0)), eastern(17, 9))
    announce(engine, TUESDAY, [1])
    plan(engine, TUESDAY)
    look(engine, MONDAY, Look(empty=True), eastern(17, 9))
    assert min(plan(engine, TUESDAY)) == date(2026, 11, 10)


def test_a_category_that_is_nearly_always_empty_is_not_followed_back_for_ever(engine: Engine) -> None:
    look(engine, FRIDAY, Look(expected=Expected(1, 0, 0)), eastern(20, 9))
    announce(engine, FRIDAY, [1])
    for _ in range(40):
        for day in plan(engine, FRIDAY):
            if day < FRIDAY:
                look(engine, day, Look(empty=True), eastern(20, 9))
    assert len(ledger(engine)) < 20


def test_a_hole_is_filled_with_every_weekday_in_it(engine: Engine) -> None:
    look(engine, date(2026, 11, 10), Look(expected=Expected(1, 0, 0)), eastern(10, 9))
    look(engine, FRIDAY, Look(expected=Expected(1, 0, 0)), eastern(20, 9))
    days = plan(engine, FRIDAY)
    assert {day for day in days if day.weekday() >= 5} == set()
    assert [day for day in days if day >= date(2026, 11, 10)] == [
        *(date(2026, 11, day) for day in (10, 11, 12, 13)), MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY
    ]  # fmt: skip


def test_a_plan_goes_over_a_leap_day(engine: Engine) -> None:
    look(engine, date(2028, 2, 28), Look(expected=Expected(1, 0, 0)), datetime(2028, 2, 28, 15, tzinfo=UTC))
    look(engine, date(2028, 3, 1), Look(expected=Expected(1, 0, 0)), datetime(2028, 3, 1, 15, tzinfo=UTC))
    assert date(2028, 2, 29) in plan(engine, date(2028, 3, 1))


def test_missed_days_that_no_page_reaches_stand_there_with_the_way_out(engine: Engine) -> None:
    look(engine, date(2026, 8, 12), Look(expected=Expected(1, 0, 0)), datetime(2026, 8, 12, 15, tzinfo=UTC))
    look(engine, FRIDAY, Look(expected=Expected(1, 0, 0)), eastern(20, 9))
    plan(engine, FRIDAY)
    lost, reached = row(engine, date(2026, 8, 21)), row(engine, date(2026, 8, 24))
    assert (lost.state, reached.state) == (State.UNCRAWLED, State.UNCRAWLED)
    assert "harvest" in (lost.reason or "")
    assert reached.reason is None


def test_a_day_in_the_far_future_plans_nothing_up_to_it(engine: Engine) -> None:
    look(engine, date(2027, 11, 19), Look(trouble="the machine's clock was wrong"), eastern(20, 9))
    look(engine, FRIDAY, Look(expected=Expected(1, 0, 0)), eastern(20, 9))
    assert max(day for day in plan(engine, FRIDAY) if day.year == 2026) == FRIDAY


def test_a_look_that_read_the_counts_settles_the_day(engine: Engine) -> None:
    announce(engine, FRIDAY, [1, 2])
    settled = look(engine, FRIDAY, Look(expected=Expected(2, 0, 0)), eastern(20, 9))
    assert settled == Standing("cs.CL", FRIDAY, State.COMPLETE, 2, 2)
    with reading(engine) as session:
        assert standing(session, "cs.CL", FRIDAY) == settled


def test_counts_once_read_outlast_looks_that_fail(engine: Engine) -> None:
    announce(engine, FRIDAY, [1, 2])
    look(engine, FRIDAY, Look(expected=Expected(3, 0, 0)), eastern(20, 9))
    after = look(engine, FRIDAY, Look(trouble="arXiv did not answer."), eastern(20, 10))
    assert (after.state, after.held, after.expected) == (State.PARTIAL, 2, 3)
    assert row(engine, FRIDAY).last_look == eastern(20, 9), "a look that failed is no look"


def test_an_empty_answer_does_not_unsay_what_is_held(engine: Engine) -> None:
    announce(engine, FRIDAY, [1, 2])
    look(engine, FRIDAY, Look(expected=Expected(2, 0, 0)), eastern(20, 9))
    assert look(engine, FRIDAY, Look(expected=Expected(0, 0, 0), empty=True), eastern(20, 10)).expected == 2


def test_a_promise_of_which_nothing_is_held_ends_with_an_empty_page(engine: Engine) -> None:
    look(engine, FRIDAY, Look(expected=Expected(2, 0, 0)), eastern(20, 9))
    assert look(engine, FRIDAY, Look(expected=Expected(0, 0, 0), empty=True), eastern(20, 10)).state is State.LATE


def test_a_quiet_day_is_empty_once_a_page_of_a_later_day_is_out_be_that_empty_too(engine: Engine) -> None:
    nothing = Look(expected=Expected(0, 0, 0), empty=True)
    assert look(engine, THURSDAY, nothing, eastern(19, 10)).state is State.LATE
    look(engine, FRIDAY, nothing, eastern(20, 10))
    assert look(engine, THURSDAY, Look(empty=True), eastern(20, 10)).state is State.EMPTY


def test_an_empty_catch_up_page_of_a_later_day_proves_nothing_of_an_earlier(engine: Engine) -> None:
    look(engine, FRIDAY, Look(empty=True), eastern(20, 10))
    assert look(engine, THURSDAY, Look(empty=True), eastern(20, 10)).state is State.LATE


def test_empty_answers_that_a_stale_one_interrupts_begin_anew(engine: Engine) -> None:
    look(engine, FRIDAY, Look(empty=True), eastern(20, 1))
    look(engine, FRIDAY, Look(stale=True), eastern(20, 9))
    assert look(engine, FRIDAY, Look(empty=True), eastern(20, 19)).state is State.LATE


def test_a_failed_look_does_not_interrupt_them(engine: Engine) -> None:
    look(engine, FRIDAY, Look(empty=True), eastern(20, 1))
    look(engine, FRIDAY, Look(trouble="arXiv did not answer."), eastern(20, 9))
    assert look(engine, FRIDAY, Look(empty=True), eastern(20, 19)).state is State.EMPTY


def test_the_ledger_knows_since_when_looks_agree(engine: Engine) -> None:
    announce(engine, FRIDAY, [1, 2])
    for hour, promised, since in ((9, 2, 9), (10, 2, 9), (11, 1, 11), (12, 2, 12), (13, 2, 12)):
        look(engine, FRIDAY, Look(expected=Expected(promised, 0, 0)), eastern(20, hour))
        assert row(engine, FRIDAY).agreed_since == eastern(20, since), hour


def test_a_look_under_a_wrong_clock_is_forgotten_by_the_next(engine: Engine) -> None:
    announce(engine, FRIDAY, [1])
    look(engine, FRIDAY, Look(expected=Expected(1, 0, 0)), eastern(20, 9) + timedelta(days=365))
    look(engine, FRIDAY, Look(expected=Expected(1, 0, 0)), eastern(20, 10))
    assert (row(engine, FRIDAY).last_look, row(engine, FRIDAY).agreed_since) == (eastern(20, 10), eastern(20, 10))


def test_a_cross_list_that_pages_never_show_does_not_stand_in_for_one_they_promise(engine: Engine) -> None:
    announce(engine, FRIDAY, [1], Kind.CROSS, ("cs.CL", "cs.LG"))
    announce(engine, FRIDAY, [2], Kind.CROSS, ("cs.LG", "cs.CL"))
    assert look(engine, FRIDAY, Look(expected=Expected(0, 2, 0)), eastern(20, 9)).state is State.PARTIAL
    settled = look(engine, FRIDAY, Look(expected=Expected(0, 1, 0)), eastern(20, 9))
    assert (settled.state, settled.reason) == (State.COMPLETE, "1 more than arXiv's list shows.")


def test_two_crawls_that_settle_the_same_new_day_do_not_trip_over_each_other(engine: Engine) -> None:
    begun, errors = threading.Event(), list[BaseException]()

    def other() -> None:
        begun.set()
        try:
            look(engine, FRIDAY, Look(trouble="the second"), eastern(20, 9))
        except BaseException as error:
            errors.append(error)

    second = threading.Thread(target=other)
    with writing(engine) as session:
        settle(session, "cs.CL", FRIDAY, Look(trouble="the first"), eastern(20, 9))
        session.flush()
        second.start()
        assert begun.wait(600)
        second.join(0.3)  # long enough to meet the row that is not committed yet
    second.join(600)
    assert errors == []
    assert row(engine, FRIDAY).reason == "the second"


@pytest.mark.parametrize("day", [MONDAY, FRIDAY])
def test_categories_keep_ledgers_of_their_own(engine: Engine, day: date) -> None:
    look(engine, day, Look(expected=Expected(1, 0, 0)), eastern(20, 9), category="cs.LG")
    assert plan(engine, FRIDAY, "cs.CL") == []

"""When the scheduler crawls."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawler.clock import EASTERN
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import Fetched, fetch
from crawler.schedule import crawl_if_due, is_due, planned
from crawler.store import runs
from crawler.store.session import writing
from tests.standin import StandIn

FRIDAY = date(2026, 11, 20)
At = Callable[..., Crawl]


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


def test_a_crawl_in_the_future_was_made_under_a_wrong_clock_and_does_not_count() -> None:
    assert is_due(eastern(20, 9, 30), done(eastern(20, 9, 25) + timedelta(days=365)), False, "a site")


def crawled(fetched: Fetched | None) -> set[str]:
    return set() if fetched is None else {row.category for row in fetched.standings}


def test_what_is_due_is_crawled_once(crawl_at: At) -> None:
    crawl = crawl_at("2026-11-21T12:00")
    assert crawled(crawl_if_due(crawl)) == {"cs.CL", "cs.LG"}
    assert crawl_if_due(crawl) is None


def test_a_crawl_by_hand_of_one_category_does_not_stand_for_the_plans(crawl_at: At) -> None:
    crawl = crawl_at("2026-11-21T12:00")
    fetch(crawl, ["cs.CL"])
    fetch(crawl, ["hep-th"], FRIDAY)
    assert crawled(crawl_if_due(crawl)) == {"cs.CL", "cs.LG"}


def test_a_category_that_was_added_is_crawled_at_once_and_one_that_was_removed_no_more(crawl_at: At) -> None:
    crawl_if_due(crawl_at("2026-11-21T12:00"))
    crawl = crawl_at("2026-11-21T12:01", PAPERSTAND_CATEGORIES="cs.CL,hep-th")
    assert crawled(crawl_if_due(crawl)) == {"cs.CL", "hep-th"}
    assert crawl_if_due(crawl) is None


def test_between_the_planned_times_only_what_lacks_something_is_crawled(crawl_at: At, arxiv: StandIn) -> None:
    for service in ("rss", "list"):
        arxiv.fault(service, "500", category="cs.LG")
    assert crawled(crawl_if_due(crawl_at("2026-11-20T09:30"))) == {"cs.CL", "cs.LG"}
    assert crawl_if_due(crawl_at("2026-11-20T10:29")) is None
    assert crawled(crawl_if_due(crawl_at("2026-11-20T10:31"))) == {"cs.LG"}
    arxiv.clear()
    assert crawl_if_due(crawl_at("2026-11-20T11:00")) is None, "it was tried less than an hour ago"
    assert crawled(crawl_if_due(crawl_at("2026-11-20T11:32"))) == {"cs.LG"}
    assert crawl_if_due(crawl_at("2026-11-20T20:00")) is None, "nothing is lacking any more"
    assert crawled(crawl_if_due(crawl_at("2026-11-23T01:05"))) == {"cs.CL", "cs.LG"}


def test_a_batch_that_is_a_little_late_is_looked_for_again_within_the_hour(crawl_at: At, arxiv: StandIn) -> None:
    for service in ("rss", "list"):
        arxiv.fault(service, "late")
    first = crawl_if_due(crawl_at("2026-11-20T01:00"))
    assert first is not None
    assert first.standings[0].state == "expected"
    arxiv.clear()
    found = crawl_if_due(crawl_at("2026-11-20T02:05"))
    assert found is not None
    assert found.standings[0].state == "complete"


def test_an_arxiv_out_of_reach_at_night_is_found_when_it_is_back(crawl_at: At, arxiv: StandIn) -> None:
    arxiv.stop()
    first = crawl_if_due(crawl_at("2026-11-20T01:05"))
    assert first is not None
    assert not first.reached
    assert crawl_if_due(crawl_at("2026-11-20T01:10")) is None
    arxiv.start()
    back = crawl_if_due(crawl_at("2026-11-20T01:16"))
    assert back is not None
    assert not back.unfinished


def test_after_a_clock_that_was_wrong_the_plan_goes_on_without_crawling_again_and_again(
    crawl_at: At, engine: Engine
) -> None:
    crawl = crawl_at("2026-11-21T12:00")
    with writing(engine) as session:
        run = runs.begin_run(session, "fetch", "cs.CL,cs.LG", crawl.now() + timedelta(days=365))
        runs.end_run(session, run, "done", "", runs.Tally(), crawl.now())
    assert crawl_if_due(crawl) is not None
    assert crawl_if_due(crawl) is None

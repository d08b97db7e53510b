"""Days that are not like others: long listings, holidays, quiet categories, gaps of months, wrong clocks, unreadable entries.

Each on a small world of its own. SQLite only: what is tried here happens before the database.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select

from crawler.clock import EASTERN, Clock
from crawler.gate import Gate
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import Fetched, fetch
from crawler.ledger import State
from crawler.store.models import Announcement, CrawlRun, Listing, Paper
from crawler.store.session import open_database, reading
from tests.crawler.comparison import assert_holds_what_was_announced, assert_ledger_tells_the_truth, ids_held
from tests.crawler.conftest import settings_for
from tests.standin import StandIn, World
from tests.standin.faults import Fault
from tests.standin.messages import Reply, Request
from tests.standin.world import Author, LateCross, Version
from tests.standin.world import Paper as Announced

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(16, 21))
WEEK = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)


@pytest.fixture
def engine(fresh_sqlite: str) -> Iterator[Engine]:
    engine = open_database(fresh_sqlite)
    yield engine
    engine.dispose()


def paper(number: int, day: date, *categories: str) -> Announced:
    """A paper that is new on a day."""
    submitted = datetime.combine(day - timedelta(days=2), time(12), UTC)
    identifier = f"{day:%y%m}.{3000 * day.day + number:05}"
    version = Version(1, submitted, day, f"The {number}-th title of {day}", f"The {number}-th abstract of {day}.")
    return Announced(identifier, (Author("Beispiel", "Ada"),), "Ada Beispiel", categories, (version,))


def replaced(known: Announced, day: date) -> Announced:
    last = known.versions[-1]
    version = replace(last, number=last.number + 1, announced=day, submitted=last.submitted + timedelta(days=1))
    return replace(known, versions=(*known.versions, version))


def world(days: Iterable[date], *categories: str, a_day: int = 3) -> World:
    """A few new papers in each category on each of these days."""
    days = list(days)
    papers = [
        paper(100 * place + number, day, category)
        for day in days
        for place, category in enumerate(categories)
        for number in range(1, a_day + 1)
    ]
    return World.of(papers, days)


def crawl_of(engine: Engine, arxiv: StandIn, moment: str, clock: str | None = None) -> Crawl:
    """A crawl at an Eastern time; clock: what this machine believes instead."""
    arxiv.set_now(moment)
    believed = datetime.fromisoformat(clock or moment).replace(tzinfo=EASTERN)
    settings = settings_for(arxiv)
    return Crawl(engine, Gate(engine, settings), settings, Clock(believed))


def states(fetched: Fetched) -> dict[date, State]:
    return {row.day: row.state for row in fetched.standings}


def ledger(engine: Engine) -> dict[date, Listing]:
    with reading(engine) as session:
        return {row.day: row for row in session.scalars(select(Listing))}


class Mangling(StandIn):
    """A stand-in whose replies pass through a function before they are sent."""

    mangle: Callable[[Request, str], str] = staticmethod(lambda _request, body: body)

    def answer(self, request: Request) -> tuple[Reply, list[Fault]]:
        reply, faults = super().answer(request)
        return replace(reply, body=self.mangle(request, reply.bytes.decode())), faults


def test_a_listing_of_two_pages_is_held_whole(engine: Engine) -> None:
    with StandIn(world([FRIDAY], "hep-th", a_day=2_100)) as arxiv:
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"], FRIDAY)
        assert [(row.state, row.held) for row in fetched.standings] == [(State.COMPLETE, 2_100)]
        assert len(arxiv.log.requests({"list"})) == 2
        assert_holds_what_was_announced(engine, arxiv, [FRIDAY], ["hep-th"])
        arxiv.log.clear()
        fetch(crawl_of(engine, arxiv, "2026-11-21T09:00"), ["hep-th"], FRIDAY)
        assert [request.query for request in arxiv.log.requests({"catchup"})] == ["abs=True", "abs=True&page=2"]


def test_a_day_that_changes_between_two_pages_is_read_again_and_never_mixed(engine: Engine) -> None:
    both = world([THURSDAY, FRIDAY], "hep-th", a_day=2_100)

    class Turning(StandIn):
        def answer(self, request: Request) -> tuple[Reply, list[Fault]]:
            if "skip=" in request.query:
                self.set_now("2026-11-19T20:00")
            return super().answer(request)

    with Turning(both) as arxiv:
        first = fetch(crawl_of(engine, arxiv, "2026-11-19T19:59"), ["hep-th"], THURSDAY)
        assert states(first) == {THURSDAY: State.PARTIAL}, "the feed alone was read whole"
        arxiv.fault("rss", "500")
        fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"])
        assert_holds_what_was_announced(engine, arxiv, [THURSDAY, FRIDAY], ["hep-th"])


def test_pages_that_number_their_entries_anew_end_in_a_sentence_not_a_circle(engine: Engine) -> None:
    with Mangling(world([FRIDAY], "hep-th", a_day=2_100)) as arxiv:
        arxiv.mangle = lambda _request, body: re.sub(r"name='item2\d\d\d'", "name='item1'", body)
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"], FRIDAY)
        assert len(arxiv.log.requests({"list"})) == 2
        assert "do not follow each other" in (fetched.standings[0].reason or "")


def test_a_holiday_is_empty_once_a_later_listing_skips_it(engine: Engine) -> None:
    with StandIn(world([MONDAY, TUESDAY, WEDNESDAY, FRIDAY], "hep-th")) as arxiv:
        on_it = fetch(crawl_of(engine, arxiv, "2026-11-19T09:30"), ["hep-th"])
        assert states(on_it)[THURSDAY] is State.LATE
        after = fetch(crawl_of(engine, arxiv, "2026-11-20T01:00"), ["hep-th"])
        assert states(after)[THURSDAY] is State.EMPTY
        assert not after.unfinished


def test_a_holiday_that_feeds_and_pages_passed_over_all_day_is_looked_at_once_more(engine: Engine) -> None:
    with StandIn(world(WEEK, "hep-th")) as arxiv:
        for service in ("rss", "list"):
            arxiv.fault(service, "empty" if service == "rss" else "503")
        for hour in ("00:30", "19:00"):
            fetched = fetch(crawl_of(engine, arxiv, f"2026-11-20T{hour}"), ["hep-th"])
        assert states(fetched)[FRIDAY] is State.EMPTY
        arxiv.clear()
        with engine.execution_options(writes=True).begin() as connection:
            connection.exec_driver_sql("DELETE FROM cool_downs")
        fetch(crawl_of(engine, arxiv, "2026-11-23T09:00"), ["hep-th"])
        assert_holds_what_was_announced(engine, arxiv, [FRIDAY], ["hep-th"])


def test_a_category_that_announces_nothing_for_days_is_late_on_no_day_but_the_last(engine: Engine) -> None:
    quiet = World.of([paper(900, MONDAY, "hep-th"), *world(WEEK, "cs.CL").papers.values()], WEEK)
    with StandIn(quiet) as arxiv:
        for day in range(16, 21):
            fetched = fetch(crawl_of(engine, arxiv, f"2026-11-{day}T09:30"), ["hep-th"])
        assert {day: row.state for day, row in ledger(engine).items() if day >= MONDAY} == {
            MONDAY: State.COMPLETE, TUESDAY: State.EMPTY, WEDNESDAY: State.EMPTY, THURSDAY: State.EMPTY, FRIDAY: State.LATE
        }  # fmt: skip
        assert "nothing in this category yet" in (fetched.standings[0].reason or "")
        assert states(fetch(crawl_of(engine, arxiv, "2026-11-20T18:30"), ["hep-th"]))[FRIDAY] is State.LATE
        assert states(fetch(crawl_of(engine, arxiv, "2026-11-21T09:30"), ["hep-th"]))[FRIDAY] is not State.COMPLETE


def test_a_stale_listing_puts_nothing_under_the_wrong_day_and_costs_no_true_feed(engine: Engine) -> None:
    with StandIn(world(WEEK, "hep-th")) as arxiv:
        fetch(crawl_of(engine, arxiv, "2026-11-19T09:00"), ["hep-th"])
        arxiv.fault("list", "stale")
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"])
        assert states(fetched)[FRIDAY] is State.PARTIAL
        assert_holds_what_was_announced(engine, arxiv, [THURSDAY, FRIDAY], ["hep-th"])
        arxiv.clear()
        fetch(crawl_of(engine, arxiv, "2026-11-20T10:00"), ["hep-th"])
        assert_ledger_tells_the_truth(engine, arxiv, WEEK, ["hep-th"])


def test_replacements_that_a_stale_page_put_under_a_day_are_taken_back_though_it_names_no_versions(
    engine: Engine,
) -> None:
    older = paper(1, date(2026, 11, 9), "hep-th")
    papers = [replaced(older, THURSDAY), *world(WEEK, "hep-th").papers.values()]
    with StandIn(World.of(papers, WEEK)) as arxiv:
        fetch(crawl_of(engine, arxiv, "2026-11-19T09:00"), ["hep-th"])
        arxiv.fault("catchup", "stale")
        fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"], WEDNESDAY)
        fetch(crawl_of(engine, arxiv, "2026-11-21T09:00"), ["hep-th"], FRIDAY)
        assert older.id in ids_held(engine, "hep-th", FRIDAY)["replace"], "the page was believed"
        arxiv.clear()
        fetch(crawl_of(engine, arxiv, "2026-11-21T12:00"), ["hep-th"])
        assert_holds_what_was_announced(engine, arxiv, WEEK, ["hep-th"])


def test_a_feed_that_a_cache_kept_over_midnight_says_nothing_of_the_new_day(engine: Engine) -> None:
    with StandIn(world(WEEK, "hep-th")) as arxiv:
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-19T19:50", clock="2026-11-20T09:00"), ["hep-th"])
        assert states(fetched)[FRIDAY] is State.UNCRAWLED
        assert "that of 2026-11-19" in (fetched.standings[0].reason or "")
        assert states(fetched)[THURSDAY] is State.COMPLETE


def test_a_clock_a_year_ahead_puts_nothing_into_the_future_and_is_forgotten(engine: Engine) -> None:
    with StandIn(world(WEEK, "hep-th")) as arxiv:
        fetch(crawl_of(engine, arxiv, "2026-11-20T09:00", clock="2027-11-22T09:00"), ["hep-th"])
        assert max(ledger(engine)) == FRIDAY
        fetch(crawl_of(engine, arxiv, "2026-11-20T09:30"), ["hep-th"])
        fetch(crawl_of(engine, arxiv, "2026-11-21T09:30"), ["hep-th"])
        assert_holds_what_was_announced(engine, arxiv, WEEK, ["hep-th"])
        assert_ledger_tells_the_truth(engine, arxiv, WEEK, ["hep-th"])


def test_a_site_that_was_off_for_a_hundred_days_reads_what_can_be_read_and_names_the_rest(engine: Engine) -> None:
    days = [FRIDAY - timedelta(days=back) for back in range(110) if (FRIDAY - timedelta(days=back)).weekday() < 5]
    with StandIn(world(days, "hep-th", a_day=1)) as arxiv:
        fetch(crawl_of(engine, arxiv, "2026-08-12T09:00"), ["hep-th"])
        back = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"])
        assert not back.unfinished
        reached = [day for day in days if day >= FRIDAY - timedelta(days=90)]
        assert_holds_what_was_announced(engine, arxiv, reached, ["hep-th"])
        rows = ledger(engine)
        lost = [day for day in days if date(2026, 8, 12) < day < reached[-1]]
        assert {rows[day].state for day in lost} == {State.UNCRAWLED}
        assert all("harvest" in (rows[day].reason or "") for day in lost)
        fetch(crawl_of(engine, arxiv, "2026-11-21T09:00"), ["hep-th"])
        arxiv.log.clear()
        fetch(crawl_of(engine, arxiv, "2026-11-21T12:00"), ["hep-th"])
        assert arxiv.log.requests({"catchup"}) == []


@pytest.mark.parametrize("day", [date.min, date(1991, 8, 14), date(2020, 1, 1), FRIDAY - timedelta(days=91)])
def test_a_day_beyond_the_catch_up_pages_asks_nothing_and_leaves_no_mark(engine: Engine, day: date) -> None:
    with StandIn(world(WEEK, "hep-th")) as arxiv:
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"], day)
        assert fetched.unfinished
        assert arxiv.log.requests({"rss", "list", "catchup"}) == []
        assert ledger(engine) == {}


@pytest.mark.parametrize("a_day", [1, 3])
def test_an_entry_that_cannot_be_read_is_looked_up_by_its_id(engine: Engine, a_day: int) -> None:
    with Mangling(world(WEEK, "hep-th", a_day=a_day)) as arxiv:
        arxiv.mangle = unreadable_entry
        arxiv.fault("rss", "500")
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"])
        assert not fetched.unfinished
        assert_holds_what_was_announced(engine, arxiv, WEEK, ["hep-th"])


@pytest.mark.parametrize("a_day", [1, 3])
def test_an_entry_that_nobody_can_tell_of_leaves_the_day_partial_until_somebody_can(engine: Engine, a_day: int) -> None:
    with Mangling(world(WEEK, "hep-th", a_day=a_day)) as arxiv:
        arxiv.mangle = unreadable_entry
        for service in ("rss", "oai", "api"):
            arxiv.fault(service, "500")
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"])
        assert set(states(fetched).values()) == {State.PARTIAL}
        assert [(row.held, row.expected) for row in fetched.standings] == [(a_day - 1, a_day)] * 5
        assert fetched.tally.bad_records == 5
        arxiv.clear()
        assert not fetch(crawl_of(engine, arxiv, "2026-11-20T12:00"), ["hep-th"]).unfinished
        assert_holds_what_was_announced(engine, arxiv, WEEK, ["hep-th"])


def test_a_feed_whose_only_item_cannot_be_read_is_no_empty_one(engine: Engine) -> None:
    with Mangling(world(WEEK, "hep-th", a_day=1)) as arxiv:
        arxiv.mangle = lambda _request, body: body.replace("category>", "subject>")
        arxiv.fault("list", "500")
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"], FRIDAY)
        assert [(row.state, row.held, row.expected) for row in fetched.standings] == [(State.PARTIAL, 0, None)]
        assert "It has no categories." in (fetched.standings[0].reason or "")
        assert fetched.tally.bad_records == 1
        arxiv.clear()
        assert not fetch(crawl_of(engine, arxiv, "2026-11-20T12:00"), ["hep-th"], FRIDAY).unfinished
        assert_holds_what_was_announced(engine, arxiv, [FRIDAY], ["hep-th"])


def test_a_cross_list_that_only_the_feed_shows_does_not_hide_one_that_cannot_be_read(engine: Engine) -> None:
    mine, late = paper(1, FRIDAY, "hep-th"), replace(
        paper(2, MONDAY, "hep-th"), late_crosses=(LateCross(FRIDAY, "gr-qc"),)
    )  # fmt: skip
    theirs = [paper(number, FRIDAY, "gr-qc", "hep-th") for number in (3, 4)]
    with Mangling(World.of([mine, late, *theirs], WEEK)) as arxiv:
        arxiv.mangle = lambda request, body: nameless_entry(request, body, theirs[0].id)
        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"], FRIDAY)
        assert states(fetched) == {FRIDAY: State.PARTIAL}


def nameless_entry(request: Request, body: str, identifier: str) -> str:
    """The document with a garbled identifier in place of one paper's, in feed and listing alike."""
    return body.replace(identifier, "garbled") if "/oai" not in request.path else body


def unreadable_entry(request: Request, body: str) -> str:
    """A listing page whose first entry has lost its subjects."""
    if "/list/" not in request.path and "/catchup/" not in request.path:
        return body
    return re.sub(r"<div class='list-subjects'>.*?</div>", "", body, count=1, flags=re.DOTALL)


def test_an_arxiv_that_goes_away_in_the_middle_is_not_asked_for_every_day_in_turn(engine: Engine) -> None:
    with StandIn(world(WEEK, "hep-th")) as arxiv:

        def leave(message: str, _done: int, _total: int) -> None:
            if message == "hep-th, 2026-11-19":
                arxiv.stop()

        fetched = fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th"], report=leave)
        assert not fetched.reached
        assert set(states(fetched)) == {FRIDAY, THURSDAY, WEDNESDAY}
        with reading(engine) as session:
            assert session.scalars(select(CrawlRun.outcome)).one() == "unreachable"
        arxiv.start()
        assert not fetch(crawl_of(engine, arxiv, "2026-11-20T09:10"), ["hep-th"]).unfinished
        assert_holds_what_was_announced(engine, arxiv, WEEK, ["hep-th"])


def test_two_crawls_at_once_end_like_one(engine: Engine) -> None:
    categories = ["hep-th", "gr-qc"]
    with StandIn(world(WEEK, *categories)) as arxiv:
        crawls = [crawl_of(engine, arxiv, "2026-11-20T09:00") for _ in range(2)]
        ended = list[Fetched]()
        threads = [threading.Thread(target=run_into, args=(ended, crawl, categories)) for crawl in crawls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(600)
        assert len(ended) == 2
        assert not any(fetched.unfinished for fetched in ended)
        assert_holds_what_was_announced(engine, arxiv, WEEK, categories)
        assert_ledger_tells_the_truth(engine, arxiv, WEEK, categories)
        assert arxiv.log.most_simultaneous() == 1


def run_into(ended: list[Fetched], crawl: Crawl, categories: Sequence[str]) -> None:
    ended.append(fetch(crawl, categories))


def test_every_paper_of_a_day_keeps_its_first_day_through_late_crosses_and_replacements(engine: Engine) -> None:
    born = replaced(replace(paper(1, MONDAY, "hep-th"), late_crosses=(LateCross(WEDNESDAY, "gr-qc"),)), FRIDAY)
    with StandIn(World.of([born], WEEK)) as arxiv:
        fetch(crawl_of(engine, arxiv, "2026-11-20T09:00"), ["hep-th", "gr-qc"])
    with reading(engine) as session:
        rows = session.execute(select(Announcement.category, Announcement.day)).all()
        held = session.scalars(select(Paper)).one()
    assert set(map(tuple, rows)) >= {("hep-th", MONDAY), ("gr-qc", WEDNESDAY), ("hep-th", FRIDAY), ("gr-qc", FRIDAY)}
    assert (held.announced, held.version) == (MONDAY, 2)

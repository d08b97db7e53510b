"""One crawl against the stand-in: what is stored, how the ledger stands, and how gaps heal."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select, text

from crawler.errors import StoreError
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import Fetched, fetch
from crawler.ledger import State
from crawler.store.models import Announcement, CrawlRun, Paper
from crawler.store.session import reading
from tests.crawler.comparison import assert_holds_what_was_announced, end_cool_downs
from tests.crawler.conftest import CATEGORIES, FRIDAY
from tests.standin import StandIn

WEEK = [FRIDAY - timedelta(days=back) for back in range(5)]
At = Callable[..., Crawl]


def states(fetched: Fetched) -> dict[tuple[str, date], State]:
    return {(row.category, row.day): row.state for row in fetched.standings}


def test_a_first_crawl_brings_the_newest_listing_and_the_four_days_before(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    fetched = fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    assert states(fetched) == {(category, day): State.COMPLETE for category in CATEGORIES for day in WEEK}
    assert_holds_what_was_announced(engine, arxiv, WEEK)


def test_the_newest_listing_of_every_category_comes_before_older_days(crawl_at: At, arxiv: StandIn) -> None:
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    asked = [request.service for request in arxiv.log.requests() if request.service in ("list", "catchup")]
    assert asked == ["list"] * len(CATEGORIES) + ["catchup"] * 4 * len(CATEGORIES)


def test_every_paper_has_its_version_dates_and_licence_at_the_end(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    truth = arxiv.manifest()["papers"]
    with reading(engine) as session:
        papers = session.scalars(select(Paper)).all()
        assert papers
        for paper in papers:
            assert paper.version == truth[paper.arxiv_id]["latest_version"], paper.arxiv_id
            assert paper.submitted is not None
            assert paper.licence is not None
            assert bool(paper.withdrawn) == truth[paper.arxiv_id]["withdrawn"], paper.arxiv_id


def test_a_second_crawl_changes_nothing_and_asks_little(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    before = contents(engine)
    arxiv.log.clear()
    fetch(crawl_at("2026-11-20T09:05"), CATEGORIES)
    assert contents(engine) == before
    assert len(arxiv.log.requests()) == 2 * len(CATEGORIES)


def test_the_next_day_brings_the_new_listing_and_confirms_the_one_before_first(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    fetch(crawl_at("2026-11-19T01:00"), CATEGORIES)
    arxiv.log.clear()
    fetched = fetch(crawl_at("2026-11-20T01:00"), CATEGORIES)
    assert states(fetched)[("cs.CL", FRIDAY)] is State.COMPLETE
    assert [request.path for request in arxiv.log.requests({"catchup"})][:2] == [
        f"/catchup/{category}/2026-11-19" for category in CATEGORIES
    ]
    assert_holds_what_was_announced(engine, arxiv, WEEK)


def test_a_day_from_the_catch_up_pages_is_confirmed_once_by_a_later_crawl(crawl_at: At, arxiv: StandIn) -> None:
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    first = [request.path for request in arxiv.log.requests({"catchup"})]
    arxiv.log.clear()
    fetch(crawl_at("2026-11-20T12:00"), CATEGORIES)
    assert [request.path for request in arxiv.log.requests({"catchup"})] == first
    arxiv.log.clear()
    fetch(crawl_at("2026-11-20T15:00"), CATEGORIES)
    assert arxiv.log.requests({"catchup"}) == []


def test_a_machine_that_slept_for_days_fills_the_hole(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    fetch(crawl_at("2026-11-16T09:00"), CATEGORIES)
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    assert_holds_what_was_announced(engine, arxiv, WEEK)


def test_the_evenings_listing_is_tomorrows(crawl_at: At, engine: Engine) -> None:
    fetched = fetch(crawl_at("2026-11-19T21:40"), CATEGORIES)
    assert states(fetched)[("cs.CL", FRIDAY)] is State.COMPLETE
    assert states(fetched)[("cs.CL", date(2026, 11, 19))] is State.COMPLETE


def test_a_weekend_shows_fridays_listing(crawl_at: At) -> None:
    fetched = fetch(crawl_at("2026-11-21T12:00"), CATEGORIES)
    assert max(day for _, day in states(fetched)) == FRIDAY
    assert set(states(fetched).values()) == {State.COMPLETE}


def test_a_weekday_before_its_batch_is_expected_and_then_late(crawl_at: At, arxiv: StandIn) -> None:
    arxiv.fault("rss", "late")
    arxiv.fault("list", "late")
    early = fetch(crawl_at("2026-11-20T00:20"), CATEGORIES)
    assert states(early)[("cs.CL", FRIDAY)] is State.EXPECTED
    assert not early.unfinished
    later = fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    assert states(later)[("cs.CL", FRIDAY)] is State.LATE
    arxiv.clear()
    assert states(fetch(crawl_at("2026-11-20T10:00"), CATEGORIES))[("cs.CL", FRIDAY)] is State.COMPLETE


def test_a_stale_feed_puts_nothing_under_the_wrong_day(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    fetch(crawl_at("2026-11-19T09:00"), CATEGORIES)
    arxiv.fault("rss", "stale", category="cs.CL")
    fetched = fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    assert states(fetched)[("cs.CL", FRIDAY)] is State.COMPLETE, "the listing page gave what the feed lacked"
    assert_holds_what_was_announced(engine, arxiv, WEEK)


def test_a_stale_feed_without_a_listing_page_is_called_stale_and_heals(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    fetch(crawl_at("2026-11-19T09:00"), CATEGORIES)
    arxiv.fault("rss", "stale")
    arxiv.fault("list", "500")
    fetched = fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    assert states(fetched)[("cs.CL", FRIDAY)] is State.STALE
    assert fetched.unfinished
    arxiv.clear()
    fetch(crawl_at("2026-11-20T10:00"), CATEGORIES)
    assert_holds_what_was_announced(engine, arxiv, WEEK)


def test_a_stale_feed_taken_on_an_empty_database_is_taken_back(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    arxiv.fault("rss", "stale")
    arxiv.fault("list", "500")
    fetch(crawl_at("2026-11-20T01:00"), CATEGORIES)
    arxiv.clear()
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    fetch(crawl_at("2026-11-20T10:00"), CATEGORIES)
    assert_holds_what_was_announced(engine, arxiv, WEEK)


@pytest.mark.parametrize("fault", ["partial", "malformed", "429"])
@pytest.mark.parametrize("service", ["rss", "list", "catchup"])
def test_a_first_crawl_that_one_service_fails_from_the_start_is_made_whole_by_the_next(
    crawl_at: At, engine: Engine, arxiv: StandIn, service: str, fault: str
) -> None:
    arxiv.fault(service, fault)
    fetched = fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    for row in fetched.standings:
        assert row.state is not State.COMPLETE or row.held >= (row.expected or 0) > 0
    arxiv.clear()
    end_cool_downs(engine)
    assert not fetch(crawl_at("2026-11-21T09:00"), CATEGORIES).unfinished
    assert_holds_what_was_announced(engine, arxiv, WEEK)


def test_a_listing_that_was_short_when_first_shown_is_completed_the_day_after(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    arxiv.fault("rss", "short")
    arxiv.fault("list", "short")
    assert not fetch(crawl_at("2026-11-20T01:00"), CATEGORIES).unfinished, (
        "nothing tells a short listing from a whole one"
    )
    arxiv.clear()
    fetch(crawl_at("2026-11-21T01:00"), CATEGORIES)
    assert_holds_what_was_announced(engine, arxiv, WEEK)


def test_a_feed_cut_at_arxivs_limit_is_made_up_for_by_the_listing(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    arxiv.fault("rss", "cap", limit=10)
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    assert_holds_what_was_announced(engine, arxiv, WEEK)


def test_an_unreachable_arxiv_is_said_once_and_costs_one_category_only(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    crawl = crawl_at("2026-11-20T09:00")
    arxiv.stop()
    fetched = fetch(crawl, CATEGORIES)
    assert not fetched.reached
    assert [row.state for row in fetched.standings] == [State.UNCRAWLED]
    with reading(engine) as session:
        run = session.scalars(select(CrawlRun)).one()
    assert run.outcome == "unreachable"
    arxiv.start()
    assert not fetch(crawl, CATEGORIES).unfinished


def test_one_past_day_comes_from_the_catch_up_pages(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    wednesday = date(2026, 11, 18)
    fetched = fetch(crawl_at("2026-11-20T09:00"), CATEGORIES, wednesday)
    assert states(fetched) == {(category, wednesday): State.COMPLETE for category in CATEGORIES}
    assert_holds_what_was_announced(engine, arxiv, [wednesday])


def test_today_asked_for_by_date_is_the_newest_listing(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    assert states(fetch(crawl_at("2026-11-20T09:00"), CATEGORIES, FRIDAY))[("cs.CL", FRIDAY)] is State.COMPLETE
    assert_holds_what_was_announced(engine, arxiv, [FRIDAY])


def test_a_weekend_day_is_empty_without_asking_arxiv(crawl_at: At, arxiv: StandIn) -> None:
    fetched = fetch(crawl_at("2026-11-20T09:00"), CATEGORIES, date(2026, 11, 15))
    assert set(states(fetched).values()) == {State.EMPTY}
    assert arxiv.log.requests() == []


def test_a_day_beyond_the_catch_up_pages_says_what_to_do(crawl_at: At) -> None:
    fetched = fetch(crawl_at("2026-11-20T09:00"), CATEGORIES, date(2026, 6, 1))
    assert "harvest" in (fetched.standings[0].reason or "")


def test_every_run_is_in_the_crawl_log(crawl_at: At, engine: Engine) -> None:
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES)
    with reading(engine) as session:
        run = session.scalars(select(CrawlRun)).one()
        papers = session.scalar(select(func.count()).select_from(Paper))
    assert (run.command, run.outcome, run.papers_new) == ("fetch", "done", papers)
    assert run.steps_total > len(CATEGORIES)


def test_a_run_says_how_many_papers_it_has_stored_while_it_goes_on(crawl_at: At, engine: Engine) -> None:
    counts: list[int] = []

    def look(_message: str, _done: int, _total: int) -> None:
        with reading(engine) as session:
            counts.append(session.scalars(select(CrawlRun.papers_new)).one())

    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES, report=look)
    assert counts[0] == 0
    assert 0 < counts[3] < counts[-1]


def test_progress_is_told_step_by_step(crawl_at: At) -> None:
    steps: list[tuple[str, int, int]] = []
    fetch(crawl_at("2026-11-20T09:00"), CATEGORIES, report=lambda *step: steps.append(step))
    assert steps[0] == ("cs.CL: newest listing", 0, len(CATEGORIES) + 2)
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
    assert all(done <= total for _, done, total in steps)


def test_a_database_that_refuses_ends_the_run_with_a_sentence(crawl_at: At, engine: Engine) -> None:
    crawl = crawl_at("2026-11-20T09:00")
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DROP TABLE announcements"))
    with pytest.raises(StoreError, match="refused"):
        fetch(crawl, CATEGORIES)


def contents(engine: Engine) -> list[tuple[object, ...]]:
    """Papers and announcements with everything that a reader could see change."""
    with reading(engine) as session:
        papers = session.execute(select(Paper.__table__).order_by(Paper.arxiv_id)).all()
        announcements = session.execute(
            select(Announcement.__table__).order_by(*Announcement.__table__.primary_key)
        ).all()
    return [tuple(row) for row in (*papers, *announcements)]

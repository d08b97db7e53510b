"""Harvesting over OAI-PMH: pages, resuming, and the server's traps."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from crawler.errors import FetchError, ParseError
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import fetch
from crawler.jobs.harvesting import harvest, sync_metadata
from crawler.store import harvests
from crawler.store.models import CrawlRun, HarvestState, Paper
from crawler.store.session import reading
from tests.crawler.conftest import CATEGORIES
from tests.standin import StandIn, World
from tests.standin.faults import Fault
from tests.standin.messages import Reply, Request

At = Callable[..., Crawl]
NINE = "2026-11-20T09:00"
BEGIN = date(2026, 11, 1)


@pytest.fixture
def arxiv(invented: World) -> Iterator[StandIn]:
    """A stand-in whose OAI-PMH lists come in pages of fifty."""
    with StandIn(invented, now=NINE, oai_page=50) as standin:
        yield standin


def held(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(session.scalars(select(Paper.arxiv_id)))


def in_cs(arxiv: StandIn) -> set[str]:
    """Papers of the stand-in with a category of computer science, announced by now."""
    facts = arxiv.manifest()["papers"]
    ids = {arxiv_id for arxiv_id, paper in facts.items() if any(name.startswith("cs.") for name in paper["categories"])}
    # Both names of an alias pair are in both sets.
    aliases = {"eess.SY", "math.NA", "math.IT"}
    return ids | {arxiv_id for arxiv_id, paper in facts.items() if aliases & set(paper["categories"])}


def test_a_set_is_read_to_its_end_page_by_page(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    harvested = harvest(crawl_at(NINE), "cs", BEGIN)
    assert held(engine) == in_cs(arxiv)
    assert harvested.whole
    assert harvested.pages == len(arxiv.log.requests({"oai"})) > 3


def test_a_harvest_that_broke_off_goes_on_with_its_token(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    crawl = crawl_at(NINE)
    broken = break_off_after(2, crawl, arxiv)
    assert 0 < len(broken) < len(in_cs(arxiv))
    with reading(engine) as session:
        run = session.scalars(select(CrawlRun)).one()
    assert (run.outcome, run.papers_new) == ("failed", len(broken)), "the crawl log says how far it came"
    arxiv.clear()
    arxiv.log.clear()
    harvest(crawl, "cs", BEGIN)
    assert held(engine) == in_cs(arxiv)
    assert "resumptionToken" in arxiv.log.requests()[0].query


def test_a_refused_token_begins_again_where_the_list_had_come_to(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    crawl = crawl_at(NINE)
    break_off_after(2, crawl, arxiv)
    arxiv.clear()
    arxiv.fault("oai", "bad-token", times=1)
    harvest(crawl, "cs", BEGIN)
    assert held(engine) == in_cs(arxiv)


def test_a_server_that_refuses_every_token_ends_with_an_error_not_a_circle(crawl_at: At, arxiv: StandIn) -> None:
    arxiv.fault("oai", "bad-token")
    with pytest.raises(ParseError):
        harvest(crawl_at(NINE), "cs", BEGIN)
    assert len(arxiv.log.requests()) < 40


def test_a_harvest_again_changes_nothing(crawl_at: At, engine: Engine) -> None:
    crawl = crawl_at(NINE)
    harvest(crawl, "cs", BEGIN)
    again = harvest(crawl, "cs", BEGIN)
    assert (again.tally.papers_new, again.tally.papers_changed) == (0, 0)


def test_everything_without_a_set_is_all_of_arxiv(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    harvest(crawl_at(NINE), "", BEGIN)
    assert held(engine) == set(arxiv.manifest()["papers"])


def test_versions_withdrawals_and_edits_that_no_announcement_shows_are_read(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    harvest(crawl_at(NINE), "", BEGIN)
    truth = arxiv.manifest()["papers"]
    with reading(engine) as session:
        for paper in session.scalars(select(Paper)):
            assert (paper.version, bool(paper.withdrawn)) == (
                truth[paper.arxiv_id]["latest_version"],
                truth[paper.arxiv_id]["withdrawn"],
            )
        withdrawn = session.scalar(select(func.count()).select_from(Paper).where(Paper.withdrawn))
    assert withdrawn == sum(paper["withdrawn"] for paper in truth.values()) > 0
    assert truth["2306.04207"]["latest_version"] == 6, "replacements past version 5 are announced nowhere"


def test_the_daily_sync_asks_from_days_before_the_last_and_never_until(crawl_at: At, arxiv: StandIn) -> None:
    fetch(crawl_at("2026-11-19T09:00"), CATEGORIES)
    arxiv.log.clear()
    sync_metadata(crawl_at(NINE), CATEGORIES)
    queries = [request.query for request in arxiv.log.requests() if "resumptionToken" not in request.query]
    assert len(queries) == len(CATEGORIES)
    for query in queries:
        assert "from=2026-11-16" in query
        assert "until" not in query


def test_a_sync_just_done_is_not_done_again(crawl_at: At, arxiv: StandIn) -> None:
    sync_metadata(crawl_at(NINE), CATEGORIES)
    arxiv.log.clear()
    sync_metadata(crawl_at("2026-11-20T10:00"), CATEGORIES)
    assert arxiv.log.requests() == []


def test_an_empty_answer_does_not_count_as_a_sync(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    arxiv.fault("oai", "empty")
    sync_metadata(crawl_at(NINE), CATEGORIES)
    arxiv.clear()
    assert sync_metadata(crawl_at("2026-11-20T09:30"), CATEGORIES).papers_new > 0


def test_an_oai_server_that_is_down_does_not_stop_a_crawl(crawl_at: At, arxiv: StandIn) -> None:
    arxiv.fault("oai", "503")
    assert not fetch(crawl_at(NINE), CATEGORIES).unfinished


def test_one_set_that_cannot_be_read_does_not_keep_the_others_from_being_read(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    arxiv.fault("oai", "malformed", category="cs.CL")
    assert sync_metadata(crawl_at(NINE), ("cs.CL", "hep-th")).papers_new > 0


def test_a_page_that_names_itself_as_the_next_ends_with_an_error_not_a_circle(
    crawl_at: At, arxiv: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, second = arxiv.answer, list[tuple[Reply, list[Fault]]]()

    def circling(request: Request) -> tuple[Reply, list[Fault]]:
        if "resumptionToken" not in request.query:
            return answer(request)
        second.append(second[0] if second else answer(request))
        return second[-1]

    monkeypatch.setattr(arxiv, "answer", circling)
    with pytest.raises(ParseError, match="names itself"):
        harvest(crawl_at(NINE), "cs", BEGIN)
    assert len(arxiv.log.requests()) == 3


@pytest.mark.parametrize("fault", ["500", "malformed", "cut", "html"])
def test_a_fault_on_the_way_ends_with_an_error_and_keeps_what_was_read(
    crawl_at: At, engine: Engine, arxiv: StandIn, fault: str
) -> None:
    crawl = crawl_at(NINE)
    kept = break_off_after(2, crawl, arxiv, fault)
    assert kept == held(engine)
    with reading(engine) as session:
        state = harvests.find(session, "backfill cs")
    assert isinstance(state, HarvestState)
    assert state.token is not None


def break_off_after(pages: int, crawl: Crawl, arxiv: StandIn, fault: str = "malformed") -> set[str]:
    """Harvest until a fault ends it after some pages; returns the ids held then."""

    def switch(_message: str, done: int, _total: int) -> None:
        if done == pages:
            arxiv.fault("oai", fault)

    with pytest.raises((FetchError, ParseError)):
        harvest(crawl, "cs", BEGIN, switch)
    return held(crawl.engine)

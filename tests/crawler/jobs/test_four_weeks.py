"""Four weeks of real announcements, day by day: every listing as the stand-in's manifest says, every paper once."""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from crawler.clock import EASTERN, Clock
from crawler.gate import Gate
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import fetch
from crawler.ledger import State
from crawler.store.models import Listing, Paper
from crawler.store.session import open_database, reading
from tests.crawler.conftest import settings_for
from tests.standin import StandIn, world_from_papers

CATEGORIES = ("cs.CL", "cs.IR", "astro-ph.GA")
FIRST, LAST = date(2026, 5, 18), date(2026, 6, 12)
SHARED = Path(os.environ.get("PAPERSTAND_SHARED") or Path(__file__).parents[4] / "shared")
PAPERS = SHARED / "data" / "papers_announced_2026-05-18_to_2026-06-12.jsonl.gz"


@pytest.fixture(scope="module")
def real_days() -> Iterator[StandIn]:
    """A stand-in whose papers are four weeks of real announcements."""
    if not PAPERS.exists():
        pytest.skip(f"no real announcements at {PAPERS}; PAPERSTAND_SHARED says where they are")
    with StandIn(world_from_papers(str(PAPERS)), now=f"{FIRST}T01:10") as standin:
        yield standin


def crawl_on(engine: Engine, arxiv: StandIn, day: date) -> Crawl:
    moment = f"{day}T01:10"
    arxiv.set_now(moment)
    settings = settings_for(arxiv, PAPERSTAND_ARXIV_DELAY="0")
    return Crawl(
        engine, Gate(engine, settings), settings, Clock(datetime.fromisoformat(moment).replace(tzinfo=EASTERN))
    )


def test_four_weeks_are_held_whole_and_every_paper_once(fresh_sqlite: str, real_days: StandIn) -> None:
    engine = open_database(fresh_sqlite)
    day = FIRST
    while day <= LAST + timedelta(days=1):
        assert not fetch(crawl_on(engine, real_days, day), CATEGORIES).unfinished, day
        day += timedelta(days=1)

    truth = real_days.manifest(*CATEGORIES)
    with reading(engine) as session:
        rows = {(row.category, row.day): row for row in session.scalars(select(Listing)) if row.day >= FIRST}
        ids = session.scalars(select(Paper.arxiv_id)).all()
    announced: set[str] = set()
    days = [
        FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1) if (FIRST + timedelta(days=n)).weekday() < 5
    ]
    for day in days:
        for category in CATEGORIES:
            row, listing = rows[category, day], truth["days"].get(day.isoformat(), {}).get(category)
            if listing is None:
                assert row.state == State.EMPTY, f"{category} {day} was a holiday"
                continue
            expected = listing["expected"]
            assert row.state == State.COMPLETE, f"{category} {day}"
            assert (row.expected_new, row.expected_cross, row.expected_replacements) == tuple(expected.values())
            assert (row.held_new, row.held_replacements) == (expected["new"], expected["replacement"])
            assert expected["cross"] <= row.held_cross <= expected["cross"] + len(listing["rss_only"])
            announced.update(*(listing[kind] for kind in ("new", "cross", "replace", "replace-cross")))
    assert len(ids) == len(set(ids))
    assert announced <= set(ids)
    assert sum(rows[category, day].state == State.EMPTY for category in CATEGORIES for day in days) == len(CATEGORIES)

"""A small arXiv on loopback, and the parts of a crawl pointed at it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from crawler.clock import EASTERN, Clock
from crawler.config import Settings
from crawler.gate import Gate
from crawler.jobs.crawl import Crawl
from tests.standin import StandIn, World, invented_world

FRIDAY = date(2026, 11, 20)
CATEGORIES = ("cs.CL", "cs.LG")


@pytest.fixture(scope="session")
def invented() -> World:
    """Invented papers of the five announcement days up to Friday 20 November 2026."""
    return invented_world(FRIDAY)


@pytest.fixture
def arxiv(invented: World) -> Iterator[StandIn]:
    """A stand-in for arXiv on that Friday at nine in the morning, Eastern."""
    with StandIn(invented, now="2026-11-20T09:00") as standin:
        yield standin


def settings_for(arxiv: StandIn, **more: str) -> Settings:
    """Settings that point at a stand-in and hardly wait between requests."""
    given = {"PAPERSTAND_ARXIV_DELAY": "0.001", "PAPERSTAND_CATEGORIES": ",".join(CATEGORIES)}
    return Settings.from_environment({**arxiv.settings(), **given, **more})


@pytest.fixture
def crawl_at(engine: Engine, arxiv: StandIn) -> Callable[[str], Crawl]:
    """Makes a crawl of the stand-in at an Eastern time such as "2026-11-20T09:00", moving the stand-in's clock there too."""

    def at(moment: str, **more: str) -> Crawl:
        arxiv.set_now(moment)
        settings = settings_for(arxiv, **more)
        clock = Clock(datetime.fromisoformat(moment).replace(tzinfo=EASTERN))
        return Crawl(engine, Gate(engine, settings), settings, clock)

    return at

"""Every fault of the stand-in, switched on in the middle of a crawl and off before the next: nothing is lost or misplaced.

The crawl is a Friday's, two days after the one before it: both categories' newest listings, two days from the catch-up pages,
then the metadata. SQLite only: what a fault does to a crawl does not depend on the database.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from crawler.clock import EASTERN, Clock
from crawler.gate import Gate
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import fetch
from crawler.ledger import State
from crawler.store.models import Paper
from crawler.store.session import open_database, reading
from tests.crawler.comparison import assert_holds_what_was_announced, assert_ledger_tells_the_truth, end_cool_downs
from tests.crawler.conftest import settings_for
from tests.standin import StandIn, World
from tests.standin.faults import CONTENT_KINDS, WIRE_KINDS

At = Callable[..., Crawl]
# Small ones, so that a hundred crawls take a minute.
CATEGORIES = ("hep-th", "stat.ML")
WEDNESDAY = ("2026-11-18T09:00", "2026-11-18T13:00")
FRIDAY_MORNING, FRIDAY_NOON = "2026-11-20T09:00", "2026-11-20T12:00"
WEEK = [date(2026, 11, day) for day in (20, 19, 18, 17, 16)]
DELAY = 0.002

# What a fault waits for before it strikes: the second category's newest listing, the second day, the metadata.
MIDDLE = {
    "rss": "hep-th: newest listing",
    "list": "hep-th: newest listing",
    "catchup": "hep-th, 2026-11-19",
    "oai": "versions and dates",
    "api": "versions and dates",
}
BRIEF = {"timeout": {"seconds": 0.1}, "drip": {"size": 20_000, "delay": 0.001}, "cap": {"limit": 10}}
# Which services a fault of content concerns, as the stand-in's own list of them says in brackets.
CASES = [(service, kind) for service in MIDDLE for kind in WIRE_KINDS] + [
    (service, kind) for service in MIDDLE for kind, meaning in CONTENT_KINDS.items() if service in meaning
]


@pytest.fixture(scope="module")
def crawled_on_wednesday(invented: World, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that was crawled two days before, twice, so that its older days are confirmed."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("wednesday") / "paperstand.sqlite3"))
    engine = open_database(f"sqlite:///{path}")
    with StandIn(invented) as arxiv:
        for moment in WEDNESDAY:
            assert not fetch(crawl(engine, arxiv, moment), CATEGORIES).unfinished
    engine.dispose()
    return path


@pytest.fixture
def arxiv(invented: World) -> Iterator[StandIn]:
    """A stand-in whose OAI-PMH lists take several pages."""
    with StandIn(invented, oai_page=40) as standin:
        yield standin


@pytest.fixture
def engine(crawled_on_wednesday: Path, tmp_path: Path) -> Iterator[Engine]:
    """A copy of that database."""
    engine = open_database(f"sqlite:///{shutil.copy(crawled_on_wednesday, tmp_path / 'paperstand.sqlite3')}")
    yield engine
    engine.dispose()


def crawl(engine: Engine, arxiv: StandIn, moment: str) -> Crawl:
    arxiv.set_now(moment)
    settings = settings_for(arxiv, PAPERSTAND_ARXIV_DELAY=str(DELAY))
    clock = Clock(datetime.fromisoformat(moment).replace(tzinfo=EASTERN))
    return Crawl(engine, Gate(engine, settings), settings, clock)


def striking(arxiv: StandIn, service: str, kind: str) -> Callable[[str, int, int], None]:
    """A report that switches the fault on when the crawl has come to its middle."""

    def report(message: str, _done: int, _total: int) -> None:
        if message == MIDDLE[service] and not arxiv.faults.listed():
            arxiv.fault(service, kind, **BRIEF.get(kind, {}))
            if service == "api":  # it is asked only for what OAI-PMH leaves open
                arxiv.fault("oai", "500")

    return report


@pytest.mark.parametrize(("service", "kind"), CASES)
def test_a_fault_in_the_middle_of_a_crawl_is_made_good_by_the_next(
    engine: Engine, arxiv: StandIn, service: str, kind: str
) -> None:
    fetched = fetch(crawl(engine, arxiv, FRIDAY_MORNING), CATEGORIES, report=striking(arxiv, service, kind))
    assert any(kind in request.faults for request in arxiv.log.requests({service})), "the fault was met"
    for row in fetched.standings:
        assert row.state is not State.COMPLETE or row.held >= (row.expected or 0) > 0

    arxiv.clear()
    end_cool_downs(engine)
    assert not fetch(crawl(engine, arxiv, FRIDAY_NOON), CATEGORIES).unfinished
    assert_holds_what_was_announced(engine, arxiv, WEEK, CATEGORIES)
    assert_ledger_tells_the_truth(engine, arxiv, WEEK, CATEGORIES)
    assert_every_paper_is_as_arxiv_has_it(engine, arxiv)
    spacing, pages = arxiv.log.minimum_spacing(), arxiv.log.minimum_spacing({"list", "catchup"})
    assert spacing is not None
    assert pages is not None
    assert spacing >= DELAY
    assert pages >= 5 * DELAY
    assert arxiv.log.most_simultaneous() == 1


def assert_every_paper_is_as_arxiv_has_it(engine: Engine, arxiv: StandIn) -> None:
    truth = arxiv.manifest()["papers"]
    with reading(engine) as session:
        for paper in session.scalars(select(Paper)):
            facts = truth[paper.arxiv_id]
            assert (paper.version, paper.submitted) == (
                facts["latest_version"],
                datetime.fromisoformat(facts["versions"][0]["submitted"]),
            ), paper.arxiv_id
            assert bool(paper.withdrawn) == facts["withdrawn"], paper.arxiv_id

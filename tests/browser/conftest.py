"""A real site with invented papers, served on loopback, and a real Chromium to look at it."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright
from werkzeug.serving import make_server

from crawler.config import Settings
from crawler.records import AnnouncementRecord, Author, Expected, Kind, PaperRecord, Source, VersionRecord
from crawler.store import listings
from crawler.store.announcements import store_announcements
from crawler.store.fetch_requests import request_papers
from crawler.store.listings import Look
from crawler.store.papers import store_papers
from crawler.store.runs import begin_run, note_progress
from crawler.store.session import open_database, writing
from webapp import create_app

NOW = datetime(2026, 11, 20, 14, 10, tzinfo=UTC)
FRIDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 19)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync"
)
PAGES = {
    "home": "/",
    "list": "/arxiv/cs.CL",
    "part of a list": "/arxiv/cs.CL?show=5&skip=5",
    "list of several categories": "/arxiv/cs.AI+cs.CL-cs.CY",
    "range": "/arxiv/cs.CL?date=2026-11-19..2026-11-20",
    "empty day": "/arxiv/cs.CL?date=2026-11-15",
    "paper": "/arxiv/2611.00001",
    "old paper": "/arxiv/hep-th/9901001v1",
    "several papers": "/arxiv/2611.00001,2611.00002,2611.09999",
    "paper that is waited for": "/arxiv/2611.09998",
    "status": "/status",
    "help": "/help",
    "error": "/arxiv/cs.XX",
}
LONG_FORMULA = r"$\left(\sum_{i=1}^{n} \frac{\alpha_i^{\beta_i} x_{i_1 i_2 \ldots i_k}}{\sqrt{1 + \gamma_i^2 + \delta_i^4 + \epsilon_i^6}}\right)$"


def _paper(number: int, **given: object) -> PaperRecord:
    facts: dict[str, object] = {
        "id": f"2611.{number:05}",
        "source": Source.OAI,
        "title": f"An invented paper, the {number}th of its day",
        "abstract": "It says nothing, at length. " * 40,
        "authors": (Author("Jane Doe", ("Somewhere University",)), Author("Zoë Ünal"), Author("王小明")),
        "categories": ("cs.CL", "cs.LG", "math.ST"),
        "version": 2,
        "submitted": datetime(2026, 11, 18, 17, 4, 5, tzinfo=UTC),
        "updated": datetime(2026, 11, 19, 10, 0, 0, tzinfo=UTC),
        "versions": (
            VersionRecord(1, datetime(2026, 11, 18, 17, 4, 5, tzinfo=UTC), "120kb"),
            VersionRecord(2, datetime(2026, 11, 19, 10, 0, 0, tzinfo=UTC), "121kb"),
        ),
    }
    return PaperRecord(**{**facts, **given})  # type: ignore[arg-type]


PAPERS = (
    _paper(
        1,
        title=r"On $\mathcal{O}(n \log n)$ of <script>alert(1)</script> & others",
        abstract=f"Let {LONG_FORMULA} and \\[ {LONG_FORMULA.strip('$') * 3} \\] hold; code at https://example.org/{'a' * 200}.",
        authors=tuple(Author(f"Author {name} Collaborator") for name in range(1, 61)),
        comment="12 pages, see https://example.org/code.",
        journal_ref="Journal of Inventions 1 (2026) 1-2",
        doi="10.1000/182 10.1000/183",
        licence="http://creativecommons.org/licenses/by/4.0/",
        report_no="TR-" + "9" * 120,
        msc_class="68T50",
        submitter="Jane Doe",
    ),
    _paper(2, title="W" * 300, abstract="x" * 2000, comment="y" * 300, withdrawn=True, licence="javascript:alert(1)"),
    _paper(3, title="关于预训练语言模型的一个虚构研究", abstract="本文什么也没有说。" * 60),
    *(_paper(number) for number in range(4, 31)),
    _paper(0, id="hep-th/9901001", categories=("hep-th",), title="An old one"),
)


@pytest.fixture(scope="session")
def database(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with a day that is not complete, the day before it, a crawl under way and a request."""
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path_factory.mktemp('site') / 'paperstand.sqlite3')}"
    engine = open_database(url)
    with writing(engine) as session:
        store_papers(session, PAPERS)
        store_announcements(session, _announcements())
        for category in ("cs.CL", "cs.LG"):
            listings.settle(session, category, FRIDAY, Look(Expected(new=40, cross=9, replacements=9)), NOW)
            listings.settle(session, category, THURSDAY, Look(Expected(new=0, cross=0, replacements=0)), NOW)
        listings.settle(session, "cs.AI", FRIDAY, Look(trouble="rss.arxiv.org did not answer"), NOW)
        note_progress(session, begin_run(session, "fetch", "cs.CL cs.LG", NOW), "reading cs.LG", 1, 4, NOW)
        request_papers(session, ["2611.09998"], NOW)
    engine.dispose()
    return url


def _announcements() -> Iterator[AnnouncementRecord]:
    for place, paper in enumerate(PAPERS[:-1]):
        day = FRIDAY if place < 24 else THURSDAY
        kind = Kind.NEW if place % 3 else Kind.REPLACE
        yield AnnouncementRecord(paper.id, "cs.CL", day, kind, 1)
        yield AnnouncementRecord(paper.id, "cs.LG", day, Kind.CROSS if kind is Kind.NEW else Kind.REPLACE_CROSS, 1)


@pytest.fixture(scope="session")
def site(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site answers: `http://127.0.0.1:PORT`."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), database_url=database, now=NOW)
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the machine's own, or the one Playwright installed."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        except Error as error:
            pytest.skip(f"no Chromium on this machine: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page as wide as a small phone in a browser without a past; addresses begin at the site's."""
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()

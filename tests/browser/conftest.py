"""A real site with invented papers, served on loopback, and a real Chromium to look at it."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from crawler.articles import shipped
from crawler.config import Settings
from crawler.jobs.indexing import update_index
from crawler.records import Expected
from crawler.store import articles, listings
from crawler.store.announcements import store_announcements
from crawler.store.fetch_requests import request_papers
from crawler.store.listings import Look
from crawler.store.papers import store_papers
from crawler.store.runs import Tally, begin_run, note_progress
from crawler.store.session import open_database, writing
from tests.browser.invented import FRIDAY, NOW, PAPERS, THURSDAY, announcements
from tests.site import open_site
from tests.standin import StandIn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.shop import Shop

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync"
)
# A service worker fetches the whole site's files and lists beside the page; only the tests about it need one.
WITHOUT_WORKER = "delete Navigator.prototype.serviceWorker"


@pytest.fixture(scope="session")
def database(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with a day that is not complete, the day before it, a crawl under way and a request."""
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path_factory.mktemp('site') / 'paperstand.sqlite3')}"
    engine = open_database(url)
    with writing(engine) as session:
        store_papers(session, PAPERS)
        store_announcements(session, announcements())
        for category in ("cs.CL", "cs.LG"):
            listings.settle(session, category, FRIDAY, Look(Expected(new=40, cross=9, replacements=9)), NOW)
            listings.settle(session, category, THURSDAY, Look(Expected(new=0, cross=0, replacements=0)), NOW)
        listings.settle(session, "cs.AI", FRIDAY, Look(trouble="rss.arxiv.org did not answer"), NOW)
        note_progress(session, begin_run(session, "fetch", "cs.CL cs.LG", NOW), "reading cs.LG", 1, 4, Tally(), NOW)
        request_papers(session, ["2611.09998"], NOW)
        articles.take_shipped(session, shipped(), NOW)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def site(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site answers: `http://127.0.0.1:PORT`."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), database_url=database, now=NOW)
    engine = open_database(database)
    update_index(engine, settings)
    engine.dispose()
    server = make_server("127.0.0.1", 0, open_site(settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A headless Chromium: the machine's own, or the one Playwright installed."""
    playwright_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        except playwright_api.Error as error:
            pytest.skip(f"no Chromium on this machine: {str(error).splitlines()[0]}")
        # A worker, a model and a browser on one busy machine may take their time.
        playwright_api.expect.set_options(timeout=30_000)
        yield browser
        browser.close()


@pytest.fixture
def shop(browser: "Browser", migrated_file: Path, tmp_path: Path) -> Iterator["Shop"]:
    """A site of its own with a worker beside it that may be killed, and the model that it asks."""
    from tests.browser.shop import Shop  # needs Playwright, which `browser` has looked for

    database = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'paperstand.sqlite3')}"
    with StandIn() as model:
        shop = Shop(database, tmp_path, model)
        yield shop
        shop.close()


@pytest.fixture
def page(browser: "Browser", site: str) -> Iterator["Page"]:
    """A page as wide as a small phone in a browser without a past; addresses begin at the site's."""
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 740})
    context.add_init_script(WITHOUT_WORKER)
    yield context.new_page()
    context.close()

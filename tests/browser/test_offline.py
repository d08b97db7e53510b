"""Without a network, in a real browser: what was opened opens again, what is followed is there, and no mark is lost."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import BaseWSGIServer, make_server

from crawler.config import Settings
from tests.browser.invented import NOW
from webapp import create_app

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, BrowserContext, Page, expect = sync_api.Browser, sync_api.BrowserContext, sync_api.Page, sync_api.expect

LIST = "/arxiv/cs.CL?kind=new"
PAPER, OTHER = "2611.00006", "2611.00008"


class OwnSite:
    """A site that can be out of reach for a while: the same address answers again afterwards."""

    def __init__(self, database: str, data_dir: Path) -> None:
        self.app = create_app(Settings(data_dir=data_dir, database_url=database, now=NOW))
        self.port = 0
        self.server: BaseWSGIServer | None = None
        self.begin()

    def begin(self) -> None:
        """Answer."""
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def end(self) -> None:
        """Answer no more."""
        if self.server is not None:
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()
            self.server = None


@pytest.fixture(scope="module")
def own_site(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnSite]:
    """A site of these tests alone."""
    site = OwnSite(database, tmp_path_factory.mktemp("own"))
    yield site
    site.end()


@pytest.fixture
def context(browser: Browser, own_site: OwnSite) -> Iterator[BrowserContext]:
    """A browser without a past before a site that answers."""
    if own_site.server is None:
        own_site.begin()
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{own_site.port}", viewport={"width": 360, "height": 740}, locale="en-GB"
    )
    yield context
    context.close()


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    """A page that has been at the site before, so that the service worker stands by it."""
    page = context.new_page()
    page.goto("/help")
    page.evaluate(
        """navigator.serviceWorker.controller
             || new Promise((there) => navigator.serviceWorker.addEventListener("controllerchange", there))"""
    )
    return page


def wait_until(page: Page, condition: str, argument: object = None) -> None:
    """Wait until an asynchronous function of the page says yes. Raises playwright's Error after half a minute."""
    page.evaluate(
        f"""async (argument) => {{
              const until = Date.now() + 30_000;
              while (!(await ({condition})(argument))) {{
                if (Date.now() > until) throw new Error(`never so for ${{argument}}`);
                await new Promise((resolve) => setTimeout(resolve, 25));
              }}
            }}""",
        argument,
    )


def wait_until_kept(page: Page, address: str) -> None:
    """Wait until a page is kept in the browser."""
    wait_until(page, "async (address) => (await caches.open('paperstand-pages')).match(address)", address)


def marks(page: Page, arxiv_id: str = PAPER) -> str:
    """The marks that a paper's looks go by."""
    return page.locator(f"[id='{arxiv_id}'] article").get_attribute("data-marks") or ""


def test_a_list_opened_before_and_a_day_never_opened_are_read_without_the_site(
    phone: Page, own_site: OwnSite
) -> None:
    phone.goto(LIST)
    wait_until_kept(phone, LIST)
    wait_until_kept(phone, "/arxiv/cs.LG?date=2026-11-20")
    own_site.end()
    phone.goto("/arxiv/cs.LG")
    assert phone.locator(".panel.paper").count() > 10
    expect(phone.get_by_text("The site cannot be reached; this page is as of")).to_be_visible()

"""Without a network, in a real browser: what was opened opens again, what is followed is there, and no mark is lost."""

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Response

from crawler.config import Settings
from tests.browser.invented import NOW
from webapp import create_app

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, BrowserContext, Page, expect = sync_api.Browser, sync_api.BrowserContext, sync_api.Page, sync_api.expect

STATIC = Path(__file__).parents[2] / "static"
LIST, DAY = "/arxiv/cs.CL?kind=new", "/arxiv/cs.CL?date=2026-11-20"
PAPER, OTHER = "2611.00006", "2611.00008"


def bound(port: int) -> socket.socket:
    """A socket at a port of this machine, which another of ours may share."""
    shared = socket.socket()
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    shared.bind(("127.0.0.1", port))
    return shared


class OwnSite:
    """A site that can be out of reach for a while: the same address answers again afterwards."""

    def __init__(self, database: str, data_dir: Path) -> None:
        self.app = create_app(Settings(data_dir=data_dir, database_url=database, now=NOW))
        self.reserved = bound(0)  # never listened on, so that nobody else gets the port meanwhile
        self.port: int = self.reserved.getsockname()[1]
        self.server: BaseWSGIServer | None = None
        self.begin()

    def begin(self) -> None:
        """Answer."""
        with bound(self.port) as listening:
            listening.listen()
            self.server = make_server("127.0.0.1", self.port, self.app, threaded=True, fd=listening.fileno())
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
    site.reserved.close()


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


def press(page: Page, name: str, arxiv_id: str = PAPER) -> None:
    """Press a button of a paper."""
    page.bring_to_front()  # a tab behind another draws nothing, and what is not drawn is not pressed
    page.locator(f"[id='{arxiv_id}']").get_by_role("button", name=name, exact=True).click()


def expect_marks(page: Page, marks: str, arxiv_id: str = PAPER) -> None:
    """Expect the marks that a paper's looks go by."""
    expect(page.locator(f"[id='{arxiv_id}'] article")).to_have_attribute("data-marks", marks)


def kept_by_the_site(page: Page) -> list[tuple[str, str, bool]]:
    """The marks that the site has of this browser's reader: paper, kind, whether set."""
    marks = page.request.get("/reader/export").json()["marks"]
    return sorted((mark["paper"], mark["kind"], mark["on"]) for mark in marks)


NOT_KEPT = "async (address) => !(await caches.match(address))"
SHELLS = "async () => (await caches.keys()).filter((name) => name.startsWith('paperstand-shell'))"
NOTHING_WAITS = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("paperstand");
  asked.onerror = reject;
  asked.onsuccess = () => {
    const count = asked.result.transaction("waiting").objectStore("waiting").count();
    count.onsuccess = () => (asked.result.close(), resolve(count.result === 0));
  };
})"""


def test_what_was_opened_and_what_is_followed_is_read_without_the_site(
    phone: Page, own_site: OwnSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.goto("/arxiv/2611.00004/answers")
    phone.goto(LIST)
    phone.locator(f"[id='{PAPER}']").get_by_role("link", name="Answers").click()
    expect(phone.locator(".answers")).to_be_visible()
    for address in (LIST, f"/arxiv/{PAPER}/answers/part", "/arxiv/cs.LG?date=2026-11-20"):
        wait_until_kept(phone, address)
    with monkeypatch.context() as fault:
        fault.setattr(own_site.server, "app", Response(status=502))
        phone.goto("/arxiv/cs.CL")  # never opened; kept under its day
        expect(phone.locator(".panel.paper").first).to_be_visible()
    own_site.end()

    phone.goto("/arxiv/cs.LG")
    expect(phone.locator(".panel.paper").nth(10)).to_be_attached()
    expect(phone.get_by_text("The site cannot be reached; this page is as of")).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "sticky"
    phone.goto(LIST)
    phone.locator(f"[id='{PAPER}']").get_by_role("link", name="Answers").click()
    expect(phone.locator(".answers")).to_be_visible()

    phone.goto("/arxiv/math.AG")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kept for reading offline")
    expect(phone.get_by_text("the page you asked for is not kept")).to_be_visible()
    phone.get_by_role("link", name="Friday 20 November 2026").first.click()
    expect(phone.locator(".panel.paper").first).to_be_visible()


def test_marks_made_without_the_site_are_shown_there_and_sent_once_from_whichever_tab(
    phone: Page, context: BrowserContext, own_site: OwnSite
) -> None:
    phone.goto(LIST)
    for address in (LIST, DAY):
        wait_until_kept(phone, address)
    own_site.end()
    other_tab = context.new_page()
    for tab in (phone, other_tab):
        tab.goto(LIST)
    press(phone, "Star")
    press(other_tab, "Star", OTHER)
    press(phone, "Mark read", OTHER)
    for tab in (phone, other_tab):
        tab.reload()
        expect_marks(tab, "star")
        expect_marks(tab, "star read", OTHER)

    own_site.begin()
    for tab in (phone, other_tab):  # both send all that waits
        tab.goto(LIST)
    for tab in (phone, other_tab):
        wait_until(tab, NOTHING_WAITS)
    assert kept_by_the_site(phone) == [(PAPER, "star", True), (OTHER, "read", True), (OTHER, "star", True)]

    own_site.end()
    phone.goto(DAY)  # kept before the marks were made, and not again since
    expect_marks(phone, "star")
    expect_marks(phone, "star read", OTHER)


def test_marks_of_a_tab_that_was_closed_are_sent_by_the_browser_itself(
    phone: Page, context: BrowserContext, own_site: OwnSite
) -> None:
    phone.goto(LIST)
    wait_until_kept(phone, LIST)
    own_site.end()
    press(phone, "Star")
    wait_until(phone, "async () => (await (await navigator.serviceWorker.ready).sync.getTags()).includes('marks')")
    phone.close()
    own_site.begin()
    bare = context.new_page()
    bare.goto("/robots.txt")  # which runs no script
    session = context.new_cdp_session(bare)
    registered: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registered.extend(each["registrationId"] for each in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    wait_until(bare, "() => navigator.serviceWorker.ready")
    # What Chromium does when it sees a network again.
    told = {"origin": bare.evaluate("origin"), "registrationId": registered[0], "tag": "marks", "lastChance": False}
    session.send("ServiceWorker.dispatchSyncEvent", told)
    wait_until(bare, NOTHING_WAITS)
    assert kept_by_the_site(bare) == [(PAPER, "star", True)]


def test_a_mark_that_the_site_will_never_take_holds_up_no_other(phone: Page, own_site: OwnSite) -> None:
    phone.goto(LIST)
    wait_until_kept(phone, LIST)
    own_site.end()
    press(phone, "Star")
    with phone.expect_event("requestfailed"):
        press(phone, "Hide", OTHER)
    phone.evaluate(
        """() => new Promise((resolve) => {
          const asked = indexedDB.open("paperstand");
          asked.onsuccess = () => {
            const change = asked.result.transaction("waiting", "readwrite");
            for (const [id, paper] of [["a".repeat(32), "no paper"], ["b".repeat(32), "x".repeat(3_000_000)]])
              change.objectStore("waiting").put({ id, paper, kind: "star", on: true, at: "2026-11-20T00:00:00.000Z" });
            change.oncomplete = () => (asked.result.close(), resolve());
          };
        })"""
    )
    own_site.begin()
    phone.goto(LIST)
    wait_until(phone, NOTHING_WAITS)
    assert kept_by_the_site(phone) == [(PAPER, "star", True), (OTHER, "hide", True)]


def test_nothing_of_a_reader_stays_behind_in_a_browser_that_is_another_s(
    phone: Page, context: BrowserContext, own_site: OwnSite
) -> None:
    phone.goto(LIST)
    press(phone, "Star")
    wait_until(phone, NOTHING_WAITS)
    phone.goto("/reader/stars")
    wait_until_kept(phone, "/reader/stars")
    cookies = context.cookies()
    context.clear_cookies()
    phone.goto("/help")
    for address in (LIST, "/reader/stars"):
        wait_until(phone, NOT_KEPT, address)

    context.add_cookies(cookies)
    phone.goto("/reader/stars")
    wait_until_kept(phone, "/reader/stars")
    own_site.end()
    phone.reload()
    press(phone, "Mark read")
    own_site.begin()
    phone.goto("/reader/forget")
    phone.get_by_role("button", name="Delete everything").click()
    phone.wait_for_url("/")
    wait_until(phone, NOT_KEPT, "/reader/stars")
    wait_until(phone, NOTHING_WAITS)
    assert context.cookies() == []


def test_a_new_version_of_the_site_takes_the_old_one_s_place(
    phone: Page, context: BrowserContext, own_site: OwnSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.goto(LIST)
    wait_until_kept(phone, LIST)
    [old] = phone.evaluate(SHELLS)
    newer = shutil.copytree(STATIC, tmp_path / "static")
    with (newer / "css" / "base.css").open("a", encoding="utf-8") as style:
        style.write(".bar { opacity: 0.5; }\n")
    monkeypatch.setattr(own_site.app, "static_folder", str(newer))
    phone.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update())")
    wait_until(
        phone,
        f"async (old) => {{ const [...shells] = await ({SHELLS})(); return shells.length === 1 && shells[0] !== old; }}",
        old,
    )
    context.new_cdp_session(phone).send("Network.clearBrowserCache")  # it still had the old styles
    own_site.end()
    phone.goto(LIST)  # written when the styles were others
    assert phone.evaluate("getComputedStyle(document.querySelector('.bar')).opacity") == "0.5"

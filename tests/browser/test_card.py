"""What a card does in a real browser: its PDF in a frame, one foot that folds all, copying, and counts that follow."""

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from crawler.config import Settings
from crawler.jobs.indexing import update_index
from crawler.store.session import open_database
from tests.browser.conftest import WITHOUT_WORKER
from tests.standin.server import StandIn
from tests.webapp.answering import FAITHFUL, ask, write
from tests.webapp.stand import Stand
from webapp import create_app

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

LIST = "/arxiv/cs.CL?date=2026-11-20"


class Shelf:
    """A site whose PDFs come from the stand-in."""

    def __init__(self, database: str, folder: Path, arxiv: StandIn) -> None:
        self.arxiv = arxiv
        self.stand = Stand(open_database(database), carried=("cs.CL",))
        held = [paper for paper in arxiv.world.papers.values() if not any(each.withdrawn for each in paper.versions)]
        self.ids = [paper.id for paper in held][:3]
        for number, arxiv_id in enumerate(self.ids):
            self.stand.announce(
                arxiv_id, title=rf"On $\mathcal{{O}}(n)$ leaves, number {number}", abstract="Leaves. " * 60
            )
        ask(self.stand, self.ids[0])
        write(self.stand, FAITHFUL)
        settings = Settings(
            data_dir=folder, database_url=database, categories=("cs.CL",), arxiv_files_url=arxiv.url, now=self.stand.now
        )
        update_index(self.stand.engine, settings)
        self.server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
        self.url = f"http://127.0.0.1:{self.server.port}"
        self._serving = threading.Thread(target=self.server.serve_forever)
        self._serving.start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self._serving.join()
        self.server.server_close()
        self.stand.engine.dispose()


@pytest.fixture(scope="module")
def shelf(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("shelf")
    database = f"sqlite:///{shutil.copy(migrated_file, folder / 'paperstand.sqlite3')}"
    with StandIn(now="2026-11-20T10:00:00") as arxiv:
        shelf = Shelf(database, folder, arxiv)
        yield shelf
        shelf.close()


@pytest.fixture
def page(browser: Browser, shelf: Shelf) -> Iterator[Any]:
    context = browser.new_context(base_url=shelf.url, viewport={"width": 360, "height": 740})
    context.add_init_script(WITHOUT_WORKER)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def card(page: Page, arxiv_id: str) -> Any:
    return page.locator(f"[id='{arxiv_id}']")


def test_a_pdf_opens_in_its_card_is_counted_once_and_folds_away(shelf: Shelf, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(LIST)
    if not page.evaluate("navigator.pdfViewerEnabled"):
        pytest.skip("this Chromium has no PDF viewer")
    first = card(page, shelf.ids[0])
    link = first.get_by_role("link", name="PDF", exact=True)
    with page.expect_response("**/reader/opens"):
        link.click()
    container = first.locator(f"[id='pdf-container-{shelf.ids[0]}']")
    frame = container.get_by_title(f"PDF of arXiv:{shelf.ids[0]}")
    expect(frame).to_have_attribute("src", re.compile(f"^{shelf.arxiv.url}/pdf/{shelf.ids[0]}#"))
    expect(container.get_by_role("status")).to_be_empty()  # it has come
    expect(container.get_by_role("link", name="Open the PDF in a new tab")).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("aria-expanded", "true")
    expect(page.locator(f"[id='pdf-stars-{shelf.ids[0]}']")).to_have_text("1")
    sizes = container.evaluate(
        "place => [place.querySelector('iframe').offsetWidth, place.querySelector('iframe').offsetHeight,"
        " getComputedStyle(place.querySelector('.pdf-frame')).resize, document.documentElement.scrollWidth]"
    )
    assert sizes[0] > 300
    assert sizes[1] > 400
    assert sizes[2:] == ["vertical", 360]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    link.click()
    expect(container).to_have_count(0)
    expect(link).to_have_attribute("aria-expanded", "false")
    link.click()
    expect(container).to_have_count(1)
    assert [url for url in asked if url.endswith("/reader/opens")] == []
    assert complaints == []


def test_the_foot_of_a_card_folds_all_that_is_open_and_brings_the_card_back(shelf: Shelf, page: Page) -> None:
    page.goto(LIST)
    last = card(page, shelf.ids[0])
    for name in ("PDF", "Answers", "Related"):
        last.get_by_role("link", name=name, exact=True).click()
    expect(last.locator(".answers")).to_be_visible()
    expect(page.locator(f"[id='kimi-container-{shelf.ids[0]}']")).to_have_count(1)
    foot = last.get_by_role("button", name="Fold away")
    expect(last.locator("article > :last-child")).to_have_class("fold")
    foot.click()
    expect(last.locator(".pdf-container, .kimi-container, .related, .fold")).to_have_count(0)
    expect(last.locator("[aria-expanded=true]")).to_have_count(0)
    expect(last.get_by_role("link", name="PDF", exact=True)).to_be_focused()
    expect(last.locator(".title")).to_be_in_viewport()


def test_without_a_viewer_and_with_a_modifier_the_browser_opens_the_pdf_itself(shelf: Shelf, page: Page) -> None:
    page.goto(LIST)
    link = card(page, shelf.ids[1]).get_by_role("link", name="PDF", exact=True)
    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    opened.value.close()
    expect(page.locator(f"[id='pdf-stars-{shelf.ids[1]}']")).to_have_text("1")
    page.add_init_script("Object.defineProperty(navigator, 'pdfViewerEnabled', {value: false})")
    page.reload()
    with page.context.expect_page() as opened:
        link.click()
    opened.value.close()
    expect(page.locator(".pdf-container")).to_have_count(0)
    expect(link).to_have_attribute("target", "_blank")


def test_a_frame_that_the_policy_refuses_says_so_and_leaves_the_link(shelf: Shelf, page: Page) -> None:
    page.goto(LIST)
    first = card(page, shelf.ids[0])
    first.locator(".title-pdf").evaluate("link => link.href = 'http://127.0.0.1:9/pdf/x'")
    first.locator(".title-pdf").click()
    expect(first.locator(".pdf-container")).to_contain_text("It cannot be shown here.")
    expect(first.get_by_role("link", name="Open the PDF in a new tab")).to_be_visible()


def test_a_paper_is_copied_as_markdown_and_with_its_answers_on_a_second_press(shelf: Shelf, page: Page) -> None:
    page.goto(LIST)
    copied = "navigator.clipboard.readText()"
    card(page, shelf.ids[0]).get_by_role("link", name="Copy", exact=True).click()
    said = page.locator("#said")
    expect(said).to_contain_text("Copied")
    text = page.evaluate(copied)
    assert text.startswith(
        f"# On $\\mathcal{{O}}(n)$ leaves, number 0\n\nAda Invented, Bao Nguyen\n\n<https://arxiv.org/abs/{shelf.ids[0]}>"
    )
    assert "##" not in text
    said.get_by_role("button", name="With the answers").click()
    expect(said).to_contain_text("Copied with the answers")
    assert "## What problem does the paper try to solve?" in page.evaluate(copied)


def test_where_pages_have_no_clipboard_the_text_is_copied_the_old_way_or_shown(shelf: Shelf, page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(LIST)
    copy = card(page, shelf.ids[0]).get_by_role("link", name="Copy", exact=True)
    copy.click()
    expect(page.locator("#said")).to_contain_text("Copied")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("document.execCommand = () => false")
    copy.click()
    field = page.get_by_role("dialog").get_by_role("textbox")
    expect(field).to_be_focused()
    assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)").startswith("# On $")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)

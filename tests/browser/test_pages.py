"""Every page in a real browser: it fits, it is accessible, it stays at home, it works without script and on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.store.papers import store_papers
from crawler.store.session import open_database, writing
from tests.browser.conftest import WITHOUT_WORKER
from tests.browser.invented import PAGES, PAPERS, invented_paper

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 360, "height": 800}


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core as a script."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: python scripts/frontend.py")
    return AXE.read_text(encoding="utf-8")


@dataclass
class Opened:
    """A page that was loaded once, and what was noticed meanwhile. complaints: what the browser wrote on its console."""

    page: Page
    path: str
    status: int
    asked: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def window(browser: Browser, site: str) -> Iterator[Page]:
    """One window in which page after page is opened."""
    context = browser.new_context(base_url=site)
    context.add_init_script(WITHOUT_WORKER)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=PAGES.values(), ids=PAGES.keys())
def opened(request: pytest.FixtureRequest, window: Page) -> Iterator[Opened]:
    """Each page in turn, loaded once for all that is asked of every page."""
    path: str = request.param
    asked: list[str] = []
    complaints: list[str] = []
    notice = {
        "request": lambda request: asked.append(request.url),
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
    }
    for event, note in notice.items():
        window.on(event, note)
    window.set_viewport_size(PHONE)
    window.emulate_media(color_scheme="light")
    answer = window.goto(path, wait_until="networkidle")
    assert answer is not None
    yield Opened(window, path, answer.status, asked, complaints)
    for event, note in notice.items():
        window.remove_listener(event, note)


def test_a_page_asks_nobody_else_for_anything_and_the_browser_has_no_complaint(opened: Opened, site: str) -> None:
    assert {urlsplit(url).netloc for url in opened.asked} == {urlsplit(site).netloc}
    # Chromium notes on its console that the page itself came with a 404.
    assert [text for text in opened.complaints if opened.status < 400 or "404" not in text] == []


def test_a_page_has_one_heading_of_the_first_rank_and_a_title_that_says_the_same_place(opened: Opened) -> None:
    expect(opened.page.locator("h1")).to_have_count(1)
    assert opened.page.title().endswith(" · Paperstand")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_axe_finds_nothing_to_complain_about(opened: Opened, axe: str, scheme: str, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 800})
    opened.page.emulate_media(color_scheme=scheme)
    opened.page.wait_for_function("document.fonts.status === 'loaded'")
    opened.page.evaluate(axe)
    found = opened.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert not found, [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found]


def test_no_page_scrolls_sideways(opened: Opened) -> None:
    # Papers out of sight are laid out only when they come near.
    opened.page.evaluate(
        "document.querySelectorAll('.paper').forEach(paper => paper.style.contentVisibility = 'visible')"
    )
    for width in (320, 360, 768, 1440):
        opened.page.set_viewport_size({"width": width, "height": 800})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_chosen_theme_holds_on_other_pages_and_after_reloading(page: Page) -> None:
    page.goto("/")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_label("Theme").select_option("dark")
    dark = page.evaluate(paper)
    assert dark != light
    page.goto("/help")
    assert page.evaluate(paper) == dark
    expect(page.get_by_label("Theme")).to_have_value("dark")
    page.get_by_label("Theme").select_option("system")
    page.reload()
    assert page.evaluate(paper) == light


def test_the_chosen_theme_is_there_before_the_page_is_painted(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Theme").select_option("dark")
    page.add_init_script(
        "new MutationObserver(() => { if (document.body) window.atBody ??= document.documentElement.dataset.theme; })"
        ".observe(document, {childList: true, subtree: true});"
    )
    page.goto("/help")
    assert page.evaluate("window.atBody") == "dark"


def test_without_script_lists_read_and_lead_on_and_no_dead_control_shows(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/arxiv/cs.CL")
    expect(page.get_by_label("Theme")).to_be_hidden()
    expect(page.locator("div.panel.paper").first).to_be_visible()
    page.get_by_role("link", name="Thu 19 Nov").first.click()
    expect(page.locator("h1")).to_contain_text("Thursday 19 November 2026")
    page.goto("/arxiv/2611.09998")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    context.close()


def test_a_folded_list_of_authors_opens_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/arxiv/2611.00001")
    hidden = page.get_by_role("link", name="Author 60 Collaborator")
    expect(hidden).to_be_hidden()
    page.get_by_text("et al. (30 additional authors not shown)").click()
    expect(hidden).to_be_visible()
    context.close()


def test_a_page_that_waits_for_a_paper_shows_it_once_it_is_there(page: Page, database: str) -> None:
    page.clock.install()
    page.goto("/arxiv/2611.09997")
    expect(page.get_by_role("status")).to_contain_text("not held here yet")
    engine = open_database(database)
    with writing(engine) as session:
        store_papers(session, [invented_paper(9997, title="It has come")])
    engine.dispose()
    page.clock.run_for(6_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("It has come")


def test_a_list_of_papers_shows_those_it_waited_for_once_they_are_there(page: Page, database: str) -> None:
    page.clock.install()
    page.goto("/arxiv/2611.00004,2611.09995,2611.09996")
    expect(page.locator("#missing")).to_contain_text("2 papers still to come from arXiv")
    engine = open_database(database)
    for number, expected in ((9996, "1 paper still to come"), (9995, "")):
        with writing(engine) as session:
            store_papers(session, [invented_paper(number)])
        page.clock.run_for(11_000)
        expect(page.locator(f"[id='2611.0{number}']")).to_be_visible()
        if expected:
            expect(page.locator("#missing")).to_contain_text(expected)
    expect(page.locator("#missing")).to_have_count(0)
    engine.dispose()


def test_on_paper_links_are_written_out_and_controls_are_left_out(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto("/arxiv/2611.00001")
    written = page.evaluate("getComputedStyle(document.querySelector('.title-pdf'), '::after').content")
    assert "https://arxiv.org/pdf/2611.00001" in written
    for control in (".places", ".bar", ".rail", ".theme", ".search-box", ".title-rel", ".choose"):
        expect(page.locator(control).first).to_be_hidden()


@pytest.mark.parametrize("width", [640, 1000])
def test_on_paper_a_number_stands_before_its_title_and_not_on_it(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(media="print")
    page.goto("/arxiv/cs.CL")
    title = page.locator(".paper .title").first
    number, words = title.locator(".number").bounding_box(), title.locator(".title-link").bounding_box()
    assert number is not None
    assert words is not None
    assert number["x"] + number["width"] <= words["x"] + 1 or number["y"] + number["height"] <= words["y"] + 1


@pytest.mark.parametrize("path", ["/arxiv/2611.00004", "/status"])
def test_no_word_in_a_table_is_broken_on_a_phone(page: Page, path: str) -> None:
    page.goto(path)
    broken = page.evaluate(
        """[...document.querySelectorAll("th, td")].filter((cell) => {
          const words = document.createRange();
          words.selectNodeContents(cell);
          const text = cell.textContent.trim();
          return text && !/\\s/.test(text) && words.getBoundingClientRect().height > 1.8 * parseFloat(getComputedStyle(cell).lineHeight);
        }).map((cell) => cell.textContent)"""
    )
    assert broken == []


def test_an_address_with_a_paper_in_it_opens_at_that_paper(page: Page) -> None:
    page.goto("/arxiv/cs.CL?show=1000#2611.00004")
    expect(page.locator("[id='2611.00004'] .title-link")).to_be_in_viewport()


def test_the_first_stop_of_the_keyboard_leads_past_the_header(page: Page) -> None:
    page.goto("/arxiv/cs.CL")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_following_and_leaving_out_a_subject_show_when_the_keyboard_comes_to_it(page: Page) -> None:
    page.goto("/arxiv/cs.CL")
    card = page.locator("[id='2611.00030'], .paper").first
    add = card.get_by_role("link", name="Add math.ST to this list")
    assert page.evaluate("element => getComputedStyle(element.parentElement).opacity", add.element_handle()) == "0"
    add.focus()
    assert page.evaluate("element => getComputedStyle(element.parentElement).opacity", add.element_handle()) == "1"
    add.press("Enter")
    expect(page.locator("h1")).to_contain_text("Statistics Theory")


def test_what_papers_say_is_text_never_markup(page: Page) -> None:
    page.goto("/arxiv/2611.00001,2611.00002")
    expect(page.locator("#main script:not([src])")).to_have_count(0)
    expect(page.locator("[id='title-2611.00001']")).to_contain_text("<script>alert(1)</script> & others")
    expect(page.locator("a[href^='javascript:']")).to_have_count(0)


def test_cards_keep_the_names_that_add_ons_read(page: Page) -> None:
    page.goto("/arxiv/cs.CL?show=1000")
    paper = PAPERS[3]
    card = page.locator(f"div[id='{paper.id}'].panel.paper")
    expect(card.locator(f"a[id='title-{paper.id}'].title-link")).to_have_attribute("href", f"/arxiv/{paper.id}")
    pdf = card.locator(f"a[id='pdf-{paper.id}'].title-pdf")
    expect(pdf).to_have_attribute("data", f"https://arxiv.org/pdf/{paper.id}")
    expect(card.locator(f"p[id='authors-{paper.id}'].authors a.author")).to_have_count(3)
    expect(card.locator(f"p[id='summary-{paper.id}'].summary")).to_contain_text("It says nothing")
    expect(card.locator(f"p[id='subjects-{paper.id}'].subjects a").first).to_have_attribute("href", "/arxiv/cs.CL")
    expect(card.locator(f"p[id='date-{paper.id}'] span.date-data")).to_have_text("2026-11-18")
    for name, value in {"version": "2", "kind": "replace", "announced": "2026-11-20", "primary": "cs.CL"}.items():
        expect(card).to_have_attribute(f"data-{name}", value)

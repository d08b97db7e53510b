"""A reader in a real browser: marks in place, kept, shared between browsers, exported and met again; nothing needs a script but comfort."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import WITHOUT_WORKER
from tests.browser.test_pages import AXE

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, BrowserContext, Locator, Page, expect = (
    sync_api.Browser,
    sync_api.BrowserContext,
    sync_api.Locator,
    sync_api.Page,
    sync_api.expect,
)

LIST = "/arxiv/cs.CL?kind=new"
PAPER, OTHER = "2611.00006", "2611.00008"


class Contexts:
    """Browsers without a past, closed in the end."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.opened: list[BrowserContext] = []

    def page(self, **options: Any) -> Page:
        """A page in another new browser."""
        context = self.browser.new_context(base_url=self.site, viewport={"width": 360, "height": 740}, **options)
        context.add_init_script(WITHOUT_WORKER)
        self.opened.append(context)
        return context.new_page()


@pytest.fixture
def browsers(browser: Browser, site: str) -> Iterator[Contexts]:
    """New browsers as a test needs them."""
    contexts = Contexts(browser, site)
    yield contexts
    for context in contexts.opened:
        context.close()


def card(page: Page, arxiv_id: str = PAPER) -> Locator:
    """A paper on the page."""
    return page.locator(f"[id='{arxiv_id}']")


def marks(page: Page, arxiv_id: str = PAPER) -> str:
    """The marks that a paper's looks go by."""
    return card(page, arxiv_id).locator("article").get_attribute("data-marks") or ""


def press(page: Page, name: str, arxiv_id: str = PAPER) -> None:
    """Press a button of a paper and wait until the site has taken the mark."""
    with page.expect_response("**/reader/marks"):
        card(page, arxiv_id).get_by_role("button", name=name, exact=True).click()


def test_a_star_shows_at_once_and_still_after_reloading(page: Page) -> None:
    page.goto(LIST)
    star = card(page).get_by_role("button", name="Star")
    expect(star).to_have_attribute("aria-pressed", "false")
    press(page, "Star")
    expect(star).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(star).to_have_attribute("aria-pressed", "true")
    press(page, "Star")
    page.reload()
    assert marks(page) == ""


def test_a_read_title_steps_back_and_a_hidden_paper_leaves_one_line_with_a_way_back(page: Page) -> None:
    page.goto(LIST)
    title = card(page).locator(".title-link")
    weight = "element => getComputedStyle(element).fontWeight"
    assert title.evaluate(weight) == "600"
    press(page, "Mark read")
    assert title.evaluate(weight) == "400"
    press(page, "Hide")
    expect(card(page).locator(".summary")).to_be_hidden()
    page.reload()
    expect(card(page).locator(".summary")).to_be_hidden()
    assert card(page).bounding_box()["height"] < 100
    press(page, "Show again")
    expect(card(page).locator(".summary")).to_be_visible()
    press(page, "Mark unread")
    page.reload()
    assert marks(page) == ""


def test_a_note_is_written_in_place_and_what_looks_like_markup_stays_text(page: Page) -> None:
    page.goto(LIST)
    card(page).get_by_role("link", name="Note and lists").click()
    field = card(page).get_by_label("Note, for you alone")
    expect(field).to_be_focused()
    field.fill("<img src=x onerror=document.title=1>\nsecond line")
    press(page, "Save the note")
    note = card(page).locator(".note")
    expect(note).to_have_text("<img src=x onerror=document.title=1>\nsecond line")
    page.reload()
    expect(note).to_have_text("<img src=x onerror=document.title=1>\nsecond line")
    expect(note.locator("img")).to_have_count(0)
    card(page).get_by_role("link", name="Note and lists").click()
    card(page).get_by_label("Put on a list").fill("low rank / 低秩")
    press(page, "Put on the list")
    card(page).get_by_role("link", name="low rank / 低秩").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("low rank / 低秩")
    expect(card(page)).to_be_visible()


def test_a_page_is_marked_read_at_once_with_a_way_back(page: Page) -> None:
    page.goto(LIST)
    every = page.locator(".panel.paper article").count()
    press_page = page.get_by_role("button", name=f"Mark these {every} read")
    with page.expect_response("**/reader/marks"):
        press_page.click()
    expect(page.locator("[data-marks~=read]")).to_have_count(every)
    expect(page.get_by_role("status")).to_contain_text(f"{every} papers marked read")
    with page.expect_response("**/reader/marks"):
        page.get_by_role("status").get_by_role("button", name="Undo").click()
    page.reload()
    expect(page.locator("[data-marks~=read]")).to_have_count(0)


def test_opening_a_paper_makes_nobody_a_reader_but_is_read_for_who_is_one(page: Page) -> None:
    page.goto(LIST)
    card(page).locator(".title-link").click()
    expect(page.locator(".alone")).to_be_visible()
    assert page.context.cookies() == []
    page.goto(LIST)
    press(page, "Star", OTHER)
    with page.expect_request("**/reader/marks"):
        card(page).locator(".title-link").click()
    page.goto(LIST)
    expect(card(page).locator("article")).to_have_attribute("data-marks", "read")


def test_by_the_readers_wish_what_scrolls_past_is_read(page: Page) -> None:
    page.goto(LIST)
    press(page, "Star", OTHER)
    page.goto("/reader/settings")
    page.get_by_label("A paper counts as read").select_option("scroll")
    page.get_by_role("button", name="Save").click()
    page.goto(LIST)
    first = page.locator(".panel.paper").first.get_attribute("id") or ""
    with page.expect_response("**/reader/marks"):
        page.locator(".panel.paper").nth(3).scroll_into_view_if_needed()
    page.goto(LIST)
    assert "read" in marks(page, first)
    last = page.locator(".panel.paper").last.get_attribute("id") or ""
    assert "read" not in marks(page, last)


def test_marks_made_without_a_network_are_sent_when_it_is_back(page: Page) -> None:
    page.goto(LIST)
    press(page, "Star", OTHER)
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        card(page).get_by_role("button", name="Star").click()
    assert marks(page) == "star"
    with page.expect_response("**/reader/marks"):
        page.context.set_offline(False)
    page.reload()
    assert marks(page) == "star"


def test_without_script_every_mark_can_be_made(browsers: Contexts) -> None:
    page = browsers.page(java_script_enabled=False)
    page.goto(LIST)
    card(page).get_by_role("button", name="Star").click()
    assert page.url.endswith(f"{LIST}#{PAPER}")
    card(page).get_by_role("button", name="Mark read").click()
    card(page, OTHER).get_by_role("button", name="Hide").click()
    assert marks(page) == "star read"
    expect(card(page, OTHER).locator(".summary")).to_be_hidden()
    card(page, OTHER).get_by_role("button", name="Show again").click()
    card(page).get_by_role("link", name="Note and lists").click()
    page.get_by_role("textbox", name="For you alone").fill("Without a script")
    page.get_by_role("button", name="Save the note").click()
    page.get_by_role("textbox", name="A new list").fill("plain")
    page.get_by_role("button", name="Put on").click()
    page.goto(LIST)
    expect(card(page).locator(".note")).to_have_text("Without a script")
    expect(card(page).locator(".on-list")).to_have_text("plain")


def test_two_browsers_joined_by_a_link_share_their_marks(browsers: Contexts) -> None:
    one, other = browsers.page(), browsers.page()
    one.goto(LIST)
    press(one, "Star")
    other.goto(LIST)
    press(other, "Star", OTHER)
    one.goto("/reader")
    one.get_by_role("button", name="Make a link").click()
    expect(one.get_by_role("img", name="QR code of the link below").locator("svg")).to_be_visible()
    link = one.locator("#link").get_attribute("href") or ""
    other.goto(link)
    other.get_by_role("button", name="Join").click()
    other.goto(LIST)
    assert (marks(other), marks(other, OTHER)) == ("star", "star")
    press(other, "Hide")
    one.goto(LIST)
    assert marks(one) == "star hide"
    assert marks(one, OTHER) == "star"
    third = browsers.page()
    answer = third.goto(link)
    assert answer is not None
    assert answer.status == 410


def test_a_state_exported_from_one_browser_is_met_again_in_another(browsers: Contexts, tmp_path: Path) -> None:
    one, other = browsers.page(), browsers.page()
    one.goto(LIST)
    press(one, "Star")
    press(one, "Mark read", OTHER)
    one.goto("/reader/settings")
    one.get_by_label("Followed categories").fill("cs.LG\ncs.CL")
    one.get_by_label("Colours").select_option("dark")
    one.get_by_role("button", name="Save").click()
    one.goto("/articles")
    one.get_by_label("New trail").fill("My way")
    one.get_by_role("button", name="Make it").click()
    one.goto("/reader")
    with one.expect_download() as download:
        one.get_by_role("link", name="Export").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8"))["format"] == "paperstand-reader"
    other.goto("/reader")
    other.get_by_label("Import a file").set_input_files(file)
    other.get_by_role("button", name="Import", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Imported")
    other.goto(LIST)
    assert (marks(other), marks(other, OTHER)) == ("star", "read")
    expect(other.get_by_label("Theme")).to_have_value("dark")
    assert other.evaluate("document.documentElement.dataset.theme") == "dark"
    other.goto("/articles")
    expect(other.get_by_role("link", name="My way")).to_be_visible()


def test_the_theme_chosen_by_a_reader_comes_along_to_its_other_browser(browsers: Contexts) -> None:
    page = browsers.page()
    page.goto(LIST)
    press(page, "Star")
    with page.expect_response("**/reader/settings"):
        page.get_by_label("Theme").select_option("dark")
    page.evaluate("localStorage.clear()")
    page.goto("/help")
    expect(page.get_by_label("Theme")).to_have_value("dark")
    with page.expect_response("**/reader/settings"):
        page.get_by_label("Theme").select_option("system")
    page.goto("/help")
    expect(page.get_by_label("Theme")).to_have_value("system")


def test_lists_show_as_much_of_a_paper_as_the_reader_wants(page: Page) -> None:
    page.goto(LIST)
    for density, shown in (("titles", ()), ("keywords", (".byline",)), ("abstracts", (".byline", ".summary"))):
        page.goto("/reader/settings")
        page.get_by_label("How much of a paper lists show").select_option(density)
        page.get_by_role("button", name="Save").click()
        page.goto(LIST)
        for part in (".byline", ".summary"):
            expect(card(page).locator(part)).to_be_visible(visible=part in shown)
    page.goto(f"/arxiv/{PAPER}")
    expect(page.locator(".summary")).to_be_visible()


def test_forgetting_leaves_the_browser_as_if_new(page: Page) -> None:
    page.goto(LIST)
    press(page, "Star")
    page.goto("/reader")
    page.get_by_role("link", name="Delete all of it").click()
    page.get_by_role("button", name="Delete everything").click()
    assert page.context.cookies() == []
    page.goto(LIST)
    assert marks(page) == ""


READERS_PAGES = (
    "/reader",
    "/reader/stars",
    "/reader/notes",
    "/reader/lists/low rank",
    "/reader/settings",
    f"/reader/papers/{PAPER}",
    "/reader/forget",
    "/",
    "/days",
    LIST,
    f"/arxiv/{PAPER}",
)


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_a_readers_pages_fit_are_accessible_and_the_browser_has_no_complaint(
    browser: Browser, site: str, scheme: str, width: int
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: python scripts/frontend.py")
    context = browser.new_context(
        base_url=site, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    form = {"star": PAPER, "read": OTHER, "hide": "2611.00005"}
    for data in (form, {"paper": PAPER, "note": "A note"}, {"paper": PAPER, "list": "low rank"}):
        page.request.post("/reader/marks", form=data)
    page.request.post("/reader/follow", form={"follow": "cs.CL", "exclude": "cs.CY"})
    page.request.post("/reader/settings", form={"keywords": "invented", "excluded_keywords": "number 9"})
    page.request.post("/reader/visit", form={"day": "2026-11-18"})
    page.request.post("/reader/searches", form={"address": "/arxiv/search?query=invented", "name": "Invented"})
    page.request.post("/reader/searches", form={"address": "/arxiv/cs.CL+cs.LG", "name": "N" * 80})
    found: list[Any] = []
    for path in READERS_PAGES:
        page.goto(path)
        if path == LIST:
            card(page, OTHER).get_by_role("link", name="Note and lists").click()
        found += _violations(page, path)
    page.goto("/reader")
    page.get_by_role("button", name="Make a link").click()
    found += _violations(page, "/reader/devices")
    page.goto(page.locator("#link").get_attribute("href") or "")
    found += _violations(page, "/reader/join")
    context.close()
    assert found == []
    assert complaints == []


def _violations(page: Page, path: str) -> list[Any]:
    """What axe finds on the page, and whether it scrolls sideways."""
    page.add_script_tag(path=str(AXE))
    rules = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    found = [(path, rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in rules]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *([(path, "scrolls sideways")] if wide else [])]

"""Days, choices of categories and folded papers in a real browser."""

from collections.abc import Iterator

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

PAPER = "2611.00006"


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page as wide as a small phone in a browser that runs no scripts."""
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_what_a_reader_was_shown_is_noted_by_itself_and_only_once(page: Page) -> None:
    page.request.post("/reader/marks", form={"star": PAPER})
    page.request.post("/reader/visit", form={"day": "2026-11-18"})
    with page.expect_request("**/reader/visit") as noted:
        page.goto("/")
    assert noted.value.post_data == "day=2026-11-20"
    since = page.get_by_role("link", name="since my last visit (19–20 Nov)")
    since.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thursday 19 to Friday 20 November 2026")
    expect(page.locator("meta[name=visit]")).to_have_count(0)
    page.goto("/")
    page.get_by_role("button", name="I have seen these").click()
    expect(page.locator("#categories")).to_be_visible()
    expect(since).to_have_count(0)


def test_categories_are_found_by_typing_and_the_choice_shows_its_address(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("searchbox", name="Find a category")
    field.fill("ROBOT")
    robotics = page.get_by_role("radiogroup", name="cs.RO")
    expect(page.locator("#picker li:visible")).to_have_count(1)
    robotics.get_by_role("radio", name="follow").check()
    field.fill("computers and")
    society = page.get_by_role("radiogroup", name="cs.CY")
    society.get_by_role("radio", name="follow").focus()
    page.keyboard.press("ArrowLeft")
    expect(society.get_by_role("radio", name="exclude")).to_be_checked()
    expect(page.locator("#picked")).to_have_text("/arxiv/cs.RO-cs.CY")
    field.fill("")
    expect(robotics).to_be_visible()
    page.get_by_role("button", name="Keep as what I follow").click()
    expect(page.locator("#shelf .tile .name")).to_have_text(["Robotics"])
    expect(robotics.get_by_role("radio", name="follow")).to_be_checked()


def test_without_script_a_choice_opens_its_list_and_a_folded_paper_is_shown(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#picker summary", has_text="Computer Science").click()
    plain.get_by_role("radiogroup", name="cs.CL").get_by_role("radio", name="follow").check()
    plain.get_by_role("button", name="Open as one list").click()
    assert plain.url.endswith("/arxiv/cs.CL")
    plain.request.post("/reader/settings", form={"excluded_keywords": "number 6"})
    plain.reload()
    card = plain.locator(f"[id='{PAPER}']")
    expect(card.locator(".summary")).to_be_hidden()
    expect(card).to_contain_text("hidden by your word “number 6”")
    card.get_by_role("link", name="show").click()
    expect(card.locator(".summary")).to_be_visible()
    plain.locator(".another-day summary").click()
    plain.get_by_label("From").fill("2026-11-19")
    plain.locator("form", has=plain.get_by_label("From")).get_by_role("button", name="Open").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Thursday 19 to Friday 20 November 2026")

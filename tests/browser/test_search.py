"""Searching in a real browser: the box, its suggestions, the page of hits on a phone, in Chinese, and without script."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

BOX = "Search all papers"


def test_the_slash_leads_to_the_box_but_not_from_a_field(page: Page) -> None:
    page.goto("/help")
    expect(page.locator(".ends")).to_have_count(1)
    box = page.get_by_role("combobox", name=BOX)
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("either/or")
    expect(box).to_have_value("either/or")


def test_what_is_typed_is_found_and_marked(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name=BOX)
    box.fill("number 17 of its day")
    box.press("Enter")
    expect(page).to_have_url("/arxiv/search?query=number+17+of+its+day")
    expect(page.locator(".paper .title mark", has_text="17")).to_have_count(1)
    expect(page.get_by_role("combobox", name=BOX)).to_have_value("number 17 of its day")


def test_chinese_is_found_by_a_part_of_what_stands_there(page: Page) -> None:
    page.goto("/arxiv/search?query=语言模型")
    expect(page.locator(".paper")).to_have_count(1)
    expect(page.locator(".paper .title mark")).to_have_text("语言模型")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_suggestions_are_chosen_with_the_keyboard(page: Page) -> None:
    page.goto("/help")
    box = page.get_by_role("combobox", name=BOX)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("zoë")
    option = page.get_by_role("option", name="Zoë Ünal")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Enter")
    expect(page.locator("h1")).to_have_text("Zoë Ünal")


def test_suggestions_go_away_with_escape_and_what_was_typed_stays(page: Page) -> None:
    page.goto("/help")
    box = page.get_by_role("combobox", name=BOX)
    box.press_sequentially("an old one")
    expect(page.get_by_role("option", name="An old one")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("an old one")
    box.press("Enter")
    expect(page.locator(".paper")).to_have_count(1)


def test_a_suggested_title_is_text_and_a_press_opens_it(page: Page) -> None:
    page.goto("/help")
    page.get_by_role("combobox", name=BOX).press_sequentially("script alert")
    option = page.get_by_role("option", name="<script>alert(1)</script>")
    option.click()
    expect(page).to_have_url("/arxiv/2611.00001")


def test_related_papers_open_under_the_card_and_fold_again(page: Page) -> None:
    page.goto("/arxiv/cs.CL?show=30")
    card = page.locator("[id='2611.00005']")
    link = card.get_by_role("link", name="Related", exact=True)
    link.click()
    expect(card.locator("section.related li").first).to_contain_text("Shares")
    expect(link).to_have_attribute("aria-expanded", "true")
    link.click()
    expect(card.locator("section.related")).to_have_count(0)


def test_without_script_the_form_its_filters_and_related_papers_work(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/arxiv/search")
    page.get_by_label(BOX).fill("invented")
    page.get_by_text("Categories and dates").click()
    page.get_by_role("textbox", name="Categories").fill("cs.LG")
    page.get_by_label("To", exact=True).fill("2026-11-19")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".list-head .counts").first).to_contain_text("papers in cs.LG, until 19 November 2026")
    page.get_by_role("link", name="newest", exact=True).click()
    expect(page.get_by_role("link", name="newest", exact=True)).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Related", exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("Related papers")
    context.close()

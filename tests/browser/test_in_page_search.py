"""The search in a page's own papers: what it finds, shows and leaves as it was."""

from typing import Any

import pytest

from tests.browser.test_pages import AXE

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect

LIST = "/arxiv/cs.CL?date=2026-11-20&show=100"
SIZE = "[...(CSS.highlights?.get('in-page') ?? [])].map((range) => [range.startContainer.data, range.startOffset, range.endOffset])"


def opened(page: Page, path: str = LIST) -> Any:
    """The search, opened by its button."""
    page.goto(path)
    page.get_by_role("button", name="Find on this page").click()
    search = page.get_by_role("search", name="Search in this page")
    expect(search.get_by_label("Words or “phrases”")).to_be_focused()
    return search


def test_words_are_found_without_case_and_accents_in_titles_abstracts_and_authors(page: Page) -> None:
    search = opened(page)
    words, found = search.get_by_label("Words or “phrases”"), search.locator("output")
    for typed, said in (
        ("zoe unal", "23 of 24 papers"),  # one has other authors
        ("ZOË", "23 of 24 papers"),
        ("王小明", "23 of 24 papers"),
        ("虚构研究", "1 of 24 papers"),
        ('"number 9 of its"', "1 of 24 papers"),
        ("“number 9 of its”", "1 of 24 papers"),
        ("number 9 of its", "22 of 24 papers"),
        ("mathcal", "0 of 24 papers"),  # a formula is no text
        ("", ""),
    ):
        words.fill(typed)
        expect(found).to_have_text(said)
    words.fill("invented alert")
    expect(found).to_have_text("22 of 24 papers")
    search.get_by_label("How many of them").select_option("all")
    expect(found).to_have_text("0 of 24 papers")
    words.fill("")
    search.get_by_label("Without").fill("invented")
    expect(found).to_have_text("3 of 24 papers")


def test_what_is_found_is_highlighted_and_formulas_stay_whole(page: Page) -> None:
    search = opened(page)
    card = page.locator("[id='2611.00001']")
    before = card.inner_html()
    search.get_by_label("Words or “phrases”").fill("alert ünal")
    expect(search.locator("output")).to_have_text("24 of 24 papers")
    places = page.evaluate(SIZE)
    assert {text[start:end] for text, start, end in places} == {"alert", "Ünal"}
    assert card.inner_html() == before
    search.get_by_label("Highlight").uncheck()
    assert page.evaluate(SIZE) == []


def test_without_highlights_in_the_browser_text_is_marked_and_left_as_it_was(page: Page) -> None:
    page.add_init_script("delete window.CSS.highlights; Object.defineProperty(CSS, 'highlights', {value: undefined})")
    search = opened(page)
    card = page.locator("[id='2611.00001']")
    before, maths = card.inner_html(), card.locator("math").count()
    assert maths
    words = search.get_by_label("Words or “phrases”")
    words.fill("script alert")
    expect(card.locator("mark.in-page")).to_have_text(["script", "alert", "script"])
    words.fill("scr")
    expect(card.locator("mark.in-page")).to_have_text(["scr", "scr"])
    assert card.locator("math").count() == maths
    words.press("Escape")
    assert card.inner_html() == before


def test_the_others_are_hidden_hits_are_stepped_through_and_escape_gives_all_back(page: Page) -> None:
    search = opened(page)
    words, found = search.get_by_label("Words or “phrases”"), search.locator("output")
    words.fill('"number 7 of" "number 9 of"')
    search.get_by_label("Hide the others").check()
    papers = page.locator(".panel.paper:visible")
    expect(papers).to_have_count(2)
    words.press("Enter")
    expect(found).to_have_text("1 of 2")
    expect(page.locator(".hit .title")).to_be_in_viewport()
    words.press("Enter")
    words.press("Enter")
    expect(found).to_have_text("1 of 2")
    search.get_by_role("button", name="Previous paper found").click()
    expect(found).to_have_text("2 of 2")
    page.evaluate(
        """() => {
          const card = document.querySelector(".not-found").cloneNode(true);
          card.id = "later";
          card.classList.remove("not-found");
          card.querySelector(".title-link").textContent = "It came later, number 7 of none";
          document.querySelector(".section").append(card);
          document.dispatchEvent(new CustomEvent("cards-added", {detail: {cards: [card]}}));
        }"""
    )
    expect(found).to_have_text("3 of 25 papers")
    page.reload()
    expect(words).to_have_value('"number 7 of" "number 9 of"')
    expect(papers).to_have_count(2)
    page.get_by_role("button", name="Find on this page").click()
    words.press("Escape")
    expect(search).to_be_hidden()
    expect(papers).to_have_count(24)
    expect(page.get_by_role("button", name="Find on this page")).to_be_focused()
    assert page.evaluate(SIZE) == []
    assert page.evaluate("!document.dispatchEvent(new CustomEvent('open-in-page-search', {cancelable: true}))")  # taken
    expect(words).to_be_focused()
    expect(words).to_have_value('"number 7 of" "number 9 of"')


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1440)])
def test_axe_has_nothing_to_say_about_the_open_search_and_it_fits(
    browser: Any, site: str, scheme: str, width: int
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: python scripts/frontend.py")
    context = browser.new_context(
        base_url=site, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    page = context.new_page()
    search = opened(page)
    search.get_by_label("Words or “phrases”").fill("invented")
    search.get_by_role("button", name="Next paper found").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    title = page.locator(".hit .title").bounding_box()
    panel = search.bounding_box()
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    context.close()
    assert not found, [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found]
    assert title["y"] >= panel["y"] + panel["height"]  # what is found does not lie under the search

"""The order for a reader and the page of what was learned, on a small phone."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Page, expect = sync_api.Page, sync_api.expect


def test_a_star_brings_up_what_is_like_it_and_its_words_can_be_corrected(page: Page) -> None:
    page.goto("/foryou")
    expect(page.get_by_role("note")).to_contain_text("Star a few papers")
    page.request.post("/reader/marks", form={"star": "2611.00003"}, headers={"Origin": page.url.split("/arxiv")[0]})
    page.goto("/arxiv/cs.CL?sort=foryou")
    expect(page.locator(".panel.paper").first).to_have_attribute("id", "2611.00003")
    expect(page.locator(".why").first).to_contain_text("Because of: ")
    page.get_by_role("link", name="What it was learned from").click()
    expect(page.locator("h1")).to_have_text("What you like")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("One word, or two that stand together").fill("inventions")
    page.get_by_role("button", name="Less of this").click()
    expect(page.get_by_text("Less: invention")).to_be_visible()
    expect(page.locator(".bar-of.against rect")).to_be_visible()
    page.get_by_role("button", name="Undo invention").click()
    expect(page.get_by_role("heading", name="Your corrections")).to_have_count(0)

"""Answers in a real browser: opened in a card, streamed from a real worker that asks the scripted model, and harmless."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.shop import ID, LIST, Browser, Page, Shop, expect, opened, phone, question, whole

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def page(browser: Browser, shop: Shop) -> Iterator[Page]:
    """A small phone before the shop."""
    yield from phone(browser, shop)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_opening_a_card_has_its_answers_written_and_shows_them_as_they_come(
    shop: Shop, page: Page, language: str
) -> None:
    shop.model.model.pace = 0.03
    card = opened(page)
    expect(question(card, "q3").locator(".standing")).to_have_text("It waits: 3 answers before it.")
    if language == "zh":
        card.get_by_role("link", name="中文").click()
        card.locator("[lang='zh'] .ask-all button").click()
    shop.work()
    expect(card.locator(".growing", has_text=">").first).to_be_visible()
    shop.model.model.pace = 0
    whole(card)
    expect(card.locator("details.passage").first).to_be_visible()
    expect(card.locator(".answers")).not_to_have_attribute("data-followed", "")


def test_a_reload_joins_what_is_being_written_and_nothing_is_written_twice(shop: Shop, page: Page) -> None:
    shop.model.model.pace = 0.05
    shop.work()
    card = opened(page)
    expect(card.locator(".growing", has_text="The paper").first).to_be_visible()
    card = opened(page)
    expect(card.locator(".growing", has_text="The paper").first).to_be_visible()
    shop.model.model.pace = 0
    whole(card)
    assert [answer.state for answer in shop.answers()] == ["done"] * 7
    assert {(tally["requests"], tally["whole"]) for tally in shop.model.model.counted()} == {(1, 1)}


def test_a_worker_that_stops_in_the_middle_is_taken_over_from_and_the_page_goes_on(shop: Shop, page: Page) -> None:
    shop.model.model.pace = 0.05
    shop.work()
    card = opened(page)
    expect(card.locator(".growing", has_text="The paper").first).to_be_visible()
    shop.rest()
    shop.model.model.pace = 0
    shop.work()
    whole(card)
    assert [answer.state for answer in shop.answers()] == ["done"] * 7


def test_when_too_many_follow_the_page_asks_again_by_itself(shop: Shop, page: Page) -> None:
    site = shop.server.app.extensions["paperstand"]
    streams = [site.watch.follow({}) for _ in range(16)]
    card = opened(page)
    expect(question(card, "q1").locator(".standing")).to_be_visible()
    shop.work()
    whole(card)
    for stream in streams:
        site.watch.leave(stream)


def test_an_answer_that_fails_says_why_in_place(shop: Shop, page: Page) -> None:
    shop.model.fault("llm", "filtered")
    shop.work()
    card = opened(page)
    expect(question(card, "q6")).to_contain_text(
        "It could not be answered. The provider's content filter refused this question."
    )
    expect(question(card, "q6").get_by_role("button", name="Ask again")).to_be_visible()


@pytest.mark.parametrize("pace", [0, 0.01])
def test_what_a_hostile_model_writes_does_no_harm(shop: Shop, page: Page, pace: float) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    shop.model.fault("llm", "hostile")
    shop.model.model.pace = pace
    shop.work()
    card = opened(page)
    for key in ("tldr", "q1", "q6"):
        expect(question(card, key).locator(".made")).to_be_visible()
    assert page.title() == "Computation and Language · Friday 20 November 2026 · Paperstand"
    assert page.locator(".answers script, .answers img, .answers iframe, .answers style").count() == 0
    assert all(url.startswith(shop.url) for url in asked)
    page.goto(f"/arxiv/{ID}/answers")
    assert "owned" not in page.title()
    assert page.locator("main script, main img, main iframe, main style").count() == 0


def test_fabricated_passages_are_marked_in_place(shop: Shop, page: Page) -> None:
    shop.model.fault("llm", "fabricated")
    shop.work()
    card = opened(page)
    expect(question(card, "q6").locator(".lost").first).to_be_visible()
    expect(question(card, "q6").locator("mark.stray")).to_have_text("987654.25")
    expect(question(card, "q6")).to_contain_text("A passage given for this is not found in the paper.")


def test_a_readers_own_question_is_answered_in_place(shop: Shop, page: Page) -> None:
    shop.work()
    card = opened(page)
    whole(card)
    card.get_by_label("A question of your own").fill("Do the leaves mind?")
    card.get_by_role("button", name="Ask", exact=True).click()
    own = card.locator("[data-key^='own-']")
    expect(own.get_by_role("heading", name="Do the leaves mind?")).to_be_visible()
    expect(own.locator(".made")).to_contain_text("found in the paper")


def test_without_script_the_same_is_on_a_page_of_its_own(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(base_url=shop.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(LIST)
    page.locator(f"[id='{ID}']").get_by_role("link", name="Answers").click()
    page.get_by_role("button", name="Ask the model all").click()
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    shop.work()
    assert shop.workers is not None
    shop.workers.wait_until_idle()
    page.reload()
    whole(page)
    page.locator("details.passage summary").first.click()
    expect(page.locator("details.passage blockquote").first).to_be_visible()
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    context.close()


@pytest.mark.parametrize(("scheme", "width", "language"), [("light", 360, "en"), ("dark", 1440, "zh")])
def test_axe_finds_nothing_to_complain_about(
    browser: Browser, shop: Shop, scheme: str, width: int, language: str
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: python scripts/frontend.py")
    shop.model.fault("llm", "fabricated")
    context = browser.new_context(
        base_url=shop.url, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"/arxiv/{ID}/answers?lang={language}")
    page.locator(".ask-all button").click()
    shop.work()
    whole(page)
    for address in (f"/arxiv/{ID}/answers?lang={language}", LIST):
        page.goto(address)
        if "cs.CL" in address:
            page.locator(f"[id='{ID}']").get_by_role("link", name="Answers").click()
            expect(page.locator(".answers .made").first).to_be_visible()
        page.wait_for_function("document.fonts.status === 'loaded'")
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert not found, [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_opening_answers_is_counted_and_closing_them_is_not(shop: Shop, page: Page) -> None:
    card = opened(page)
    expect(question(card, "q1")).to_be_visible()
    card.get_by_role("link", name="Answers").click()
    expect(card.locator(".answers")).to_have_count(0)
    expect(card.get_by_role("link", name="Answers")).to_have_attribute("aria-expanded", "false")
    page.reload()
    expect(page.locator(f"[id='kimi-stars-{ID}']")).to_have_text("1")


def test_answers_can_be_copied_as_markdown(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(base_url=shop.url, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    shop.work()
    card = opened(page)
    whole(card)
    card.get_by_role("link", name="Copy as Markdown").click()
    expect(page.locator("#said")).to_contain_text("Copied with the answers")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# On lazy leaves")
    assert "## What problem does the paper try to solve?" in copied
    context.close()

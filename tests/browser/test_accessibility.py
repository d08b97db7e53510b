"""What axe says of what only comes about by using a page: marked and unfolded papers, the list of keys, a reader's own trail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LIST = "/arxiv/cs.CL?kind=new"
STARRED, READ, HIDDEN, PLAIN = "2611.00006", "2611.00008", "2611.00005", "2611.00009"
EVERYTHING = "{resultTypes: ['violations']}"
COLOURS = "{resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']}"
LOOKS = (("light", 360, EVERYTHING), ("dark", 1200, EVERYTHING), ("dark", 360, COLOURS), ("light", 1200, COLOURS))


@pytest.fixture
def reading(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a reader who has marked a few papers."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: python scripts/frontend.py")
    context = browser.new_context(base_url=site, bypass_csp=True)
    page = context.new_page()
    for data in ({"star": STARRED}, {"read": READ}, {"hide": HIDDEN}, {"paper": STARRED, "note": "A note"}):
        page.request.post("/reader/marks", form=data)
    yield page
    context.close()


def violations(page: Page) -> list[Any]:
    """What axe finds on the page as it stands, light and dark, on a phone and on a desk, and where it scrolls sideways."""
    page.add_script_tag(path=str(AXE))
    found: list[Any] = []
    for scheme, width, what in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        rules = page.evaluate(f"axe.run({what})")["violations"]
        found += [(scheme, width, rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in rules]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((scheme, width, "scrolls sideways"))
    return found


@pytest.mark.parametrize("density", ["titles", "keywords", "abstracts"])
def test_axe_finds_nothing_on_a_list_with_marks_and_open_papers(reading: Page, density: str) -> None:
    reading.goto(f"{LIST}&density={density}")
    card = reading.locator(f"[id='{PLAIN}']")
    if density != "abstracts":
        card.get_by_role("link", name="More").click()
        expect(card.locator(".summary")).to_be_visible()
    card.get_by_role("link", name="Note and lists").click()
    assert violations(reading) == []


def test_axe_finds_nothing_on_the_keys_wherever_they_are_shown(reading: Page) -> None:
    for path in (f"{LIST}&density=titles", "/help"):
        reading.goto(path)
        expect(reading.locator(".ends")).to_have_count(1)
        reading.keyboard.press("?")
        expect(reading.get_by_role("dialog", name="Keys")).to_be_visible()
        assert violations(reading) == []


def test_axe_finds_nothing_on_a_trail_of_ones_own(reading: Page) -> None:
    answer = reading.request.post("/trails", form={"title": "Of ranks"})
    for path in (answer.url, answer.url.removesuffix("/edit")):
        reading.goto(path)
        assert violations(reading) == []

"""Pages under other conditions than a screen from left to right: on paper, from right to left, in colours of the system's own."""

import pytest

from tests.browser.conftest import WITHOUT_WORKER

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

# Pairs of boxes that share more than a pixel, of what stands side by side on a page of papers.
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".number, .title-link, .rail a, .rail .number, .masthead a, main > *")]
    .filter((element) => element.checkVisibility() && !element.matches(".unseen, :empty"))
    .map((element) => [element, element.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], place) => boxes.slice(place + 1)
    .filter(([other, b]) => !one.contains(other) && !other.contains(one)
      && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
      && !(one.closest(".title") && one.closest(".title") === other.closest(".title") && getComputedStyle(one).position === "static"))
    .map(([other]) => `${one.className || one.tagName} on ${other.className || other.tagName}`));
}"""


@pytest.mark.parametrize("path", ["/", "/arxiv/cs.CL", "/arxiv/2611.00001", "/arxiv/search?query=invented", "/status"])
def test_from_right_to_left_nothing_overlaps_or_runs_out_of_the_page(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.documentElement.dir = 'rtl'")
    # Papers out of sight are laid out only when they come near.
    page.evaluate("document.querySelectorAll('.paper').forEach(paper => paper.style.contentVisibility = 'visible')")
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.body.getBoundingClientRect().left") >= 0
        assert page.evaluate(OVERLAPS) == []


def test_on_paper_what_folds_is_whole_and_a_dark_page_is_light(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/arxiv/2611.00001")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    last = page.get_by_text("Author 60 Collaborator")
    expect(last).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    expect(page.locator(".title-kimi")).to_be_hidden()


def test_in_the_system_s_own_colours_focus_and_choice_are_drawn(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, forced_colors="active", color_scheme="dark")
    context.add_init_script(WITHOUT_WORKER)
    page = context.new_page()
    page.goto("/arxiv/cs.CL#2611.00006")
    outline = "element => { const style = getComputedStyle(element); return [style.outlineStyle, style.outlineWidth]; }"
    assert page.locator("[id='2611.00006']").evaluate(outline) == ["solid", "2px"]
    page.keyboard.press("Tab")
    assert page.locator(":focus-visible").evaluate(outline) == ["solid", "2px"]
    page.get_by_role("combobox", name="Search").fill("inven")
    page.locator(".suggestions [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator(".suggestions [aria-selected=true]").evaluate(outline) == ["solid", "2px"]
    context.close()


def test_who_wants_no_motion_sees_none(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/arxiv/2611.00001")
    page.get_by_text("et al. (30 additional authors not shown)").click()
    assert page.evaluate("document.getAnimations().length") == 0

"""The keyboard in a real browser: every key does what the control it presses does, and none gets in anybody's way."""

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Locator, Page, expect = sync_api.Locator, sync_api.Page, sync_api.expect

LIST = "/arxiv/cs.CL?kind=new"


@pytest.fixture
def desk(page: Page) -> Page:
    """A page as wide as a desk's."""
    page.set_viewport_size({"width": 1200, "height": 800})
    return page


def listen(page: Page, path: str) -> list[str]:
    """Open a list and wait until it listens to keys; its papers in order."""
    page.goto(path)
    expect(page.locator(".ends")).to_have_count(1)
    return page.locator(".panel.paper").evaluate_all("cards => cards.map(card => card.id)")


def title(page: Page, arxiv_id: str) -> Locator:
    return page.locator(f"[id='title-{arxiv_id}']")


def card(page: Page, arxiv_id: str) -> Locator:
    return page.locator(f"[id='{arxiv_id}']")


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def test_keys_go_through_the_papers_of_a_list(desk: Page) -> None:
    ids = listen(desk, LIST)
    keys(desk, "j")
    expect(title(desk, ids[0])).to_be_focused()
    keys(desk, "j", "n", "n")
    expect(title(desk, ids[3])).to_be_focused()
    expect(title(desk, ids[3])).to_be_in_viewport()
    keys(desk, "k", "p")
    expect(title(desk, ids[1])).to_be_focused()
    keys(desk, "G", "g", "g", "j")
    expect(title(desk, ids[0])).to_be_focused()
    keys(desk, "k")
    expect(title(desk, ids[0])).to_be_focused()


def test_keys_mark_papers_and_the_place_is_kept(desk: Page) -> None:
    ids = listen(desk, LIST)
    keys(desk, "j", "f", "m")
    expect(card(desk, ids[0]).locator("article")).to_have_attribute("data-marks", "star read")
    expect(title(desk, ids[1])).to_be_focused()
    keys(desk, "h")
    expect(card(desk, ids[1]).locator(".summary")).to_be_hidden()
    expect(title(desk, ids[1])).to_be_focused()
    keys(desk, "h", "M")
    expect(card(desk, ids[1]).locator("article")).to_have_attribute("data-marks", "read")
    expect(title(desk, ids[0])).to_be_focused()
    keys(desk, "A")
    expect(desk.locator("[data-marks~=read]")).to_have_count(len(ids))
    desk.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(desk.locator("[data-marks~=read]")).to_have_count(2)


def test_keys_open_what_a_paper_has_and_escape_closes_it(desk: Page) -> None:
    ids = listen(desk, LIST)
    first = card(desk, ids[0])
    keys(desk, "j", "s")
    expect(first.get_by_label("Put on a list")).to_be_focused()
    desk.keyboard.type("jkf")  # in a field letters are letters
    expect(first.get_by_label("Put on a list")).to_have_value("jkf")
    expect(first.locator("article")).to_have_attribute("data-marks", "")
    keys(desk, "Escape")
    expect(title(desk, ids[0])).to_be_focused()
    keys(desk, "Escape")
    expect(first.locator(".note-editor")).to_have_count(0)
    keys(desk, "e")
    expect(first.get_by_label("Note, for you alone")).to_be_focused()
    desk.keyboard.type("Not lost")
    keys(desk, "Escape", "Escape")  # what was written stays
    expect(first.get_by_label("Note, for you alone")).to_have_value("Not lost")
    keys(desk, "j", "r")
    expect(card(desk, ids[1]).locator(".related")).to_have_count(1)
    keys(desk, "a")
    expect(card(desk, ids[1]).locator(".answers")).to_be_visible()
    keys(desk, "Escape", "Escape")
    expect(card(desk, ids[1]).locator(".related, .answers")).to_have_count(0)
    expect(title(desk, ids[1])).to_be_focused()


@pytest.mark.parametrize(
    ("path", "pressed", "leads_to"),
    [
        (LIST, "j o", "/arxiv/2611.00029"),
        (LIST, "j Enter", "/arxiv/2611.00029"),
        (LIST, "[", r"/arxiv/cs.CL\?date=2026-11-19.*"),
        ("/arxiv/cs.CL?date=2026-11-19", "]", r"/arxiv/cs.CL\?date=2026-11-20"),
        (LIST, "g t", "/arxiv/cs.CL"),
        (LIST, "g u", r"/arxiv/cs.CL\?unread=1"),
        ("/help", "g u", r"/arxiv/cs.CL,cs.LG.*\?unread=1"),
        ("/help", "g h", "/"),
        ("/help", "g s", "/reader/stars"),
        ("/help", "g l", "/reader"),
        ("/help", "g c", "/#categories"),
        ("/status", "g a", "/articles"),
        ("/status", "g /", "/arxiv/search"),
    ],
)
def test_keys_lead_elsewhere(desk: Page, path: str, pressed: str, leads_to: str) -> None:
    ids = listen(desk, path)
    keys(desk, *pressed.split())
    expect(desk).to_have_url(re.compile(leads_to.replace("2611.00029", ids[0] if ids else "") + "$"))


def test_the_keys_are_shown_and_can_be_switched_off(desk: Page) -> None:
    ids = listen(desk, LIST)
    keys(desk, "?")
    dialog = desk.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("the next paper")
    switch = dialog.get_by_role("checkbox", name="Use these keys")
    expect(switch).to_be_checked()
    switch.uncheck()
    keys(desk, "Escape")
    expect(dialog).to_be_hidden()
    keys(desk, "j", "?")
    expect(title(desk, ids[0])).not_to_be_focused()
    expect(dialog).to_be_hidden()
    listen(desk, "/help")
    switch = desk.get_by_role("checkbox", name="Use these keys")
    expect(switch).not_to_be_checked()
    switch.check()
    listen(desk, "/status")
    desk.get_by_role("button", name="Keys").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_keys_with_a_modifier_are_the_browsers_own(desk: Page) -> None:
    ids = listen(desk, LIST)
    keys(desk, "j", "Control+j", "Alt+j", "Meta+j", "Control+m")
    expect(title(desk, ids[0])).to_be_focused()
    expect(desk.locator("[data-marks~=read]")).to_have_count(0)


def test_the_slash_leads_to_a_search(desk: Page) -> None:
    listen(desk, "/status")
    keys(desk, "/")
    expect(desk.get_by_role("combobox", name="Search all papers")).to_be_focused()


def test_on_every_page_with_papers_keys_go_through_them(desk: Page) -> None:
    for path in (
        "/arxiv/search?query=invented",
        "/arxiv/2611.00004/related",
        "/author/Jane%20Doe",
        "/arxiv/2611.00001,2611.00002",
        "/month/2026-11",
        "/articles/low-rank",
    ):
        listen(desk, path)
        keys(desk, "j", "j")
        expect(desk.locator(".panel.paper, .stops > li").nth(1).locator("h3 a").last).to_be_focused()


def test_buttons_lead_to_the_ends_of_a_long_page_and_go_where_they_lead_nowhere(desk: Page) -> None:
    listen(desk, LIST)
    up, down = desk.get_by_role("button", name="To the top"), desk.get_by_role("button", name="To the bottom")
    expect(up).to_be_hidden()
    down.click()
    expect(desk.locator(".colophon")).to_be_in_viewport()
    expect(down).to_be_hidden()
    up.click()
    expect(desk.locator(".masthead")).to_be_in_viewport()
    expect(up).to_be_hidden()

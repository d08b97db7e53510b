"""Long lists and short lines in a real browser: lists go on by themselves, papers open in place, what is passed is read."""

import pytest

from crawler.records import AnnouncementRecord, Kind
from crawler.store.announcements import store_announcements
from crawler.store.papers import store_papers
from crawler.store.session import open_database, writing
from tests.browser.invented import FRIDAY, THURSDAY, invented_paper

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

RANGE = "/arxiv/cs.RO?date=2026-11-19..2026-11-20"
MARKS = "**/reader/marks"


@pytest.fixture(scope="module", autouse=True)
def _a_long_list(site: str, database: str) -> None:
    """130 papers of two days in a category of their own, 70 of them on the newer. No search finds them: the site has its index already."""
    papers = [
        invented_paper(number, id=f"2610.{number:05}", categories=("cs.RO",), abstract=f"Of robots, $x^{number}$.")
        for number in range(1, 131)
    ]
    engine = open_database(database)
    with writing(engine) as session:
        store_papers(session, papers)
        store_announcements(
            session,
            [
                AnnouncementRecord(paper.id, "cs.RO", FRIDAY if place > 59 else THURSDAY, Kind.NEW, 1)
                for place, paper in enumerate(papers)
            ],
        )
    engine.dispose()


def numbers(page: Page) -> list[str]:
    """The numbers of the papers on the page, as they are written."""
    return page.locator(".paper .number").evaluate_all("links => links.map(link => link.textContent)")


def to_the_end(page: Page, papers: int) -> None:
    """Go to the end of the list until it has so many papers."""
    expect(page.locator(".ends")).to_have_count(1)
    cards = page.locator(".panel.paper")
    while (before := cards.count()) < papers:
        page.keyboard.press("G")
        expect(cards).not_to_have_count(before)


def test_a_list_goes_on_by_itself_under_its_headings_and_keeps_the_place(page: Page) -> None:
    page.goto(f"{RANGE}&density=titles")
    page.evaluate(
        "window.added = []; document.addEventListener('cards-added', event => added.push(event.detail.cards.length))"
    )
    first = page.locator(".title-link").first
    first.focus()
    to_the_end(page, 130)
    expect(first).to_be_focused()
    assert numbers(page) == [f"#{number}" for number in range(1, 131)]
    assert page.locator(".section h2").all_inner_texts() == ["Friday 20 November 2026", "Thursday 19 November 2026"]
    assert page.locator(".section").first.locator(".panel.paper").count() == 70
    assert page.evaluate("added") == [50, 30]
    expect(page.get_by_role("status").last).to_have_text("30 more papers")
    expect(page.locator(".pages")).to_have_text("1–130 of 130")
    expect(page.get_by_role("button", name="Mark these 130 read")).to_be_visible()
    assert page.url.endswith("density=titles")
    # A paper from further down is left for its page: going back leads there again.
    page.locator("[id='title-2610.00005']").press("Enter")
    expect(page.locator(".alone")).to_be_visible()
    page.go_back()
    expect(page.locator("[id='2610.00005']")).to_be_in_viewport()


def test_an_address_that_names_a_paper_far_down_leads_to_it(page: Page) -> None:
    page.goto(f"{RANGE}&density=titles#2610.00012")
    expect(page.locator("[id='2610.00012']")).to_be_in_viewport()
    assert numbers(page)[:120] == [f"#{number}" for number in range(1, 121)]


def test_of_the_unread_none_is_left_out_though_those_before_are_read_by_now(page: Page) -> None:
    page.goto(f"{RANGE}&density=titles")
    with page.expect_response(MARKS):
        page.locator("[data-action=star]").first.click()
    page.goto(f"{RANGE}&unread=1&show=60&density=titles")
    for place in range(3):
        with page.expect_response(MARKS):
            page.locator(".panel.paper").nth(place).locator("[data-action=read]").click()
    to_the_end(page, 130)
    assert len(set(page.locator(".panel.paper").evaluate_all("cards => cards.map(card => card.id)"))) == 130
    assert numbers(page) == [f"#{number}" for number in range(1, 131)]


def test_what_was_passed_can_be_taken_back_and_stays_so(page: Page) -> None:
    page.goto(f"{RANGE}&density=titles")
    with page.expect_response(MARKS):
        page.locator("[data-action=star]").last.click()
    page.request.post("/reader/settings", data={"mark_read": "scroll"})
    page.goto(f"{RANGE}&density=titles")
    read = page.locator("[data-marks~=read]")
    with page.expect_response(MARKS):
        page.locator(".panel.paper").nth(20).scroll_into_view_if_needed()
    expect(read.first).to_be_attached()
    with page.expect_response(MARKS):
        page.get_by_role("status").first.get_by_role("button", name="Undo").click()
    expect(read).to_have_count(0)
    page.locator(".panel.paper").nth(40).scroll_into_view_if_needed()
    expect(read.first).to_be_attached()
    assert "#1" not in read.locator(".number").evaluate_all("links => links.map(link => link.textContent)")


@pytest.mark.parametrize("density", ["titles", "keywords"])
def test_a_paper_opens_in_place_with_its_marks_and_folds_again(page: Page, density: str) -> None:
    page.goto(f"/arxiv/cs.RO?density={density}")
    card = page.locator("[id='2610.00130']")
    with page.expect_response(MARKS):
        card.get_by_role("button", name="Star").click()
    card.get_by_role("link", name="More").click()
    expect(card.locator(".summary math")).to_be_visible()
    expect(card.get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "true")
    expect(card.locator(".number")).to_have_text("#1")
    card.get_by_role("button", name="Star").click()
    card.get_by_role("link", name="Note and lists").click()
    expect(card.get_by_label("Note, for you alone")).to_be_focused()
    card.get_by_role("link", name="Less").click()
    expect(card.locator(".summary")).to_have_count(0)
    expect(card.get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "false")
    card.locator(".title-link").click()
    expect(card.locator(".summary")).to_be_visible()
    card.locator(".title-link").click()
    expect(page).to_have_url("/arxiv/2610.00130")


def test_without_script_the_rest_of_a_list_and_of_a_paper_is_a_link_away(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/arxiv/cs.RO")
    page.get_by_role("navigation", name="How much of each paper").get_by_role("link", name="titles").click()
    page.get_by_role("link", name="Next 20").click()
    assert numbers(page) == [f"#{number}" for number in range(51, 71)]
    page.get_by_role("link", name="More").last.click()
    expect(page.locator(".alone .summary")).to_be_visible()
    context.close()

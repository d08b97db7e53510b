"""The home page and its small neighbours."""

from crawler.store.models import CrawlRun
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, Stand


def test_the_home_page_of_an_empty_site_opens(shop: Stand) -> None:
    assert shop.client().get("/").status_code == 200


def test_the_home_page_links_the_carried_categories_and_their_days(shop: Stand) -> None:
    shop.announce_many(3)
    page = shop.client().get("/").text
    assert 'href="/arxiv/cs.CL"' in page
    assert 'href="/arxiv/cs.LG"' in page
    assert "?date=2026-11-20" in page


def test_the_home_page_shows_a_crawl_that_goes_on(shop: Stand) -> None:
    shop.row(
        CrawlRun(
            command="fetch", subject="cs.CL", started=FRIDAY_MORNING, seen=FRIDAY_MORNING, steps_done=2, steps_total=7,
            message="reading cs.CL",
        )
    )  # fmt: skip
    assert "reading cs.CL" in shop.client().get("/").text


def test_the_home_page_of_a_site_that_could_fetch_nothing_says_why(shop: Stand) -> None:
    shop.ledger("cs.CL", FRIDAY, "uncrawled", reason="arXiv's rss service answered 503.")
    page = shop.client().get("/").text
    assert "Nothing could be fetched so far" in page
    assert "arXiv&#39;s rss service answered 503." in page


def test_the_help_page_opens(shop: Stand) -> None:
    assert "/arxiv/cs.AI+cs.LG-cs.CY" in shop.client().get("/help").text


def test_robots_are_kept_from_lists_and_papers(shop: Stand) -> None:
    response = shop.client().get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert "Disallow: /arxiv/" in response.text


def test_programs_that_ask_for_an_icon_get_the_mark(shop: Stand) -> None:
    with shop.client().get("/favicon.ico") as response:
        assert response.mimetype == "image/svg+xml"

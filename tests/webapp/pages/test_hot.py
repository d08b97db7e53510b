"""What is read most."""

from datetime import timedelta

import pytest

from crawler.store.models import Open
from tests.webapp.searching import found, total
from tests.webapp.stand import FRIDAY, Stand


def opened(shop: Stand, arxiv_id: str, times: int, days_ago: int = 0, kind: str = "pdf") -> None:
    """A held paper that was opened so often."""
    shop.paper(arxiv_id)
    shop.row(Open(arxiv_id=arxiv_id, day=FRIDAY - timedelta(days=days_ago), kind=kind, times=times))


def test_the_most_opened_comes_first_and_a_star_counts_as_three(shop: Stand) -> None:
    opened(shop, "2611.00001", 2)
    opened(shop, "2611.00002", 4)
    opened(shop, "2611.00003", 1, kind="star")
    page = shop.client().get("/hot").text
    assert (found(page), total(page)) == (["2611.00002", "2611.00003", "2611.00001"], 3)


def test_older_openings_count_for_less_as_the_page_says(shop: Stand) -> None:
    opened(shop, "2611.00001", 7, days_ago=4)
    opened(shop, "2611.00002", 2)
    page = shop.client().get("/hot?window=week").text
    assert found(page) == ["2611.00002", "2611.00001"]
    assert "2 days ago counts half as much" in page
    assert found(shop.client().get("/hot?window=month").text) == ["2611.00001", "2611.00002"]


@pytest.mark.parametrize(("window", "reaches"), [("day", 0), ("week", 6), ("month", 29)])
def test_a_window_ends_where_it_says(shop: Stand, window: str, reaches: int) -> None:
    opened(shop, "2611.00001", 1, days_ago=reaches)
    opened(shop, "2611.00002", 1, days_ago=reaches + 1)
    assert found(shop.client().get(f"/hot?window={window}").text) == ["2611.00001"]


def test_papers_that_are_not_held_are_left_out_and_an_empty_list_says_why(shop: Stand) -> None:
    shop.row(Open(arxiv_id="2611.00009", day=FRIDAY, kind="pdf", times=9))
    page = shop.client().get("/hot").text
    assert (found(page), total(page)) == ([], 0)
    assert "Nobody has opened a paper here" in page


def test_pages_go_on_and_nonsense_is_refused(shop: Stand) -> None:
    opened(shop, "2611.00001", 2)
    opened(shop, "2611.00002", 1)
    client = shop.client()
    assert found(client.get("/hot?show=1&skip=1").text) == ["2611.00002"]
    assert client.get("/hot?window=year").status_code == 400
    assert client.get("/hot?skip=x").status_code == 400

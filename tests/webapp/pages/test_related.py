"""Related papers: their page, and the list put under a card."""

from pathlib import Path

import pytest
from lxml import html

from tests.webapp.searching import found, searchable
from tests.webapp.stand import Stand


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def shelve(shop: Stand) -> None:
    """Two papers on adapters, ten on galaxies."""
    shop.paper("2611.00001", title="Adapters of low rank", abstract="Finetuning adapters cheaply.")
    shop.paper("2611.00002", title="Adapters for finetuning", abstract="Of low rank as well.")
    for number in range(10, 20):
        shop.paper(f"2611.000{number}", "astro-ph.GA", title=f"Galaxies {number}", abstract="Dust among stars.")


def test_the_page_has_whole_cards_and_says_what_they_share(shop: Stand, folder: Path) -> None:
    shelve(shop)
    page = searchable(shop, folder).get("/arxiv/2611.00001/related").text
    assert found(page) == ["2611.00002"]
    [why] = html.fromstring(page).find_class("why")
    assert why.text.startswith("Shares ")
    assert "adapters" in why.text.lower()


def test_each_card_links_to_its_related_papers(shop: Stand, folder: Path) -> None:
    shelve(shop)
    page = html.fromstring(searchable(shop, folder).get("/arxiv/2611.00001").text)
    assert page.get_element_by_id("rel-2611.00001").get("href") == "/arxiv/2611.00001/related"


def test_the_list_for_a_card_is_short_and_leads_to_the_page(shop: Stand, folder: Path) -> None:
    shelve(shop)
    piece = html.fragment_fromstring(searchable(shop, folder).get("/arxiv/2611.00001/related/list").text.strip())
    assert [link.get("href") for link in piece.iter("a")] == ["/arxiv/2611.00002", "/arxiv/2611.00001/related"]


def test_a_paper_like_no_other_says_so(shop: Stand, folder: Path) -> None:
    shop.paper("2611.00001", title="Alone", abstract="Nothing is like this.")
    client = searchable(shop, folder)
    for path in ("/arxiv/2611.00001/related", "/arxiv/2611.00001/related/list"):
        assert "Nothing held here is like it" in client.get(path).text


@pytest.mark.parametrize(
    ("typed", "status", "location"),
    [
        ("/arxiv/2611.00001v2/related", 301, "/arxiv/2611.00001/related"),
        ("/arxiv/2611.09999/related", 302, "/arxiv/2611.09999"),
        ("/arxiv/2611.09999/related/list", 302, "/arxiv/2611.09999"),
        ("/arxiv/cs.CL/related", 404, None),
        ("/arxiv/2611.00001,2611.00002/related", 404, None),
        ("/arxiv/2699.00001/related", 404, None),
    ],
)
def test_related_papers_are_those_of_one_paper(
    shop: Stand, folder: Path, typed: str, status: int, location: str | None
) -> None:
    shop.paper("2611.00001")
    response = searchable(shop, folder).get(typed)
    assert (response.status_code, response.location) == (status, location)

"""Authors' pages, on which nobody is taken for somebody else without a word."""

from pathlib import Path

import pytest
from lxml import html

from crawler.records import Author
from tests.webapp.searching import found, searchable, total
from tests.webapp.stand import Stand


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def written_by(shop: Stand, *names: str) -> None:
    """A paper each, the first numbered 1."""
    for number, name in enumerate(names, 1):
        shop.paper(f"2611.0000{number}", authors=(Author("Somebody Else"), Author(name)))


def test_papers_under_one_name_are_listed_newest_first(shop: Stand, folder: Path) -> None:
    written_by(shop, "Ada Lovelace", "Anna Lovelace", "Ada Lovelace")
    page = searchable(shop, folder).get("/author/Ada%20Lovelace").text
    assert (found(page), total(page)) == (["2611.00003", "2611.00001"], 2)
    assert "does not tell people of one name apart" in page


def test_capitals_and_accents_make_no_other_person(shop: Stand, folder: Path) -> None:
    written_by(shop, "Zoë Ünal", "Zoe Unal", "ZOË ÜNAL")
    page = searchable(shop, folder).get("/author/zoe_unal").text
    assert total(page) == 3
    assert "Zoe Unal (1)" in page


def test_other_forms_are_offered_and_not_joined(shop: Stand, folder: Path) -> None:
    written_by(shop, "Ada Lovelace", "A. Lovelace", "Ada K. Lovelace", "Anna Lovelace")
    client = searchable(shop, folder)
    page = client.get("/author/Ada%20Lovelace").text
    assert found(page) == ["2611.00001"]
    offered = html.fromstring(page).xpath("//p[@class='lead']/a/@href")
    assert sorted(offered) == [
        "/author/A.%20Lovelace",
        "/author/Ada%20K.%20Lovelace",
        "/author/Ada%20Lovelace?forms=all",
    ]
    joined = client.get("/author/Ada%20Lovelace?forms=all").text
    assert found(joined) == ["2611.00003", "2611.00002", "2611.00001"]
    assert "papers of other people may be among them" in joined


def test_initials_are_said_to_stand_for_many(shop: Stand, folder: Path) -> None:
    written_by(shop, "Ada Lovelace", "A. Lovelace", "Anna Lovelace")
    page = searchable(shop, folder).get("/author/A.%20Lovelace").text
    assert found(page) == ["2611.00002"]
    assert "Initials stand for many names" in page
    assert "/author/Anna%20Lovelace" in page


def test_a_page_of_many_goes_on(shop: Stand, folder: Path) -> None:
    shop.announce_many(5)
    page = searchable(shop, folder).get("/author/Ada%20Invented?show=2&skip=2").text
    assert found(page) == ["2611.00003", "2611.00002"]
    [following] = html.fromstring(page).xpath("//nav[@aria-label='Pages']/a[@rel='next']/@href")
    assert found(searchable(shop, folder).get(following).text) == ["2611.00001"]


def test_a_name_nobody_here_has_and_what_is_no_name(shop: Stand, folder: Path) -> None:
    client = searchable(shop, folder)
    assert "No paper held here" in client.get("/author/Nobody%20Known").text
    assert client.get("/author/%3F%21").status_code == 404


def test_every_author_on_a_card_leads_to_their_page(shop: Stand, folder: Path) -> None:
    shop.paper("2611.00001", authors=(Author("The A/B Team"),))
    client = searchable(shop, folder)
    [link] = html.fromstring(client.get("/arxiv/2611.00001").text).find_class("author")
    assert found(client.get(link.get("href")).text) == ["2611.00001"]

"""How much of each paper a list shows, by setting and by address; the card that a list of titles opens in place."""

import gzip

import pytest
from lxml import html

from crawler.records import Author
from tests.webapp.stand import CountedQueries, Stand

LIST = "/arxiv/cs.CL"
PARTS = {
    "titles": (),
    "keywords": ("byline", "keywords"),
    "abstracts": ("byline", "summary", "facts"),
}


def shown(page: str) -> set[str]:
    """The parts of a paper that a page's first card has."""
    card = html.fromstring(page).find_class("paper")[0]
    return {name for name in ("byline", "keywords", "summary", "facts") if card.find_class(name)}


@pytest.mark.parametrize("density", PARTS)
def test_by_its_address_a_list_shows_as_much_of_each_paper_as_asked_for(shop: Stand, density: str) -> None:
    shop.announce("2611.00001")
    client = shop.client()
    for path in (LIST, "/arxiv/2611.00001,2611.00002"):
        page = client.get(path, query_string={"density": density}).text
        assert shown(page) == set(PARTS[density])
        [current] = html.fromstring(page).xpath("//nav[contains(@class, 'density')]//a[@aria-current]")
        assert current.get("href") == f"{path}?density={density}"


@pytest.mark.parametrize("density", PARTS)
def test_every_card_keeps_the_names_that_add_ons_read_and_can_be_marked(shop: Stand, density: str) -> None:
    shop.announce("2611.00001")
    page = html.fromstring(shop.client().get(f"{LIST}?density={density}").text)
    [card] = page.xpath("//div[@id='2611.00001' and contains(@class, 'panel paper') and @keywords]")
    assert card.find_class("title-link")[0].get("href") == "/arxiv/2611.00001"
    assert card.find_class("title-pdf")[0].get("data") == "https://arxiv.org/pdf/2611.00001"
    assert card.find_class("title-kimi")[0].get("href") == "/arxiv/2611.00001/answers"
    assert [button.get("name") for button in card.iter("button")] == ["star", "read", "hide"]


def test_the_ten_keywords_each_lead_to_a_search(shop: Stand) -> None:
    shop.announce("2611.00001", abstract="Adapters of low rank finetune frozen transformers cheaply, says nobody.")
    page = html.fromstring(shop.client().get(f"{LIST}?density=keywords").text)
    [card] = page.find_class("paper")
    links = card.find_class("keywords")[0].findall("a")
    assert [link.text for link in links] == card.get("keywords").split(",")
    assert links[0].get("href") == f"/arxiv/search?query={links[0].text}"


def test_a_readers_setting_holds_unless_the_address_says_otherwise(shop: Stand) -> None:
    shop.announce("2611.00001")
    client = shop.client()
    client.post("/reader/settings", json={"density": "titles"})
    assert shown(client.get(LIST).text) == set()
    assert shown(client.get(f"{LIST}?density=abstracts").text) == set(PARTS["abstracts"])
    assert "summary" in client.get("/arxiv/2611.00001").text


def test_marks_show_on_a_line_as_on_a_whole_card(shop: Stand) -> None:
    shop.announce_many(2)
    client = shop.client()
    for mark in ("read", "star"):
        client.post("/reader/marks", data={mark: "2611.00001"})
    client.post("/reader/marks", data={"hide": "2611.00002"})
    for density in PARTS:
        page = html.fromstring(client.get(f"{LIST}?density={density}").text)
        marks = {card.get("id"): card.find("article").get("data-marks") for card in page.find_class("paper")}
        assert marks == {"2611.00001": "star read", "2611.00002": "hide"}


def test_the_links_of_a_list_keep_what_its_address_asked_for(shop: Stand) -> None:
    shop.announce_many(3)
    page = html.fromstring(shop.client().get(f"{LIST}?show=1&skip=1&density=titles").text)
    [pages] = page.find_class("pages")
    leading = [link.get("href") for link in [*pages.iter("a"), *page.find_class("order")[0].iter("a")]]
    assert leading
    assert all(address.endswith("density=titles") for address in leading)


@pytest.mark.parametrize("path", [LIST, "/arxiv/search", "/hot", "/month/2026-11", "/reader/stars"])
def test_a_density_there_is_not_is_refused_with_those_there_are(shop: Stand, path: str) -> None:
    response = shop.client().get(path, query_string={"density": "dense"})
    assert response.status_code == 400
    assert "density=titles" in response.text


def test_titles_take_no_more_queries_than_abstracts(shop: Stand) -> None:
    shop.announce_many(5)
    client = shop.client()
    counts = set()
    for density in PARTS:
        with CountedQueries(client.application.extensions["paperstand"].engine) as queries:
            client.get(f"{LIST}?density={density}")
        counts.add(queries.count)
    assert len(counts) == 1


def test_a_hundred_papers_are_a_small_page(shop: Stand) -> None:
    """Of invented papers as long as real ones are, whose words repeat less than these do. Real ones: `benchmarks/browsing.py`."""
    for number in range(1, 101):
        words = [f"{stem}{(number * 7919 + place * 104729) % 9973}" for place, stem in enumerate(("low", "rank") * 90)]
        shop.announce(
            f"2611.{number:05}",
            title=" ".join(words[:10]),
            abstract=" ".join(words[10:]),
            authors=tuple(Author(f"Given{number} Family{number * place}") for place in range(6)),
        )
    client = shop.client()
    for density, most in (("titles", 30_000), ("abstracts", 120_000)):
        page = client.get(f"{LIST}?show=100&density={density}").data
        assert page.count(b'class="panel paper"') == 100
        assert len(gzip.compress(page, 6)) <= most


def test_a_card_by_itself_is_whole_whatever_the_reader_has_set(shop: Stand) -> None:
    shop.announce("2611.00001")
    client = shop.client()
    client.post("/reader/settings", json={"density": "titles"})
    response = client.get("/arxiv/2611.00001/card")
    [card] = html.fromstring(f"<main>{response.text}</main>").find_class("paper")
    assert card.find_class("summary")
    assert card.find_class("subjects")
    assert "<html" not in response.text


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/arxiv/2611.00001v1/card", 301, "/arxiv/2611.00001/card"),
        ("/arxiv/2611.09999/card", 302, "/arxiv/2611.09999"),
        ("/arxiv/cs.CL/card", 404, None),
        ("/arxiv/2611.00001,2611.00002/card", 404, None),
    ],
)
def test_what_is_no_card_leads_to_what_it_is_or_is_refused(
    shop: Stand, path: str, status: int, location: str | None
) -> None:
    shop.announce("2611.00001")
    response = shop.client().get(path)
    assert (response.status_code, response.location) == (status, location)

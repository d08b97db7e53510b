"""The search page as a browser gets it."""

import io
import json
from pathlib import Path

import pytest
from lxml import html

from crawler.records import Author, Kind
from crawler.search import parse
from crawler.store.models import Open
from tests.webapp.searching import found, searchable, total
from tests.webapp.stand import FRIDAY, THURSDAY, CountedQueries, Stand
from webapp.search_words import search_examples


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_hits_are_whole_cards_with_the_words_marked(shop: Stand, folder: Path) -> None:
    shop.announce("2611.00001", title="Low-rank adaptation", abstract="We adapt in low rank.", categories="cs.CL cs.LG")
    shop.announce("2611.00002", title="Something else")
    page = searchable(shop, folder).get("/arxiv/search?query=low+rank").text
    assert (found(page), total(page)) == (["2611.00001"], 1)
    card = html.fromstring(page).get_element_by_id("2611.00001")
    assert card.get("data-announced") == "2026-11-20"
    assert card.find_class("title-pdf")
    marks = [mark.text for mark in card.iter("mark")]
    assert marks == ["Low", "rank", "low", "rank"]


def test_marks_leave_formulas_and_escapes_alone(shop: Stand, folder: Path) -> None:
    shop.announce("2611.00001", title="On x & the rank <b> of $x$", abstract="The rank of $rank_x$ is x.")
    page = searchable(shop, folder).get("/arxiv/search?query=rank+x").text
    tree = html.fromstring(page)
    assert tree.xpath("//math//mark | //*[@class='tex']//mark") == []
    title = tree.get_element_by_id("title-2611.00001")
    assert title.text_content().startswith("On x & the rank <b> of")
    assert [mark.text for mark in title.iter("mark")] == ["x", "rank"]


def test_what_is_sought_in_one_field_is_marked_only_there(shop: Stand, folder: Path) -> None:
    shop.announce("2611.00001", title="Rank", abstract="Of rank.", authors=(Author("Jo Rank"),))
    page = searchable(shop, folder).get("/arxiv/search?query=ti:rank").text
    assert [mark.getparent().get("class") for mark in html.fromstring(page).iter("mark")] == ["title-link"]


def test_the_cards_take_one_query_however_many_there_are(shop: Stand, folder: Path) -> None:
    shop.announce_many(30)
    client = searchable(shop, folder)
    client.get("/arxiv/search?query=paper")
    counts = []
    for show in (3, 30):
        with CountedQueries(shop.engine) as queries:
            assert len(found(client.get(f"/arxiv/search?query=paper&show={show}").text)) == show
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 3


def test_a_slice_counts_on_and_the_neighbours_are_linked(shop: Stand, folder: Path) -> None:
    shop.announce_many(5)
    page = searchable(shop, folder).get("/arxiv/search?query=paper&sort=date&show=2&skip=2").text
    assert (found(page), total(page)) == (["2611.00003", "2611.00002"], 5)
    assert [number.text for number in html.fromstring(page).find_class("number")] == ["#3", "#4"]
    links = {link.get("rel"): link.get("href") for link in html.fromstring(page).xpath("//nav[@aria-label='Pages']/a")}
    assert links == {
        "prev": "/arxiv/search?query=paper&sort=date&show=2&skip=0",
        "next": "/arxiv/search?query=paper&sort=date&show=2&skip=4",
    }


@pytest.mark.parametrize("sort", ["date", "0"])
def test_newest_first_goes_by_number(shop: Stand, folder: Path, sort: str) -> None:
    for number in ("2611.00002", "2611.00001", "2601.00003"):
        shop.paper(number)
    page = searchable(shop, folder).get(f"/arxiv/search?query=paper&sort={sort}").text
    assert found(page) == ["2611.00002", "2611.00001", "2601.00003"]


@pytest.mark.parametrize("sort", ["stars", "1"])
def test_by_stars_what_was_opened_most_comes_first(shop: Stand, folder: Path, sort: str) -> None:
    shop.announce_many(3)
    shop.row(Open(arxiv_id="2611.00001", day=FRIDAY, kind="pdf", times=2))
    shop.row(Open(arxiv_id="2611.00002", day=FRIDAY, kind="star", times=5))
    page = searchable(shop, folder).get(f"/arxiv/search?query=paper&sort={sort}").text
    assert found(page) == ["2611.00002", "2611.00001", "2611.00003"]


def test_categories_days_and_kinds_narrow_a_search(shop: Stand, folder: Path) -> None:
    shop.announce("2611.00001", day=FRIDAY)
    shop.announce("2611.00002", day=THURSDAY, categories="cs.CL cs.CY")
    shop.announce("2611.00003", "cs.LG", kind=Kind.CROSS, categories="math.ST cs.LG")
    client = searchable(shop, folder)

    def narrowed(parameters: str) -> list[str]:
        return sorted(found(client.get(f"/arxiv/search?query=paper&{parameters}").text))

    assert narrowed("category=cs.CL") == ["2611.00001", "2611.00002"]
    assert narrowed("category=cs.CL-cs.CY") == ["2611.00001"]
    assert narrowed("category=math") == ["2611.00003"]
    assert narrowed("category=cs.CY&category=math.ST") == ["2611.00002", "2611.00003"]
    assert narrowed("date=2026-11-19") == ["2611.00002"]
    assert narrowed("date=2026-11-20..") == ["2611.00001", "2611.00003"]
    assert narrowed("from=2026-11-01&to=2026-11-19") == ["2611.00002"]
    assert narrowed("kind=cross") == ["2611.00003"]


def test_filters_alone_list_all_they_leave_newest_first(shop: Stand, folder: Path) -> None:
    shop.announce_many(2)
    shop.paper("2611.00009", "math.ST")
    assert found(searchable(shop, folder).get("/arxiv/search?category=cs.CL").text) == ["2611.00002", "2611.00001"]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("2402.12354", "/arxiv/2402.12354"),
        ("arXiv:2402.12354v2 [cs.LG]", "/arxiv/2402.12354v2"),
        ("https://arxiv.org/pdf/2402.12354", "/arxiv/2402.12354"),
        ("https://doi.org/10.48550/arXiv.2402.12354", "/arxiv/2402.12354"),
        ("hep-th/9901001", "/arxiv/hep-th/9901001"),
        ("2402.12354, 1706.03762", "/arxiv/2402.12354,1706.03762"),
    ],
)
def test_identifiers_lead_straight_to_their_papers(shop: Stand, folder: Path, typed: str, path: str) -> None:
    response = searchable(shop, folder).get("/arxiv/search", query_string={"query": typed})
    assert (response.status_code, response.location) == (302, path)


def test_what_was_not_understood_is_said_and_the_words_are_searched(shop: Stand, folder: Path) -> None:
    shop.paper("2611.00001", title="Strange syntax")
    page = searchable(shop, folder).get('/arxiv/search?query=strange+(syntax+"').text
    assert found(page) == ["2611.00001"]
    assert "A parenthesis was not closed" in page
    assert "A quotation mark has no partner" in page


def test_a_misspelt_word_is_asked_back(shop: Stand, folder: Path) -> None:
    for number in range(1, 8):
        shop.paper(f"2611.0000{number}", title="Attention again")
    page = searchable(shop, folder).get("/arxiv/search?query=atention&category=cs.CL").text
    [instead] = html.fromstring(page).find_class("instead")
    assert instead.text_content().strip() == "Did you mean attention?"
    assert instead.find("a").get("href") == "/arxiv/search?query=attention&category=cs.CL"


def test_stars_of_this_reader_can_be_searched(shop: Stand, folder: Path) -> None:
    shop.announce_many(3)
    client = searchable(shop, folder)
    assert "there is nothing yet" in client.get("/arxiv/search?query=in:stars").text
    client.post("/reader/marks", data={"star": "2611.00002"})
    assert found(client.get("/arxiv/search?query=in:stars").text) == ["2611.00002"]
    assert found(client.get("/arxiv/search?query=paper+-in:stars&sort=date").text) == ["2611.00003", "2611.00001"]
    assert found(searchable(shop, folder).get("/arxiv/search?query=in:stars").text) == []


def test_an_empty_search_explains_itself_with_examples_that_are_understood(shop: Stand, folder: Path) -> None:
    page = searchable(shop, folder).get("/arxiv/search").text
    links = [link.get("href") for link in html.fromstring(page).xpath("//dl[@class='examples']//a")]
    assert len(links) == len(search_examples())
    assert [parse(text).notes for text, _ in search_examples()] == [()] * len(links)


def test_no_hits_come_with_ways_on(shop: Stand, folder: Path) -> None:
    shop.paper("2611.00001")
    client = searchable(shop, folder)
    page = client.get("/arxiv/search?query=nowhere&category=cs.CL").text
    [nothing] = html.fromstring(page).find_class("nothing")
    assert "/arxiv/search?query=nowhere" in [link.get("href") for link in nothing.iter("a")]
    assert "There is no word in" in client.get("/arxiv/search?query=%3F%21").text
    assert "The hits end with number 1" in client.get("/arxiv/search?query=paper&skip=50").text


def test_without_an_index_the_page_says_so_and_how_to_heal(shop: Stand, folder: Path) -> None:
    shop.announce("2611.00001")
    client = searchable(shop, folder)
    (folder / "index" / "current").unlink()
    for path in (
        "/arxiv/search?query=paper",
        "/arxiv/2611.00001/related",
        "/arxiv/2611.00001/related/list",
        "/author/Ada%20Invented",
        "/month/2026-11",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "python -m crawler reindex" in answer.text
    page = html.fromstring(client.get("/arxiv/search?query=paper").text)
    assert page.get_element_by_id("query").get("value") == "paper"
    assert client.get("/arxiv/search/suggest?q=paper").json == {"authors": [], "papers": []}
    assert client.get("/arxiv/search?query=2611.00001").location == "/arxiv/2611.00001"


def test_a_broken_index_is_no_fault_either(shop: Stand, folder: Path) -> None:
    shop.announce("2611.00001")
    client = searchable(shop, folder)
    for file in (folder / "index").rglob("*.*"):
        file.write_bytes(b"broken")
    answer = client.get("/arxiv/search?query=paper")
    assert answer.status_code == 200
    assert "Search is not ready" in answer.text


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ("sort=best", 400),
        ("date=yesterday", 400),
        ("date=2026-03-06..2026-03-02", 400),
        ("from=x", 400),
        ("show=0", 400),
        ("skip=10001", 400),
        ("kind=old", 400),
        ("category=cs.XX", 404),
        ("date=2027-01-01..", 200),
        ("date=..", 200),
        ("highlight=1", 200),
    ],
)
def test_parameters_that_make_no_sense_are_refused_with_a_sentence(
    shop: Stand, folder: Path, parameters: str, status: int
) -> None:
    assert searchable(shop, folder).get(f"/arxiv/search?query=a&{parameters}").status_code == status


def test_every_page_has_the_box(shop: Stand, folder: Path) -> None:
    shop.announce("2611.00001")
    client = searchable(shop, folder)
    pages = (
        "/",
        "/arxiv/cs.CL",
        "/arxiv/2611.00001",
        "/arxiv/2611.09999",
        "/help",
        "/status",
        "/reader",
        "/arxiv/cs.XX",
    )
    for path in (*pages, "/arxiv/search", "/arxiv/search?query=x", "/hot", "/month/2026-11", "/author/Ada%20Invented"):
        [box] = html.fromstring(client.get(path).text).xpath("//form[@role='search']//input[@type='search']")
        assert (box.get("name"), box.getparent().xpath("ancestor-or-self::form")[0].get("action")) == (
            "query",
            "/arxiv/search",
        )


def test_suggestions_name_authors_and_papers(shop: Stand, folder: Path) -> None:
    shop.paper("2611.00001", title="Suggesting $x^2$", authors=(Author("Zoë Suggestova"),))
    answer = searchable(shop, folder).get("/arxiv/search/suggest?q=sugg")
    assert answer.json == {
        "authors": [{"name": "Zoë Suggestova", "papers": 1, "path": "/author/Zo%C3%AB%20Suggestova"}],
        "papers": [{"id": "2611.00001", "title": "Suggesting x²", "path": "/arxiv/2611.00001"}],
    }


def test_a_saved_search_leads_back_to_the_same_hits(shop: Stand, folder: Path) -> None:
    shop.announce_many(2)
    client = searchable(shop, folder)
    page = client.get("/arxiv/search?query=paper&date=2026-11-20&sort=date").text
    [address] = html.fromstring(page).xpath("//form[@action='/reader/searches']/input[@name='address']/@value")
    client.post("/reader/searches", data={"address": address, "name": "Mine"})
    [saved] = html.fromstring(client.get("/").text).xpath("//section[@class='saved']//a[@class='name']/@href")
    assert found(client.get(saved).text) == found(page) == ["2611.00002", "2611.00001"]


def test_old_papers_are_found_by_the_month_of_their_number(shop: Stand, folder: Path) -> None:
    shop.paper("hep-th/9901001", "hep-th")
    page = searchable(shop, folder).get("/arxiv/search?query=date:1999-01").text
    assert found(page) == ["hep-th/9901001"]


def test_a_saved_search_shows_what_is_new_until_it_is_looked_at(shop: Stand, folder: Path) -> None:
    shop.announce("2611.00001", day=FRIDAY, title="LoRA again")
    client = searchable(shop, folder)
    saved = "/arxiv/search?query=lora"
    client.post("/reader/searches", data={"address": saved, "name": "LoRA"})
    content = json.loads(client.get("/reader/export").data)
    content["searches"][0]["looked"] = "2026-11-19"
    client.post("/reader/import", data={"file": (io.BytesIO(json.dumps(content).encode()), "p.json")})
    home = html.fromstring(client.get("/").text)
    assert " ".join(home.find_class("saved")[0].text_content().split()) == "Saved lists and searches LoRA 1 new"
    [new] = home.xpath("//section[@class='saved']//a[contains(@class, 'unread-count')]/@href")
    assert found(client.get(new).text) == ["2611.00001"]
    for path in (saved, new, f"{saved}&sort=date&skip=0"):
        assert f'<meta name="seen" content="{saved}">' in client.get(path).text
    for path in ("/arxiv/search?query=other", "/arxiv/search"):
        assert 'name="seen"' not in client.get(path).text
    [button] = html.fromstring(client.get("/reader").text).xpath("//button[@name='seen']/@value")
    client.post("/reader/searches", data={"seen": button})
    assert "LoRA 0 new" in " ".join(html.fromstring(client.get("/").text).find_class("saved")[0].text_content().split())
    assert "Set-Cookie" not in shop.client().post("/reader/searches", data={"seen": saved}).headers

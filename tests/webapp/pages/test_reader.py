"""A reader's own pages: what is kept, joining, moving house, being forgotten."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Table

from crawler.store.models import Base
from crawler.store.session import reading
from tests.webapp.pages.test_articles import with_articles
from tests.webapp.stand import FRIDAY_MORNING, Stand

ID = "2611.00001"


def marked(shop: Stand) -> FlaskClient:
    """A browser that has marked papers in every way."""
    client = shop.client()
    client.post("/reader/marks", data={"star": f"{ID},2611.00002", "read": ID, "hide": "2611.00003"})
    client.post("/reader/marks", data={"paper": "2611.00002", "note": "Compare."})
    client.post("/reader/marks", data={"paper": ID, "list": "low rank"})
    client.post("/reader/settings", json={"theme": "dark", "categories": ["cs.CL"]})
    client.post("/reader/searches", data={"address": "/arxiv/cs.CL+cs.LG", "name": "Both"})
    return client


def at_home(shop: Stand) -> FlaskClient:
    """The same, of whom everything else is kept too that can be: a trail, and an article read."""
    client = marked(with_articles(shop))
    client.post("/reader/articles", data={"read": "1"})
    trail = client.post("/trails", data={"title": "My way"}).headers["Location"].removesuffix("/edit")
    entries = {"what": [ID, "https://kexue.fm/archives/1"], "title": ["", "A link"], "note": ["Begin here.", ""]}
    client.post(trail, data={"title_of_trail": "My way", "introduction": "Why.\nAnd how.", **entries})
    return client


def exported(client: FlaskClient) -> dict[str, Any]:
    """What the file holds, but for the time it was made."""
    content: dict[str, Any] = json.loads(client.get("/reader/export").data)
    content.pop("exported")
    return content


def import_file(client: FlaskClient, content: bytes, name: str = "paperstand.json") -> Any:
    """Upload a file as the form does."""
    return client.post("/reader/import", data={"file": (io.BytesIO(content), name)})


def join_link(client: FlaskClient) -> str:
    """The path of a new link for another device."""
    page = html.fromstring(client.post("/reader/devices").text)
    [link] = page.xpath("//a[@id='link']/@href")
    return str(link).removeprefix("http://localhost")


def cards(page: str) -> list[str]:
    """The papers on a page, in their order."""
    return [card.get("id") for card in html.fromstring(page).find_class("paper")]


def test_the_overview_counts_what_is_kept(shop: Stand) -> None:
    shop.announce_many(3)
    page = html.fromstring(marked(shop).get("/reader").text)
    text = " ".join(page.xpath("//main")[0].text_content().split())
    for part in ("Starred 2", "With a note 1", "Hidden 1", "Read 1", "low rank 1", "Both 1 unread"):
        assert part in text


@pytest.mark.parametrize("path", ["/reader", "/reader/stars", "/reader/settings", "/reader/export", "/reader/forget"])
def test_who_has_marked_nothing_finds_the_pages_empty_and_is_told_how_to_begin(shop: Stand, path: str) -> None:
    answer = shop.client().get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "No account" in shop.client().get("/reader").text


def test_papers_stand_under_their_marks_the_latest_first(shop: Stand) -> None:
    shop.announce_many(3)
    client = marked(shop)
    assert cards(client.get("/reader/stars").text) == ["2611.00002", ID]
    assert cards(client.get("/reader/notes").text) == ["2611.00002"]
    assert cards(client.get("/reader/lists/low rank").text) == [ID]
    # What is hidden on lists is shown where one looks for it.
    assert 'data-marks=""' in client.get("/reader/hidden").text
    assert client.get("/reader/lists/another").status_code == 200
    assert client.get("/reader/nonsense").status_code == 404


def test_many_stars_come_a_page_at_a_time(shop: Stand) -> None:
    shop.announce_many(60)
    client = shop.client()
    client.post("/reader/marks", data={"star": ",".join(f"2611.{number:05}" for number in range(1, 61))})
    first = client.get("/reader/stars").text
    assert len(cards(first)) == 50
    [more] = html.fromstring(first).xpath("//a[@rel='next']/@href")
    rest = cards(client.get(f"/reader/stars{more}").text)
    assert len(rest) == 10
    assert not set(rest) & set(cards(first))
    for skip in ("nonsense", "-1", "9" * 30):
        assert client.get(f"/reader/stars?skip={skip}").status_code == 200


def test_a_shared_list_is_an_address_that_anyone_opens_and_nothing_of_the_reader_is_in_it(shop: Stand) -> None:
    shop.announce_many(3)
    client = marked(shop)
    [share] = html.fromstring(client.get("/reader/stars").text).xpath("//a[@id='share']/@href")
    page = shop.client().get(share).text
    assert cards(page) == ["2611.00002", ID]
    assert "Compare." not in page


def test_a_marked_paper_that_is_not_held_is_named(shop: Stand) -> None:
    client = shop.client()
    client.post("/reader/marks", data={"star": "1706.03762"})
    assert '<a href="/arxiv/1706.03762">1706.03762</a>' in client.get("/reader/stars").text
    assert client.get("/reader/papers/1706.03762").status_code == 200
    assert client.get("/reader/papers/nonsense").status_code == 404


def test_another_browser_joins_with_the_link_and_brings_its_marks(shop: Stand) -> None:
    shop.announce_many(4)
    first = marked(shop)
    link = join_link(first)
    second = first.application.test_client()
    second.post("/reader/marks", data={"star": "2611.00004"})
    offer = second.get(link)
    assert "added to them" in offer.text
    joined = second.post(link)
    assert (joined.status_code, joined.location) == (303, "/reader")
    assert cards(second.get("/reader/stars").text) == cards(first.get("/reader/stars").text)
    assert "2611.00004" in cards(first.get("/reader/stars").text)
    assert 'data-theme="dark"' in second.get("/").text


def test_a_link_that_is_only_opened_is_not_used_up_and_one_used_works_no_more(shop: Stand) -> None:
    first = marked(shop)
    link = join_link(first)
    app = first.application
    for _ in range(2):
        answer = app.test_client().get(link)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert app.test_client().post(link).status_code == 303
    used = app.test_client().post(link)
    assert used.status_code == 410
    assert "Set-Cookie" not in used.headers
    assert app.test_client().get(link).status_code == 410
    assert app.test_client().get("/reader/join/nonsense").status_code == 410


def test_a_link_lapses(shop: Stand) -> None:
    link = join_link(marked(shop))
    later = Stand(shop.engine, now=FRIDAY_MORNING + timedelta(minutes=16))
    assert later.client().post(link).status_code == 410


def test_the_page_with_the_link_is_kept_nowhere_and_shows_it_as_a_picture(shop: Stand) -> None:
    answer = marked(shop).post("/reader/devices")
    assert answer.headers["Cache-Control"] == "no-store"
    [code] = html.fromstring(answer.text).xpath("//div[@role='img']/*")
    assert code.tag == "svg"


def test_a_state_exported_here_is_met_again_there_and_taking_it_in_twice_changes_nothing(shop: Stand) -> None:
    shop.announce_many(3)
    client = at_home(shop)
    answer = client.get("/reader/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="paperstand-2026-11-20.json"'
    other = client.application.test_client()
    said = " ".join(
        html.fromstring(import_file(other, answer.data).text).find_class("shelves")[0].text_content().split()
    )
    assert said == "Marks 6 Settings 2 Saved lists and searches 1 Trails of your own 1 Articles read 1"
    assert exported(other) == exported(client)
    import_file(other, answer.data)
    assert exported(other) == exported(client)


def test_of_a_trail_in_a_file_and_one_kept_the_later_word_holds(shop: Stand) -> None:
    client = at_home(shop)
    [path] = trails(client)
    old = client.get("/reader/export").data
    other = client.application.test_client()
    import_file(other, old)
    [copy] = trails(other)
    assert copy != path
    other.post(copy, data={"title_of_trail": "Another way", "what": ["2611.00002"]})
    import_file(other, old)
    assert [each["title"] for each in exported(other)["trails"]] == ["Another way"]
    import_file(client, other.get("/reader/export").data)
    assert trails(client) == [path]
    assert exported(client)["trails"] == exported(other)["trails"]


def trails(client: FlaskClient) -> list[str]:
    """The addresses of the reader's own trails."""
    return [
        str(link).removesuffix("/edit")
        for link in html.fromstring(client.get("/articles").text).xpath("//a[contains(@href, '/edit')]/@href")
    ]


def test_articles_in_a_file_that_are_not_held_here_are_named(shop: Stand) -> None:
    content = {
        "format": "paperstand-reader",
        "articles": [{"blog": "blog.example", "article": "<b>7</b>", "at": "2026-11-20T00:00:00Z"}],
    }
    said = import_file(shop.client(), json.dumps(content).encode()).text
    assert "blog.example/&lt;b&gt;7&lt;/b&gt; This article is not held here." in said


def test_an_old_file_does_not_bring_back_what_was_taken_back_since(shop: Stand) -> None:
    client = marked(shop)
    old = client.get("/reader/export").data
    client.post("/reader/marks", data={"unstar": ID})
    import_file(client, old)
    [star] = [mark for mark in exported(client)["marks"] if mark["kind"] == "star" and mark["paper"] == ID]
    assert not star["on"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": "other"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "paperstand-reader", "marks": 3}',
    ],
)
def test_a_file_that_is_none_of_ours_is_a_clear_error_and_makes_no_reader(shop: Stand, content: bytes) -> None:
    answer = import_file(shop.client(), content)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_without_a_file_the_form_says_what_is_missing(shop: Stand) -> None:
    assert "Choose the file" in shop.client().post("/reader/import", data={}).text


def test_what_is_hostile_in_a_file_is_left_out_or_shown_as_text(shop: Stand) -> None:
    content = {
        "format": "paperstand-reader",
        "marks": [
            {"id": "a", "paper": ID, "kind": "list", "name": "<script>alert(1)</script>", "at": "2026-11-20T00:00:00Z"},
            {"id": "<script>", "paper": ID, "kind": "star", "at": "2026-11-20T00:00:00Z"},
        ],
        "searches": [
            {"name": "<img src=x onerror=alert(1)>", "address": "/arxiv/cs.CL", "at": "2026-11-20T00:00:00Z"},
            {"name": "away", "address": "javascript:alert(1)", "at": "2026-11-20T00:00:00Z"},
        ],
    }
    client = shop.client()
    said = import_file(client, json.dumps(content).encode()).text
    assert "Left out: 2" in said
    for page in (said, client.get("/reader").text, client.get("/").text):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "javascript:alert" not in page


def test_forgetting_asks_first_then_leaves_nothing_on_any_browser(shop: Stand) -> None:
    first = at_home(shop)
    link = join_link(first)
    second = first.application.test_client()
    second.post(link)
    assert "cannot be undone" in first.get("/reader/forget").text
    answer = first.post("/reader/forget")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "paperstand_reader=;" in answer.headers["Set-Cookie"]
    for client in (first, second):
        assert cards(client.get("/reader/stars").text) == []
    with reading(shop.engine) as session:
        of_readers = [table for table in Base.metadata.sorted_tables if _is_of_readers(table)]
        assert len(of_readers) >= 9
        for table in of_readers:
            assert session.execute(table.select()).all() == [], table.name


def _is_of_readers(table: Table) -> bool:
    """Whether a table holds readers, or rows that belong to one or to something of one's."""
    return table.name == "readers" or any(_is_of_readers(key.column.table) for key in table.foreign_keys)

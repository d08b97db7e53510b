"""Atom feeds as feed readers get them."""

from datetime import date

import feedparser
import pytest
from lxml import etree

from crawler.records import Kind
from crawler.store.models import CrawlRun
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, MONDAY, Stand

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(shop: Stand, path: str = "/arxiv/cs.CL/feed") -> feedparser.FeedParserDict:
    response = shop.client().get(path)
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.data, response_headers={"content-type": response.content_type})
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def test_an_entry_tells_all_that_a_reader_needs(shop: Stand) -> None:
    facts = {"abstract": "A bound of $x^2$ for A < B & C.", "submitted": FRIDAY_MORNING}
    shop.announce("2611.00001", categories="cs.CL cs.LG", **facts)
    [entry] = parsed(shop).entries
    assert entry.id == "oai:arXiv.org:2611.00001"
    assert entry.title == "The paper 2611.00001"
    assert entry.updated == "2026-11-20T00:00:00-05:00"
    assert entry.published == "2026-11-20T15:00:00+00:00"
    assert [author.name for author in entry.authors] == ["Ada Invented", "Bao Nguyen"]
    assert [tag.term for tag in entry.tags] == ["cs.CL", "cs.LG"]
    assert [(link.rel, link.href) for link in entry.links] == [
        ("alternate", "http://localhost/arxiv/2611.00001"),
        ("related", "https://arxiv.org/abs/2611.00001"),
    ]
    assert "for A < B & C." in entry.summary


def test_the_feed_names_itself_and_its_list(shop: Stand) -> None:
    shop.announce("2611.00001", day=MONDAY)
    feed = parsed(shop, "/arxiv/cs.CL/feed?kind=new").feed
    assert feed.id == "http://localhost/arxiv/cs.CL/feed?kind=new"
    assert {link.rel: link.href for link in feed.links} == {
        "self": "http://localhost/arxiv/cs.CL/feed?kind=new",
        "alternate": "http://localhost/arxiv/cs.CL?kind=new",
    }
    assert feed.updated == "2026-11-16T00:00:00-05:00"


def test_midnight_is_eastern_in_summer_too(shop: Stand) -> None:
    shop.announce("2607.00001", day=date(2026, 7, 1))
    assert parsed(shop).entries[0].updated == "2026-07-01T00:00:00-04:00"


def test_replacements_are_left_out_unless_asked_for(shop: Stand) -> None:
    shop.announce("2611.00001")
    shop.announce("2610.00002", kind=Kind.REPLACE)
    assert [entry.id for entry in parsed(shop).entries] == ["oai:arXiv.org:2611.00001"]
    replaced = parsed(shop, "/arxiv/cs.CL/feed?kind=replace").entries
    assert [entry.id for entry in replaced] == ["oai:arXiv.org:2610.00002"]


def test_characters_that_xml_cannot_write_do_not_break_the_feed(shop: Stand) -> None:
    shop.announce("2611.00001", title="A bell\x07 and a form feed\x0c", abstract="\ufffe <b>&amp;</b> ]]>")
    feed = parsed(shop)
    assert "\x07" not in feed.entries[0].title
    assert feed.entries[0].title.startswith("A bell")


def test_several_papers_have_a_feed_too(shop: Stand) -> None:
    shop.announce("2611.00001")
    shop.paper("2611.00002")
    entries = parsed(shop, "/arxiv/2611.00002,2611.00001,2402.12354/feed").entries
    assert [entry.id for entry in entries] == ["oai:arXiv.org:2611.00002", "oai:arXiv.org:2611.00001"]


def test_a_feed_without_entries_is_valid(shop: Stand) -> None:
    feed = parsed(shop)
    assert (feed.entries, feed.feed.updated) == ([], "2026-11-20T00:00:00-05:00")


def test_every_feed_and_entry_has_what_the_standard_demands(shop: Stand) -> None:
    shop.announce_many(2)
    shop.paper("2611.00003", authors=())
    feed = etree.fromstring(shop.client().get("/arxiv/2611.00003,2611.00001/feed").data)
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            assert len(element.findall(ATOM + required)) == 1
    assert feed.findall(f"{ATOM}author"), "an entry whose authors are not known takes the feed's"


def test_an_unchanged_feed_is_not_sent_again(shop: Stand) -> None:
    shop.announce("2611.00001")
    shop.row(CrawlRun(command="fetch", subject="cs.CL", started=FRIDAY_MORNING, seen=FRIDAY_MORNING))
    client = shop.client()
    first = client.get("/arxiv/cs.CL/feed")
    assert first.headers["Last-Modified"] == "Fri, 20 Nov 2026 15:00:00 GMT"
    for name, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        assert client.get("/arxiv/cs.CL/feed", headers={name: value}).status_code == 304
    shop.announce("2611.00002", day=FRIDAY)
    assert client.get("/arxiv/cs.CL/feed", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/arxiv/cs.XX/feed", 404), ("/arxiv/cs.CL/feed?kind=old", 400)])
def test_a_feed_that_cannot_be_is_an_error(shop: Stand, path: str, status: int) -> None:
    assert shop.client().get(path).status_code == status

"""A search's feed."""

from pathlib import Path

from lxml import etree

from tests.webapp.searching import searchable
from tests.webapp.stand import FRIDAY, THURSDAY, Stand

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_a_feed_has_the_newest_papers_that_fit(shop: Stand, tmp_path: Path) -> None:
    shop.announce("2611.00001", day=THURSDAY, title="Sought")
    shop.announce("2611.00002", day=FRIDAY, title="Also sought")
    shop.announce("2611.00003", day=FRIDAY, title="Other", categories="math.ST")
    client = searchable(shop, tmp_path / "data")
    answer = client.get("/arxiv/search/feed?query=sought&category=cs.CL&sort=stars&show=1")
    feed = etree.fromstring(answer.data)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert feed.xpath("a:entry/a:id/text()", namespaces=ATOM) == [
        "oai:arXiv.org:2611.00002",
        "oai:arXiv.org:2611.00001",
    ]
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [
        "http://localhost/arxiv/search/feed?query=sought&category=cs.CL"
    ]
    assert feed.xpath("a:entry/a:updated/text()", namespaces=ATOM)[0] == "2026-11-20T00:00:00-05:00"


def test_a_feed_ends_with_its_hundredth_paper(shop: Stand, tmp_path: Path) -> None:
    shop.announce_many(101)
    feed = etree.fromstring(searchable(shop, tmp_path / "data").get("/arxiv/search/feed?query=paper").data)
    assert len(feed.xpath("a:entry", namespaces=ATOM)) == 100


def test_without_an_index_the_feed_says_so_and_is_not_kept(shop: Stand, tmp_path: Path) -> None:
    client = searchable(shop, tmp_path / "data")
    (tmp_path / "data" / "index" / "current").unlink()
    answer = client.get("/arxiv/search/feed?query=paper")
    feed = etree.fromstring(answer.data)
    assert feed.xpath("string(a:title)", namespaces=ATOM) == "paper at Paperstand: search is not ready"
    assert answer.headers["Cache-Control"] == "no-store"

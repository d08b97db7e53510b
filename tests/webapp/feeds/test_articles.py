"""The feeds of trails and of papers explained, as feed readers get them."""

import feedparser
import pytest

from tests.webapp.pages.test_articles import TRAILS, WHAT, post, with_articles
from tests.webapp.stand import Stand


def parsed(shop: Stand, path: str) -> feedparser.FeedParserDict:
    response = shop.client().get(path)
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.data, response_headers={"content-type": response.content_type})
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("path", TRAILS)
def test_a_trails_feed_has_its_articles_newest_first(shop: Stand, path: str) -> None:
    feed = parsed(with_articles(shop), f"{path}/feed")
    on_trail = [one for one in WHAT.articles if path.rpartition("/")[2] in one.topics]
    assert next(entry.id for entry in feed.entries) == max(on_trail, key=lambda one: one.day).url
    assert {entry.id for entry in feed.entries} == {one.url for one in on_trail}
    assert feed.feed.links[0].href == f"http://localhost{path}/feed"


def test_an_entry_of_a_trail_tells_what_the_trail_says_of_the_article(shop: Stand) -> None:
    [entry] = [one for one in parsed(with_articles(shop), "/articles/lora/feed").entries if one.id.endswith("/10226")]
    assert entry.title == "对齐全量微调！这是我看过最精彩的LoRA改进（一）"
    assert (
        "LoRA-GA: Low-Rank Adaptation with Gradient Approximation (https://arxiv.org/abs/2407.05000)" in entry.summary
    )
    assert "the first step resembles one of full fine-tuning" in entry.summary
    assert entry.link == "http://localhost/articles/10226"


def test_a_new_part_comes_first_in_its_trails_feed(shop: Stand) -> None:
    with_articles(shop)
    post(shop, "低秩近似之路（六）：续篇", "2611.00001")
    assert parsed(shop, "/articles/low-rank/feed").entries[0].title == "低秩近似之路（六）：续篇"


def test_papers_explained_come_once_each_with_the_newest_article_about_them(shop: Stand) -> None:
    with_articles(shop)
    shop.paper("2611.00001", title="Its own title")
    post(shop, "On two papers", "2611.00001", "2407.05000")
    entries = parsed(shop, "/articles/feed").entries
    assert [entry.id for entry in entries][:2] == ["oai:arXiv.org:2611.00001", "oai:arXiv.org:2407.05000"]
    assert entries[0].title == "Its own title"
    assert "Explained in “On two papers”" in entries[0].summary
    ids = [entry.id for entry in entries]
    assert len(ids) == len(set(ids))


def test_a_site_without_articles_has_an_empty_feed_and_no_trails(shop: Stand) -> None:
    assert parsed(shop, "/articles/feed").entries == []
    assert shop.client().get("/articles/low-rank/feed").status_code == 404

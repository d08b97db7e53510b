"""Which feeds are due, and what a look at one leaves behind."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawler.store.feeds import due, failed, feed_slug, follow, gone, looked, remember
from crawler.store.models import Feed
from crawler.store.session import writing

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
URL = "https://blog.example/feed"


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://kexue.fm/feed", "kexue.fm"),
        ("http://KEXUE.fm:80/feed/", "kexue.fm"),
        ("https://blog.example/index.xml", "blog.example"),
        ("https://example.org/notes/atom.xml", "example.org-notes"),
        ("http://127.0.0.1:8123/blog/feed", "127.0.0.1-blog"),
        ("https://example.org/?feed=rss2", "example.org"),
    ],
)
def test_a_blog_is_named_after_its_feeds_address(url: str, slug: str) -> None:
    assert feed_slug(url) == slug


def test_a_feed_is_due_when_new_and_then_hourly(engine: Engine) -> None:
    with writing(engine) as session:
        feeds = follow(session, [URL], NOW)
        assert due(feeds, NOW) == feeds
        looked(feeds[0], NOW, title="A blog", home="https://blog.example/")
        assert due(feeds, NOW + timedelta(minutes=59)) == []
        assert due(feeds, NOW + timedelta(minutes=60)) == feeds
        assert (feeds[0].title, feeds[0].state) == ("A blog", "followed")


def test_a_next_look_set_under_a_wrong_clock_does_not_hold_a_feed_back(engine: Engine) -> None:
    with writing(engine) as session:
        feeds = follow(session, [URL], NOW)
        looked(feeds[0], NOW + timedelta(days=365))
        assert due(feeds, NOW) == feeds


def test_a_failing_feed_is_asked_less_and_less_and_as_late_as_it_asks(engine: Engine) -> None:
    with writing(engine) as session:
        [feed] = follow(session, [URL], NOW)
        waits = []
        for _ in range(8):
            failed(feed, "down", NOW)
            waits.append(feed.next_look - NOW)
        assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 8, 16, 24, 24, 24)]
        failed(feed, "down", NOW, timedelta(days=3))
        assert feed.next_look == NOW + timedelta(days=3)
        failed(feed, "down", NOW, timedelta(days=4000))
        assert feed.next_look == NOW + timedelta(days=14)
        looked(feed, NOW)
        assert (feed.failures, feed.message) == (0, None)


def test_a_feed_that_is_gone_is_never_due_again(engine: Engine) -> None:
    with writing(engine) as session:
        feeds = follow(session, [URL], NOW)
        gone(feeds[0], NOW)
        assert due(feeds, NOW + timedelta(days=400)) == []


def test_a_feed_that_moved_for_good_is_asked_where_it_is_now(engine: Engine) -> None:
    with writing(engine) as session:
        looked(follow(session, [URL], NOW)[0], NOW, moved_to="https://new.example/feed")
    with writing(engine) as session:
        [feed] = follow(session, [URL], NOW)
        assert (feed.url, feed.slug) == ("https://new.example/feed", "blog.example")


def test_a_new_address_in_the_settings_begins_anew_on_the_same_blog(engine: Engine) -> None:
    with writing(engine) as session:
        [feed] = follow(session, [URL], NOW)
        remember(feed, '"x"', None)
        gone(feed, NOW)
        before = feed.id
    with writing(engine) as session:
        [feed] = follow(session, ["https://blog.example:8443/rss.xml"], NOW)
        assert (feed.id, feed.url, feed.etag, feed.state) == (before, "https://blog.example:8443/rss.xml", None, "new")
        assert due([feed], NOW) == [feed]


def test_two_addresses_of_one_blog_are_one_feed(engine: Engine) -> None:
    with writing(engine) as session:
        assert [feed.url for feed in follow(session, [URL, "https://blog.example/atom.xml"], NOW)] == [URL]
        assert session.query(Feed).count() == 1

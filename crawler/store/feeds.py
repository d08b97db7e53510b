"""The blogs that are followed: which feeds are due, and how the last look at each ended."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.store.models import Feed
from crawler.store.papers import lock_revisions

NEW, FOLLOWED, FAILING, GONE = "new", "followed", "failing", "gone"
LOOK_EVERY = timedelta(hours=1)
_LONGEST_WAIT = timedelta(days=1)  # between looks at a feed that keeps failing
_LONGEST_ASKED = timedelta(days=14)  # the longest Retry-After that is believed
_LONGEST_SLUG = 80
# The last parts of a feed's address that name no blog among those of a host.
_PLAIN = {"", "feed", "feeds", "rss", "atom", "index", "rss2", "all", "default", "posts", "xml"}


def feed_slug(url: str) -> str:
    """The name of a blog in our addresses, from its feed's: `kexue.fm`, `example.org-notes`. Scheme and port make no difference."""
    parts = urlsplit(url)
    names = [re.sub(r"\.(?:xml|rss|atom|json|php)$", "", name.lower()) for name in parts.path.split("/")]
    named = [parts.hostname or "", *(name for name in names if name not in _PLAIN)]
    return re.sub(r"[^a-z0-9.-]+", "-", "-".join(named))[:_LONGEST_SLUG].strip("-.")


def follow(session: Session, urls: Iterable[str], now: datetime) -> list[Feed]:
    """The feeds at these addresses, in their order, each blog once; a row is made for one that is new.

    An address that the settings give anew (another port, another path to the same name) is where the feed is looked for again,
    from the beginning. now: aware UTC. Commits nothing: the caller does.
    """
    lock_revisions(session)
    followed: dict[str, Feed] = {}
    for url in urls:
        slug = feed_slug(url)
        if slug not in followed:
            followed[slug] = _row(session, slug, url, now)
    return list(followed.values())


def due(feeds: Sequence[Feed], now: datetime) -> list[Feed]:
    """Those of the feeds that may be asked now. A next look further away than any wait was set under a wrong clock. now: aware UTC."""
    return [
        feed
        for feed in feeds
        if feed.state != GONE and not now < feed.next_look <= now + max(_LONGEST_ASKED, LOOK_EVERY)
    ]


def looked(
    feed: Feed, now: datetime, *, moved_to: str | None = None, title: str | None = None, home: str | None = None
) -> None:
    """Note a look that was answered. moved_to: where the feed has moved for good.   title, home: what it says of itself now."""
    feed.state, feed.message, feed.failures = FOLLOWED, None, 0
    feed.last_look, feed.next_look = now, now + LOOK_EVERY
    feed.url = moved_to or feed.url
    if feed.shipped is None:  # what ships names its blog itself
        feed.title, feed.home = title or feed.title, home or feed.home


def remember(feed: Feed, etag: str | None, last_modified: str | None) -> None:
    """What to ask with next time, so that a feed that has not changed since is not sent again."""
    feed.etag, feed.last_modified = etag, last_modified


def failed(feed: Feed, reason: str, now: datetime, retry_after: timedelta | None = None) -> None:
    """Note a look in vain: the next comes after an hour, two, four … a day, or as late as the blog asked. now: aware UTC."""
    feed.failures += 1
    wait = min(LOOK_EVERY * 2 ** min(feed.failures - 1, 10), _LONGEST_WAIT)
    asked = min(retry_after or timedelta(), _LONGEST_ASKED)
    feed.state, feed.message = FAILING, reason
    feed.last_look, feed.next_look = now, now + max(wait, asked)


def gone(feed: Feed, now: datetime) -> None:
    """Note that the feed is gone for good (410): it is not asked again, and what it brought stays."""
    feed.state, feed.message, feed.last_look = GONE, "The blog says that this feed is gone for good (410).", now


def _row(session: Session, slug: str, url: str, now: datetime) -> Feed:
    feed = session.scalar(select(Feed).where(Feed.slug == slug))
    if feed is None:
        parts = urlsplit(url)
        feed = Feed(
            slug=slug, url=url, set_url=url, home=f"{parts.scheme}://{parts.netloc}", title=slug, state=NEW,
            next_look=now, failures=0,
        )  # fmt: skip
        session.add(feed)
        session.flush()
    elif feed.set_url != url:
        feed.url = feed.set_url = url
        feed.state, feed.message, feed.failures, feed.next_look = NEW, None, 0, now
        feed.etag = feed.last_modified = None
    return feed

"""Articles: taking in what ships, following the blogs' feeds, and asking for the papers that articles name."""

import logging
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crawler.articles import Post, shipped
from crawler.blogs import BlogAnswer, BlogError, Blogs, Origin, origin
from crawler.errors import ParseError
from crawler.jobs.crawl import Crawl, Report, silent
from crawler.sources.blog import page_papers, parse_feed
from crawler.store import articles, feeds, leases, runs
from crawler.store.models import Feed
from crawler.store.processes import new_holder
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

_PAGES = 20  # of new posts, read at one look: a feed that is new here has the rest read at its next ones
_ASKED_AT_ONCE = 25  # papers, so that a reader's own request never waits long behind them
_LEASE, _LEASE_SECONDS = "articles", 120.0


@dataclass(frozen=True, slots=True)
class Look:
    """How one feed stands after a run. outcome: read, unchanged, not due, failed, gone.   message: what went wrong, else empty."""

    feed: str
    url: str
    outcome: str
    new: int = 0
    edited: int = 0
    papers: int = 0
    message: str = ""


def take_shipped(engine: Engine, now: datetime) -> bool:
    """Bring the articles and trails that ship into the database, unless these very ones were taken in before. now: aware UTC.

    Returns whether there was anything to do.
    """
    what = shipped()
    with reading(engine) as session:
        if articles.shipped_digest(session, what) == what.digest:
            return False
    with writing(engine) as session:
        articles.take_shipped(session, what, now)
    return True


def follow_feeds(crawl: Crawl, stop: threading.Event, report: Report = silent) -> list[Look]:
    """Look at every followed feed that is due, and read the pages of its new posts for their papers. None twice in an hour.

    Returns how each of the followed feeds stands; empty while another process is at it. A feed's trouble is noted with it and
    is nobody else's. Raises StoppedError when told to stop, StoreError if the database refuses.
    """
    holder = new_holder()
    with writing(crawl.engine) as session:
        if not leases.take(session, _LEASE, holder, crawl.now(), _LEASE_SECONDS):
            return []
        followed = feeds.follow(session, crawl.settings.blog_feeds, crawl.now())
        due = {feed.slug for feed in feeds.due(followed, crawl.now())}
    blogs = Blogs([feed.set_url for feed in followed], crawl.settings.contact, crawl.settings.arxiv_delay, stop)
    looks: list[Look] = []
    try:
        for number, feed in enumerate(followed, 1):
            report(feed.url, number, len(followed))
            if feed.slug in due:
                looks.append(_Looking(crawl, blogs, feed, holder).look())
            else:
                outcome = "gone" if feed.state == feeds.GONE else "not due"
                looks.append(Look(feed.slug, feed.url, outcome, message=feed.message or ""))
    finally:
        with writing(crawl.engine) as session:
            leases.give_back(session, _LEASE, holder)
    return looks


def request_papers(crawl: Crawl) -> int:
    """Ask for some of the papers that articles name and that are not held, after the first crawl and while no reader waits.

    Returns how many were asked for; the worker that answers readers' requests fetches them.
    """
    with reading(crawl.engine) as session:
        if runs.last_finished(session, "fetch") is None:
            return 0
    with writing(crawl.engine) as session:
        return articles.request_missing(session, crawl.now(), _ASKED_AT_ONCE)


class _Looking:
    """One look at one feed."""

    def __init__(self, crawl: Crawl, blogs: Blogs, feed: Feed, holder: str) -> None:
        self._crawl, self._blogs, self._feed, self._holder = crawl, blogs, feed, holder

    def look(self) -> Look:
        feed = self._feed
        try:
            answer = self._blogs.get(feed.url, etag=feed.etag, last_modified=feed.last_modified)
            return self._take(answer)
        except (BlogError, ParseError) as error:
            log.warning("%s", error)
            retry_after = error.retry_after if isinstance(error, BlogError) else None
            with self._writing() as (_, row):
                feeds.failed(row, str(error), self._crawl.now(), retry_after)
            return Look(feed.slug, feed.url, "failed", message=str(error))

    def _take(self, answer: BlogAnswer) -> Look:
        feed, now = self._feed, self._crawl.now()
        if answer.status == 410:
            with self._writing() as (_, row):
                feeds.gone(row, now)
            return Look(feed.slug, feed.url, "gone", message="410: it is not asked again")
        if answer.status == 304:
            with self._writing() as (_, row):
                feeds.looked(row, now, moved_to=answer.moved_to)
            return Look(feed.slug, feed.url, "unchanged")
        read = parse_feed(answer.body, answer.url)
        with self._writing() as (session, row):
            taken = articles.take_posts(session, row, read.posts, now)
            feeds.looked(row, now, moved_to=answer.moved_to, title=read.title, home=read.home)
            # Until the pages of new posts are read, the next look must bring the posts again.
            feeds.remember(row, None, None)
        named = self._read_pages(read.posts, answer)
        return Look(feed.slug, feed.url, "read", taken.new, taken.edited, len(named))

    def _read_pages(self, posts: Sequence[Post], feed_answer: BlogAnswer) -> set[str]:
        """Read the pages of posts for their papers, as far as they can be had now; the papers that these posts name."""
        hosts = {origin(self._feed.set_url), origin(feed_answer.url)}
        by_state = {post.state: post for post in posts}
        named: set[str] = set()
        with self._writing() as (session, row):
            waiting = articles.unread(session, row, by_state)
        for article_id, state in waiting[:_PAGES]:
            post = by_state[state]
            try:
                papers = self._papers(post, hosts)
            except BlogError as error:
                log.warning("The page of a post is tried again at the next look: %s", error)
                return named
            with self._writing() as (session, _):
                articles.note_read(session, article_id, state, papers, self._crawl.now())
            named.update(papers)
        if len(waiting) <= _PAGES:
            with self._writing() as (_, row):
                feeds.remember(row, feed_answer.etag, feed_answer.last_modified)
        return named

    def _papers(self, post: Post, hosts: Collection[Origin]) -> tuple[str, ...]:
        """The papers that a post names, in the feed and on its page, unless that is another host's.

        Raises BlogError where the page cannot be had now, but may be later.
        """
        if origin(post.url) not in hosts:
            return post.papers
        try:
            answer = self._blogs.get(post.url, same_host=True)
        except BlogError as error:
            if not error.is_final:
                raise
            log.warning("The page of a post: %s", error)
            return post.papers
        on_page = page_papers(answer.body) if answer.status == 200 else ()
        return tuple(dict.fromkeys([*post.papers, *on_page]))

    @contextmanager
    def _writing(self) -> Iterator[tuple[Session, Feed]]:
        """A transaction with the feed's row in it. Renews the lease."""
        with writing(self._crawl.engine) as session:
            leases.take(session, _LEASE, self._holder, self._crawl.now(), _LEASE_SECONDS)
            yield session, session.get_one(Feed, self._feed.id)

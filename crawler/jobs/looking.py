"""One look at arXiv for one category: read the feed and the listing page, weigh them against each other, store, settle.

The feed (RSS) carries versions and licences, the listing page the announcement date and the true counts. Either can be
late, stale or out of reach; what one lacks the other gives. Nothing is written before both were read, and then all at once.
"""

import logging
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from crawler.clock import eastern_day, is_weekday, weekdays_back
from crawler.errors import FetchError, ParseError
from crawler.gate import Service
from crawler.jobs.crawl import Crawl
from crawler.records import Batch
from crawler.sources import listing, rss
from crawler.store.announcements import announced_pairs, drop_repeats, store_announcements
from crawler.store.listings import Look, Standing, plan_days, settle
from crawler.store.papers import store_papers
from crawler.store.runs import Tally
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

# How alike two batches must be to be the same: seen live, a stale feed repeats a day whole, a true one hardly at all.
_REPEATED, _UNLIKE = 0.8, 0.5
_CATCHUP_DAYS = 90


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look led to. reached: whether arXiv answered at all."""

    standings: tuple[Standing, ...]
    tally: Tally = field(default_factory=Tally)
    reached: bool = True


@dataclass(frozen=True, slots=True)
class _Reading:
    """A batch, or why there is none."""

    batch: Batch | None = None
    trouble: FetchError | ParseError | None = None

    @property
    def reached(self) -> bool:
        return not isinstance(self.trouble, FetchError) or self.trouble.status is not None


def look_at_latest(crawl: Crawl, category: str) -> Seen:
    """Read a category's newest announcements from its feed and its listing page, and settle the days they are about."""
    today = crawl.clock.eastern_day()
    # The feed of a Saturday or Sunday is empty by rule; the listing page still shows Friday.
    feed = _read_feed(crawl, category) if is_weekday(today) else _Reading()
    page = _read_listing(crawl, category)
    stale = feed.batch is not None and _is_stale(crawl, feed.batch, page.batch)
    if stale:
        log.warning("The feed of %s repeats earlier papers under the date %s; its batch is not taken.", category, today)
    batches = [batch for batch in (None if stale else feed.batch, page.batch) if batch is not None]
    looks = _looks(today, feed, page, stale)
    standings, tally = _keep(crawl, category, batches, looks)
    reached = feed.reached and page.reached if feed.batch is None and page.batch is None else True
    return Seen(standings, tally, reached)


def look_back(crawl: Crawl, category: str, day: date) -> Seen:
    """Read a past day of a category from arXiv's catch-up pages and settle it."""
    if (crawl.clock.eastern_day() - day).days > _CATCHUP_DAYS:
        trouble = (
            f"arXiv's catch-up pages reach back {_CATCHUP_DAYS} days only; older papers come by `harvest` or `import`."
        )
        return Seen(_keep(crawl, category, [], {day: Look(trouble=trouble)})[0])
    page = _read_catchup(crawl, category, day)
    if page.batch is None:
        looks = {day: Look(trouble=str(page.trouble))}
        return Seen(_keep(crawl, category, [], looks)[0], reached=page.reached)
    looks = {day: Look(empty=True) if _is_empty(page.batch) else Look(expected=page.batch.expected)}
    return Seen(*_keep(crawl, category, [page.batch], looks))


def _looks(today: date, feed: _Reading, page: _Reading, stale: bool) -> dict[date, Look]:
    """What the two readings say about the days they concern: the listing's own, and today's where that is another."""
    looks: dict[date, Look] = {}
    if page.batch is not None:
        looks[page.batch.day] = Look(empty=True) if _is_empty(page.batch) else Look(expected=page.batch.expected)
    if is_weekday(today) and today not in looks:
        looks[today] = _look_without_listing(feed, page, stale)
    if page.trouble is not None and not looks:
        looks[weekdays_back(today, 1)[0]] = Look(trouble=str(page.trouble))
    return looks


def _look_without_listing(feed: _Reading, page: _Reading, stale: bool) -> Look:
    """What a look showed about a day that no listing page was read for."""
    trouble = feed.trouble or page.trouble
    if stale:
        return Look(stale=True)
    if feed.batch is None:
        return Look(trouble=str(trouble) if trouble else None)
    if feed.batch.announcements:
        return Look(trouble=str(page.trouble) if page.trouble else None)
    return Look(empty=True)


def _is_empty(batch: Batch) -> bool:
    return not batch.announcements and (batch.expected is None or batch.expected.total == 0)


def _is_stale(crawl: Crawl, feed: Batch, page: Batch | None) -> bool:
    """Whether a feed repeats an earlier batch: judged by the listing page where it was read, else by what is held."""
    if not feed.announcements:
        return False
    if page is not None and page.announcements and page.day == feed.day:
        return _share(feed, {entry.id for entry in page.announcements}) < _UNLIKE
    if page is not None and page.announcements and page.day < feed.day:
        return _share(feed, {entry.id for entry in page.announcements}) > _REPEATED
    with reading(crawl.engine) as session:
        known = announced_pairs(session, feed.category, feed.day, [entry.id for entry in feed.announcements])
    return rss.share_known(feed, known) > _REPEATED


def _share(feed: Batch, ids: Set[str]) -> float:
    return sum(entry.id in ids for entry in feed.announcements) / len(feed.announcements)


def _keep(
    crawl: Crawl, category: str, batches: list[Batch], looks: dict[date, Look]
) -> tuple[tuple[Standing, ...], Tally]:
    """Store the batches and settle the days in one transaction: a kill leaves all of it or nothing."""
    now, tally = crawl.now(), Tally()
    with writing(crawl.engine) as session:
        for batch in batches:
            tally += _keep_batch(session, batch)
        standings = tuple(settle(session, category, day, look, now) for day, look in looks.items())
        plan_days(session, category, eastern_day(now))
    return standings, tally


def _keep_batch(session: Session, batch: Batch) -> Tally:
    """Store one batch's papers and announcements; bad records are logged and counted."""
    for bad in batch.bad:
        log.warning("%s %s of %s: %s: %s", batch.source, batch.category, batch.day, bad.where, bad.reason)
    counts = store_papers(session, batch.papers)
    store_announcements(session, batch.announcements, last_word=batch.expected is not None)
    if batch.expected is not None:
        drop_repeats(session, batch.category, batch.day, {entry.id for entry in batch.announcements})
    return Tally(counts.new, counts.changed, len(batch.bad))


def _read_feed(crawl: Crawl, category: str) -> _Reading:
    try:
        # A feed error comes as HTTP 400 with a channel that says why.
        answer = crawl.gate.get(Service.RSS, rss.rss_url(crawl.settings.arxiv_rss_url, category), accept=(200, 400))
        return _Reading(rss.parse_rss(answer.body, category))
    except (FetchError, ParseError) as error:
        log.warning("The feed of %s: %s", category, error)
        return _Reading(trouble=error)


def _read_listing(crawl: Crawl, category: str) -> _Reading:
    base = crawl.settings.arxiv_list_url
    return _read_pages(crawl, category, lambda skip, _page: listing.listing_url(base, category, skip))


def _read_catchup(crawl: Crawl, category: str, day: date) -> _Reading:
    base = crawl.settings.arxiv_list_url
    page = _read_pages(crawl, category, lambda _skip, page: listing.catchup_url(base, category, day, page))
    if page.batch is not None and page.batch.day != day:
        trouble = f"The catch-up page of {category} for {day} is dated {page.batch.day}; it was not taken."
        return _Reading(trouble=ParseError(trouble))
    return page


def _read_pages(crawl: Crawl, category: str, address: Callable[[int, int], str]) -> _Reading:
    """A listing from all its pages, or why there is none. address: of the page after `skip` entries, the n-th from 1."""
    pages: list[listing.ListingPage] = []
    skip: int | None = 0
    try:
        while skip is not None:
            answer = crawl.gate.get(Service.LIST, address(skip, len(pages) + 1))
            pages.append(listing.parse_listing(answer.body, category))
            skip = pages[-1].next_skip
        return _Reading(listing.merge_pages(pages))
    except (FetchError, ParseError) as error:
        log.warning("The listing of %s: %s", category, error)
        return _Reading(trouble=error)

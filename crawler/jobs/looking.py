"""One look at arXiv for one category: read the feed and the listing page, weigh them against each other, store, settle.

The feed (RSS) carries versions and licences, the listing page the announcement date and the true counts. Either can be
late, stale or out of reach; what one lacks the other gives. Nothing is written before both were read, and then all at once.
"""

import logging
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crawler import taxonomy
from crawler.clock import eastern_day, is_weekday, weekdays_back
from crawler.errors import FetchError, ParseError
from crawler.gate import Service
from crawler.jobs.crawl import Crawl
from crawler.jobs.details import fill_details
from crawler.ledger import CATCHUP_DAYS
from crawler.records import Batch, Kind, Source
from crawler.sources import listing, rss
from crawler.store.announcements import announced_pairs, drop_repeats, store_announcements
from crawler.store.listings import Look, Standing, plan_days, settle, standing
from crawler.store.papers import known_ids, store_papers
from crawler.store.runs import Tally
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

# How alike two batches must be to be the same: seen live, a stale feed repeats a day whole, a true one hardly at all.
_REPEATED, _UNLIKE = 0.8, 0.5
_OUT_OF_REACH = (
    f"arXiv's catch-up pages reach back {CATCHUP_DAYS} days only; older papers come by `harvest` or `import`."
)


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
    reached = feed.reached and page.reached if feed.batch is None and page.batch is None else True
    stale = feed.batch is not None and _is_stale_feed(crawl, feed.batch, page.batch)
    if feed.batch is not None and feed.batch.capped:
        log.warning("The feed of %s is as long as arXiv makes it; the listing page gives what it may lack.", category)
    if stale:
        log.warning("The feed of %s repeats earlier papers under the date %s; its batch is not taken.", category, today)
    if page.batch is not None and _repeats(crawl, page.batch):
        day = page.batch.day
        page = _Reading(trouble=ParseError(f"The listing of {category} repeats earlier papers under the date {day}."))
        log.warning("%s Its batch is not taken.", page.trouble)
    batches = [batch for batch in (None if stale else feed.batch, page.batch) if batch is not None]
    looked_up = _look_up_unread(crawl, batches)
    standings, tally = _keep(crawl, category, batches, _looks(today, feed, page, stale))
    return Seen(standings, looked_up + tally, reached)


def look_back(crawl: Crawl, category: str, day: date) -> Seen:
    """Read a past day of a category from arXiv's catch-up pages and settle it; the ledger keeps out of what they do not reach."""
    if (crawl.clock.eastern_day() - day).days > CATCHUP_DAYS:
        with reading(crawl.engine) as session:
            known = standing(session, category, day)
        return Seen((replace(known, reason=_OUT_OF_REACH),))
    page = _read_catchup(crawl, category, day)
    if page.batch is None:
        looks = {day: Look(trouble=str(page.trouble))}
        return Seen(_keep(crawl, category, [], looks)[0], reached=page.reached)
    # A catch-up page is dated by who asks for it: where it is empty, that does not say that its day has come.
    looks = {day: Look(empty=True) if _is_empty(page.batch) else _look_at_page(page.batch)}
    looked_up = _look_up_unread(crawl, [page.batch])
    standings, tally = _keep(crawl, category, [page.batch], looks)
    return Seen(standings, looked_up + tally)


def _looks(today: date, feed: _Reading, page: _Reading, stale: bool) -> dict[date, Look]:
    """What the two readings say about the days they concern: the listing's own, the feed's, and today."""
    looks: dict[date, Look] = {}
    if page.batch is not None:
        looks[page.batch.day] = _look_at_page(page.batch)
    trouble = feed.trouble or page.trouble
    if feed.batch is not None and feed.batch.day != today:
        # arXiv dates a feed by its own clock when it makes it. A cache may keep yesterday's for a while, no longer.
        trouble = trouble or ParseError(f"arXiv's feed was that of {feed.batch.day}.")
        if is_weekday(feed.batch.day):
            looks.setdefault(feed.batch.day, Look(trouble=str(trouble)))
        if abs(today - feed.batch.day) > timedelta(days=1):
            log.warning("This machine's clock says %s, arXiv's %s; set it right.", today, feed.batch.day)
            return looks
    elif feed.batch is not None:
        looks.setdefault(today, _look_at_feed(feed.batch, page, stale))
    if is_weekday(today):
        looks.setdefault(today, Look(trouble=str(trouble)))
    elif page.trouble is not None and not looks:
        looks[weekdays_back(today, 1)[0]] = Look(trouble=str(page.trouble))
    return looks


def _look_at_page(page: Batch) -> Look:
    return Look(expected=page.expected, shown=rss.fingerprint(page), empty=_is_empty(page))


def _look_at_feed(feed: Batch, page: _Reading, stale: bool) -> Look:
    """What today's feed showed about a day that no listing page was read for."""
    if stale:
        return Look(stale=True)
    if feed.bad and not feed.announcements:
        return Look(unreadable=True, trouble=f"The only entry of arXiv's feed cannot be read: {feed.bad[0].reason}")
    if feed.announcements:
        return Look(trouble=str(page.trouble) if page.trouble else None)
    return Look(empty=True)


def _is_empty(batch: Batch) -> bool:
    return not batch.announcements and (batch.expected is None or batch.expected.total == 0)


def _is_stale_feed(crawl: Crawl, feed: Batch, page: Batch | None) -> bool:
    """Whether a feed repeats an earlier batch: judged by what is held and by the listing page, where either can tell."""
    if not feed.announcements:
        return False
    if _repeats(crawl, feed):
        return True
    if page is None or not page.announcements or page.day > feed.day:
        return False
    share = _share(feed, {entry.id for entry in page.announcements})
    if page.day < feed.day:
        return share > _REPEATED
    return share < _UNLIKE and not _repeats(crawl, page)


def _repeats(crawl: Crawl, batch: Batch) -> bool:
    """Whether most of a batch was announced in its category on earlier days already, as it can be once only.

    A paper is new in a category, or cross-listed to it, on one day; cross-listed elsewhere, its own category's feed has it again.
    Of replacements that is said by their versions, which feeds alone name.
    """
    primary = {paper.id: taxonomy.canonical(paper.categories[0]) for paper in batch.papers}
    first = [
        one
        for one in batch.announcements
        if one.kind is Kind.NEW or (one.kind is Kind.CROSS and primary[one.id] != batch.category)
    ]
    with reading(crawl.engine) as session:
        known = announced_pairs(session, batch.category, batch.day, [one.id for one in batch.announcements])
    if first:
        ids = {arxiv_id for arxiv_id, _ in known}
        return sum(one.id in ids for one in first) / len(first) > _REPEATED
    return batch.source is Source.RSS and rss.share_known(batch, known) > _REPEATED


def _share(feed: Batch, ids: Set[str]) -> float:
    return sum(entry.id in ids for entry in feed.announcements) / len(feed.announcements)


def _look_up_unread(crawl: Crawl, batches: Sequence[Batch]) -> Tally:
    """Fetch by their ids the papers that a listing names, that no source could be read for, and that are not held."""
    read = {paper.id for batch in batches for paper in batch.papers}
    unread = {place.id for batch in batches for place in batch.unread} - read
    if not unread:
        return Tally()
    with reading(crawl.engine) as session:
        unread -= known_ids(session, unread)
    return fill_details(crawl, sorted(unread))


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
    held = known_ids(session, [place.id for place in batch.unread])
    announcements = [*batch.announcements, *(place for place in batch.unread if place.id in held)]
    store_announcements(session, announcements, last_word=batch.expected is not None)
    if batch.expected is not None:
        listed = {entry.id for entry in (*batch.announcements, *batch.unread)}
        drop_repeats(session, batch.category, batch.day, listed)
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
            following = pages[-1].next_skip
            if following is not None and following <= skip:
                raise ParseError(f"The pages of the listing of {category} do not follow each other; read it again.")
            skip = following
        return _Reading(listing.merge_pages(pages))
    except (FetchError, ParseError) as error:
        log.warning("The listing of %s: %s", category, error)
        return _Reading(trouble=error)

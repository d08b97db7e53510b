"""OAI-PMH: the source of truth for versions, licences, withdrawals and edits that no announcement shows.

Every page is stored together with the token of the next one, so a killed harvest goes on where it stopped. Facts on
datestamps, the cached `noRecordsMatch` and refused tokens: https://info.arxiv.org/help/oa/index.html and arXiv/oaipmh.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from crawler import taxonomy
from crawler.errors import FetchError, ParseError
from crawler.gate import Service
from crawler.jobs.crawl import Crawl, Report, silent
from crawler.records import Harvest
from crawler.sources import oai
from crawler.store import harvests, listings
from crawler.store.papers import store_papers
from crawler.store.runs import Tally, begin_run, end_run, note_progress
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

# Nights have been seen where part of the records appeared a day later: every list reaches back over what was read before.
_OVERLAP = timedelta(days=3)
_FRESH = timedelta(hours=6)
_PAGES_A_SYNC = 40
# A backfill runs for hours anyway and waits out an overload: spacings, an hour by default.
_HARVEST_PATIENCE = 1200
# The server's earliest datestamp; asking for less is an error: https://oaipmh.arxiv.org/oai?verb=Identify
EARLIEST = date(2005, 9, 16)


# Called before each page with what is being read, the number of pages read and what they brought.
Step = Callable[[str, int, Tally], None]


@dataclass(frozen=True, slots=True)
class Harvested:
    """How far a harvest came. whole: its list was read to the end."""

    tally: Tally
    pages: int
    whole: bool


def sync_metadata(crawl: Crawl, categories: Sequence[str]) -> Tally:
    """Bring the metadata of categories up to date with what changed since the last time, unless that was just now.

    A server that cannot be reached is logged and left for the next run: listings do not depend on it.
    """
    tally = Tally()
    for set_spec in dict.fromkeys(taxonomy.oai_set(category) for category in categories):
        begin = _sync_from(crawl, set_spec, categories)
        if begin is None:
            continue
        try:
            tally += _read_list(crawl, f"sync {set_spec}", set_spec, begin, _silent_step, _PAGES_A_SYNC).tally
        except ParseError as error:
            log.warning("OAI-PMH, set %s: %s", set_spec, error)
        except FetchError as error:
            log.warning("OAI-PMH, set %s: %s", set_spec, error)
            break
    return tally


def harvest(crawl: Crawl, set_spec: str, from_day: date, report: Report = silent) -> Harvested:
    """Read every record of a set changed since a day, going on where an earlier harvest of the same set and day stopped.

    set_spec: an OAI set such as `cs` or `physics:hep-th`, '' for all of arXiv.   from_day: at least one UTC day in the past.
    Raises FetchError, ParseError, StoreError, StoppedError; what was read until then stays, and the next call goes on.
    """
    name = f"backfill {set_spec}"
    with writing(crawl.engine) as session:
        run = begin_run(session, "harvest", f"{set_spec or 'all'} from {from_day}", crawl.now())

    stored = Tally()

    def step(message: str, pages: int, so_far: Tally) -> None:
        nonlocal stored
        stored = so_far
        report(message, pages, 0)
        with writing(crawl.engine) as session:
            note_progress(session, run, message, pages, 0, stored, crawl.now())

    outcome, message = "failed", "The harvest broke off; the same command goes on from here."
    try:
        harvested = _read_list(crawl, name, set_spec, from_day, step)
        outcome, message, stored = "done", f"{harvested.pages} pages read.", harvested.tally
    finally:
        with writing(crawl.engine) as session:
            end_run(session, run, outcome, message, stored, crawl.now())
    return harvested


def _silent_step(_message: str, _pages: int, _so_far: Tally) -> None:
    """A sync is one step of the crawl that calls it."""


def _sync_from(crawl: Crawl, set_spec: str, categories: Sequence[str]) -> date | None:
    """The datestamp to ask from, or None when the set was read just now. Never today: an early answer is cached until midnight."""
    yesterday = crawl.now().astimezone(UTC).date() - timedelta(days=1)
    with reading(crawl.engine) as session:
        state = harvests.find(session, f"sync {set_spec}")
        held = [listings.oldest_day(session, name) for name in categories if taxonomy.oai_set(name) == set_spec]
    if state is not None and state.token is not None:
        return state.from_day
    if state is not None and state.completed is not None:
        if crawl.now() - state.completed < _FRESH:
            return None
        return min(state.completed.date() - _OVERLAP, yesterday)
    first = min((day for day in held if day is not None), default=yesterday)
    return min(first - timedelta(days=1), yesterday)


def _read_list(
    crawl: Crawl, name: str, set_spec: str, from_day: date, step: Step, pages_at_most: int | None = None
) -> Harvested:
    """Read a list page by page from where its state says, storing page and state together."""
    with writing(crawl.engine) as session:
        token = harvests.open_list(session, name, from_day)
    tally, pages, restarted_at = Tally(), 0, -1
    while pages_at_most is None or pages < pages_at_most:
        step(f"{set_spec or 'all of arXiv'}: page {pages + 1}", pages, tally)
        try:
            params = oai.list_records_params(set_spec or None, from_day) if token is None else oai.resume_params(token)
            page = _read_page(crawl, params, None if pages_at_most else _HARVEST_PATIENCE * crawl.settings.arxiv_delay)
        except oai.BadTokenError as error:
            if token is None or pages == restarted_at:
                raise
            log.warning("OAI-PMH refused to go on (%s); beginning again from the newest record held.", error)
            with writing(crawl.engine) as session:
                from_day = harvests.restart(session, name)
            token, restarted_at = None, pages + 1
            continue
        if token is not None and page.token == token:
            raise ParseError(f"OAI-PMH, set {set_spec or 'all'}: page {pages + 1} names itself as the next; given up.")
        tally += _keep_page(crawl, name, page)
        pages, token = pages + 1, page.token
        if token is None:
            return Harvested(tally, pages, whole=True)
    return Harvested(tally, pages, whole=False)


def _read_page(crawl: Crawl, params: Mapping[str, str], patience: float | None) -> Harvest:
    answer = crawl.gate.get(Service.OAI, crawl.settings.arxiv_oai_url, params, patience=patience)
    return oai.parse_list(answer.body)


def _keep_page(crawl: Crawl, name: str, page: Harvest) -> Tally:
    for bad in page.bad:
        log.warning("OAI-PMH: %s: %s", bad.where, bad.reason)
    with writing(crawl.engine) as session:
        counts = store_papers(session, page.papers)
        harvests.advance(session, name, page)
    return Tally(counts.new, counts.changed, len(page.bad))

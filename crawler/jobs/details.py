"""Metadata of single papers: what a listing left open, and papers that readers asked for. Query API first, then OAI-PMH."""

import logging
from collections.abc import Sequence

from crawler.errors import FetchError, ParseError
from crawler.gate import Service
from crawler.jobs.crawl import Crawl
from crawler.records import LookUp
from crawler.sources import api, oai
from crawler.store import fetch_requests
from crawler.store.papers import store_papers
from crawler.store.runs import Tally
from crawler.store.session import writing

log = logging.getLogger(__name__)

_IDS_A_REQUEST = 100
# OAI-PMH answers for one paper at a time: enough for a few stragglers, not for a day.
_SINGLE_RECORDS = 25


def fill_details(crawl: Crawl, ids: Sequence[str]) -> Tally:
    """Look up papers whose versions or dates are not known. What cannot be had now stays open for the next run."""
    tally, left = Tally(), list[str]()
    for start in range(0, len(ids), _IDS_A_REQUEST):
        chunk = ids[start : start + _IDS_A_REQUEST]
        found = _ask_api(crawl, chunk)
        if found is None:
            left.extend(ids[start:])
            break
        tally += _keep(crawl, found)
        left.extend(_not_had(found, chunk))
    for arxiv_id in left[:_SINGLE_RECORDS]:
        try:
            tally += _keep(crawl, _ask_oai(crawl, arxiv_id))
        except ParseError as error:
            log.warning("OAI-PMH for %s: %s", arxiv_id, error)
        except FetchError as error:
            log.warning("OAI-PMH: %s", error)
            break
    return tally


def answer_requests(crawl: Crawl, limit: int = _IDS_A_REQUEST) -> int:
    """Fetch papers that readers asked for; returns how many requests were settled, found or not.

    An id counts as unknown only when the query API leaves it out and OAI-PMH says that it does not exist:
    the API's index lags behind the announcements by hours.
    """
    with writing(crawl.engine) as session:
        ids = fetch_requests.claim(session, crawl.now(), limit)
    if not ids:
        return 0
    found = _ask_api(crawl, ids) or LookUp(missing=tuple(ids))
    settled = len(found.papers)
    with writing(crawl.engine) as session:
        store_papers(session, found.papers)
        fetch_requests.settle(session, [paper.id for paper in found.papers], fetch_requests.DONE, crawl.now())
    left = _not_had(found, ids)
    for position, arxiv_id in enumerate(left):
        try:
            _answer_by_oai(crawl, arxiv_id)
        except ParseError as error:
            _postpone(crawl, [arxiv_id], str(error))
        except FetchError as error:
            # Each of the others would wait as long for the same answer.
            _postpone(crawl, left[position:], str(error))
            break
        else:
            settled += 1
    return settled


def _answer_by_oai(crawl: Crawl, arxiv_id: str) -> None:
    single = _ask_oai(crawl, arxiv_id)
    with writing(crawl.engine) as session:
        store_papers(session, single.papers)
        outcome = fetch_requests.DONE if single.papers else fetch_requests.UNKNOWN
        fetch_requests.settle(session, [arxiv_id], outcome, crawl.now())


def _postpone(crawl: Crawl, ids: Sequence[str], reason: str) -> None:
    log.warning("OAI-PMH for %s: %s", ", ".join(ids), reason)
    with writing(crawl.engine) as session:
        for arxiv_id in ids:
            fetch_requests.postpone(session, arxiv_id, reason, crawl.now())


def _not_had(found: LookUp, asked: Sequence[str]) -> list[str]:
    """The ids that an answer brought no paper for, be it that it left them out or could not be read there."""
    had = {paper.id for paper in found.papers}
    return [arxiv_id for arxiv_id in asked if arxiv_id not in had]


def _keep(crawl: Crawl, found: LookUp) -> Tally:
    for bad in found.bad:
        log.warning("%s: %s", bad.where, bad.reason)
    with writing(crawl.engine) as session:
        counts = store_papers(session, found.papers)
    return Tally(counts.new, counts.changed, len(found.bad))


def _ask_api(crawl: Crawl, ids: Sequence[str]) -> LookUp | None:
    """The API's answer, or None when it cannot be had now."""
    try:
        answer = crawl.gate.get(
            Service.API, crawl.settings.arxiv_api_url, api.id_list_params(ids), accept=(200, 400), patience=0
        )
        return api.parse_lookup(answer.body, ids)
    except (FetchError, ParseError) as error:
        log.warning("The query API: %s", error)
        return None


def _ask_oai(crawl: Crawl, arxiv_id: str) -> LookUp:
    """OAI-PMH's answer. Raises FetchError, ParseError."""
    answer = crawl.gate.get(Service.OAI, crawl.settings.arxiv_oai_url, oai.get_record_params(arxiv_id), patience=0)
    return oai.parse_record(answer.body)

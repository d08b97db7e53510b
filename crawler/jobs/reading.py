"""A paper's full text: from the store, else from arXiv's HTML, else from its PDF. Kept for our own reading, never served."""

import logging
from collections.abc import Callable
from urllib.parse import quote

from crawler.errors import FetchError, ParseError
from crawler.fulltext import FullText, read_html, read_pdf
from crawler.gate import Service
from crawler.jobs.crawl import Crawl
from crawler.store import fulltexts
from crawler.store.models import Paper
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

_NONE_THERE = (404, 410)  # no HTML made of it, or withdrawn
_TOO_LARGE = 413  # the gate's own word
_FORMS: tuple[tuple[str, Callable[[bytes], FullText]], ...] = (("html", read_html), ("pdf", read_pdf))


def full_text(crawl: Crawl, paper_id: int, version: int) -> FullText | None:
    """The text of a version of a paper, fetched and kept if need be; None where there is none to be had.

    paper_id: `papers.id`.   Asks arXiv at most twice, and not at all for a week after it had none, a day after what came could not be read.
    Nothing is open while it waits, and text and outcome are written at once: a kill leaves the row as it was.
    Raises FetchError (CoolingDownError) where arXiv cannot be asked now: try again later; StoreError.
    """
    with reading(crawl.engine) as session:
        known = fulltexts.find(session, paper_id, version)
        paper = session.get(Paper, paper_id)
        arxiv_id = None if paper is None else paper.arxiv_id
    if isinstance(known, FullText):
        return known
    if arxiv_id is None or (known is not None and crawl.now() < known.next_try):
        return None
    reasons, there = list[str](), False
    for form, read in _FORMS:
        found = _fetched(crawl, form, f"{arxiv_id}v{version}", read)
        if isinstance(found, FullText):
            with writing(crawl.engine) as session:
                fulltexts.keep(session, paper_id, version, found, crawl.now())
            return found
        reasons.append(str(found))
        there = there or isinstance(found, ParseError)
    log.warning("No text of %sv%d: %s", arxiv_id, version, " ".join(reasons))
    with writing(crawl.engine) as session:
        again = fulltexts.NOT_READABLE if there else fulltexts.NOT_THERE
        fulltexts.keep_absence(session, paper_id, version, " ".join(reasons), crawl.now(), again)
    return None


def _fetched(
    crawl: Crawl, form: str, name: str, read: Callable[[bytes], FullText]
) -> FullText | FetchError | ParseError:
    """The text in one form, or why there is none: arXiv has nothing there, or nothing readable.

    Raises FetchError where that cannot be known now.
    """
    address = f"{crawl.settings.arxiv_files_url}/{form}/{quote(name)}"
    try:
        answer = crawl.gate.get(Service.FILES, address, patience=0)
        return read(answer.body)
    except FetchError as error:
        if error.status in _NONE_THERE:
            return FetchError(f"arXiv has no {form.upper()} of {name}.", url=address, status=error.status)
        if error.status == _TOO_LARGE:
            return error
        raise
    except ParseError as error:
        return error

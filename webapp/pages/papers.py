"""Pages of papers asked for by identifier."""

from collections.abc import Mapping, Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import TooManyRequests

from crawler.identifiers import Identifier
from crawler.store.fetch_requests import QUEUED, UNKNOWN, request_papers, standing_requests
from crawler.store.models import FetchRequest
from webapp.addresses import PaperSelection
from webapp.pages.files import entries_of, file_response
from webapp.paper_files import Form
from webapp.queries.cards import cards_by_ids, formulas_of
from webapp.queries.papers import paper_detail
from webapp.queries.reading import reading_of
from webapp.queries.shapes import WaitingPaper
from webapp.queries.status import waiting_paper
from webapp.reader import answer_language, asked_density, current_reader
from webapp.site import this_site

_QUEUE_FULL = lazy_gettext(
    "So many papers wait to be fetched already that this one was not taken. Ask again in an hour, or read it at arXiv."
)


def show_papers(selection: PaperSelection) -> ResponseReturnValue:
    """The page of one paper, or the list of several. 202 while one of them is still to be fetched, 404 where none will ever be."""
    return _show_one(selection.papers[0]) if len(selection.papers) == 1 else _show_several(selection)


def papers_file(selection: PaperSelection, form: Form) -> ResponseReturnValue:
    """The papers in one file; 202 while one of them is still to be fetched. Where none is held, the page that says why."""
    ids = [paper.id for paper in selection.papers]
    with this_site().reading() as session:
        cards = cards_by_ids(session, ids)
        entries = entries_of(session, selection.papers, cards)
    if not cards:
        return show_papers(selection)
    missing = [entry.id for entry in entries if entry.card is None]
    name = f"arxiv-{ids[0]}" if len(ids) == 1 else f"arxiv-{len(ids)}-papers"
    response = file_response(form, entries, name)
    return response, 202 if QUEUED in _by_state(missing) else 200


def _show_one(paper: Identifier) -> ResponseReturnValue:
    with this_site().reading() as session:
        detail = paper_detail(session, paper.id)
        rendered = formulas_of(session, [detail.card]) if detail else {}
        reading = reading_of(session, current_reader(), [paper.id], answer_language())
    if detail is not None:
        return render_template(
            "papers/show.html", detail=detail, version=paper.version, rendered=rendered, reading=reading
        )
    waiting = _ask_for([paper.id]).get(paper.id)
    if waiting is None:
        raise TooManyRequests(str(_QUEUE_FULL), retry_after=3600)
    status = 404 if waiting.state == UNKNOWN else 202
    return render_template("papers/queued.html", id=paper.id, request=waiting), status


def _show_several(selection: PaperSelection) -> ResponseReturnValue:
    ids = [paper.id for paper in selection.papers]
    with this_site().reading() as session:
        cards = cards_by_ids(session, ids)
        rendered = formulas_of(session, cards)
        reading = reading_of(session, current_reader(), ids, answer_language(), density=asked_density())
    held = {card.id for card in cards}
    missing = _by_state([arxiv_id for arxiv_id in ids if arxiv_id not in held])
    page = render_template(
        "papers/several.html", cards=cards, missing=missing, selection=selection, rendered=rendered, reading=reading
    )
    if QUEUED in missing:
        return page, 202
    return page, 404 if set(missing) == {UNKNOWN} and not cards else 200


def _by_state(arxiv_ids: Sequence[str]) -> dict[str, list[str]]:
    """These papers by how the requests for them stand; those that were not taken are `refused`."""
    requests = _ask_for(arxiv_ids) if arxiv_ids else {}
    states: dict[str, list[str]] = {}
    for arxiv_id in arxiv_ids:
        states.setdefault(requests[arxiv_id].state if arxiv_id in requests else "refused", []).append(arxiv_id)
    return states


def _ask_for(arxiv_ids: Sequence[str]) -> dict[str, WaitingPaper]:
    """How the requests for these papers stand, made now if they were not; without those that are too many."""
    site = this_site()
    now = site.now()
    # A page that follows its request reads only: it does not queue up behind a crawl that is writing.
    with site.reading() as session:
        waiting = _shown(standing_requests(session, arxiv_ids, now))
    afresh = [arxiv_id for arxiv_id in arxiv_ids if arxiv_id not in waiting]
    if afresh:
        with site.writing() as session:
            waiting |= _shown(request_papers(session, afresh, now))
    return waiting


def _shown(requests: Mapping[str, FetchRequest]) -> dict[str, WaitingPaper]:
    return {arxiv_id: waiting_paper(request) for arxiv_id, request in requests.items()}

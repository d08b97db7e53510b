"""Search: the page, and what the box suggests while one types."""

from dataclasses import replace
from math import ceil

from flask import Blueprint, Response, jsonify, redirect, request, stream_template
from flask.typing import ResponseReturnValue

from crawler.errors import SearchError
from crawler.search import parse
from crawler.tex import to_plain
from webapp.addresses import SearchAddress, SearchSort, paper_path, read_search
from webapp.links import author_url
from webapp.pages.files import cards_file, shown_in_file, wanted_form
from webapp.paper_files import Form
from webapp.queries.cards import formulas_of
from webapp.queries.reading import reading_of
from webapp.queries.search import search
from webapp.queries.suggesting import suggestions
from webapp.reader import answer_language, current_reader, kept_searches
from webapp.saved_addresses import same_search, saved_reader
from webapp.site import this_site

pages = Blueprint("search", __name__)

_LONGEST_SUGGESTED = 200  # characters; nobody types a longer title


@pages.get("/arxiv/search")
def show() -> ResponseReturnValue:
    """What a search finds; an identifier, DOI or arXiv address leads straight to its paper, several to their list."""
    address = read_search(request.args.to_dict(flat=False))
    form = wanted_form()
    if ids := parse(address.text).ids:
        return redirect(f"/arxiv/{','.join(map(str, ids))}" + (f".{form}" if form else ""), code=302)
    return _show_found(address) if form is None else _file(address, form)


@pages.get("/arxiv/search/suggest")
def suggest() -> Response:
    """Authors and papers for what was typed so far (`q`), as JSON; none where there is no index."""
    site = this_site()
    typed = request.args.get("q", "")[:_LONGEST_SUGGESTED]
    try:
        with site.reading() as session:
            found = suggestions(session, site.index, typed)
    except SearchError:
        return jsonify(authors=[], papers=[])
    response = jsonify(
        authors=[{"name": each.name, "papers": each.papers, "path": author_url(each.name)} for each in found.authors],
        papers=[{"id": each.id, "title": to_plain(each.title), "path": paper_path(each.id)} for each in found.papers],
    )
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _file(address: SearchAddress, form: Form) -> Response:
    """What a search finds in its order: all of it, or the first thousand, or what `show` and `skip` say."""
    site = this_site()
    address = replace(_until_now(address), show=shown_in_file(address.show))
    reader = current_reader() if address.sort is SearchSort.FORYOU or "in:" in address.text else None
    with site.reading() as session:
        found = search(session, site.index, address, reader, site.tastes)
        end = address.skip + address.show
        return cards_file(session, form, found.cards, "search", total=found.total, end=end)


def _until_now(address: SearchAddress) -> SearchAddress:
    """An order for a reader goes by the marks there are by now, unless the address says until when."""
    if address.sort is SearchSort.FORYOU and not address.until:
        return replace(address, until=ceil(this_site().now().timestamp()))
    return address


def _show_found(address: SearchAddress) -> Response:
    site, reader, address = this_site(), current_reader(), _until_now(address)
    with site.reading() as session:
        found = search(session, site.index, address, reader, site.tastes)
        rendered = formulas_of(session, site.kept.unwritten(found.cards))
        reading = reading_of(
            session,
            reader,
            [card.id for card in found.cards],
            answer_language(),
            folds_hidden=False,
            density=address.density,
        )
    page = stream_template(
        "search/show.html",
        address=address,
        found=found,
        rendered=rendered,
        reading=reading,
        saved=_saved_as(address) if reader else None,
    )
    return Response(b"".join([piece.encode() for piece in page]))


def _saved_as(address: SearchAddress) -> str | None:
    """The address under which the reader saved this search, if it is saved."""
    named_by = saved_reader(this_site().newest_day())
    for record in kept_searches():
        named = named_by(record.address)
        if isinstance(named, SearchAddress) and same_search(named, address):
            return record.address
    return None

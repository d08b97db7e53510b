"""Everything under `/arxiv/`: lists, and papers by their identifiers."""

from dataclasses import replace

from flask import Blueprint, Response, request, stream_template
from flask.typing import ResponseReturnValue

from webapp.addresses import CategoryExpression, PaperSelection, read_list, read_path
from webapp.headers import moved
from webapp.pages.files import cards_file, shown_in_file, wanted_form
from webapp.pages.papers import papers_file, show_papers
from webapp.paper_files import Form
from webapp.queries.cards import formulas_of
from webapp.queries.home import latest_counts
from webapp.queries.listing import listing
from webapp.queries.reading import reading_of
from webapp.reader import answer_language, current_reader, shown_categories
from webapp.reasons import reasons
from webapp.site import this_site

pages = Blueprint("listing", __name__)


@pages.get("/arxiv")
def arxiv() -> ResponseReturnValue:
    """Nothing named: the home page."""
    return moved("/")


@pages.get("/arxiv/<path:text>")
@pages.get(f"/arxiv/<path:text>.<any({', '.join(Form)}):end>")
def show(text: str, end: str = "") -> ResponseReturnValue:
    """A list or papers, whichever the path names; another spelling of it leads to the canonical one.

    end: of the path, for the same as a file, which `format=` asks for as well.
    """
    named = read_path(text, this_site().newest_day())
    if str(named) != text:
        return moved(f"/arxiv/{named}" + (f".{end}" if end else ""))
    form = Form(end) if end else wanted_form()
    if isinstance(named, PaperSelection):
        return show_papers(named) if form is None else papers_file(named, form)
    return _show_list(named) if form is None else _list_file(named, form)


def _list_file(expression: CategoryExpression, form: Form) -> Response:
    """The whole list with its filters and in its order; of one that is longer than a page can be, its first part or what `skip` says."""
    site = this_site()
    address = read_list(expression, request.args.to_dict(flat=False), site.newest_day())
    address = replace(address, show=shown_in_file(address.show))
    with site.reading() as session:
        content = listing(session, address, current_reader() if address.unread else None)
        name = f"{expression}-{content.last_day}" if content.last_day else str(expression)
        end = address.skip + address.show
        return cards_file(session, form, content.cards, name, total=content.length, end=end)


def _show_list(expression: CategoryExpression) -> ResponseReturnValue:
    site = this_site()
    address = read_list(expression, request.args.to_dict(flat=False), site.newest_day())
    reader = current_reader()
    with site.reading() as session:
        content = listing(session, address, reader)
        rendered = formulas_of(session, site.kept.unwritten(content.cards))
        ids = [card.id for card in content.cards]
        reading = reading_of(session, reader, ids, answer_language(), marks=content.marks, density=address.density)
        tiles = latest_counts(session, shown_categories(), reader)
    page = stream_template(
        "listing/show.html",
        listing=content,
        address=address,
        rendered=rendered,
        reading=reading,
        reasons=reasons(content, address, site.carried, site.now()),
        tiles=tiles,
    )
    # Encoded card by card: as one text, a page with a single character such as 𝒪 takes four bytes for each of a million others.
    return Response(b"".join([piece.encode() for piece in page]))

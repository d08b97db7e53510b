"""Everything under `/arxiv/`: lists, and papers by their identifiers."""

from flask import Blueprint, Response, request, stream_template
from flask.typing import ResponseReturnValue

from webapp.addresses import CategoryExpression, PaperSelection, read_list, read_path
from webapp.headers import moved
from webapp.pages.papers import show_papers
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
def show(text: str) -> ResponseReturnValue:
    """A list or papers, whichever the path names; another spelling of it leads to the canonical one."""
    named = read_path(text, this_site().newest_day())
    if str(named) != text:
        return moved(f"/arxiv/{named}")
    return show_papers(named) if isinstance(named, PaperSelection) else _show_list(named)


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

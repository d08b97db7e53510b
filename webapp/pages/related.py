"""Papers related to one: a page, and the short list that a script puts under a card."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.addresses import AddressError, PaperSelection, paper_path, read_path
from webapp.headers import moved
from webapp.queries.cards import formulas_of
from webapp.queries.reading import reading_of
from webapp.queries.related import related_papers
from webapp.reader import answer_language, asked_density, current_reader
from webapp.site import this_site

pages = Blueprint("related", __name__)

_IN_PLACE = 8


@pages.get("/arxiv/<path:text>/related")
def show(text: str) -> ResponseReturnValue:
    """The papers most like one, with the words they share. A paper that is not held is fetched first, on its own page."""
    paper = _read_paper(text)
    if paper != text:
        return moved(f"{paper_path(paper)}/related")
    site, reader = this_site(), current_reader()
    with site.reading() as session:
        found = related_papers(session, site.index, paper)
        if found is None:
            return redirect(paper_path(paper), code=302)
        cards = [each.card for each in found.papers]
        rendered = formulas_of(session, site.kept.unwritten(cards))
        reading = reading_of(
            session, reader, [card.id for card in cards], answer_language(), folds_hidden=False, density=asked_density()
        )
    return render_template("related/show.html", found=found, rendered=rendered, reading=reading)


@pages.get("/arxiv/<path:text>/related/list")
def show_in_place(text: str) -> ResponseReturnValue:
    """The first of them as a piece of HTML, to stand under the paper's card."""
    paper = _read_paper(text)
    site = this_site()
    with site.reading() as session:
        found = related_papers(session, site.index, paper, _IN_PLACE)
        if found is None:
            return redirect(paper_path(paper), code=302)
        rendered = formulas_of(session, [each.card for each in found.papers])
    return render_template("related/_list.html", found=found, rendered=rendered)


def _read_paper(text: str) -> str:
    """The canonical number of the one paper that the text names; versions have no neighbours of their own."""
    named = read_path(text, this_site().newest_day())
    if not isinstance(named, PaperSelection) or len(named.papers) != 1:
        raise AddressError(
            gettext("Related papers are those of one paper, at an address such as /arxiv/2402.12354/related."),
            status=404,
        )
    return named.papers[0].id

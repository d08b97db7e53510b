"""A paper's card by itself, as it stands on a list with abstracts: what a list of titles opens in place."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.addresses import AddressError, Density, PaperSelection, paper_path, read_path
from webapp.headers import moved
from webapp.queries.cards import cards_by_ids, formulas_of
from webapp.queries.reading import reading_of
from webapp.reader import answer_language, current_reader
from webapp.site import this_site

pages = Blueprint("cards", __name__)


@pages.get("/arxiv/<path:text>/card")
def show(text: str) -> ResponseReturnValue:
    """The card as a piece of HTML. A paper that is not held is fetched first, on its own page."""
    named = read_path(text, this_site().newest_day())
    if not isinstance(named, PaperSelection) or len(named.papers) != 1:
        raise AddressError(
            gettext("A card is that of one paper, at an address such as /arxiv/2402.12354/card."), status=404
        )
    paper = named.papers[0].id
    if paper != text:
        return moved(f"{paper_path(paper)}/card")
    with this_site().reading() as session:
        cards = cards_by_ids(session, [paper])
        if not cards:
            return redirect(paper_path(paper), code=302)
        rendered = formulas_of(session, cards)
        reading = reading_of(session, current_reader(), [paper], answer_language(), density=Density.ABSTRACTS)
    return render_template("listing/_alone.html", card=cards[0], rendered=rendered, reading=reading)

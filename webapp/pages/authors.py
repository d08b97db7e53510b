"""Authors' pages."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from webapp.addresses import MOST_SEARCHED, read_slice
from webapp.pages.files import cards_file, shown_in_file, wanted_form
from webapp.queries.authors import author_papers
from webapp.queries.cards import formulas_of
from webapp.queries.reading import reading_of
from webapp.reader import answer_language, asked_density, current_reader
from webapp.site import this_site

pages = Blueprint("authors", __name__)

_LONGEST = 200  # characters of a name


@pages.get("/author/<path:name>")
def show(name: str) -> ResponseReturnValue:
    """The papers under a name, newest first; `forms=all` joins every form of it that may be the same person's."""
    show, skip = read_slice(request.args, most_skipped=MOST_SEARCHED)
    form = wanted_form()
    show = show if form is None else shown_in_file(show)
    every_form = request.args.get("forms") == "all"
    name = " ".join(name[:_LONGEST].replace("_", " ").split())
    site, reader = this_site(), current_reader()
    with site.reading() as session:
        found = author_papers(session, site.index, name, every_form=every_form, show=show, skip=skip)
        if found is None:
            raise NotFound
        if form is not None:
            return cards_file(session, form, found.cards, name, total=found.total, end=skip + show)
        rendered = formulas_of(session, site.kept.unwritten(found.cards))
        reading = reading_of(
            session,
            reader,
            [card.id for card in found.cards],
            answer_language(),
            folds_hidden=False,
            density=asked_density(),
        )
    return render_template(
        "authors/show.html",
        found=found,
        every_form=every_form,
        show=show,
        skip=skip,
        rendered=rendered,
        reading=reading,
    )

"""What is read most just now."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from crawler.clock import eastern_day
from webapp.addresses import MOST_SEARCHED, AddressError, read_slice
from webapp.pages.files import cards_file, shown_in_file, wanted_form
from webapp.queries import hot
from webapp.queries.cards import formulas_of
from webapp.queries.reading import reading_of
from webapp.reader import answer_language, asked_density, current_reader
from webapp.site import this_site

pages = Blueprint("hot", __name__)


@pages.get("/hot")
def show() -> ResponseReturnValue:
    """The papers opened and starred most here within a `window` of a day, a week or a month."""
    window = _read_window(request.args.get("window", ""))
    show, skip = read_slice(request.args, most_skipped=MOST_SEARCHED)
    form = wanted_form()
    show = show if form is None else shown_in_file(show)
    site, reader = this_site(), current_reader()
    with site.reading() as session:
        found = hot.hot(session, window, eastern_day(site.now()), show=show, skip=skip)
        if form is not None:
            return cards_file(session, form, found.cards, f"hot-{window}", total=found.total, end=skip + show)
        rendered = formulas_of(session, site.kept.unwritten(found.cards))
        reading = reading_of(
            session, reader, [card.id for card in found.cards], answer_language(), density=asked_density()
        )
    return render_template(
        "hot/show.html",
        found=found,
        window=window,
        windows=tuple(hot.Window),
        half_life=hot.HALF_LIFE[window],
        days=hot.DAYS[window],
        star_counts=hot.STAR_COUNTS,
        show=show,
        skip=skip,
        rendered=rendered,
        reading=reading,
    )


def _read_window(text: str) -> hot.Window:
    try:
        return hot.Window(text.strip().lower() or hot.Window.WEEK)
    except ValueError:
        raise AddressError(
            gettext("There is no window of that length; there are %(names)s.", names=", ".join(hot.Window))
        ) from None

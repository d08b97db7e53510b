"""A month's papers."""

import re
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from webapp.addresses import ARXIV_BEGAN, SearchAddress, SearchSort, read_search
from webapp.pages.files import cards_file, shown_in_file, wanted_form
from webapp.queries.cards import formulas_of
from webapp.queries.reading import reading_of
from webapp.queries.search import search
from webapp.reader import answer_language, asked_density, current_reader
from webapp.site import this_site

pages = Blueprint("months", __name__)


@pages.get("/month/<text>")
def show(text: str) -> ResponseReturnValue:
    """The papers announced in a month (submitted in it, where no announcement is known), newest number first.

    Obeys `category`, `kind`, `show` and `skip` as a search does.
    """
    site, reader = this_site(), current_reader()
    first = _read_month(text, site.newest_day())
    asked = read_search(request.args.to_dict(flat=False))
    form = wanted_form()
    address = SearchAddress(
        text=f"date:{text}",
        sort=SearchSort.DATE,
        categories=asked.categories,
        kinds=asked.kinds,
        show=asked.show if form is None else shown_in_file(asked.show),
        skip=asked.skip,
    )
    with site.reading() as session:
        found = search(session, site.index, address)
        if form is not None:
            return cards_file(session, form, found.cards, text, total=found.total, end=address.skip + address.show)
        rendered = formulas_of(session, site.kept.unwritten(found.cards))
        reading = reading_of(
            session, reader, [card.id for card in found.cards], answer_language(), density=asked_density()
        )
    before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
    return render_template(
        "months/show.html",
        address=address,
        found=found,
        first=first,
        before=before if before >= ARXIV_BEGAN else None,
        after=after if after <= site.newest_day() else None,
        rendered=rendered,
        reading=reading,
    )


def _read_month(text: str, newest: date) -> date:
    """The first day of the month that `2026-03` names. Raises NotFound for none in which arXiv has papers."""
    if not re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])", text) or not f"{ARXIV_BEGAN:%Y-%m}" <= text <= f"{newest:%Y-%m}":
        raise NotFound(
            gettext("arXiv has no papers of such a month; one would be %(path)s.", path=f"/month/{newest:%Y-%m}")
        )
    return date(int(text[:4]), int(text[5:]), 1)

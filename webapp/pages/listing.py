"""Everything under `/arxiv/`: lists, and papers by their identifiers."""

from dataclasses import replace
from math import ceil

from flask import Blueprint, Response, redirect, request, stream_template
from flask.typing import ResponseReturnValue

from webapp.addresses import CategoryExpression, Days, PaperSelection, Sort, list_path, read_list, read_path
from webapp.headers import moved
from webapp.pages.papers import show_papers
from webapp.queries.calendar import announcement_days
from webapp.queries.cards import formulas_of
from webapp.queries.days import latest_day
from webapp.queries.home import latest_counts
from webapp.queries.listing import listing
from webapp.queries.reading import reading_of
from webapp.reader import answer_language, current_reader, last_visit, shown_categories
from webapp.reasons import reasons
from webapp.site import this_site
from webapp.spans import Span, earliest_of, last_days, read_span, week_of
from webapp.visits import days_since, read_visit

pages = Blueprint("listing", __name__)


@pages.get("/arxiv")
def arxiv() -> ResponseReturnValue:
    """The list that a form of choices makes, `?cs.AI=in&cs.LG=in&cs.CY=out`, at its own address; the home page where nothing is chosen.

    Where only some are left out, they are left out of the categories that stand beside every page.
    """
    taken, left_out = ([name for name, choice in request.args.items() if choice == wanted] for wanted in ("in", "out"))
    if not taken and not left_out:
        return moved("/")
    text = "-".join(["+".join(taken or shown_categories()), *left_out])
    return redirect(f"/arxiv/{read_path(text, this_site().newest_day())}", code=302)


@pages.get("/arxiv/<path:text>")
def show(text: str) -> ResponseReturnValue:
    """A list or papers, whichever the path names; another spelling of it leads to the canonical one."""
    named = read_path(text, this_site().newest_day())
    if str(named) != text:
        return moved(f"/arxiv/{named}")
    return show_papers(named) if isinstance(named, PaperSelection) else _show_list(named)


def _show_list(expression: CategoryExpression) -> ResponseReturnValue:
    site = this_site()
    if span := read_span(request.args.get("date", "")):
        return _show_span(expression, span)
    address = read_list(expression, request.args.to_dict(flat=False), site.newest_day())
    if address.sort is Sort.FORYOU and not address.until:
        address = replace(address, until=ceil(site.now().timestamp()))
    reader = current_reader()
    with site.reading() as session:
        content = listing(session, address, reader, site.tastes)
        rendered = formulas_of(session, site.kept.unwritten(content.cards))
        ids = [card.id for card in content.cards]
        reading = reading_of(session, reader, ids, answer_language(), marks=content.marks)
        tiles = latest_counts(session, shown_categories(), reader)
    page = stream_template(
        "listing/show.html",
        listing=content,
        address=address,
        rendered=rendered,
        reading=reading,
        reasons=reasons(content, address, site.carried, site.now()),
        tiles=tiles,
        visit=last_visit(max(filter(None, (tile.day for tile in tiles)), default=None)),
    )
    # Encoded card by card: as one text, a page with a single character such as 𝒪 takes four bytes for each of a million others.
    return Response(b"".join([piece.encode() for piece in page]))


def _show_span(expression: CategoryExpression, span: Span) -> ResponseReturnValue:
    """To the list of a range by its dates; to the latest day where there is none, since nothing is held or nothing is new."""
    site, reader = this_site(), current_reader()
    newest = site.newest_day()
    query = {name: values for name, values in request.args.to_dict(flat=False).items() if name != "date"}
    address = read_list(expression, query, newest)
    with site.reading() as session:
        held = latest_day(session, expression.included)
        match span:
            case Span.WEEK:
                days: Days | None = week_of(newest)
            case Span.LAST_WEEK:
                days = week_of(newest, before=1)
            case Span.LAST_7:
                days = (
                    last_days(announcement_days(session, expression.included, earliest_of(held), held))
                    if held
                    else None
                )
            case Span.VISIT:
                days = days_since(read_visit(reader.preferences.visit), held) if reader else None
    return redirect(list_path(replace(address, days=days, skip=0)), code=302)

"""Everything under `/arxiv/`: lists, and papers by their identifiers."""

from dataclasses import replace
from math import ceil

from flask import Blueprint, Response, redirect, request, stream_template
from flask.typing import ResponseReturnValue

from webapp.addresses import (
    CategoryExpression,
    Days,
    ListAddress,
    PaperSelection,
    Sort,
    list_path,
    read_list,
    read_path,
)
from webapp.headers import moved
from webapp.pages.files import cards_file, shown_in_file, wanted_form
from webapp.pages.papers import papers_file, show_papers
from webapp.paper_files import Form
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
    if span := read_span(request.args.get("date", "")):
        return _show_span(named, span, form)
    return _show_list(named) if form is None else _list_file(named, form)


def _list_file(expression: CategoryExpression, form: Form) -> Response:
    """The whole list with its filters and in its order; of one that is longer than a page can be, its first part or what `skip` says."""
    site, address = this_site(), _read_address(expression)
    address = replace(address, show=shown_in_file(address.show))
    reader = current_reader() if address.unread or address.sort is Sort.FORYOU else None
    with site.reading() as session:
        content = listing(session, address, reader, site.tastes)
        name = f"{expression}-{content.last_day}" if content.last_day else str(expression)
        end = address.skip + address.show
        return cards_file(session, form, content.cards, name, total=content.length, end=end)


def _read_address(expression: CategoryExpression) -> ListAddress:
    """The list that is asked for. An order for a reader goes by the marks there are by now, unless the address says until when."""
    site = this_site()
    address = read_list(expression, request.args.to_dict(flat=False), site.newest_day())
    if address.sort is Sort.FORYOU and not address.until:
        return replace(address, until=ceil(site.now().timestamp()))
    return address


def _show_list(expression: CategoryExpression) -> ResponseReturnValue:
    site, address, reader = this_site(), _read_address(expression), current_reader()
    with site.reading() as session:
        content = listing(session, address, reader, site.tastes)
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
        visit=last_visit(max(filter(None, (tile.day for tile in tiles)), default=None)),
    )
    # Encoded card by card: as one text, a page with a single character such as 𝒪 takes four bytes for each of a million others.
    return Response(b"".join([piece.encode() for piece in page]))


def _show_span(expression: CategoryExpression, span: Span, form: Form | None) -> ResponseReturnValue:
    """To the list of a range by its dates; to the latest day where there is none, since nothing is held or nothing is new.

    form: of the file that is asked for instead.
    """
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
    location = list_path(replace(address, days=days, skip=0))
    if form is not None:
        location += f"{'&' if '?' in location else '?'}format={form}"
    return redirect(location, code=302)

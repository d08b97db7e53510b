"""Calendars: the days of a month with their papers, of the categories that stand beside every page or of any list."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from crawler.ledger import State
from webapp.addresses import (
    ARXIV_BEGAN,
    CategoryExpression,
    ListAddress,
    calendar_path,
    read_list,
    read_month,
    read_path,
)
from webapp.headers import moved
from webapp.queries.calendar import calendar
from webapp.queries.shapes import CalendarDay
from webapp.reader import current_reader, shown_list
from webapp.reasons import standing_sentence
from webapp.site import this_site

pages = Blueprint("days", __name__)


@pages.get("/days")
def show_followed() -> ResponseReturnValue:
    """A month of the categories that stand beside every page, `?month=2026-11`, by default the latest."""
    return _show(shown_list(), _followed_path)


@pages.get("/arxiv/<path:text>/days")
def show(text: str) -> ResponseReturnValue:
    """The same of a list, which its links keep narrowed and ordered as the address says."""
    newest = this_site().newest_day()
    named = read_path(text, newest)
    if not isinstance(named, CategoryExpression):
        raise NotFound(gettext("Lists of categories have calendars; a paper has none."))
    if str(named) != text:
        return moved(f"/arxiv/{named}/days")
    query = {name: values for name, values in request.args.to_dict(flat=False).items() if name != "date"}
    return _show(replace(read_list(named, query, newest), skip=0), calendar_path)


def _followed_path(_address: ListAddress, month: date) -> str:
    return f"/days?month={month:%Y-%m}"


def _show(address: ListAddress, path: Callable[[ListAddress, date], str]) -> ResponseReturnValue:
    """path: the calendar's own for another month."""
    site, reader = this_site(), current_reader()
    now, newest = site.now(), site.newest_day()
    first = read_month(request.args.get("month", "").strip(), newest)
    last = min(first.replace(day=monthrange(first.year, first.month)[1]), newest)
    with site.reading() as session:
        days = calendar(session, address.expression, first, last, site.carried, reader)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return render_template(
        "days/show.html",
        address=address,
        first=first,
        days=days,
        newest=newest,
        before=(before, path(address, before)) if before >= ARXIV_BEGAN else None,
        after=(after, path(address, after)) if first.replace(day=1) < newest.replace(day=1) else None,
        told=tuple(_told(reversed(days), now)),
    )


def _told(days: Iterable[CalendarDay], now: datetime) -> Iterator[tuple[date, str]]:
    """The days that are not as they should be, and why; of those never fetched there may be too many to name."""
    for each in days:
        if each.standing and each.standing.state not in (State.COMPLETE, State.UNCRAWLED):
            yield each.day, standing_sentence(each.standing, now)

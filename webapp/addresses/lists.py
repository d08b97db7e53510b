"""A list's address: its categories, and the query parameters that cut and order it (date, kind, sort, unread, show, skip, density)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import gettext

from crawler.clock import weekdays_back
from crawler.records import Kind
from webapp.addresses.categories import CategoryExpression
from webapp.addresses.densities import Density, read_density
from webapp.addresses.errors import AddressError, shortened

# No identifier is older: https://info.arxiv.org/help/arxiv_identifier.html
ARXIV_BEGAN = date(1991, 7, 1)

MOST_DAYS = 31
MOST_SHOWN = 1000
MOST_SKIPPED = 1_000_000_000
_LAST_MOMENT = 253_000_000_000  # in the year 9987: dates go no further than 9999
SHOWN = 50


class Sort(StrEnum):
    """The orders a list can be had in."""

    DEFAULT = "default"  # kind by kind, newest id first
    DATE = "date"  # latest submission first
    STARS = "stars"  # most often opened and starred first
    FORYOU = "foryou"  # most like what the reader starred first


_NUMBERED = {"0": Sort.DATE, "1": Sort.STARS}


@dataclass(frozen=True, slots=True)
class Days:
    """Announcement days from `first` to `last`, both included; a single day has them equal."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAddress:
    """A whole list address: which categories, and how the list is cut and ordered.

    days: None for the latest day held.   kinds: () for the default, new and cross with the replacements after them.
    unread: only what the reader has neither read nor hidden; for somebody who never marked anything that is all.
    density: None for what the reader has set.
    until: of a later page of the order for a reader, the moment (Unix time) up to which marks count, so that it goes on where the
    page before ended; 0 for now.
    """

    expression: CategoryExpression
    days: Days | None = None
    kinds: tuple[Kind, ...] = ()
    sort: Sort = Sort.DEFAULT
    unread: bool = False
    show: int = SHOWN
    skip: int = 0
    density: Density | None = None
    until: int = 0


def read_list(expression: CategoryExpression, query: Mapping[str, Sequence[str]], newest: date) -> ListAddress:
    """The list that an expression and the query parameters name. Parameters it does not know are no concern of a list.

    query: all values of each parameter, as typed; an empty value counts as none. A form with two fields sends the days as `from` and `to`.
    newest: as in `read_path`. Raises AddressError (400) for a bad date, kind, sort, unread, show, skip or density.
    """

    def given(name: str) -> str:
        return next(iter(query.get(name, ())), "").strip()

    return ListAddress(
        expression=expression,
        days=read_days(given("date") or "..".join(filter(None, (given("from"), given("to")))), newest),
        kinds=read_kinds(query.get("kind", ())),
        sort=read_sort(given("sort")),
        unread=bool(read_number("unread", given("unread"), least=0, most=1, otherwise=0)),
        show=read_number("show", given("show"), least=1, most=MOST_SHOWN, otherwise=SHOWN),
        skip=read_number("skip", given("skip"), least=0, most=MOST_SKIPPED, otherwise=0),
        density=read_density(given("density")),
        until=read_until(given("until")),
    )


def read_until(text: str) -> int:
    """The moment that `until=` names, as Unix time; 0 where it is empty. Raises AddressError (400) for what is none."""
    return read_number("until", text, least=0, most=_LAST_MOMENT, otherwise=0)


def read_days(text: str, newest: date) -> Days | None:
    """The days that `date=` names: `2026-03-06` or `2026-03-02..2026-03-06`; None where it is empty.

    newest: the newest announcement day there can be. Raises AddressError (400) for anything else, a day to come, a reversed range
    or one of more than 31 days.
    """
    if not text:
        return None
    first_text, dots, last_text = text.partition("..")
    first = read_day(first_text, text)
    days = Days(first, read_day(last_text, text) if dots else first)
    if days.last > newest:
        [weekday] = weekdays_back(newest, 1)
        raise AddressError(
            gettext(
                "There is no announcement of %(day)s yet; the newest there can be is that of %(newest)s.",
                day=days.last,
                newest=weekday,
            )
        )
    if days.last < days.first:
        raise AddressError(
            gettext(
                "The range %(range)s is reversed; write the earlier day first: date=%(first)s..%(last)s.",
                range=text,
                first=days.last,
                last=days.first,
            )
        )
    if days.last - days.first >= timedelta(days=MOST_DAYS):
        raise AddressError(
            gettext(
                "The range %(range)s is too long: a list covers at most %(number)s days, both ends counted.",
                range=text,
                number=MOST_DAYS,
            )
        )
    return days


def read_kinds(texts: Sequence[str]) -> tuple[Kind, ...]:
    """The announcement kinds that `kind=` names, given once with commas or several times, in the order of lists.

    Raises AddressError (400) for a kind there is not.
    """
    named = {name.strip().lower() for text in texts[: len(Kind)] for name in text[:100].split(",")} - {""}
    if strange := sorted(named - set(Kind)):
        raise AddressError(
            gettext(
                "There is no kind “%(name)s”; there are %(kinds)s, and several with commas between.",
                name=strange[0],
                kinds=", ".join(Kind),
            )
        )
    return tuple(kind for kind in Kind if kind in named)


def read_sort(text: str) -> Sort:
    """The order that `sort=` names; `0` and `1` are Cool Papers' names for `date` and `stars`. Raises AddressError (400) for another."""
    if not text:
        return Sort.DEFAULT
    try:
        return _NUMBERED.get(text) or Sort(text.lower())
    except ValueError:
        raise AddressError(
            gettext(
                "Lists cannot be sorted by “%(order)s”; there are sort=default (new papers, then cross-lists, newest number first),"
                " sort=date or sort=0 (latest submission first), sort=stars or sort=1 (most opened first) and sort=foryou (most"
                " like what you starred first).",
                order=shortened(text),
            )
        ) from None


def read_slice(query: Mapping[str, str], most_skipped: int) -> tuple[int, int]:
    """How many papers to show, and how many to skip, as `show=` and `skip=` say. Raises AddressError (400)."""
    show = read_number("show", query.get("show", "").strip(), least=1, most=MOST_SHOWN, otherwise=SHOWN)
    return show, read_number("skip", query.get("skip", "").strip(), least=0, most=most_skipped, otherwise=0)


def list_parameters(address: ListAddress) -> dict[str, str]:
    """The query parameters of a list, those that say nothing new left out."""
    given = {
        "date": str(address.days or ""),
        "kind": ",".join(address.kinds),
        "sort": address.sort if address.sort is not Sort.DEFAULT else "",
        "unread": "1" if address.unread else "",
        "show": str(address.show) if address.show != SHOWN else "",
        "skip": str(address.skip or ""),
        "density": address.density or "",
        "until": str(address.until or "") if address.sort is Sort.FORYOU and address.skip else "",
    }
    return {name: value for name, value in given.items() if value}


def list_path(address: ListAddress) -> str:
    """The path and query of a list, parameters that say nothing new left out: `/arxiv/cs.CL?date=2026-03-06&skip=50`."""
    query = "&".join(f"{name}={value}" for name, value in list_parameters(address).items())
    return f"/arxiv/{address.expression}" + (f"?{query}" if query else "")


def calendar_path(address: ListAddress, month: date | None = None) -> str:
    """The path and query of a list's calendar, which keeps how the list is narrowed and ordered. month: any day of it; None: the latest."""
    parameters = list_parameters(replace(address, days=None, skip=0))
    given = {**({"month": f"{month:%Y-%m}"} if month else {}), **parameters}
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return f"/arxiv/{address.expression}/days" + (f"?{query}" if query else "")


def read_month(text: str, newest: date) -> date:
    """The first day of the month that a text such as `2026-03` names; of the newest one's where it is empty.

    newest: as in `read_path`. Raises AddressError (400) for anything else, a month to come or one before arXiv began.
    """
    if not text:
        return newest.replace(day=1)
    if not re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])", text) or not f"{ARXIV_BEGAN:%Y-%m}" <= text <= f"{newest:%Y-%m}":
        raise AddressError(
            f"arXiv announced nothing in a month “{shortened(text)}”; months go from {ARXIV_BEGAN:%Y-%m} to {newest:%Y-%m}."
        )
    return date(int(text[:4]), int(text[5:]), 1)


def feed_path(address: ListAddress) -> str:
    """The path and query of a list's feed, which follows its categories and kinds."""
    return f"/arxiv/{address.expression}/feed" + (f"?kind={','.join(address.kinds)}" if address.kinds else "")


def with_category(address: ListAddress, category: str) -> ListAddress:
    """The list from its first page with a category taken in, and no longer left out if it was."""
    return replace(address, expression=address.expression.taking_in(category), skip=0)


def without_category(address: ListAddress, category: str) -> ListAddress:
    """The list from its first page with a category's papers left out; unchanged if it would then name no category."""
    return replace(address, expression=address.expression.leaving_out(category), skip=0)


def read_day(text: str, whole: str) -> date:
    """The day that a text such as `2026-03-06` names. whole: what it is part of, for the message. Raises AddressError (400)."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise AddressError(
        gettext(
            "“%(text)s” is no date; write a day as date=2026-03-06 or a range with both ends as date=2026-03-02..2026-03-06.",
            text=shortened(whole),
        )
    )


def read_number(name: str, text: str, *, least: int, most: int, otherwise: int) -> int:
    """The number that a parameter gives; `otherwise` where it is empty. Raises AddressError (400) for any other text."""
    if not text:
        return otherwise
    number = int(text) if re.fullmatch(r"[0-9]{1,12}", text) else -1
    if not least <= number <= most:
        raise AddressError(
            gettext(
                "%(name)s is a whole number from %(least)s to %(most)s, not “%(text)s”.",
                name=name,
                least=f"{least:,}",
                most=f"{most:,}",
                text=shortened(text),
            )
        )
    return number

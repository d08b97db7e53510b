"""A search's address: `/arxiv/search?query=lora&category=cs.CL&date=2026-01-01..2026-03-31&sort=date&show=50&skip=100`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from flask_babel import gettext

from crawler.records import Kind
from webapp.addresses.categories import CategoryExpression, read_categories
from webapp.addresses.densities import Density, read_density
from webapp.addresses.errors import AddressError, shortened
from webapp.addresses.lists import MOST_SHOWN, SHOWN, read_day, read_kinds, read_number, read_until

MOST_SEARCHED = 10_000  # hits that can be paged through: the engine sorts all that come before a page


class SearchSort(StrEnum):
    """The orders of hits."""

    RELEVANCE = "relevance"
    DATE = "date"  # newest first
    STARS = "stars"  # the first thousand hits, most often opened and starred first
    FORYOU = "foryou"  # the first thousand hits, most like what the reader starred first


_OTHER_SPELLINGS = {
    "": SearchSort.RELEVANCE,
    "default": SearchSort.RELEVANCE,
    "0": SearchSort.DATE,
    "1": SearchSort.STARS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAddress:
    """A whole search address. text: as typed.   first, last: announcement days, either open (None).

    until: as in ListAddress.
    categories: narrows to papers in any that it takes in and in none that it leaves out; None for all of arXiv.
    """

    text: str = ""
    sort: SearchSort = SearchSort.RELEVANCE
    first: date | None = None
    last: date | None = None
    categories: CategoryExpression | None = None
    kinds: tuple[Kind, ...] = ()
    show: int = SHOWN
    skip: int = 0
    density: Density | None = None
    until: int = 0

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the text narrows the search."""
        return bool(self.first or self.last or self.categories or self.kinds)


def read_search(query: Mapping[str, Sequence[str]]) -> SearchAddress:
    """The search that query parameters name: `query`, `sort`, `category`, `kind`, `show`, `skip`, `density`, and the days as
    `date=2026-01-01..2026-03-31` (either end may be left out) or, as a form sends them, `from` and `to`.

    query: all values of each parameter, as typed; an empty value counts as none, unknown parameters are ignored.
    Raises AddressError: 404 for an unknown category, 400 for any other value that makes no sense.
    """

    def given(name: str) -> str:
        return next(iter(query.get(name, ())), "").strip()

    first, last = _read_span(given("date"), given("from"), given("to"))
    category = ",".join(filter(None, map(str.strip, query.get("category", ())[:50])))
    return SearchAddress(
        text=given("query"),
        sort=_read_sort(given("sort")),
        first=first,
        last=last,
        categories=read_categories(category) if category else None,
        kinds=read_kinds(query.get("kind", ())),
        show=read_number("show", given("show"), least=1, most=MOST_SHOWN, otherwise=SHOWN),
        skip=read_number("skip", given("skip"), least=0, most=MOST_SEARCHED, otherwise=0),
        density=read_density(given("density")),
        until=read_until(given("until")),
    )


def search_parameters(address: SearchAddress) -> dict[str, str]:
    """The query parameters of a search, those that say nothing new left out."""
    first, last = address.first or "", address.last or ""
    given = {
        "query": address.text,
        "category": str(address.categories or ""),
        "date": str(first) if first == last else f"{first}..{last}",
        "kind": ",".join(address.kinds),
        "sort": address.sort if address.sort is not SearchSort.RELEVANCE else "",
        "show": str(address.show) if address.show != SHOWN else "",
        "skip": str(address.skip or ""),
        "density": address.density or "",
        "until": str(address.until or "") if address.sort is SearchSort.FORYOU and address.skip else "",
    }
    return {name: value for name, value in given.items() if value}


def search_path(address: SearchAddress) -> str:
    """The path and query of a search."""
    return _with_query("/arxiv/search", search_parameters(address))


def search_feed_path(address: SearchAddress) -> str:
    """The path and query of a search's feed, which is always of its newest papers."""
    parameters = search_parameters(address)
    return _with_query(
        "/arxiv/search/feed",
        {name: value for name, value in parameters.items() if name not in ("sort", "show", "skip", "density", "until")},
    )


def _with_query(path: str, parameters: Mapping[str, str]) -> str:
    query = urlencode(parameters, safe=",:", errors="replace")
    return f"{path}?{query}" if query else path


def _read_sort(text: str) -> SearchSort:
    known = _OTHER_SPELLINGS.get(text.lower())
    try:
        return known or SearchSort(text.lower())
    except ValueError:
        raise AddressError(
            gettext(
                "Searches cannot be sorted by “%(order)s”; there are sort=relevance (best first), sort=date or sort=0"
                " (newest first), sort=stars or sort=1 (most opened first) and sort=foryou (most like what you starred first).",
                order=shortened(text),
            )
        ) from None


def _read_span(text: str, begins: str, ends: str) -> tuple[date | None, date | None]:
    if text:
        begins, dots, ends = text.partition("..")
        ends = ends if dots else begins
    whole = text or f"{begins}..{ends}"
    first = read_day(begins, whole) if begins else None
    last = read_day(ends, whole) if ends else None
    if first and last and last < first:
        raise AddressError(
            gettext(
                "The range %(range)s is reversed; write the earlier day first: date=%(first)s..%(last)s.",
                range=whole,
                first=last,
                last=first,
            )
        )
    return first, last

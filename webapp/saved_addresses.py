"""Addresses that a reader saves: read from what was sent, and turned into the list they name. Pure."""

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from flask_babel import gettext

from webapp.addresses import (
    AddressError,
    CategoryExpression,
    ListAddress,
    SearchAddress,
    list_path,
    read_list,
    read_path,
    read_search,
)

_LISTS = "/arxiv/"
_SEARCH = "/arxiv/search"


def saved_reader(newest: date) -> Callable[[str], ListAddress | SearchAddress | None]:
    """Reads a saved address as the list or search it names; None for one that names neither (any more). newest: as in `read_path`."""

    def named_by(address: str) -> ListAddress | SearchAddress | None:
        try:
            path, query = _split(address)
            return read_search(query) if path == _SEARCH else _read(address, newest)
        except AddressError:
            return None

    return named_by


def same_search(one: SearchAddress, other: SearchAddress) -> bool:
    """Whether two addresses search for the same, in whatever order and slice, and however far back."""
    return _sought(one) == _sought(other)


def _sought(address: SearchAddress) -> SearchAddress:
    return SearchAddress(text=address.text, last=address.last, categories=address.categories, kinds=address.kinds)


def saved_address(text: str, newest: date) -> str:
    """The path and query to keep of an address of a list or a search of this site: of a list what it follows, not a day or slice of it.

    Raises AddressError (400 or 404) for any other address, and where it names nothing.
    """
    path, query = _split(text)
    if path == _SEARCH and query.get("query"):
        return f"{_SEARCH}?{urlencode(query, doseq=True)}"
    address = _read(text, newest)
    if address is None:
        raise AddressError(gettext("Lists and searches can be saved; their addresses begin with /arxiv/."))
    return list_path(ListAddress(expression=address.expression, kinds=address.kinds, sort=address.sort))


def _read(text: str, newest: date) -> ListAddress | None:
    path, query = _split(text)
    if not path.startswith(_LISTS) or path == _SEARCH:
        return None
    named = read_path(path.removeprefix(_LISTS), newest)
    return read_list(named, query, newest) if isinstance(named, CategoryExpression) else None


def _split(text: str) -> tuple[str, dict[str, list[str]]]:
    """The path, without percent signs, and the parameters."""
    try:
        parts = urlsplit(text)
        return "" if parts.netloc else unquote(parts.path), parse_qs(parts.query, max_num_fields=50)
    except ValueError as error:
        raise AddressError(gettext("This is no address of a list or search.")) from error

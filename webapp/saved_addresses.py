"""Addresses that a reader saves: read from what was sent, and turned into the list they name. Pure."""

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from flask_babel import gettext

from webapp.addresses import AddressError, CategoryExpression, ListAddress, list_path, read_list, read_path

_LISTS = "/arxiv/"
_SEARCH = "/arxiv/search"


def list_reader(newest: date) -> Callable[[str], ListAddress | None]:
    """Reads a saved address as the list it names; None for one that is no list (any more). newest: as in `read_path`."""

    def list_at(address: str) -> ListAddress | None:
        try:
            return _read(address, newest)
        except AddressError:
            return None

    return list_at


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

"""What pages about a reader's taste call things, and where its terms lead."""

from collections.abc import Callable, Mapping

from flask_babel import gettext

from webapp.addresses import SearchAddress, search_path
from webapp.queries.shapes import Card
from webapp.taste.features import AUTHOR, CATEGORY, author_term

_SIZES = 5


def because(card: Card, reasons: Mapping[str, tuple[str, ...]]) -> str | None:
    """Why a paper stands where it does: `Because of: low rank, adapter, Ada Lovelace`. None where nothing speaks for it."""
    terms = reasons.get(card.id)
    if not terms:
        return None
    names = [_author(card, term) if term.startswith(AUTHOR) else term.removeprefix(CATEGORY) for term in terms]
    return gettext("Because of: %(words)s", words=", ".join(names))


def term_name(term: str) -> str:
    """A term as a page calls it, without what marks it as an author or a category."""
    return term.removeprefix(CATEGORY) if not term.startswith(AUTHOR) else term.removeprefix(AUTHOR).title()


def term_search(name: str) -> str:
    """The search for a word, or for two as they stand together."""
    return search_path(SearchAddress(text=f'"{name}"' if " " in name else name))


def cloud_size(weight: float) -> int:
    """How large a word stands in the cloud, 1 to 5. weight: more than 0, 1 for the strongest."""
    return min(max(round(weight * _SIZES + 0.4), 1), _SIZES)


def percent(weight: float) -> str:
    """`85 %`, for those who cannot see the bar."""
    return f"{weight * 100:.0f} %"


def bar_width(weight: float) -> str:
    """How long a bar is, of 100, whichever its sign."""
    return f"{abs(weight) * 100:.1f}"


def _author(card: Card, term: str) -> str:
    return next((author.name for author in card.authors if author_term(author.name) == term), term_name(term))


OF_TASTE: Mapping[str, Callable[..., object]] = {
    "because": because,
    "term_name": term_name,
    "term_search": term_search,
    "cloud_size": cloud_size,
    "percent": percent,
    "bar_width": bar_width,
}
"""These as filters for templates."""

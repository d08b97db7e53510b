"""The parts of cards that a process has written: a paper that has not changed need not be written again for every list."""

from collections.abc import Iterable, Mapping
from datetime import date

from jinja2.runtime import Macro
from markupsafe import Markup

from crawler.records import Kind
from webapp.language import language
from webapp.queries.shapes import Card

_MOST_CARDS = 2000

_Key = tuple[str, int, Kind | None, date | None, str]


class KeptParts:
    """A template filter, `{{ card|kept(macro) }}`: what the macro writes of the card, kept for the paper's revision and the language.

    Whatever a card shows of its paper has a new revision when it changes, and a process has one formula engine. So the macro
    may write all that a card holds but its number, which belongs to the list at hand, and what explains it, which changes with the
    articles.
    """

    def __init__(self, most: int = _MOST_CARDS) -> None:
        """most: how many cards' parts are kept, at 4 KB each. All go when there are more: the next pages bring them back."""
        self._most = most
        self._parts: dict[_Key, dict[str, Markup]] = {}

    def __call__(self, card: Card, macro: Macro, *rendered: Mapping[str, str] | None) -> Markup:
        """rendered: what the macro takes beside the card, text → HTML."""
        key = _key(card)
        parts = self._parts.get(key)
        if parts is None:
            if len(self._parts) >= self._most:
                self._parts.clear()
            parts = self._parts[key] = {}
        part = parts.get(macro.name)
        if part is None:
            part = parts[macro.name] = Markup(macro(card, *rendered))  # noqa: S704 (a macro escapes what it writes)
        return part

    def unwritten(self, cards: Iterable[Card], part: str = "words") -> list[Card]:
        """The cards of which a macro's part is not kept: their formulas are worth a query."""
        return [card for card in cards if part not in self._parts.get(_key(card), ())]


def _key(card: Card) -> _Key:
    return card.id, card.revision, card.kind, card.announced, language()

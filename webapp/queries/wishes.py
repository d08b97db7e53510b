"""Which papers have a reader's followed or excluded keywords and authors, and which of them. Pure: cards are at hand already."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from crawler.records import Author
from crawler.search.authors import may_be_one
from crawler.search.names import name_words
from webapp.preferences import Preferences
from webapp.queries.shapes import Card

_BETWEEN = r"[\s\-\u2010-\u2015]+"  # `low rank` is found in `low-rank` too, and the other way round
# Written without spaces, so that no word ends there: Chinese characters and Japanese kana.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")

_words_of = lru_cache(maxsize=20_000)(name_words)  # of authors' names: they return from day to day


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper has of a reader's wishes, as the reader wrote it: keywords and authors followed, and excluded."""

    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    excluded_keywords: tuple[str, ...] = ()
    excluded_authors: tuple[str, ...] = ()

    @property
    def muted(self) -> bool:
        """Whether something excluded is there, so that lists fold the paper."""
        return bool(self.excluded_keywords or self.excluded_authors)


class Wishes:
    """A reader's keywords and authors, made ready to be looked for in many papers."""

    def __init__(self, preferences: Preferences) -> None:
        """preferences: with at least one keyword or author."""
        self._keywords = _Keywords(preferences.keywords)
        self._excluded_keywords = _Keywords(preferences.excluded_keywords)
        self._authors = _names(preferences.authors)
        self._excluded_authors = _names(preferences.excluded_authors)

    def told(self, card: Card) -> Told | None:
        """What a paper has of them, or None.

        Keywords are whole words of title or abstract, in any case and with or without accents. An author followed may stand there
        with an initial, as in A. Lovelace for Ada; one excluded only with the full name, lest a namesake be hidden.
        """
        text = folded(f"{card.title}\n{card.abstract}")
        told = Told(
            self._keywords.found_in(text),
            tuple(_named(self._authors, card.authors, with_initials=True)),
            self._excluded_keywords.found_in(text),
            tuple(_named(self._excluded_authors, card.authors, with_initials=False)),
        )
        return None if told == _NOTHING else told


@lru_cache(maxsize=256)
def wishes_of(preferences: Preferences) -> Wishes | None:
    """A reader's wishes, or None for a reader without any. Kept, since making them ready takes longer than looking."""
    has_any = (
        preferences.keywords or preferences.authors or preferences.excluded_keywords or preferences.excluded_authors
    )
    return Wishes(preferences) if has_any else None


def folded(text: str) -> str:
    """A text without case, accents, and the differences between forms of one letter: `Zoë ﬁnds` → `zoe finds`."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))


class _Keywords:
    """Keywords to find in texts. Most are in none, which a look for their first word tells soonest."""

    def __init__(self, keywords: Sequence[str]) -> None:
        by_words: dict[tuple[str, ...], str] = {}
        for keyword in keywords:
            if words := _cut(folded(keyword)):
                by_words.setdefault(words, keyword)
        self._looked_for = [(words[0], re.compile(_whole(words)), keyword) for words, keyword in by_words.items()]

    def found_in(self, text: str) -> tuple[str, ...]:
        """The keywords in a folded text, as the reader wrote them."""
        return tuple(
            [keyword for first, whole, keyword in self._looked_for if first in text and whole.search(text) is not None]
        )


_Names = dict[str, list[tuple[str, list[str]]]]  # family name → the names with it as written, and their words


def _names(authors: Iterable[str]) -> _Names:
    worded = [(name, words) for name in authors if (words := name_words(name))]
    by_family = sorted(worded, key=lambda one: one[1][-1])
    return {family: list(names) for family, names in groupby(by_family, lambda one: one[1][-1])}


def _named(names: _Names, authors: Sequence[Author], *, with_initials: bool) -> Iterable[str]:
    """Those of the names under which one of the authors stands."""
    if not names:
        return
    found = set()
    for author in authors:
        words = _words_of(author.name)
        for family in names.keys() & set(words):
            found |= {name for name, wanted in names[family] if _is_one(wanted, words, with_initials)}
    yield from (name for one in names.values() for name, _ in one if name in found)


def _is_one(wanted: Sequence[str], words: Sequence[str], with_initials: bool) -> bool:
    return may_be_one(wanted, words) if with_initials else sorted(wanted) == sorted(words)


def _cut(keyword: str) -> tuple[str, ...]:
    return tuple(filter(None, re.split(_BETWEEN, keyword)))


def _whole(words: Sequence[str]) -> str:
    """An expression for a keyword that no letter or digit goes before or follows, where its writing has spaces."""
    pattern = _BETWEEN.join(map(re.escape, words))
    first, last = words[0][0], words[-1][-1]
    before = "" if _UNSPACED.match(first) else r"(?<!\w)"
    after = "" if _UNSPACED.match(last) else r"(?!\w)"
    return f"{before}{pattern}{after}"


_NOTHING = Told()

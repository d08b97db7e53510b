"""A paper's text, indexed so that quotes are looked up in it quickly.

How near is near: every letter, number, negation and sign of a quote must be the paper's, in its order. Forgiven are only
spaces, hyphens, punctuation, upper case, accents, ligatures and ways of writing formulas; citations, equation numbers and
footnote marks that a quote leaves out; and "…" between pieces that stand in this order at most 2,000 letters apart in one section.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.fulltext import Section
from crawler.grounding.normal import Normal, boundaries_agree, gaps_agree, normalise
from crawler.grounding.numbers import values_of

_ELISION = re.compile(r"\s*[\[(]?\s*(?:…|\.\s?\.\s?\.|⋯|\\l?dots\b)+\s*[\])]?\s*")
_FARTHEST = 2000  # letters between two pieces of one quote
_FEWEST_WORDS, _FEWEST_LETTERS = 2, 6  # a shorter quote could stand anywhere
_FEWEST_OF_PIECE = 6  # letters
_LONGEST = 8000  # characters; what is longer is no quote
_MOST_PLACES = 50  # of one piece that are looked at
_MOST_PIECES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote was found. exact: nothing of the paper's passage was left out."""

    section: str
    exact: bool


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    exact: bool


class Passages:
    """The indexed text of a paper: made once, asked for any number of quotes and numbers."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._titles = [section.title for section in sections]
        self._text = normalise(*(f"{section.title}\n\n{section.text}" for section in sections))
        self._starts, self._ends = set(self._text.starts), set(self._text.ends)
        self.values = frozenset(
            value for section in sections for value in values_of(f"{section.title}\n{section.text}")
        )

    def find(self, quote: str) -> Place | None:
        """Where a quote stands in the paper, or None."""
        if len(quote) > _LONGEST:
            return None
        quote = " ".join(html.unescape(quote).split())
        whole = normalise(quote)
        if len(whole.starts) < _FEWEST_WORDS or len(whole.letters) < _FEWEST_LETTERS:
            return None
        match = next(self._matches(whole, 0), None)
        if match is None:
            match = self._in_pieces(quote)
        if match is None:
            return None
        return Place(self._titles[self._section(match.start)], match.exact)

    def _in_pieces(self, quote: str) -> _Match | None:
        """A quote whose pieces, joined by "…", all stand in one section in this order."""
        pieces = [normalise(piece) for piece in _ELISION.split(quote) if piece.strip(" \"'“”‘’.,;:")]
        if not 1 <= len(pieces) <= _MOST_PIECES:
            return None
        if len(pieces) > 1 and any(len(piece.letters) < _FEWEST_OF_PIECE for piece in pieces):
            return None
        for first in self._matches(pieces[0], 0):
            end: int | None = first.end
            for piece in pieces[1:]:
                end = self._next(piece, end) if end is not None else None
            if end is not None:
                return _Match(first.start, end, exact=False)
        return None

    def _next(self, piece: Normal, after: int) -> int | None:
        """Where a piece ends that follows `after` near by in the same section."""
        match = next(self._matches(piece, after), None)
        if match is None or match.start - after > _FARTHEST or self._section(match.start) != self._section(after - 1):
            return None
        return match.end

    def _matches(self, quote: Normal, begin: int) -> Iterator[_Match]:
        """The places from `begin` on where a quote or piece stands, with all that counts the same."""
        if not quote.letters:
            return
        length = len(quote.letters)
        at = self._text.letters.find(quote.letters, begin)
        for _ in range(_MOST_PLACES):
            if at < 0:
                return
            if at in self._starts and at + length in self._ends and self._agrees(quote, at):
                left_out = any(
                    self._text.asides.get(at + place, ()) != quote.asides.get(place, ()) for place in range(1, length)
                )
                yield _Match(at, at + length, exact=not left_out)
            at = self._text.letters.find(quote.letters, at + 1)

    def _agrees(self, quote: Normal, at: int) -> bool:
        """Whether all but the letters agrees too: signs, citations kept, word boundaries, and no negation cut off."""
        text, length = self._text, len(quote.letters)
        if at in text.negated or at + length in text.negating:
            return False
        for place, kept in quote.asides.items():
            if not _in_order(kept, text.asides.get(at + place, ())):
                return False
        places = {place - at for place in range(at, at + length) if place in text.gaps} | quote.gaps.keys()
        for place in places:
            if place >= length:
                continue
            ours, theirs = text.gaps.get(at + place, ""), quote.gaps.get(place, "")
            before, after = text.letters[at + place - 1 : at + place], quote.letters[place]
            if not gaps_agree(ours, theirs, before, after, first=place == 0):
                return False
        return boundaries_agree(text, at, quote)

    def _section(self, at: int) -> int:
        return bisect_right(self._text.parts, at) - 1


def _in_order(kept: tuple[str, ...], ours: tuple[str, ...]) -> bool:
    """Whether the citations that a quote keeps at a place are among the paper's there, in its order."""
    remaining = iter(ours)
    return all(one in remaining for one in kept)

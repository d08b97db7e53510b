"""What a paper is to the model: its words and pairs of words, its authors, its categories, each with how much is said of it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from operator import mul
from sys import intern

from crawler.keywords import FUNCTION_WORDS, STOP_WORDS
from crawler.tex import Text, segments, to_unicode

AUTHOR, CATEGORY = "author:", "category:"  # before a name or a code; a word has no colon
TITLE_COUNTS = 2  # times a word of the abstract
_MOST_AUTHORS = 50  # a collaboration of thousands says nothing about anyone's taste
_LONGEST_WORD = 40

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_WORD = re.compile(r"[^\W\d_]\w+")
_SINGULAR = frozenset({"always", "lens", "news", "series", "species", "perhaps"})
_MOST_TIMES = 63
_SAID = tuple(1 + log(times) for times in range(1, _MOST_TIMES + 1))


@dataclass(frozen=True, slots=True)
class Features:
    """One paper. terms: each once.   said: how much each is said, in the same order; the second time adds less than the first."""

    terms: tuple[str, ...] = ()
    said: tuple[float, ...] = ()

    @property
    def length(self) -> float:
        """By which `said` is divided so that a long paper counts as much as a short one."""
        return sqrt(sum(map(mul, self.said, self.said))) or 1.0


def features_of(title: str, abstract: str, authors: Sequence[str] = (), categories: Iterable[str] = ()) -> Features:
    """The features of a paper with this text. authors: their names.   categories: canonical."""
    counts = Counter(_terms(title))
    for term in counts:
        counts[term] *= TITLE_COUNTS
    counts.update(_terms(abstract))
    counts.update(dict.fromkeys([author_term(name) for name in authors[:_MOST_AUTHORS]], 1))
    counts.update(dict.fromkeys([CATEGORY + category for category in categories], 1))
    # Interned, since the same words return in thousands of papers.
    return Features(
        tuple(map(intern, counts)), tuple([_SAID[min(times, _MOST_TIMES) - 1] for times in counts.values()])
    )


def author_term(name: str) -> str:
    """The term of an author: the name in any case, with or without stops after initials."""
    return AUTHOR + " ".join(name.casefold().replace(".", " ").split())


def term_of(typed: str) -> str | None:
    """The term that a reader names by `low-rank adapters`: one word or two next to each other. None for what papers have no term for."""
    words = [_singular(word) for word in _WORD.findall(to_unicode(typed).lower())]
    if len(words) == 1 and words[0] not in FUNCTION_WORDS:
        return words[0]
    telling = [f"{one} {other}" for one, other in pairwise(words) if _is_pair(one, other)]
    return telling[0] if telling else None


def terms_named(typed: str) -> list[str]:
    """All terms in what a reader follows: `low-rank adaptation` → low rank, rank adaptation; of a single word that word."""
    pairs = [term for term in _terms(typed) if " " in term]
    one = term_of(typed)
    return pairs or ([one] if one else [])


def _terms(text: str) -> list[str]:
    """The telling words of a text in the singular, and pairs of neighbours of which at least one is telling, in order."""
    if "$" in text or "\\" in text:
        text = " ".join([part.source for part in segments(to_unicode(text)) if isinstance(part, Text)])
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    words = [_singular(word) for word in _WORD.findall(text.lower()) if len(word) <= _LONGEST_WORD]
    terms = [word for word in words if word not in STOP_WORDS]
    terms += [f"{one} {other}" for one, other in pairwise(words) if _is_pair(one, other)]
    return terms


def _is_pair(one: str, other: str) -> bool:
    return (
        one not in FUNCTION_WORDS
        and other not in FUNCTION_WORDS
        and not (one in STOP_WORDS and other in STOP_WORDS)
        and one != other
    )


def _singular(word: str) -> str:
    """A word without its plural ending, by spelling alone: adapters → adapter, bias and analysis stay."""
    if not word.endswith("s") or len(word) < 4 or word in _SINGULAR:
        return word
    if word.endswith("ies") and len(word) > 4:
        singular = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes")):
        singular = word[:-2]
    else:
        singular = word if word.endswith(("ss", "us", "is", "as", "ics")) else word[:-1]
    # Of what is said anywhere, only what is so in both numbers: models, but not does.
    return word if word in STOP_WORDS and singular not in STOP_WORDS else singular

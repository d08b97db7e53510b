"""Help with typing: authors and titles that begin so, and the word that was probably meant."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import tantivy

from crawler.search import text
from crawler.search.documents import DISPLAY
from crawler.search.engine import Translator
from crawler.search.index import Index
from crawler.search.tree import All, AnyOf, Field, Node, Query, Words

_SHORTEST = 3  # characters that are answered with suggestions
_NAMES_READ = 60
_SHORTEST_CORRECTED, _SHORTEST_TWICE = 4, 7  # letters of words in which one slip, or two, are looked for
_RARE = 0.02  # a word is taken for a slip where it is rarer than this beside the one that was meant
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PREFIX, _SPELLINGS_READ = 2, 3000


@dataclass(frozen=True, slots=True)
class AuthorSuggestion:
    """An author's name as papers write it, and how many papers do."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """papers: `papers.id` of papers whose titles hold the words, the last of them perhaps only begun."""

    authors: tuple[AuthorSuggestion, ...] = ()
    papers: tuple[int, ...] = ()


def suggest(index: Index, typed: str, limit: int = 5) -> Suggestions:
    """Authors and titles for what has been typed so far; nothing for fewer than three characters. Raises SearchError."""
    words = text.unstemmed().analyze(text.sought(typed.encode("utf-8", "replace").decode()))
    if sum(map(len, words)) < _SHORTEST:
        return Suggestions()
    with index.searching() as searcher:
        return Suggestions(tuple(_authors(searcher, words, limit)), _titles(searcher, words, limit))


def did_you_mean(index: Index, query: Query) -> str | None:
    """The query's text with rare misspellings replaced by like words of far more papers; None where there are none. Raises SearchError."""
    if query.tree is None or query.ids:
        return None
    corrected = query.text
    with index.searching() as searcher:
        for word in dict.fromkeys(_plain_words(query.tree)):
            if better := _better(searcher, word.lower()):
                corrected = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", better, corrected)
    return corrected if corrected != query.text else None


def _authors(searcher: tantivy.Searcher, words: Sequence[str], limit: int) -> list[AuthorSuggestion]:
    begun = " ".join(words)
    papers: Counter[str] = Counter()
    for term, count in searcher.terms_with_prefix("names", begun, limit=_NAMES_READ):
        name = term.partition(DISPLAY)[2]
        papers[name] = max(papers[name], count)  # the same name in its other order is no other paper
    return [AuthorSuggestion(name, count) for name, count in papers.most_common(limit)]


def _titles(searcher: tantivy.Searcher, words: Sequence[str], limit: int) -> tuple[int, ...]:
    whole = [Words(word, Field.TITLE) for word in words[:-1]]
    wanted = Translator(searcher, {}).query(All((*whole, Words(words[-1], Field.TITLE, prefix=True))))
    if wanted is None:
        return ()
    hits = searcher.search(wanted, limit=limit, count=False).hits
    papers = searcher.fast_field_values("paper", [address for _, address in hits])
    return tuple(int(paper) for paper in papers if paper is not None)


def _plain_words(node: Node) -> Iterator[str]:
    """The words that are searched for and may be misspelled: plain letters, whole."""
    if isinstance(node, All | AnyOf):
        for part in node.parts:
            yield from _plain_words(part)
    elif isinstance(node, Words) and not node.prefix:
        yield from (word for word in node.text.split() if word.isascii() and word.isalpha())


def _better(searcher: tantivy.Searcher, word: str) -> str | None:
    """The commonest word that differs by a slip or two and is far commoner; None where the word itself may be meant."""
    if len(word) < _SHORTEST_CORRECTED or searcher.doc_freq("authors", word) > 1:
        return None
    stems = text.stems(word)
    own = max((searcher.doc_freq("all", stem) for stem in stems), default=0)
    near = {candidate: searcher.doc_freq("words", candidate) for candidate in _slips(word)}
    best = max(near, key=lambda candidate: near[candidate], default="")
    if not _far_commoner(near.get(best, 0), own) and len(word) >= _SHORTEST_TWICE and own == 0:
        spelled = searcher.terms_with_prefix("words", word[:_PREFIX], limit=_SPELLINGS_READ)
        near = {candidate: count for candidate, count in spelled if _slipped_twice(word, candidate)}
        best = max(near, key=lambda candidate: near[candidate], default="")
    return best if best and text.stems(best) != stems and _far_commoner(near[best], own) else None


def _far_commoner(papers: int, own: int) -> bool:
    return papers > 1 and own <= papers * _RARE


def _slips(word: str) -> Iterator[str]:
    """Every word that differs from this one by a letter too few, too many, exchanged or changed."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def _slipped_twice(word: str, other: str) -> bool:
    """Whether two insertions, deletions or changes of letters, no more, lead from one word to the other."""
    if abs(len(word) - len(other)) > 2:
        return False
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        before, row[0] = row[0], at
        for place, its in enumerate(other, 1):
            before, row[place] = row[place], min(before + (letter != its), row[place] + 1, row[place - 1] + 1)
        if min(row) > 2:
            return False
    return row[-1] <= 2

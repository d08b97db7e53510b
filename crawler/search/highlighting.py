"""Which parts of a text a search found."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from crawler.search import text as prepared
from crawler.search.engine import telling
from crawler.search.names import name_words
from crawler.search.tree import All, AnyOf, Field, Node, Query, Words

_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"(?<![^\W_])[^\W_]++(?:-[^\W_]+){1,2}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")

Span = tuple[int, int]
_Token = tuple[re.Match[str], tuple[str, str]]  # the word, and its spelling without accents and its stem


def highlights(query: Query, text: str, field: Field = Field.ANYWHERE) -> tuple[Span, ...]:
    """Spans [start, end) of characters of `text` to be marked, in order, not overlapping.

    text: running text without formulas: of a text that has some, ask for each part between them.
    field: what the text is: a search that looks for words only in titles marks nothing elsewhere.
    """
    if query.tree is None:
        return ()
    tokens = _tokens(text)
    found = [span for words in _searched(query.tree, field) for span in _found(words, text, tokens)]
    return tuple(_merged(sorted(found)))


def _searched(node: Node, field: Field) -> Iterator[Words]:
    """What is looked for in that field, not what is excluded."""
    if isinstance(node, All | AnyOf):
        for part in telling(node.parts) if isinstance(node, All) else node.parts:
            yield from _searched(part, field)
    elif isinstance(node, Words) and (field is Field.ANYWHERE or node.field in (field, Field.ANYWHERE)):
        yield node


def _tokens(text: str) -> list[_Token]:
    # A page has ten thousand words, of which a few hundred are marked: only of those it is asked where they are.
    tokens = [(word, _forms(word[0])) for word in _WORD.finditer(text)]
    if "-" in text:
        tokens += [(word, _forms(word[0].replace("-", ""))) for word in _JOINED.finditer(text)]
    return tokens


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, str]:
    """A word's plain spelling and its stem; empty where it is none for the index."""
    plain, stems = prepared.unstemmed().analyze(word), prepared.stems(word)
    return (plain[0], stems[0]) if len(plain) == len(stems) == 1 else ("", "")


def _found(words: Words, text: str, tokens: Sequence[_Token]) -> Iterator[Span]:
    for run in _UNSPACED.finditer(words.text):
        yield from (found.span() for found in re.finditer(re.escape(run[0]), text))
    if words.field is Field.AUTHORS:
        names = name_words(words.text)
        yield from (word.span() for word, (plain, _) in tokens if plain in names)
        return
    if words.prefix:
        begun = prepared.unstemmed().analyze(words.text)[-1:]
        yield from (word.span() for word, (plain, _) in tokens if begun and plain.startswith(begun[0]))
        return
    plain_text = _UNSPACED.sub(" ", words.text)
    wanted, whole = _wanted(plain_text)
    if whole:
        yield from (word.span() for word, (_, stem) in tokens if stem == whole)
    for at, (word, (_, stem)) in enumerate(tokens) if wanted else ():
        if stem == wanted[0] and [stem for _, (_, stem) in tokens[at : at + len(wanted)]] == wanted:
            yield word.start(), tokens[at + len(wanted) - 1][0].end()


@lru_cache(maxsize=1000)
def _wanted(text: str) -> tuple[list[str], str]:
    """The stems that a text is looked for by, and that of a hyphenated word written as one; empty for none."""
    one = prepared.joined(text)
    whole = prepared.stems(one) if one else []
    return prepared.stems(prepared.sought(text)), whole[0] if len(whole) == 1 else ""


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    start, end = -1, -1
    for one_start, one_end in spans:
        if one_start > end:
            if end > start:
                yield start, end
            start, end = one_start, one_end
        else:
            end = max(end, one_end)
    if end > start:
        yield start, end

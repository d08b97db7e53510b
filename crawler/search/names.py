"""Authors' names as the index sees them, so that a name is found in any order and with initials."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from crawler.search.text import unstemmed

_BOTH = "+"  # between two words of one name
_BARE = "."  # after an initial that is all the paper gives
_MOST_WORDS = 8  # of one name: collaborations have longer ones, whose every pair would be too many


def name_words(name: str) -> list[str]:
    """A name's words, lower case without accents: `Del Maestro, Adrian` → adrian, del, maestro; `J.-P. Serre` → j, p, serre."""
    family, _, given = name.replace("_", " ").partition(",")
    return unstemmed().analyze(f"{given} {family}")[:_MOST_WORDS]


def name_terms(names: Iterable[str]) -> Iterator[str]:
    """The terms under which a paper by these authors is found.

    Each word alone, and any two words of one name together (`adrian+maestro`), so that words of different authors never make
    one name; for a word also its initial (`a+maestro`), and for a bare initial, that it is bare (`a.+maestro`).
    """
    for name in names:
        words = name_words(name)
        yield from words
        forms = [{word, word[0], word + _BARE} if len(word) == 1 else {word, word[0]} for word in words]
        for one, other in combinations(forms, 2):
            yield from _pairs(one, other)


def wanted(words: Sequence[str]) -> list[list[str]]:
    """The terms of one name that is searched for, by its `name_words`: of each group at least one is needed.

    A single word is looked for alone. Of more, every two must belong to one author. All but the last, the family's name, may be
    given there as bare initials: `Ada Lovelace` finds `A. Lovelace`, not `Anna Lovelace`.
    """
    if len(words) == 1:
        return [[words[0]]]
    family = max((at for at, word in enumerate(words) if len(word) > 1), default=0)
    forms = [{word} if at == family or len(word) == 1 else {word, word[0] + _BARE} for at, word in enumerate(words)]
    return [sorted(_pairs(one, other)) for one, other in combinations(forms, 2)]


def _pairs(ones: Iterable[str], others: Iterable[str]) -> set[str]:
    return {f"{min(one, other)}{_BOTH}{max(one, other)}" for one, other in product(ones, others)}

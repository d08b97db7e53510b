"""Authors' names as the index sees them, so that a name is found in any order and with initials."""

from collections.abc import Iterable, Sequence

from crawler.search.text import unstemmed

_BOTH = "+"  # between two words of one name
_BARE = "."  # after an initial that is all the paper gives
_MOST_WORDS = 8  # of one name: collaborations have longer ones, whose every pair would be too many


def name_words(name: str) -> list[str]:
    """A name's words, lower case without accents: `Adrian Del Maestro` → adrian, del, maestro; `J.-P. Serre` → j, p, serre."""
    return unstemmed().analyze(name.replace("_", " "))


def name_terms(names: Iterable[str]) -> Iterable[str]:
    """The terms under which a paper by these authors is found.

    Each word alone, and any two words of one name together (`adrian+maestro`), so that words of different authors never make
    one name; of a given name also its initial (`a+maestro`), and of a bare initial, that it is bare (`a.+maestro`).
    """
    for name in names:
        words = name_words(name)[:_MOST_WORDS]
        yield from words
        for at, one in enumerate(words):
            for other in words[at + 1 :]:
                yield from _pairs(one, other)


def wanted(words: Sequence[str]) -> list[list[str]]:
    """The terms of one name that is searched for: of each group at least one is needed.

    A single word is looked for alone. Of two or more every two must belong to one author; `Ada Lovelace` also finds an
    author given as `A. Lovelace`, never one given as `Anna Lovelace`.
    """
    if len(words) == 1:
        return [[words[0]]]
    return [
        _either(one, other) for at, one in enumerate(words) for other in words[at + 1 :] if {one, other} != {words[at]}
    ]


def _pairs(one: str, other: str) -> Iterable[str]:
    short_one, short_other = len(one) == 1, len(other) == 1
    yield _pair(one, other)
    if not short_one:
        yield _pair(one[0], other)
    if not short_other:
        yield _pair(one, other[0])
    if short_one and not short_other:
        yield _pair(one + _BARE, other)
    if short_other and not short_one:
        yield _pair(one, other + _BARE)


def _either(one: str, other: str) -> list[str]:
    terms = [_pair(one, other)]
    if len(one) > 1 and len(other) > 1:
        terms += [_pair(one[0] + _BARE, other), _pair(one, other[0] + _BARE)]
    return terms


def _pair(one: str, other: str) -> str:
    return f"{min(one, other)}{_BOTH}{max(one, other)}"

"""Names of authors as papers write them, and the papers under them. Names tell nobody apart: what is one person is not known here."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import tantivy

from crawler.search.documents import DISPLAY, schema
from crawler.search.index import NOTHING, Hits, Index
from crawler.search.names import name_words

_MOST_READ = 2000  # names that begin alike


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as papers write it, and how many do."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class NameForms:
    """same: the spellings of a name, which differ in accents, capitals and stops alone.   others: names that may be the same
    person's all the same. The commonest first, of both."""

    same: tuple[NameForm, ...] = ()
    others: tuple[NameForm, ...] = ()


def name_forms(index: Index, name: str) -> NameForms:
    """How papers write a name; nothing for a text that is no name. Raises SearchError."""
    asked = name_words(name)
    if not asked:
        return NameForms()
    with index.searching() as searcher:
        held: Counter[str] = Counter()
        for begun in _beginnings(asked):
            for term, papers in searcher.terms_with_prefix("names", begun, limit=_MOST_READ):
                form = term.partition(DISPLAY)[2]
                held[form] = max(held[form], papers)  # one name stands there in two orders
    words = {form: name_words(form) for form in held}
    return NameForms(
        same=tuple(NameForm(form, papers) for form, papers in held.most_common() if words[form] == asked),
        others=tuple(
            NameForm(form, papers)
            for form, papers in held.most_common()
            if words[form] != asked and may_be_one(asked, words[form])
        ),
    )


def papers_under(index: Index, names: Collection[str], *, show: int, skip: int = 0) -> Hits:
    """The papers of which an author's name is written in one of these ways, newest first. Raises SearchError."""
    terms = [f"{' '.join(name_words(name))}{DISPLAY}{name}" for name in names]
    if not terms:
        return NOTHING
    with index.searching() as searcher:
        wanted = tantivy.Query.term_set_query(schema(), "names", terms)
        found = searcher.search(wanted, limit=show or 1, offset=skip, order_by_field="newest")
        papers = searcher.fast_field_values("paper", [address for _, address in found.hits][:show])
        total: int = found.count  # type: ignore[attr-defined]  # tantivy's stub leaves it out
        return Hits(tuple(int(paper) for paper in papers if paper is not None), total)


def may_be_one(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names, as their words, may be one person's: initials stand for given names, middle names may be left out.

    Ada Lovelace: A. Lovelace, Ada K. Lovelace and Lovelace Ada; never Anna Lovelace.
    """
    if sorted(one) == sorted(other):
        return True
    if len(one) < 2 or len(other) < 2 or one[-1] != other[-1] or not _agree(one[0], other[0]):
        return False
    shorter, longer = sorted((one[1:-1], other[1:-1]), key=len)
    rest = iter(longer)
    return all(any(_agree(word, candidate) for candidate in rest) for word in shorter)


def _agree(one: str, other: str) -> bool:
    """Whether two given names are the same, or one is the initial of the other."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _beginnings(words: Sequence[str]) -> list[str]:
    """What the terms of all forms of a name begin with: its last word, then its first or the initial of that."""
    if len(words) == 1:
        return [words[0] + DISPLAY]
    family, given = words[-1], words[0]
    if len(given) == 1:
        return [f"{family} {given}"]
    return [f"{family} {form}{end}" for form in (given, given[0]) for end in (DISPLAY, " ")]

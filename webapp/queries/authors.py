"""The papers of an author's name, whose forms are joined with care: arXiv's names tell nobody apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from crawler.search import Index, Order, Query
from crawler.search.names import name_words
from crawler.search.tree import Field, Words
from crawler.store.models import Base
from webapp.queries.cards import cards_found
from webapp.queries.shapes import Card

MOST_COMPARED = 500  # papers whose names are compared, the newest ones

_PAPERS = Base.metadata.tables["papers"].c
_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as papers write it, and how many do."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPapers:
    """The papers under a name, newest first.

    total: papers in the list, of which `cards` are the slice asked for.   forms: the spellings listed, the commonest first.
    others: spellings that may be the same person and are not listed.   only_initials: the name gives no given name whole.
    more: there are older papers that were not compared.
    """

    name: str
    total: int
    cards: tuple[Card, ...]
    forms: tuple[NameForm, ...]
    others: tuple[NameForm, ...]
    only_initials: bool
    more: bool


def author_papers(
    session: Session, index: Index, name: str, *, every_form: bool, show: int, skip: int
) -> AuthorPapers | None:
    """The papers whose authors include that name, in any case, with or without accents; None for a text that is no name.

    every_form: also those of every form that may be the same person. Two queries. Raises SearchError.
    """
    asked = tuple(name_words(name))
    if not asked:
        return None
    hits = index.search(Query(name, Words(name, Field.AUTHORS)), Order.NEWEST, show=MOST_COMPARED)
    same: Counter[str] = Counter()
    others: Counter[str] = Counter()
    listed = []
    for paper, authors in _authors_of(session, hits.papers):
        held = {author: tuple(name_words(author)) for author in authors}
        exact = {author for author, words in held.items() if words == asked}
        alike = {author for author, words in held.items() if words != asked and may_be_one(asked, words)}
        same.update(exact)
        others.update(alike)
        if exact or (every_form and alike):
            listed.append(paper)
    return AuthorPapers(
        name=same.most_common(1)[0][0] if same else name,
        total=len(listed),
        cards=tuple(cards_found(session, listed[skip : skip + show], skip)),
        forms=_forms(same + others if every_form else same),
        others=() if every_form else _forms(others),
        only_initials=len(asked) > 1 and all(len(word) == 1 for word in asked[:-1]),
        more=hits.total > len(hits.papers),
    )


def may_be_one(one: _Words, other: _Words) -> bool:
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


def _forms(counted: Counter[str]) -> tuple[NameForm, ...]:
    return tuple(NameForm(name, papers) for name, papers in counted.most_common())


def _authors_of(session: Session, papers: Sequence[int]) -> list[tuple[int, list[str]]]:
    """Each paper's authors' names, in the order of `papers`."""
    rows = session.connection().execute(select(_PAPERS.id, cast(_PAPERS.authors, Text)).where(_PAPERS.id.in_(papers)))
    stored: dict[int, str] = dict(rows.all())
    return [(paper, [author[0] for author in orjson.loads(stored[paper])]) for paper in papers if paper in stored]

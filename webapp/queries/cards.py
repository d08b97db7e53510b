"""Cards of papers, loaded many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Text, bindparam, cast, func, select
from sqlalchemy.orm import Session

from crawler.keywords import keywords as keywords_of
from crawler.records import Author, Kind
from crawler.store.models import Announcement, Base, Paper
from crawler.store.renderings import renderings_of
from webapp.queries.shapes import Card

# Tables rather than classes, and the connection rather than the session: the ORM has nothing to add to the rows of a page, and
# takes as long to find that out as the database to find them.
_PAPERS = Base.metadata.tables["papers"].c

# `_card_of` reads them in this order.
_SHOWN = (
    _PAPERS.id,
    _PAPERS.arxiv_id,
    _PAPERS.announced,
    _PAPERS.version,
    _PAPERS.title,
    _PAPERS.abstract,
    cast(_PAPERS.authors, Text),
    _PAPERS.canonical_categories,
    _PAPERS.primary_category,
    _PAPERS.submitted,
    _PAPERS.updated,
    _PAPERS.comment,
    _PAPERS.journal_ref,
    _PAPERS.doi,
    _PAPERS.licence,
    _PAPERS.withdrawn,
    _PAPERS.keywords,
    _PAPERS.revision,
)
_BY_ROW_ID = select(*_SHOWN).where(_PAPERS.id.in_(bindparam("ids", expanding=True)))
_BY_ARXIV_ID = select(*_SHOWN).where(_PAPERS.arxiv_id.in_(bindparam("ids", expanding=True)))


class Place(NamedTuple):
    """Where and how a paper stands in the list at hand."""

    number: int
    kind: Kind | None
    announced: date | None


def cards_at(session: Session, places: Mapping[int, Place]) -> list[Card]:
    """The papers with these row ids as cards, in the order of `places`. One query."""
    if not places:
        return []
    papers = {row[0]: row for row in session.connection().execute(_BY_ROW_ID, {"ids": list(places)}).all()}
    return [_card_of(papers[paper_id], place) for paper_id, place in places.items() if paper_id in papers]


def cards_by_ids(session: Session, arxiv_ids: Sequence[str]) -> list[Card]:
    """The held ones of these papers, in the order asked for, each with the kind of its first announcement. Two queries."""
    papers = {row.arxiv_id: row for row in session.execute(_BY_ARXIV_ID, {"ids": arxiv_ids})}
    kinds = _first_kinds(session, [row.id for row in papers.values()])
    held = [papers[arxiv_id] for arxiv_id in arxiv_ids if arxiv_id in papers]
    return [_card_of(row, Place(number, kinds.get(row.id), row.announced)) for number, row in enumerate(held, 1)]


def formulas_of(session: Session, cards: Iterable[Card]) -> dict[str, str]:
    """Text → HTML for the titles and abstracts with formulas that were rendered before. One query for a thousand of them."""
    return renderings_of(session, (text for card in cards for text in (card.title, card.abstract)))


def _card_of(row: Iterable[Any], place: Place) -> Card:
    """One row of `_SHOWN` as a card."""
    # Unpacked at once: to look each column up by its name would take longer than the query.
    _, arxiv_id, _, version, title, abstract, authors, subjects, primary, submitted, updated, *others = row
    comment, journal_ref, doi, licence, withdrawn, keywords, revision = others
    return Card(
        number=place.number,
        id=arxiv_id,
        revision=revision,
        version=version,
        title=title,
        abstract=abstract,
        authors=_authors_of(authors),
        subjects=tuple(subjects.split()),
        primary=primary,
        kind=place.kind,
        announced=place.announced,
        submitted=submitted,
        updated=updated,
        comment=comment,
        journal_ref=journal_ref,
        doi=doi,
        licence=licence,
        withdrawn=bool(withdrawn),
        keywords=tuple(keywords.split(",")) if keywords is not None else _keywords_of(title, abstract),
    )


@lru_cache(maxsize=4096)
def _authors_of(stored: str) -> tuple[Author, ...]:
    """Authors as the papers table keeps them, in JSON: [[name, affiliation, …], …]. To read them is half of what a card costs."""
    return tuple([Author(name, tuple(affiliations)) for name, *affiliations in orjson.loads(stored)])


def _first_kinds(session: Session, paper_ids: Sequence[int]) -> dict[int, Kind]:
    """The strongest kind of each paper on its first announcement day."""
    strongest = (
        select(Announcement.paper_id, func.min(Announcement.kind))
        .join(Paper, (Paper.id == Announcement.paper_id) & (Paper.announced == Announcement.day))
        .where(Announcement.paper_id.in_(paper_ids))
        .group_by(Announcement.paper_id)
    )
    return {paper_id: Kind.of_rank(rank) for paper_id, rank in session.execute(strongest)}


@lru_cache(maxsize=4096)
def _keywords_of(title: str, abstract: str) -> tuple[str, ...]:
    """Keywords of a paper that the crawler has none for, since it was never announced in a carried category."""
    return keywords_of(title, abstract)

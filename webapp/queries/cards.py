"""Cards of papers, loaded many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from crawler.records import Author, Kind
from crawler.store.models import Announcement, Paper
from crawler.store.renderings import renderings_of
from webapp.queries.shapes import Card

_SHOWN = (
    Paper.id,
    Paper.arxiv_id,
    Paper.version,
    Paper.title,
    Paper.abstract,
    Paper.authors,
    Paper.canonical_categories,
    Paper.primary_category,
    Paper.announced,
    Paper.submitted,
    Paper.updated,
    Paper.comment,
    Paper.journal_ref,
    Paper.doi,
    Paper.licence,
    Paper.withdrawn,
    Paper.keywords,
)


class Place(NamedTuple):
    """Where and how a paper stands in the list at hand."""

    number: int
    kind: Kind | None
    announced: date | None


def cards_at(session: Session, places: Mapping[int, Place]) -> list[Card]:
    """The papers with these row ids as cards, in the order of `places`. One query."""
    if not places:
        return []
    rows = session.execute(select(*_SHOWN).where(Paper.id.in_(places))).all()
    papers = {row.id: row for row in rows}
    return [card_of(papers[paper_id], place) for paper_id, place in places.items() if paper_id in papers]


def cards_by_ids(session: Session, arxiv_ids: Sequence[str]) -> list[Card]:
    """The held ones of these papers, in the order asked for, each with the kind of its first announcement. Two queries."""
    papers = {row.arxiv_id: row for row in session.execute(select(*_SHOWN).where(Paper.arxiv_id.in_(arxiv_ids)))}
    kinds = _first_kinds(session, [row.id for row in papers.values()])
    held = [papers[arxiv_id] for arxiv_id in arxiv_ids if arxiv_id in papers]
    return [card_of(row, Place(number, kinds.get(row.id), row.announced)) for number, row in enumerate(held, 1)]


def formulas_of(session: Session, cards: Iterable[Card]) -> dict[str, str]:
    """Text → HTML for the titles and abstracts with formulas that were rendered before. One query for a thousand of them."""
    return renderings_of(session, (text for card in cards for text in (card.title, card.abstract)))


def card_of(row: Row[*tuple[Any, ...]], place: Place) -> Card:
    """One row of papers as a card."""
    return Card(
        number=place.number,
        id=row.arxiv_id,
        version=row.version,
        title=row.title,
        abstract=row.abstract,
        authors=authors_of(row.authors),
        subjects=tuple(row.canonical_categories.split()),
        primary=row.primary_category,
        kind=place.kind,
        announced=place.announced,
        submitted=row.submitted,
        updated=row.updated,
        comment=row.comment,
        journal_ref=row.journal_ref,
        doi=row.doi,
        licence=row.licence,
        withdrawn=bool(row.withdrawn),
        keywords=tuple(row.keywords.split(",")) if row.keywords else (),
    )


def authors_of(stored: Iterable[Sequence[str]]) -> tuple[Author, ...]:
    """Authors as the papers table keeps them: [[name, affiliation, …], …]."""
    return tuple([Author(name, tuple(affiliations)) for name, *affiliations in stored])


def _first_kinds(session: Session, paper_ids: Sequence[int]) -> dict[int, Kind]:
    """The strongest kind of each paper on its first announcement day."""
    strongest = (
        select(Announcement.paper_id, func.min(Announcement.kind))
        .join(Paper, (Paper.id == Announcement.paper_id) & (Paper.announced == Announcement.day))
        .where(Announcement.paper_id.in_(paper_ids))
        .group_by(Announcement.paper_id)
    )
    return {paper_id: Kind.of_rank(rank) for paper_id, rank in session.execute(strongest)}

"""Papers related to one, and the words that they share with it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.search import Index, related
from crawler.store.models import Paper
from webapp.queries.cards import cards_by_ids, cards_found
from webapp.queries.shapes import Card

SHOWN = 20


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A related paper. shared: words that both use, the most telling first."""

    card: Card
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedPapers:
    """A paper, and those most like it, the likest first."""

    card: Card
    papers: tuple[RelatedPaper, ...]


def related_papers(session: Session, index: Index, arxiv_id: str, limit: int = SHOWN) -> RelatedPapers | None:
    """The papers whose text is most like one's, None where that is not held. Six queries. Raises SearchError."""
    cards = cards_by_ids(session, [arxiv_id])
    if not cards:
        return None
    paper = session.execute(select(Paper.id).where(Paper.arxiv_id == arxiv_id)).scalar_one()
    found = related(session, index, paper, limit)
    # No paper is ever dropped, so that there is a card for each.
    others = zip(cards_found(session, [each.paper for each in found]), found, strict=True)
    return RelatedPapers(cards[0], tuple(RelatedPaper(card, each.shared) for card, each in others))

"""Related papers: those whose text shares the words that set a paper apart."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crawler.search.index import Index


@dataclass(frozen=True, slots=True)
class Related:
    """A related paper. score: 0 to 1, 1 for the same text.   shared: words both use, most telling first, as the asked paper spells them."""

    paper: int  # papers.id
    score: float
    shared: tuple[str, ...]


def related(session: Session, index: Index, paper: int, limit: int = 10) -> tuple[Related, ...]:
    """The papers most like one (by `papers.id`), best first; none for a paper that is not held. Raises SearchError."""
    raise NotImplementedError


def more_like(session: Session, index: Index, papers: Collection[int], limit: int = 20) -> tuple[Related, ...]:
    """The papers most like several together, themselves left out. Raises SearchError."""
    raise NotImplementedError

"""What the search box suggests while one types."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.search import AuthorSuggestion, Index, suggest
from crawler.store.models import Base

_PAPERS = Base.metadata.tables["papers"].c


class SuggestedPaper(NamedTuple):
    """A paper whose title holds the words typed."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """What may be meant, the likeliest first."""

    authors: tuple[AuthorSuggestion, ...]
    papers: tuple[SuggestedPaper, ...]


def suggestions(session: Session, index: Index, typed: str) -> Suggested:
    """Authors and papers for what was typed so far; none for fewer than three characters. One query. Raises SearchError."""
    found = suggest(index, typed)
    titles = select(_PAPERS.id, _PAPERS.arxiv_id, _PAPERS.title).where(_PAPERS.id.in_(found.papers))
    papers = (
        {row.id: SuggestedPaper(row.arxiv_id, row.title) for row in session.execute(titles)} if found.papers else {}
    )
    return Suggested(found.authors, tuple(papers[paper] for paper in found.papers if paper in papers))

"""Help with typing: authors and titles that begin so, and the word that was probably meant."""

from dataclasses import dataclass

from crawler.search.index import Index
from crawler.search.tree import Query


@dataclass(frozen=True, slots=True)
class AuthorSuggestion:
    """An author's name as papers write it, and how many papers do."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """papers: `papers.id` of papers whose titles hold the words, the last of them perhaps only begun."""

    authors: tuple[AuthorSuggestion, ...] = ()
    papers: tuple[int, ...] = ()


def suggest(index: Index, typed: str, limit: int = 5) -> Suggestions:
    """Authors and titles for what has been typed so far; nothing for fewer than three characters. Raises SearchError."""
    raise NotImplementedError


def did_you_mean(index: Index, query: Query) -> str | None:
    """The query's text with rare misspellings replaced by like words that many papers use; None where none is likely. Raises SearchError."""
    raise NotImplementedError

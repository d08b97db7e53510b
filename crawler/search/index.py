"""Reading the index: any number of processes search it while one writes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from crawler.config import Settings
from crawler.records import Kind
from crawler.search.tree import Query


class Order(StrEnum):
    """How hits are sorted. Newest goes by the month and number of the id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to beside its text. Days are those of announcement, or of submission where none is known.

    categories: in any of these (canonical, or an archive; none: in any at all).   without: in none of these.
    """

    categories: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """A slice of what was found: `papers.id` of each hit in order, and how many there are in all."""

    papers: tuple[int, ...]
    total: int


class Index:
    """The index of one data folder. Safe to share between threads; picks up what a writer commits by itself."""

    def __init__(self, folder: Path) -> None:
        """folder: the index's own; it need not exist yet."""
        self._folder = folder

    @classmethod
    def open(cls, settings: Settings) -> "Index":
        """The index in the data folder. Opens nothing yet and never fails: searching does, where there is no index."""
        return cls(settings.data_dir / "index")

    def search(
        self,
        query: Query,
        order: Order = Order.RELEVANCE,
        *,
        skip: int = 0,
        show: int = 50,
        filters: Filters = Filters(),  # noqa: B008 (immutable)
        lists: Mapping[str, Collection[int]] | None = None,
    ) -> Hits:
        """The papers that fit a query; without a tree, those that fit the filters.

        lists: a reader's own lists by name (`stars`) → `papers.id`, for `in:stars`; a list that is not there is empty.
        Raises SearchError where the index is missing or broken.
        """
        raise NotImplementedError

    def search_articles(self, query: Query, show: int = 10) -> tuple[str, ...]:
        """The keys of articles that fit a query's words, best first. Raises SearchError as above."""
        raise NotImplementedError

    def revision(self) -> int:
        """The revision of the database up to which the index knows everything. Raises SearchError as above."""
        raise NotImplementedError

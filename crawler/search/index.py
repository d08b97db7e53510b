"""Reading the index: any number of processes search it while one writes."""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import tantivy
from tantivy import Occur

from crawler import taxonomy
from crawler.config import Settings
from crawler.errors import SearchError
from crawler.records import Kind
from crawler.search.documents import number
from crawler.search.engine import Translator, either, everything, has_words
from crawler.search.generations import Generation, engine_errors, folder_of
from crawler.search.tree import Query


class Order(StrEnum):
    """How hits are sorted. Newest goes by the month and number of the id; so does relevance where no words are searched for."""

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


DEEPEST = 100_000  # hits: nobody leafs further, and the engine keeps all before a slice in memory
NO_FILTERS = Filters()
NOTHING = Hits((), 0)


class Index:
    """The index of one data folder. Safe to share between threads; sees what a writer commits, and a new index, by itself."""

    def __init__(self, folder: Path) -> None:
        """folder: the index's own; it need not exist yet."""
        self._folder = folder
        self._opening = threading.Lock()
        self._opened: _Opened | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Index":
        """The index in the data folder. Opens nothing yet and never fails: searching does, where there is no index."""
        return cls(folder_of(settings))

    def search(
        self,
        query: Query,
        order: Order = Order.RELEVANCE,
        *,
        skip: int = 0,
        show: int = 50,
        filters: Filters = NO_FILTERS,
        lists: Mapping[str, Collection[int]] | None = None,
    ) -> Hits:
        """The papers that fit a query; without a tree, those that fit the filters.

        skip, show: the slice, none of it beyond the first 100,000.
        lists: a reader's own lists by name (`stars`) → `papers.id`, for `in:stars`; a list that is not there is empty.
        Raises SearchError where the index is missing or broken.
        """
        with self.searching() as searcher:
            translator = Translator(searcher, lists or {})
            wanted = translator.query(query.tree) if query.tree else None
            if wanted is None and query.text:
                return NOTHING
            narrowed = [*_filtered(translator, filters), *([wanted] if wanted else [])]
            articles = [translator.tag("type:article")] if searcher.doc_freq("tags", "type:article") else []
            papers = everything(narrowed, articles) or tantivy.Query.all_query()
            show = max(min(show, DEEPEST - skip), 0)
            limit, offset = show or 1, skip if show else 0  # the engine refuses to show none, and counts only with some
            if order is Order.NEWEST or not (query.tree and has_words(query.tree)):
                found = searcher.search(papers, limit, offset=offset, order_by_field="newest")
            else:
                boosts = translator.title_boosts(query.tree) if query.tree else []
                found = searcher.search(_boosted(papers, boosts), limit, offset=offset)
            total: int = found.count  # type: ignore[attr-defined]  # tantivy's stub leaves it out
            return Hits(_papers(searcher, [address for _, address in found.hits][:show]), total)

    def search_articles(self, query: Query, show: int = 10) -> tuple[str, ...]:
        """The keys of articles that fit a query's words, best first. Raises SearchError as above."""
        with self.searching() as searcher:
            translator = Translator(searcher, {})
            wanted = translator.query(query.tree) if query.tree else None
            if wanted is None or query.tree is None:
                return ()
            articles = everything([translator.tag("type:article"), wanted], [])
            assert articles is not None
            found = searcher.search(_boosted(articles, translator.title_boosts(query.tree)), limit=show)
            return tuple(str(searcher.doc(address).get_first("article")) for _, address in found.hits)

    def revision(self) -> int:
        """The revision of the database up to which the index knows everything. Raises SearchError as above."""
        return Generation.in_use(self._folder).state().revision

    @contextmanager
    def searching(self) -> Iterator[tantivy.Searcher]:
        """The index as it stands now, for the length of one search. Raises SearchError where it is missing or breaks."""
        with engine_errors(f"The search index in {self._folder}"):
            yield self._searcher()

    def _searcher(self) -> tantivy.Searcher:
        with self._opening:
            for last_try in (False, True):
                generation = Generation.in_use(self._folder)
                try:
                    stamp = generation.stamp()
                    if self._opened is None or self._opened.generation != generation:
                        self._opened = _Opened(generation, stamp, generation.open())
                    elif self._opened.stamp != stamp:
                        self._opened.index.reload()
                        self._opened.stamp = stamp
                    return self._opened.index.searcher()
                except (OSError, ValueError, SearchError):
                    self._opened = None
                    if last_try:  # the first may have met an index that was being replaced
                        raise
        raise AssertionError


@dataclass(slots=True)
class _Opened:
    """An open index, and what its newest commit looked like when it was read."""

    generation: Generation
    stamp: tuple[int, int]
    index: tantivy.Index


def _papers(searcher: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress]) -> tuple[int, ...]:
    return tuple(int(paper) for paper in searcher.fast_field_values("paper", list(addresses)) if paper is not None)


def _boosted(query: tantivy.Query, boosts: Sequence[tantivy.Query]) -> tantivy.Query:
    if not boosts:
        return query
    return tantivy.Query.boolean_query([(Occur.Must, query), *((Occur.Should, boost) for boost in boosts)])


def _filtered(translator: Translator, filters: Filters) -> list[tantivy.Query]:
    narrowed = [
        either([translator.tag(f"cat:{_tagged(name)}") for name in filters.categories]),
        either([translator.tag(f"kind:{kind}") for kind in filters.kinds]),
        everything([], [translator.tag(f"cat:{_tagged(name)}") for name in filters.without])
        if filters.without
        else None,
    ]
    if filters.first or filters.last:
        narrowed.append(translator.days("date", number(filters.first or date.min), number(filters.last or date.max)))
    return [query for query in narrowed if query]


def _tagged(name: str) -> str:
    return name if taxonomy.is_archive(name) else taxonomy.canonical(name)

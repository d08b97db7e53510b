"""The lists and searches that a reader saved, with what is unread or new in them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.errors import SearchError
from crawler.search import Hits, Index, Order, parse
from crawler.store.marks import MarkKind
from crawler.store.models import Mark, Paper
from crawler.store.saved_searches import SearchRecord, saved_searches
from crawler.store.session import in_chunks
from webapp.addresses import Days, ListAddress, SearchAddress, SearchSort, list_path, search_path
from webapp.preferences import CurrentReader
from webapp.queries.days import latest_day
from webapp.queries.listing import appearances, counts_in, unread_among
from webapp.queries.reading import marks_between
from webapp.queries.search import filters_of

MOST_COUNTED = 20  # lists, and as many searches; a reader with more sees the others by name
MOST_NEW = 100  # hits of a search that are counted


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A list or search that the reader saved.

    unread: of a list as it opens, its unread papers; of a search, its hits announced since it was last looked at, but those that
    were read elsewhere; None where nobody counted, or nothing can be new.   more: whether there are further ones than counted.
    narrowed: the address of just those.   is_search: whether it is no list.
    """

    name: str
    address: str
    unread: int | None = None
    more: bool = False
    narrowed: str = ""
    is_search: bool = False


def searches_of(
    session: Session,
    reader: CurrentReader | None,
    index: Index,
    named_by: Callable[[str], ListAddress | SearchAddress | None],
) -> tuple[SavedSearch, ...]:
    """What a reader has saved, by name. named_by: the list or search that a saved address names, if it names one.

    The first twenty lists are counted in three queries each, the first twenty searches by the index in a query for all together.
    """
    if reader is None:
        return ()
    records = saved_searches(session, reader.id)
    named = [(record, named_by(record.address)) for record in records]
    lists = [(record, address) for record, address in named if isinstance(address, ListAddress)]
    searches = [(record, address) for record, address in named if isinstance(address, SearchAddress)]
    counted = {
        **{record.address: _unread(session, reader, record, address) for record, address in lists[:MOST_COUNTED]},
        **_new(session, reader, index, searches[:MOST_COUNTED]),
    }
    return tuple(
        counted.get(record.address)
        or SavedSearch(record.name, record.address, is_search=isinstance(address, SearchAddress))
        for record, address in named
    )


def unread_in(session: Session, reader: CurrentReader, address: ListAddress) -> int:
    """How many papers of a list, as its address opens it, are still to be read; replacements only if `kind=` names them."""
    included, excluded = address.expression.included, address.expression.excluded
    days = address.days or _latest(session, included)
    if days is None:
        return 0
    found = appearances(session, included, excluded, [days])
    marks = marks_between(session, reader, included, days.first, days.last)
    return sum(1 for paper in unread_among(found, marks, reader) if counts_in(paper, address))


def _latest(session: Session, categories: Sequence[str]) -> Days | None:
    day = latest_day(session, categories)
    return None if day is None else Days(day, day)


def _unread(session: Session, reader: CurrentReader, record: SearchRecord, address: ListAddress) -> SavedSearch:
    narrowed = list_path(replace(address, unread=True))
    return SavedSearch(record.name, record.address, unread_in(session, reader, address), narrowed=narrowed)


def _new(
    session: Session, reader: CurrentReader, index: Index, searches: Iterable[tuple[SearchRecord, SearchAddress]]
) -> dict[str, SavedSearch]:
    hits: list[tuple[SearchRecord, SearchAddress, Hits]] = []
    try:
        for record, address in searches:
            since = replace(address, first=max(address.first or date.min, record.seen + timedelta(days=1)))
            if since.last is None or since.last > record.seen:
                query, filters = parse(address.text), filters_of(since)
                hits.append((record, since, index.search(query, Order.NEWEST, show=MOST_NEW, filters=filters)))
    except SearchError:
        return {}  # without an index nothing can be counted, and all else of the page is there
    seen = _seen(session, reader, {paper for *_, found in hits for paper in found.papers})
    return {
        record.address: SavedSearch(
            record.name,
            record.address,
            sum(1 for paper in found.papers if paper not in seen),
            more=found.total > len(found.papers),
            narrowed=search_path(replace(since, sort=SearchSort.DATE)),
            is_search=True,
        )
        for record, since, found in hits
    }


def _seen(session: Session, reader: CurrentReader, papers: Iterable[int]) -> set[int]:
    """Which of these papers (`papers.id`) the reader has read or hidden. One query a thousand."""
    seen = (Mark.reader_id == reader.id, Mark.is_set, Mark.kind.in_((MarkKind.READ, MarkKind.HIDE)))
    found: set[int] = set()
    for chunk in in_chunks(papers):
        statement = select(Paper.id).join(Mark, Mark.arxiv_id == Paper.arxiv_id).where(Paper.id.in_(chunk), *seen)
        found.update(session.scalars(statement))
    return found

"""Lists and searches that a reader keeps beside the categories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from crawler.store.inserting import insert
from crawler.store.models import SavedSearch

MOST_SAVED = 200


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A list or search under a name of the reader's. address: path and query, canonical.   made: aware."""

    address: str
    name: str
    made: datetime


def store_searches(session: Session, reader_id: int, searches: Iterable[SearchRecord]) -> int:
    """Keep these; one whose address is kept already gets the new name. Past MOST_SAVED no further ones are taken.

    Returns how many were kept or renamed. Commits nothing: the caller does.
    """
    kept = {search.address for search in saved_searches(session, reader_id)}
    statement = insert(session, SavedSearch)
    renamed = statement.on_conflict_do_update(
        index_elements=[SavedSearch.reader_id, SavedSearch.address], set_={"name": statement.excluded.name}
    )
    taken = 0
    for search in searches:
        if search.address not in kept and len(kept) >= MOST_SAVED:
            continue
        kept.add(search.address)
        taken += 1
        row = {"reader_id": reader_id, "address": search.address, "name": search.name, "made": search.made}
        session.execute(renamed, row)
    return taken


def drop_search(session: Session, reader_id: int, address: str) -> None:
    """Keep this list or search no longer; harmless where it was not kept."""
    session.execute(delete(SavedSearch).where(SavedSearch.reader_id == reader_id, SavedSearch.address == address))


def saved_searches(session: Session, reader_id: int) -> list[SearchRecord]:
    """What a reader has saved, by name."""
    kept = select(SavedSearch).where(SavedSearch.reader_id == reader_id)
    by_name = kept.order_by(func.lower(SavedSearch.name), SavedSearch.address)
    return [SearchRecord(row.address, row.name, row.made) for row in session.scalars(by_name)]

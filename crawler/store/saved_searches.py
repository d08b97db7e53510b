"""Lists and searches that a reader keeps beside the categories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from crawler.clock import eastern_day
from crawler.store.inserting import insert
from crawler.store.models import SavedSearch

MOST_SAVED = 200


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A list or search under a name of the reader's. address: path and query, canonical.   made: aware.

    looked: the newest announcement day whose hits the reader has seen, where that was ever said.
    """

    address: str
    name: str
    made: datetime
    looked: date | None = None

    @property
    def seen(self) -> date:
        """The newest day of which nothing is new any more: by default that on which it was saved."""
        return self.looked or eastern_day(self.made)


def store_searches(session: Session, reader_id: int, searches: Iterable[SearchRecord]) -> int:
    """Keep these; one whose address is kept already gets the new name, and the later of two looks. Past MOST_SAVED none is added.

    Returns how many were kept or renamed. Commits nothing: the caller does.
    """
    kept = {search.address for search in saved_searches(session, reader_id)}
    statement = insert(session, SavedSearch)
    given = statement.excluded
    later = or_(SavedSearch.looked.is_(None), SavedSearch.looked < given.looked)
    renamed = statement.on_conflict_do_update(
        index_elements=[SavedSearch.reader_id, SavedSearch.address],
        set_={"name": given.name, "looked": case((later, given.looked), else_=SavedSearch.looked)},
    )
    taken = 0
    for search in searches:
        if search.address not in kept and len(kept) >= MOST_SAVED:
            continue
        kept.add(search.address)
        taken += 1
        row = {
            "reader_id": reader_id,
            "address": search.address,
            "name": search.name,
            "made": search.made,
            "looked": search.looked,
        }
        session.execute(renamed, row)
    return taken


def note_look(session: Session, reader_id: int, address: str, day: date) -> None:
    """The reader has seen what a saved search finds up to this announcement day. An older day than known changes nothing.

    Harmless where it is not saved. Commits nothing: the caller does.
    """
    saved = (SavedSearch.reader_id == reader_id) & (SavedSearch.address == address)
    older = or_(SavedSearch.looked.is_(None), SavedSearch.looked < day)
    session.execute(update(SavedSearch).where(saved, older).values(looked=day))


def drop_search(session: Session, reader_id: int, address: str) -> None:
    """Keep this list or search no longer; harmless where it was not kept."""
    session.execute(delete(SavedSearch).where(SavedSearch.reader_id == reader_id, SavedSearch.address == address))


def saved_searches(session: Session, reader_id: int) -> list[SearchRecord]:
    """What a reader has saved, by name."""
    kept = select(SavedSearch).where(SavedSearch.reader_id == reader_id)
    by_name = kept.order_by(func.lower(SavedSearch.name), SavedSearch.address)
    return [SearchRecord(row.address, row.name, row.made, row.looked) for row in session.scalars(by_name)]

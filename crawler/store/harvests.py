"""Where an OAI-PMH list stands: read and written together with its papers, so that a killed harvest goes on."""

from datetime import date

from sqlalchemy.orm import Session

from crawler.records import Harvest
from crawler.store.models import HarvestState


def find(session: Session, name: str) -> HarvestState | None:
    """The state kept under a name, or None where no list was ever begun under it."""
    return session.get(HarvestState, name)


def open_list(session: Session, name: str, from_day: date) -> HarvestState:
    """Begin a list asked for from a datestamp, or go on with the one under way if it was asked for from the same."""
    state = session.get(HarvestState, name)
    if state is None:
        state = HarvestState(set_spec=name, from_day=from_day)
        session.add(state)
    elif state.token is None or state.from_day != from_day:
        state.from_day = from_day
        state.token = state.list_began = state.newest_datestamp = None
    session.flush()
    return state


def advance(session: Session, name: str, page: Harvest) -> None:
    """Note that a page is stored, in the same transaction as its papers. A page without token ends the list."""
    state = session.get_one(HarvestState, name)
    state.list_began = state.list_began or page.response_date
    datestamps = [paper.datestamp for paper in page.papers if paper.datestamp is not None]
    state.newest_datestamp = max(filter(None, (*datestamps, state.newest_datestamp)), default=None)
    state.token = page.token
    if page.token is None:
        # The list is as old as its first page: what changed while it was read belongs to the next one.
        state.completed = state.list_began
        state.list_began = state.newest_datestamp = None


def restart(session: Session, name: str) -> date:
    """Give up a token that the server refuses. Returns the datestamp to begin again from: the newest one stored of this list."""
    state = session.get_one(HarvestState, name)
    state.token = None
    return state.newest_datestamp or state.from_day

"""Where each OAI-PMH harvest stands, so that it goes on after a kill."""

from datetime import date

from sqlalchemy.orm import Session

from crawler.records import Harvest
from crawler.store.models import HarvestState


def find(session: Session, name: str) -> HarvestState | None:
    """How a harvest stands; None where it never began."""
    return session.get(HarvestState, name)


def open_list(session: Session, name: str, from_day: date) -> str | None:
    """Begin a list from a datestamp, or go on with one that is under way from the same; returns its token, None at the start."""
    state = session.get(HarvestState, name)
    if state is None:
        session.add(HarvestState(name=name, from_day=from_day))
        return None
    if state.token is not None and state.from_day == from_day:
        return state.token
    state.from_day, state.token, state.list_began, state.newest_datestamp = from_day, None, None, None
    return None


def advance(session: Session, name: str, page: Harvest) -> None:
    """Write down that a page was read; call it in the transaction that stores the page's papers.

    A list that ends counts as completed at its first page's time. One without any record proves nothing, since arXiv has
    served such answers by mistake: the time of the last true one stays.
    """
    state = session.get_one(HarvestState, name)
    state.list_began = state.list_began or page.response_date
    days = [paper.datestamp for paper in page.papers if paper.datestamp is not None]
    state.newest_datestamp = max([*days, *filter(None, [state.newest_datestamp])], default=None)
    state.token = page.token
    if page.token is None:
        if state.newest_datestamp is not None:
            state.completed = state.list_began
        state.list_began = None


def restart(session: Session, name: str) -> date:
    """Begin a list again whose token was refused; returns the datestamp to ask from, the newest it has brought.

    Lists come in the order of datestamps, and storing a record twice changes nothing. `from_day` stays what was first asked
    for, so that the same command after a kill still finds its list.
    """
    state = session.get_one(HarvestState, name)
    state.token = None
    return state.newest_datestamp or state.from_day

"""Whether the model's endpoint may be asked: a circuit breaker that all processes share, in the row `llm` of the cool-downs.

No row: it answers. A few failures in a row, or one that means that nobody's request can succeed, and it is left alone until
a given time; then one process sends one request to find out, and the others wait another minute for what it learns.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from crawler.store.models import CoolDown

SERVICE = "llm"
_IN_A_ROW = 3  # failures that may have been bad luck, until they are taken for the endpoint's
_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)


class Leave(StrEnum):
    """Whether a request may be sent."""

    YES = "yes"
    PROBE = "probe"  # yes, this one alone, to find out whether the endpoint answers again
    NO = "no"


def out_of_order(session: Session, now: datetime) -> tuple[datetime, str] | None:
    """When the endpoint will be asked again (aware UTC) and why not now, as a sentence; None while it answers. now: aware UTC."""
    row = session.get(CoolDown, SERVICE)
    if row is None or row.failures < _IN_A_ROW:
        return None
    return max(row.until, now), row.reason


def is_closed(session: Session, now: datetime) -> bool:
    """Whether nobody may ask now: asked in a reading transaction before `take_leave`."""
    return _is_closed(session.get(CoolDown, SERVICE), now)


def take_leave(session: Session, now: datetime) -> Leave:
    """Whether the caller may send a request now; a probe is given to one caller a minute. now: aware UTC. Commits nothing."""
    row = session.get(CoolDown, SERVICE)
    if _is_closed(row, now):
        return Leave.NO
    if row is None or row.failures < _IN_A_ROW:
        return Leave.YES
    mine = (CoolDown.service == SERVICE) & (CoolDown.until == row.until)
    taken = session.connection().execute(update(CoolDown).where(mine).values(until=now + _PAUSE))
    return Leave.PROBE if taken.rowcount == 1 else Leave.NO


def note_trouble(session: Session, reason: str, now: datetime, *, certain: bool, wait: float | None = None) -> None:
    """A request failed. certain: so will everybody's.   wait: seconds that the endpoint asks for; a minute where it does not.

    reason: the sentence that pages show. now: aware UTC. Commits nothing: the caller does.
    """
    row = session.get(CoolDown, SERVICE, with_for_update=True)
    failures = max((row.failures if row else 0) + 1, _IN_A_ROW if certain else 0)
    pause = timedelta(seconds=wait) if wait is not None else _PAUSE if failures >= _IN_A_ROW else timedelta()
    until = now + min(pause, _LONGEST_PAUSE)
    session.merge(CoolDown(service=SERVICE, failures=failures, until=until, reason=reason))


def note_success(session: Session) -> None:
    """The endpoint answers. Commits nothing: the caller does."""
    session.execute(delete(CoolDown).where(CoolDown.service == SERVICE))


def _is_closed(row: CoolDown | None, now: datetime) -> bool:
    # A time further ahead than any written under a right clock was written under a wrong one.
    return row is not None and now < row.until <= now + _LONGEST_PAUSE

"""The rows behind the gate: who may send the next request to arXiv, from when on, and which services are cooling down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from crawler.store.models import CoolDown, GateState
from crawler.store.processes import is_dead

LONGEST_COOL_DOWN = timedelta(days=1)
_LONGEST_HOLD = timedelta(minutes=5)
_WAITED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """The gate is closed. seconds: how long until it is worth trying again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Spacing:
    """How far apart requests are. delay, page_delay: seconds between any two, and between two pages of arxiv.org itself.

    page: whether the request at hand is for such a page.
    """

    delay: float
    page_delay: float
    page: bool

    @property
    def own(self) -> float:
        """Seconds between the request at hand and the last of its like."""
        return self.page_delay if self.page else self.delay

    def next_times(self, now: datetime) -> dict[str, datetime]:
        """From when on the next requests may be sent after one now: values for the gate's row."""
        times = {"next_request": now + timedelta(seconds=self.delay)}
        return times | ({"next_page": now + timedelta(seconds=self.page_delay)} if self.page else {})


def try_enter(session: Session, holder: str, now: datetime, spacing: Spacing, hold: float) -> Wait | None:
    """Take the one connection if the spacing allows it; None means it is ours until `leave`.

    now: aware UTC.   hold: seconds after which the holder is taken for dead.
    The next request's time is set on entering as well as on leaving, so that a process that dies inside is still spaced.
    """
    free = or_(GateState.holder.is_(None), GateState.held_until < now)
    ready = [GateState.id == 1, free, GateState.next_request <= now]
    if spacing.page:
        ready.append(GateState.next_page <= now)
    entered = {"holder": holder, "held_until": now + timedelta(seconds=hold), **spacing.next_times(now)}
    if session.connection().execute(update(GateState).where(*ready).values(**entered)).rowcount == 1:
        return None
    return _why_closed(session, now, spacing)


def _why_closed(session: Session, now: datetime, spacing: Spacing) -> Wait:
    gate = session.execute(select(GateState)).scalar_one()
    if gate.holder is not None and is_dead(gate.holder):
        session.execute(update(GateState).where(GateState.holder == gate.holder).values(holder=None, held_until=None))
    elif gate.holder is not None and gate.held_until is not None and gate.held_until >= now:
        _mend(session, GateState.held_until, now, _LONGEST_HOLD)
        return Wait(min(0.2, spacing.delay))
    # A clock set back must not close the gate for long.
    for column, longest in ((GateState.next_request, spacing.delay), (GateState.next_page, spacing.page_delay)):
        _mend(session, column, now, timedelta(seconds=longest))
    times = [gate.next_request, gate.next_page] if spacing.page else [gate.next_request]
    return Wait(min(max(0.0, (max(times) - now).total_seconds()), spacing.own))


def _mend(session: Session, column: InstrumentedAttribute[Any], now: datetime, longest: timedelta) -> None:
    """Bring back a time that lies further ahead than any written under a clock that was right.

    `now` was read before this transaction had waited for its turn, so a little more than `longest` is no sign of that.
    """
    session.execute(update(GateState).where(column > now + longest + _WAITED).values({column: now + longest}))


def leave(session: Session, holder: str, now: datetime, spacing: Spacing) -> None:
    """Give the connection back; the spacing counts from now, the end of the request. Harmless if it was lost meanwhile."""
    left = {"holder": None, "held_until": None, **spacing.next_times(now)}
    session.execute(update(GateState).where(GateState.holder == holder).values(**left))


def cooling_until(session: Session, service: str, now: datetime) -> tuple[datetime, str] | None:
    """Until when a service must be left alone and why, or None when it need not be."""
    row = session.get(CoolDown, service)
    # One longer than any was written under a clock that was wrong.
    return (row.until, row.reason) if row is not None and now < row.until <= now + LONGEST_COOL_DOWN else None


def refusals(session: Session, service: str) -> int:
    """How many times in a row a service has asked us to slow down."""
    row = session.get(CoolDown, service)
    return 0 if row is None else row.failures


def cool_down(session: Session, service: str, failures: int, until: datetime, reason: str) -> None:
    """Leave a service alone until then; every process that uses the database obeys."""
    session.merge(CoolDown(service=service, failures=failures, until=until, reason=reason))


def end_cool_down(session: Session, service: str) -> None:
    """Forget a service's refusals: it has answered."""
    session.execute(delete(CoolDown).where(CoolDown.service == service))

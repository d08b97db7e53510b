"""Tasks that only one process may do at a time, held for a while and renewed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawler.store.models import Lease
from crawler.store.processes import is_dead


def take(session: Session, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take or renew a lease; False when another living holder has it.

    now: aware UTC.   seconds: how long it is ours unless renewed, the same for every holder of this name.
    A holder on this machine whose process is gone loses it at once, one that took it under a wrong clock when that is seen.
    """
    until = now + timedelta(seconds=seconds)
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Lease)
    session.execute(insert.values(name=name, holder=holder, until=until).on_conflict_do_nothing())
    current = session.execute(select(Lease.holder).where(Lease.name == name).with_for_update()).scalar_one()
    free = or_(Lease.holder == holder, Lease.until < now, Lease.until > until + timedelta(seconds=seconds))
    if current != holder and is_dead(current):
        free = or_(free, Lease.holder == current)
    taken = session.connection().execute(
        update(Lease).where(Lease.name == name, free).values(holder=holder, until=until)
    )
    return taken.rowcount == 1


def give_back(session: Session, name: str, holder: str) -> None:
    """Let go of a lease; harmless if somebody else has it by now."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))

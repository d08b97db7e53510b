"""How often papers are opened, without accounts: each way of opening a paper counts once a visitor and day.

To know who was counted already, a hash of visitor, paper and way is kept until the day is over. It is made with a random salt of
the day, dropped with the hashes, and with the site's secret, which is not in the database: nobody can work out from it who read what.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crawler.clock import eastern_day
from crawler.store.inserting import insert
from crawler.store.models import Open, OpenSalt, OpenSeen

# From one address more visitors are counted than a household has, and fewer than a script can pretend to be.
MOST_VISITORS = 10
MOST_OPENS = 5_000


class OpenKind(StrEnum):
    """The ways of opening a paper that are counted. A star counts as one."""

    PDF = "pdf"
    ANSWERS = "answers"
    PAGE = "page"
    STAR = "star"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone who opens papers.

    who: what tells visitors apart, such as a reader's number, or address and browser.   address: where they come from; several
    visitors share one.   secret: the site's, at most 64 bytes.
    """

    who: str
    address: str
    secret: bytes


def count_open(session: Session, arxiv_id: str, kind: OpenKind, visitor: Visitor, now: datetime) -> bool:
    """Count that a visitor opened a paper, unless that was counted today; whether it was counted now.

    Nothing is counted past 10 visitors of one address for a paper, or 5,000 openings of one address, a day.
    now: aware. Commits nothing: the caller does.
    """
    if _raise(session, visitor, now, visitor.who, arxiv_id, kind) > 1:
        return False
    if _raise(session, visitor, now, visitor.address, arxiv_id, kind) > MOST_VISITORS:
        return False
    if not allow(session, "opens", MOST_OPENS, visitor, now):
        return False
    row = {"arxiv_id": arxiv_id, "day": eastern_day(now), "kind": kind, "times": 1}
    session.execute(
        insert(session, Open)
        .values(row)
        .on_conflict_do_update(index_elements=[Open.arxiv_id, Open.day, Open.kind], set_={"times": Open.times + 1})
    )
    return True


def allow(session: Session, what: str, most: int, visitor: Visitor, now: datetime, *, amount: int = 1) -> bool:
    """Take `amount` from what a visitor's address may do of something in a day; whether it was within `most`. now: aware."""
    return _raise(session, visitor, now, visitor.address, what, amount=amount) <= most


def drop_earlier_days(session: Session, today: date) -> None:
    """Forget who was counted before today: the hashes and their salt. The counts themselves stay."""
    session.execute(delete(OpenSeen).where(OpenSeen.day < today))
    session.execute(delete(OpenSalt).where(OpenSalt.day < today))


def _raise(session: Session, visitor: Visitor, now: datetime, *what: str, amount: int = 1) -> int:
    """Add to the day's number for this, and return what it is now."""
    day = eastern_day(now)
    visit = _hash(visitor.secret, _salt(session, day), *what)
    raised = (
        insert(session, OpenSeen)
        .values(day=day, visit=visit, times=amount)
        .on_conflict_do_update(index_elements=[OpenSeen.day, OpenSeen.visit], set_={"times": OpenSeen.times + amount})
        .returning(OpenSeen.times)
    )
    times: int = session.execute(raised).scalar_one()
    return times


def _salt(session: Session, day: date) -> str:
    of_day = select(OpenSalt.salt).where(OpenSalt.day == day)
    salt = session.scalar(of_day)
    if salt is not None:
        return salt
    drop_earlier_days(session, day)
    # Of two first visitors of a day one makes the salt.
    session.execute(insert(session, OpenSalt).values(day=day, salt=secrets.token_hex(32)).on_conflict_do_nothing())
    return session.execute(of_day).scalar_one()


def _hash(secret: bytes, *parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(text, key=secret, digest_size=16).hexdigest()

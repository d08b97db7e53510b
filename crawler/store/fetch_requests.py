"""Papers that somebody asked for and that are not held: pages ask, a worker claims and settles.

A request is `queued` until it is settled as `done`, `unknown` (arXiv has no such paper) or, after several vain attempts, `failed`.
Asking again a day later gives an unknown or failed one another chance: arXiv may have announced the paper since.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ScalarResult, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawler.store.models import FetchRequest

QUEUED, DONE, UNKNOWN, FAILED = "queued", "done", "unknown", "failed"
MOST_QUEUED = 1000
MOST_ATTEMPTS = 5
_CLAIM = timedelta(minutes=10)  # a claimed request that is not settled by then was a killed worker's, and is due again
_FIRST_WAIT = timedelta(minutes=2)  # after the first vain attempt; it doubles with every other
_SECOND_CHANCE = timedelta(days=1)


def request_papers(session: Session, arxiv_ids: Sequence[str], now: datetime) -> dict[str, FetchRequest]:
    """Ask for papers that are not held; return how the request for each stands. Asking again changes nothing while it waits.

    arxiv_ids: canonical, at most a thousand.   now: aware UTC.
    Left out of the answer are those that were not taken because 1,000 papers wait already. Commits nothing: the caller does.
    """
    standing = standing_requests(session, arxiv_ids, now)
    wanted = [arxiv_id for arxiv_id in dict.fromkeys(arxiv_ids) if arxiv_id not in standing]
    taken = wanted[: max(0, MOST_QUEUED - waiting(session))]
    if taken:
        _queue(session, taken, now)
    return {request.arxiv_id: request for request in _requests(session, [*standing, *taken])}


def standing_requests(session: Session, arxiv_ids: Collection[str], now: datetime) -> dict[str, FetchRequest]:
    """Of these papers, the requests that asking again would not change: queued, or given up less than a day ago. now: aware UTC."""
    given_up = FetchRequest.state.in_((UNKNOWN, FAILED)) & (FetchRequest.next_try > now)
    stands = (FetchRequest.state == QUEUED) | given_up
    found = session.scalars(select(FetchRequest).where(FetchRequest.arxiv_id.in_(arxiv_ids), stands))
    return {request.arxiv_id: request for request in found}


def waiting(session: Session) -> int:
    """How many requests wait."""
    return session.scalar(select(func.count()).where(FetchRequest.state == QUEUED)) or 0


def claim(session: Session, now: datetime, limit: int) -> list[str]:
    """Take up to `limit` requests whose time has come and return their ids. Nobody else is given them for ten minutes.

    Each counts as an attempt. `settle` or `postpone` every one.
    now: aware UTC. Commits nothing: the caller does, before it fetches.
    """
    due = (FetchRequest.state == QUEUED) & (FetchRequest.next_try <= now)
    first = select(FetchRequest.arxiv_id).where(due).order_by(FetchRequest.next_try, FetchRequest.arxiv_id).limit(limit)
    claim = (
        update(FetchRequest)
        .where(FetchRequest.arxiv_id.in_(first), due)
        .values(attempts=FetchRequest.attempts + 1, next_try=now + _CLAIM)
        .returning(FetchRequest.arxiv_id)
    )
    return sorted(session.scalars(claim))


def settle(session: Session, arxiv_ids: Collection[str], outcome: str, now: datetime) -> None:
    """End requests. outcome: DONE, the papers are held now; UNKNOWN, arXiv has none of these, which may be asked again a day later.

    now: aware UTC. Commits nothing: the caller does.
    """
    for request in _requests(session, arxiv_ids):
        request.state, request.message, request.next_try = outcome, None, now + _SECOND_CHANCE


def postpone(session: Session, arxiv_id: str, message: str, now: datetime) -> None:
    """A paper could not be fetched: it is due again after 2, 4, 8 and 16 minutes; the fifth attempt is the last.

    message: why, in a sentence.   now: aware UTC. Commits nothing: the caller does.
    """
    for request in _requests(session, [arxiv_id]):
        request.message = message.rstrip(".")
        if request.attempts >= MOST_ATTEMPTS:
            request.state, request.next_try = FAILED, now + _SECOND_CHANCE
        else:
            request.next_try = now + _FIRST_WAIT * 2 ** max(0, request.attempts - 1)


def _queue(session: Session, arxiv_ids: Sequence[str], now: datetime) -> None:
    afresh = {"requested": now, "state": QUEUED, "attempts": 0, "next_try": now, "message": None}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(FetchRequest).values([{"arxiv_id": arxiv_id, **afresh} for arxiv_id in arxiv_ids])
    # Of two pages asking at the same moment the second leaves the first one's row as it is.
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[FetchRequest.arxiv_id], set_=afresh, where=FetchRequest.state != QUEUED
        )
    )


def _requests(session: Session, arxiv_ids: Collection[str]) -> ScalarResult[FetchRequest]:
    # An insert or update above went past the objects that the session already knows.
    statement = select(FetchRequest).where(FetchRequest.arxiv_id.in_(arxiv_ids))
    return session.scalars(statement.execution_options(populate_existing=True))

"""The workers' side of the answers: claiming one, writing into it while it comes, and ending it one way or another.

`due` says everything: a row with a due time in the past is free to be claimed. A claim moves it to the end of a lease that
the worker renews; a killed worker's row is due again when that runs out, or at once when its process is seen to be gone.
Every write names the claim, so that a worker that lost its claim finds out instead of writing over another's text.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from crawler.store import spending
from crawler.store.answers import Priority, State
from crawler.store.models import Answer
from crawler.store.papers import renew_revisions
from crawler.store.processes import is_dead
from crawler.store.spending import Usage

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
_FIRST_WAIT = 5.0  # seconds after the first vain attempt; it grows fourfold with every other
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an answer was not written. kind: a word for programs.   sentence: for people."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Written:
    """A text and where it comes from.   read: what of the paper the model was sent."""

    text: str
    model: str
    prompt_version: str
    paper_version: int
    read: dict[str, Any]
    usage: Usage


_DIED = Trouble(
    "killed", "The programs that were writing it were killed each time; it was given up after several attempts."
)


def is_waiting(session: Session, now: datetime, least: Priority = Priority.HISTORY) -> bool:
    """Whether `claim` would find an answer: asked in a reading transaction, so that an idle worker never writes."""
    return session.scalar(_first_due(now, least)) is not None


def claim(session: Session, holder: str, now: datetime, least: Priority = Priority.HISTORY) -> Answer | None:
    """Take the first answer whose time has come; None when there is none. Nobody else is given it while the lease lasts.

    holder: a name of this one claim, see processes.new_holder.   now: aware UTC.   least: leave what is less urgent alone.
    An answer whose workers were killed again and again is parked on the way. One whose text had arrived whole comes with
    `finished` set: only its checks are missing. Commits nothing: the caller does, before it does anything with it.
    """
    while True:
        # Nobody waits here for another's claim: PostgreSQL skips it, SQLite has one writer at a time.
        number = session.scalar(_first_due(now, least).with_for_update(skip_locked=True))
        if number is None:
            return None
        answer = session.get_one(Answer, number, populate_existing=True)
        spending.settle(session, answer, None)
        if answer.attempts < MOST_ATTEMPTS:
            answer.state, answer.holder, answer.due = State.RUNNING, holder, now + LEASE
            answer.attempts, answer.started = answer.attempts + 1, now
            answer.revision += 1
            return answer
        if answer.finished is None:
            _end(answer, State.PARKED, now, _DIED)
        else:
            _show(session, answer, now, _DIED)
        session.flush()


def renew(session: Session, holders: Collection[str], now: datetime) -> None:
    """Begin the leases of these claims anew. Commits nothing: the caller does."""
    session.execute(update(Answer).where(Answer.holder.in_(holders)).values(due=now + LEASE))


def orphans(session: Session) -> list[str]:
    """The claims of this machine's processes that are gone."""
    holders = session.scalars(select(Answer.holder).where(Answer.due.is_not(None), Answer.holder.is_not(None)))
    return [holder for holder in holders if holder is not None and is_dead(holder)]


def free(session: Session, holders: Collection[str], now: datetime) -> None:
    """Let others claim at once what these claims had. Commits nothing: the caller does."""
    session.execute(update(Answer).where(Answer.holder.in_(holders)).values(due=now, holder=None))


def held(session: Session, number: int, holder: str) -> Answer | None:
    """The claimed row, locked to the commit; None when the claim was lost."""
    row = select(Answer).where(Answer.id == number, Answer.holder == holder)
    return session.scalar(row.with_for_update().execution_options(populate_existing=True))


def write_progress(session: Session, number: int, holder: str, text: str, now: datetime) -> bool:
    """Show what has come so far, and renew the lease; False when the claim was lost, and then nothing is written.

    The same goes for every function below, and none of them commits: the caller does.
    """
    ours = (Answer.id == number) & (Answer.holder == holder)
    values = {"text": text, "due": now + LEASE, "revision": Answer.revision + 1}
    return session.connection().execute(update(Answer).where(ours).values(values)).rowcount == 1


def keep_text(session: Session, number: int, holder: str, written: Written, now: datetime) -> bool:
    """Store a text that arrived whole, before anything else is done with it, so that it is never paid for twice."""
    if answer := held(session, number, holder):
        _store(session, answer, written)
        answer.finished, answer.due = now, now + LEASE
        answer.revision += 1
    return answer is not None


def finish(session: Session, number: int, holder: str, checks: list[Any], now: datetime) -> bool:
    """The answer whose text was kept is done.   checks: what was found of it in the paper."""
    if answer := held(session, number, holder):
        answer.checks = checks
        _show(session, answer, answer.finished or now, None)
    return answer is not None


def cut(
    session: Session, number: int, holder: str, written: Written, trouble: Trouble, now: datetime, *, again: bool
) -> bool:
    """The stream broke off: what came is kept as partial.   again: write it anew after a while, as often as attempts are left."""
    if answer := held(session, number, holder):
        _store(session, answer, written)
        if again and answer.attempts < MOST_ATTEMPTS:
            _wait(answer, State.PARTIAL, _next_try(answer, now), trouble)
        else:
            _end(answer, State.PARTIAL, now, trouble)
    return answer is not None


def postpone(session: Session, number: int, holder: str, trouble: Trouble, usage: Usage | None, now: datetime) -> bool:
    """This attempt was in vain: the next is due after 5 s, 20 s, 80 s and 320 s; after the fifth the answer is parked.

    usage: what the request took all the same; None where the endpoint took nothing for it. The same goes below.
    """
    if answer := held(session, number, holder):
        _pay(session, answer, usage)
        if answer.attempts < MOST_ATTEMPTS:
            _wait(answer, _unwritten(answer), _next_try(answer, now), trouble)
        else:
            _end(answer, State.PARTIAL if answer.text else State.PARKED, now, trouble)
    return answer is not None


def fail(session: Session, number: int, holder: str, trouble: Trouble, usage: Usage | None, now: datetime) -> bool:
    """There will be no answer to this question by asking again."""
    if answer := held(session, number, holder):
        _pay(session, answer, usage)
        _end(answer, State.FAILED, now, trouble)
    return answer is not None


def give_back(
    session: Session, number: int, holder: str, trouble: Trouble | None, usage: Usage | None, due: datetime
) -> bool:
    """Put a claimed answer back as if it had not been claimed: the trouble is not its own, or the worker stops.

    due: when it may be claimed again.
    """
    if answer := held(session, number, holder):
        _pay(session, answer, usage)
        answer.attempts -= 1
        _wait(answer, _unwritten(answer), due, trouble)
    return answer is not None


def _first_due(now: datetime, least: Priority) -> Select[int]:
    # A time further ahead than any written under a right clock was written under a wrong one.
    due = ((Answer.due <= now) | (Answer.due > now + _LONGEST_WAIT)) & (Answer.priority <= least)
    return select(Answer.id).where(due).order_by(Answer.priority, Answer.queued, Answer.id).limit(1)


def _store(session: Session, answer: Answer, written: Written) -> None:
    answer.text, answer.model, answer.prompt_version = written.text, written.model, written.prompt_version
    answer.paper_version, answer.read, answer.checks = written.paper_version, written.read, None
    answer.prompt_tokens = written.usage.prompt_tokens
    answer.cached_tokens = written.usage.cached_tokens
    answer.completion_tokens = written.usage.completion_tokens
    answer.cost = written.usage.cost
    spending.settle(session, answer, written.usage)


def _pay(session: Session, answer: Answer, usage: Usage | None) -> None:
    if usage is None:
        spending.release(session, answer)
    else:
        spending.settle(session, answer, usage)


def _unwritten(answer: Answer) -> State:
    """How an answer waits: with the partial text of an earlier attempt, or with none."""
    return State.PARTIAL if answer.text else State.QUEUED


def _next_try(answer: Answer, now: datetime) -> datetime:
    return now + timedelta(seconds=_FIRST_WAIT * 4 ** (answer.attempts - 1))


def _wait(answer: Answer, state: State, due: datetime, trouble: Trouble | None) -> None:
    answer.state, answer.holder, answer.due = state, None, due
    answer.revision += 1
    _say(answer, trouble)


def _show(session: Session, answer: Answer, now: datetime, trouble: Trouble | None) -> None:
    _end(answer, State.DONE, now, trouble)
    if not answer.own_key:
        renew_revisions(session, [answer.paper_id])


def _end(answer: Answer, state: State, now: datetime, trouble: Trouble | None) -> None:
    answer.state, answer.holder, answer.due, answer.finished = state, None, None, now
    answer.revision += 1
    _say(answer, trouble)


def _say(answer: Answer, trouble: Trouble | None) -> None:
    answer.error_kind = None if trouble is None else trouble.kind
    answer.error = None if trouble is None else trouble.sentence

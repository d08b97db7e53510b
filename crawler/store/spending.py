"""What models cost: a day's budget, held back before a request and settled after it. Days are UTC, as providers bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawler.store.answers import Priority
from crawler.store.models import Answer, Spending


@dataclass(frozen=True, slots=True)
class Usage:
    """What one request took. cached_tokens: those of the prompt that the provider had in its cache.   cost: None without a price."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """A day's budget; None is no limit.   reserve: the share, 0 to 1, that is kept for answers a reader waits for."""

    tokens: int | None = None
    cost: float | None = None
    reserve: float = 0.0


def reserve(
    session: Session, answer: Answer, model: str, tokens: int, cost: float, limits: Limits, now: datetime
) -> bool:
    """Hold back what a request may take at most; False when the day's budget has no room for it.

    answer: the claimed row; it remembers what is held, so that whoever takes over from a killed worker can settle it.
    now: aware UTC. Commits nothing: the caller does, before it sends the request.
    """
    rows = _locked(session, now.astimezone(UTC).date(), model)
    share = 1.0 if answer.priority == Priority.READER else 1.0 - limits.reserve
    taken = sum(row.prompt_tokens + row.completion_tokens + row.reserved_tokens for row in rows)
    paid = sum(row.cost + row.reserved_cost for row in rows)
    if limits.tokens is not None and taken + tokens > limits.tokens * share:
        return False
    if limits.cost is not None and paid + cost > limits.cost * share:
        return False
    held = next(row for row in rows if row.model == model)
    held.reserved_tokens += tokens
    held.reserved_cost += cost
    answer.reserved_day, answer.reserved_model = held.day, model
    answer.reserved_tokens, answer.reserved_cost = tokens, cost
    return True


def settle(session: Session, answer: Answer, usage: Usage | None) -> None:
    """Write down what a request took and let go of what was held back for it. Harmless where nothing is held back.

    usage: None where nobody knows, since its worker was killed: then it counts for what was held back.
    Commits nothing: the caller does.
    """
    held = usage or Usage(prompt_tokens=answer.reserved_tokens, cost=answer.reserved_cost)
    if row := _let_go(session, answer):
        row.requests += 1
        row.prompt_tokens += held.prompt_tokens
        row.cached_tokens += held.cached_tokens
        row.completion_tokens += held.completion_tokens
        row.cost += held.cost or 0.0


def release(session: Session, answer: Answer) -> None:
    """Let go of what was held back for a request that the endpoint did not take. Commits nothing: the caller does."""
    _let_go(session, answer)


def spent(session: Session, since: date, until: date) -> list[Spending]:
    """What each UTC day from `since` to `until` and each model took, newest day first; days without a request are left out."""
    rows = select(Spending).where(Spending.day.between(since, until))
    return list(session.scalars(rows.order_by(Spending.day.desc(), Spending.model)))


def _let_go(session: Session, answer: Answer) -> Spending | None:
    """Take back what is held for an answer; its day's row, or None where nothing is held."""
    if answer.reserved_day is None or answer.reserved_model is None:
        return None
    row = next(
        row
        for row in _locked(session, answer.reserved_day, answer.reserved_model)
        if row.model == answer.reserved_model
    )
    row.reserved_tokens -= answer.reserved_tokens
    row.reserved_cost = max(0.0, row.reserved_cost - answer.reserved_cost)  # sums of fractions end a little off zero
    answer.reserved_day = answer.reserved_model = None
    answer.reserved_tokens, answer.reserved_cost = 0, 0.0
    return row


def _locked(session: Session, day: date, model: str) -> Sequence[Spending]:
    """The day's rows, the model's among them, locked to the commit: no two workers take the last of a budget."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Spending)
    session.execute(insert.values(day=day, model=model).on_conflict_do_nothing())
    rows = select(Spending).where(Spending.day == day).order_by(Spending.model).with_for_update()
    return session.scalars(rows.execution_options(populate_existing=True)).all()

"""What models cost: a day's budget, held back before a request and settled after it. Days are UTC, as providers bill."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select, update
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

    answer: the claimed row; it remembers what is held, so that a killed worker's request is settled by who takes it over.
    now: aware UTC. Commits nothing: the caller does, before it sends the request.
    """
    day = now.astimezone(UTC).date()
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Spending)
    session.execute(insert.values(day=day, model=model).on_conflict_do_nothing())
    # The day's rows stay locked to the commit: two workers cannot both take the last of the budget.
    rows = session.scalars(
        select(Spending).where(Spending.day == day).order_by(Spending.model).with_for_update()
    ).all()
    share = 1.0 if answer.priority == Priority.READER else 1.0 - limits.reserve
    taken = sum(row.prompt_tokens + row.completion_tokens + row.reserved_tokens for row in rows)
    paid = sum(row.cost + row.reserved_cost for row in rows)
    if limits.tokens is not None and taken + tokens > limits.tokens * share:
        return False
    if limits.cost is not None and paid + cost > limits.cost * share:
        return False
    row = next(row for row in rows if row.model == model)
    row.reserved_tokens += tokens
    row.reserved_cost += cost
    answer.reserved_day, answer.reserved_model = day, model
    answer.reserved_tokens, answer.reserved_cost = tokens, cost
    return True

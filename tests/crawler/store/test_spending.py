"""The day's budget: held back before a request, settled after it, and never overdrawn by several at once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawler.store import answer_queue, answers, spending
from crawler.store.answers import Priority
from crawler.store.models import Answer
from crawler.store.session import reading, writing
from crawler.store.spending import Limits, Usage
from tests.crawler.shelf import shelve

NOW = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
TODAY = date(2026, 11, 20)
TIGHT = Limits(tokens=1000, reserve=0.2)


@pytest.fixture
def claimed(engine: Engine) -> list[int]:
    """Seven claimed answers about today's paper, and then one that a reader waits for."""
    papers = shelve(engine, "2611.00001", "2611.00002")
    with writing(engine) as session:
        answers.request_answers(session, papers[0], answers.QUESTIONS, "en", NOW, Priority.TODAY)
        numbers = [answer_queue.claim(session, f"h:1:{place}", NOW) for place in range(7)]
        answers.request_answers(session, papers[1], ["q1"], "en", NOW, Priority.READER)
        numbers.append(answer_queue.claim(session, "h:1:r", NOW))
    return [answer.id for answer in numbers if answer is not None]


def reserve(
    engine: Engine,
    number: int,
    tokens: int,
    cost: float = 0.0,
    limits: Limits = TIGHT,
    model: str = "small",
    now: datetime = NOW,
) -> bool:
    with writing(engine) as session:
        return spending.reserve(session, session.get_one(Answer, number), model, tokens, cost, limits, now)


def settle(engine: Engine, number: int, usage: Usage) -> None:
    with writing(engine) as session:
        spending.settle(session, session.get_one(Answer, number), usage)


def spent(engine: Engine) -> list[tuple[date, str, int, int, int, int, float, int, float]]:
    with reading(engine) as session:
        return [
            (row.day, row.model, row.requests, row.prompt_tokens, row.cached_tokens, row.completion_tokens, row.cost,
             row.reserved_tokens, row.reserved_cost)
            for row in spending.spent(session, TODAY, TODAY + timedelta(days=1))
        ]  # fmt: skip


def test_what_is_held_back_is_settled_by_what_it_took(engine: Engine, claimed: list[int]) -> None:
    assert reserve(engine, claimed[0], 500, 1.5)
    assert spent(engine) == [(TODAY, "small", 0, 0, 0, 0, 0.0, 500, 1.5)]
    settle(engine, claimed[0], Usage(200, 150, 30, 0.5))
    settle(engine, claimed[0], Usage(200, 150, 30, 0.5))
    assert spent(engine) == [(TODAY, "small", 1, 200, 150, 30, 0.5, 0, 0.0)], "settled once"


def test_what_was_never_sent_costs_nothing(engine: Engine, claimed: list[int]) -> None:
    assert reserve(engine, claimed[0], 500, 1.5)
    with writing(engine) as session:
        spending.release(session, session.get_one(Answer, claimed[0]))
    assert spent(engine) == [(TODAY, "small", 0, 0, 0, 0, 0.0, 0, 0.0)]


def test_at_the_budgets_end_only_readers_answers_go_on_within_the_reserve(engine: Engine, claimed: list[int]) -> None:
    assert reserve(engine, claimed[0], 800)
    assert not reserve(engine, claimed[1], 1)
    assert reserve(engine, claimed[7], 200)
    settle(engine, claimed[7], Usage(195, 0, 5))
    assert not reserve(engine, claimed[7], 1)


def test_all_models_share_the_days_budget_and_midnight_utc_begins_a_new_one(engine: Engine, claimed: list[int]) -> None:
    assert reserve(engine, claimed[0], 700)
    assert not reserve(engine, claimed[1], 200, model="large")
    assert reserve(engine, claimed[1], 200, model="large", now=NOW + timedelta(minutes=1))
    settle(engine, claimed[0], Usage(10, 0, 10))
    assert [row[:4] for row in spent(engine)] == [
        (TODAY + timedelta(days=1), "large", 0, 0),
        (TODAY, "large", 0, 0),
        (TODAY, "small", 1, 10),
    ]


def test_money_is_limited_like_tokens(engine: Engine, claimed: list[int]) -> None:
    limits = Limits(cost=1.0, reserve=0.5)
    assert reserve(engine, claimed[0], 10**9, 0.5, limits)
    assert not reserve(engine, claimed[1], 1, 0.01, limits)
    assert reserve(engine, claimed[7], 1, 0.5, limits)


def test_several_at_once_never_overdraw_it(engine: Engine, claimed: list[int]) -> None:
    together, granted = threading.Barrier(7), list[bool]()

    def work(number: int) -> None:
        together.wait()
        granted.append(reserve(engine, number, 250))

    workers = [threading.Thread(target=work, args=(number,)) for number in claimed[:7]]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(granted) == [False] * 4 + [True] * 3

"""The circuit breaker: one probe a minute while the endpoint is out of order, whoever else waits."""

import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from crawler.store import endpoint
from crawler.store.endpoint import Leave
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def leave(engine: Engine, now: datetime) -> Leave:
    with writing(engine) as session:
        return endpoint.take_leave(session, now)


def trouble(engine: Engine, now: datetime, *, certain: bool, wait: float | None = None) -> None:
    with writing(engine) as session:
        endpoint.note_trouble(session, "It does not answer.", now, certain=certain, wait=wait)


def out_of_order(engine: Engine, now: datetime) -> tuple[datetime, str] | None:
    with reading(engine) as session:
        return endpoint.out_of_order(session, now)


def test_an_endpoint_that_answers_may_be_asked(engine: Engine) -> None:
    assert leave(engine, NOW) == Leave.YES
    assert out_of_order(engine, NOW) is None


def test_a_certain_failure_closes_it_for_a_minute_and_then_one_may_probe(engine: Engine) -> None:
    trouble(engine, NOW, certain=True)
    assert leave(engine, NOW + timedelta(seconds=59)) == Leave.NO
    assert out_of_order(engine, NOW) == (NOW + MINUTE, "It does not answer.")
    assert [leave(engine, NOW + MINUTE) for _ in range(3)] == [Leave.PROBE, Leave.NO, Leave.NO]
    assert [leave(engine, NOW + 2 * MINUTE) for _ in range(2)] == [Leave.PROBE, Leave.NO]
    assert out_of_order(engine, NOW + 2 * MINUTE) is not None, "out of order until a probe succeeds"
    with writing(engine) as session:
        endpoint.note_success(session)
    assert leave(engine, NOW + 2 * MINUTE) == Leave.YES


def test_of_many_processes_one_probes(engine: Engine) -> None:
    trouble(engine, NOW, certain=True)
    together, given = threading.Barrier(4), list[Leave]()

    def process() -> None:
        together.wait()
        given.append(leave(engine, NOW + MINUTE))

    processes = [threading.Thread(target=process) for _ in range(4)]
    for thread in processes:
        thread.start()
    for thread in processes:
        thread.join()
    assert sorted(given) == [Leave.NO] * 3 + [Leave.PROBE]


def test_bad_luck_closes_it_only_when_it_comes_three_times_in_a_row(engine: Engine) -> None:
    trouble(engine, NOW, certain=False)
    trouble(engine, NOW, certain=False)
    assert leave(engine, NOW) == Leave.YES
    with writing(engine) as session:
        endpoint.note_success(session)
    for _ in range(3):
        assert leave(engine, NOW) == Leave.YES
        trouble(engine, NOW, certain=False)
    assert leave(engine, NOW) == Leave.NO


def test_the_endpoints_own_wish_is_honoured_up_to_an_hour(engine: Engine) -> None:
    trouble(engine, NOW, certain=True, wait=7)
    assert leave(engine, NOW + timedelta(seconds=6)) == Leave.NO
    assert leave(engine, NOW + timedelta(seconds=7)) == Leave.PROBE
    trouble(engine, NOW, certain=True, wait=86400)
    assert leave(engine, NOW + timedelta(minutes=59)) == Leave.NO
    assert leave(engine, NOW + timedelta(minutes=60)) == Leave.PROBE


def test_a_time_from_a_wrong_clock_is_not_obeyed(engine: Engine) -> None:
    trouble(engine, NOW + timedelta(days=400), certain=True)
    assert leave(engine, NOW) == Leave.PROBE

"""Leases: one holder at a time, renewed while it lives, taken over when it is gone."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from crawler.store.leases import give_back, take
from crawler.store.models import Lease
from crawler.store.processes import is_dead, new_holder
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
HERE = new_holder()
ELSEWHERE = "another-host:4711:cafe0001"


def taken(engine: Engine, holder: str, now: datetime = NOW, name: str = "scheduler") -> bool:
    with writing(engine) as session:
        return take(session, name, holder, now, seconds=30)


def holder(engine: Engine) -> str | None:
    with reading(engine) as session:
        return session.scalar(select(Lease.holder))


@pytest.fixture
def dead() -> str:
    """A holder of this machine whose process has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    host, _, tail = new_holder().rsplit(":", 2)
    return f"{host}:{ended.pid}:{tail}"


def test_the_first_to_ask_has_it_and_the_second_does_not(engine: Engine) -> None:
    assert taken(engine, HERE)
    assert not taken(engine, ELSEWHERE)
    assert holder(engine) == HERE


def test_its_holder_renews_it(engine: Engine) -> None:
    taken(engine, ELSEWHERE)
    assert taken(engine, ELSEWHERE, NOW + timedelta(seconds=29))
    assert not taken(engine, HERE, NOW + timedelta(seconds=31))
    assert taken(engine, HERE, NOW + timedelta(seconds=60))


def test_one_that_ran_out_is_anybodys_and_its_old_holder_has_lost_it(engine: Engine) -> None:
    taken(engine, ELSEWHERE)
    assert taken(engine, HERE, NOW + timedelta(seconds=31))
    assert not taken(engine, ELSEWHERE, NOW + timedelta(seconds=32))


def test_a_holder_whose_process_is_gone_loses_it_at_once(engine: Engine, dead: str) -> None:
    taken(engine, dead)
    assert taken(engine, HERE)


def test_one_taken_under_a_clock_that_was_wrong_is_not_kept_for_a_year(engine: Engine) -> None:
    taken(engine, ELSEWHERE, NOW + timedelta(days=365))
    assert taken(engine, HERE)


def test_clocks_a_few_seconds_apart_do_not_steal_from_each_other(engine: Engine) -> None:
    taken(engine, ELSEWHERE, NOW + timedelta(seconds=5))
    assert not taken(engine, HERE)


def test_one_given_back_is_free_and_somebody_elses_is_not_given_back(engine: Engine) -> None:
    taken(engine, HERE)
    with writing(engine) as session:
        give_back(session, "scheduler", ELSEWHERE)
    assert not taken(engine, ELSEWHERE)
    with writing(engine) as session:
        give_back(session, "scheduler", HERE)
    assert taken(engine, ELSEWHERE)


def test_leases_of_other_names_are_other_leases(engine: Engine) -> None:
    assert taken(engine, HERE)
    assert taken(engine, ELSEWHERE, name="answers")


def test_only_a_process_of_this_machine_can_be_known_to_be_gone(dead: str) -> None:
    assert is_dead(dead)
    assert not is_dead(HERE)
    assert not is_dead(ELSEWHERE)
    assert HERE.rsplit(":", 2)[1] == str(os.getpid())

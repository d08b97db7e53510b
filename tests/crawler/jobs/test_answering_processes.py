"""Real worker processes on one database: killed in mid-stream and started again, none pays twice, by the endpoint's own count."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from crawler.store import answers
from crawler.store.answers import QUESTIONS, Priority, State
from crawler.store.models import Answer
from crawler.store.session import open_database, reading, writing
from tests.crawler.shelf import shelve
from tests.standin import StandIn

COMMAND = [sys.executable, "-m", "crawler"]
ENDED = 60  # seconds after which a process that has not ended is taken for stuck


class Fleet:
    """Worker processes on one database, before one stand-in."""

    def __init__(self, engine: Engine, arxiv: StandIn, folder: Path) -> None:
        self.engine, self.arxiv = engine, arxiv
        self._environment = {
            **os.environ,
            **arxiv.settings(),
            "PAPERSTAND_DATA_DIR": str(folder),
            "PAPERSTAND_DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "PAPERSTAND_ARXIV_DELAY": "0.001",
            "PAPERSTAND_LLM_MODEL": "stand-in-1",
            "PAPERSTAND_LLM_AHEAD": "none",
        }
        self._running: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, *(arguments or ["answer"])],
            env={**self._environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._running.append(process)
        return process

    def finish(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        said, _ = process.communicate(timeout=ENDED)
        return process.returncode, said

    def stop(self) -> None:
        for process in self._running:
            process.kill()
            process.communicate()

    def ask(self, papers: Sequence[int], *questions: str, languages: Sequence[str] = ("en",)) -> None:
        with writing(self.engine) as session:
            for paper in papers:
                for language in languages:
                    now = datetime.now(UTC)
                    answers.request_answers(session, paper, questions or QUESTIONS, language, now, Priority.TODAY)

    def states(self) -> dict[State, int]:
        with reading(self.engine) as session:
            return dict(answers.counts(session).states)

    def counts(self) -> list[tuple[int, int, int]]:
        """By the endpoint's count: requests, whole streams and the most at once, of each paper and question."""
        assert self.arxiv.model.is_quiet()
        return [(tally.requests, tally.whole, tally.at_once) for tally in self.arxiv.model.tallies.values()]

    def wait_for_streams(self, number: int) -> None:
        """Return when so many streams have begun."""
        deadline = time.monotonic() + ENDED
        while sum(tally.requests for tally in self.arxiv.model.tallies.values()) < number:
            assert time.monotonic() < deadline, "no stream began"
            time.sleep(0.01)


@pytest.fixture
def fleet(engine: Engine, arxiv: StandIn, tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(engine, arxiv, tmp_path)
    yield fleet
    fleet.stop()


def test_four_processes_at_once_write_each_answer_once(fleet: Fleet) -> None:
    papers = shelve(fleet.engine, *(f"2611.{number:05d}" for number in range(1, 31)))
    fleet.ask(papers, "tldr", languages=("en", "zh"))
    fleet.arxiv.model.pace = 0.002
    for process in [fleet.start() for _ in range(4)]:
        assert fleet.finish(process)[0] == 0
    assert fleet.states() == {State.DONE: 60}
    assert fleet.counts() == [(1, 1, 1)] * 60


def test_all_seven_answers_survive_workers_killed_in_mid_stream(fleet: Fleet) -> None:
    papers = shelve(fleet.engine, "hep-th/9901001")
    fleet.ask(papers, languages=("en", "zh"))
    fleet.arxiv.model.pace = 0.01
    moments, kills = random.Random(4), 4  # one fewer than the attempts that an answer has
    begun = 0
    for _ in range(kills):
        worker = fleet.start(PAPERSTAND_LLM_PARALLEL="1")
        begun += 1
        fleet.wait_for_streams(begun)
        time.sleep(moments.uniform(0.0, 0.3))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert fleet.arxiv.model.is_quiet()
        begun = sum(tally.requests for tally in fleet.arxiv.model.tallies.values())
    assert fleet.finish(fleet.start())[0] == 0
    assert fleet.states() == {State.DONE: 14}
    counts = fleet.counts()
    assert {(whole, at_once) for _, whole, at_once in counts} == {(1, 1)}
    assert 14 < sum(requests for requests, _, _ in counts) <= 14 + kills
    with reading(fleet.engine) as session:
        rows = session.scalars(select(Answer)).all()
    assert all(row.text and row.checks for row in rows)


@pytest.fixture
def one_fleet(fresh_sqlite: str, arxiv: StandIn, tmp_path: Path) -> Iterator[Fleet]:
    """The same on SQLite only, for what does not depend on the database."""
    engine = open_database(fresh_sqlite)
    fleet = Fleet(engine, arxiv, tmp_path)
    yield fleet
    fleet.stop()
    engine.dispose()


def test_a_stopped_worker_leaves_nothing_behind(one_fleet: Fleet) -> None:
    one_fleet.ask(shelve(one_fleet.engine, "2611.00001"), "tldr")
    one_fleet.arxiv.fault("llm", "stall", times=1)
    worker = one_fleet.start("run", PAPERSTAND_NOW="2026-11-20T09:00:00-05:00")
    one_fleet.wait_for_streams(1)
    worker.send_signal(signal.SIGTERM)
    one_fleet.finish(worker)
    with reading(one_fleet.engine) as session:
        row = session.scalars(select(Answer)).one()
    assert (row.holder, row.attempts, row.reserved_tokens) == (None, 0, 0)
    assert one_fleet.finish(one_fleet.start())[0] == 0
    assert one_fleet.counts() == [(2, 1, 1)]


def test_the_command_says_what_it_did(one_fleet: Fleet) -> None:
    one_fleet.ask(shelve(one_fleet.engine, "2611.00001", "2611.00002", "2611.00003"), "tldr")
    code, said = one_fleet.finish(one_fleet.start("answer", "--limit", "2"))
    assert (code, said.splitlines()[-1]) == (0, "2 written, 0 in vain, 1 left.")
    one_fleet.arxiv.fault("llm", "401")
    code, said = one_fleet.finish(one_fleet.start())
    assert code == 1
    assert "PAPERSTAND_LLM_API_KEY" in said


def test_without_a_model_the_command_says_how_to_set_one_up(one_fleet: Fleet) -> None:
    code, said = one_fleet.finish(one_fleet.start(PAPERSTAND_LLM_MODEL=""))
    assert code == 2
    assert "PAPERSTAND_LLM_MODEL" in said

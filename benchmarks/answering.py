"""How fast several worker processes work off a queue of answers, against what the endpoint itself allows, on both databases.

    python -m benchmarks.answering [--papers 1000] [--workers 4] [--streams 8] [--pace 0.02]

The endpoint is the tests' scripted one on loopback, in a process of its own: it streams `--streams` answers at one time, with a
pause of `--pace` seconds between two words. What it allows is measured by plain clients, twice as many as it has streams,
that send a fifth of the same prompts and do nothing else, before and after. By its own count each answer is streamed once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import requests
from sqlalchemy import func, select

from crawler.llm import prompts
from crawler.records import Author, PaperRecord, Source
from crawler.store.ahead import queue_missing
from crawler.store.answers import Priority, State
from crawler.store.migrations import migrate
from crawler.store.models import Answer, Paper
from crawler.store.papers import store_papers
from crawler.store.session import in_chunks, open_database, reading, writing
from tests.postgresql import find_programs, running_server

_ABSTRACT = (
    "We let leaves wait until they are asked for. On three orchards this saves two fifths of the light. "
    "No apple is lost, and no branch is longer than it was. We prove that waiting never costs more than one season."
)
_PARALLEL = 4  # requests of one worker process


def main() -> None:
    """Measure on SQLite and, where this machine has it, on PostgreSQL; print a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--streams", type=int, default=8)
    parser.add_argument("--pace", type=float, default=0.02)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", f"sqlite:///{folder}/paperstand.sqlite3", options)
    if programs := find_programs():
        with running_server(programs) as address:
            _measure("PostgreSQL", address, options)


def _measure(name: str, database: str, options: argparse.Namespace) -> None:
    _fill(database, options.papers)
    with _endpoint() as endpoint:
        requests.post(f"{endpoint}/_control", json={"pace": options.pace, "parallel": options.streams}, timeout=10)
        before = _allowed(endpoint, options)
        seconds = _work(endpoint, database, options.workers)
        counted = [
            tally for tally in requests.get(f"{endpoint}/_answers", timeout=10).json() if tally["title"] != "A probe"
        ]
        after = _allowed(endpoint, options)
    rate, allowed = options.papers / seconds, (before + after) / 2
    print(
        f"{name}: {rate:.2f} answers a second, {rate / allowed:.1%} of the {allowed:.2f} that the endpoint allows "
        f"({before:.2f} before, {after:.2f} after); {_done(database)} done, {len(counted)} asked for, "
        f"{sum(tally['requests'] for tally in counted)} requests, {sum(tally['whole'] for tally in counted)} whole streams"
    )


def _fill(database: str, papers: int) -> None:
    engine = open_database(database)
    migrate(engine)
    records = [
        PaperRecord(
            id=f"2611.{number:05d}",
            source=Source.API,
            title=f"On lazy leaves, part {number}",
            abstract=_ABSTRACT,
            authors=(Author("Ada Beispiel"),),
            categories=("cs.CL",),
            version=1,
        )
        for number in range(1, papers + 1)
    ]
    with writing(engine) as session:
        store_papers(session, records)
    with writing(engine) as session:
        for some in in_chunks(session.scalars(select(Paper.id)).all()):
            queue_missing(session, some, ["tldr"], ["en"], datetime.now(UTC), Priority.TODAY)
    engine.dispose()


def _done(database: str) -> int:
    engine = open_database(database)
    with reading(engine) as session:
        done = session.scalar(select(func.count()).where(Answer.state == State.DONE)) or 0
    engine.dispose()
    return done


@contextmanager
def _endpoint() -> Iterator[str]:
    """The scripted endpoint in a process of its own; yields its address."""
    with subprocess.Popen([sys.executable, "-m", "tests.standin"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def _allowed(endpoint: str, options: argparse.Namespace) -> float:
    """Answers a second that clients get who do nothing with them."""
    text = f"# A probe\n\n## Abstract\n\n{_ABSTRACT}"
    body = {"model": "stand-in-1", "messages": prompts.conversation(text, "tldr", "en"), "stream": True}

    def ask(_: int) -> None:
        with requests.post(f"{endpoint}/v1/chat/completions", data=json.dumps(body), timeout=300) as answer:
            assert answer.text.endswith("data: [DONE]\n\n")

    number: int = max(options.papers // 5, 4 * options.streams)
    began = time.monotonic()
    with ThreadPoolExecutor(2 * options.streams) as clients:
        list(clients.map(ask, range(number)))
    return number / (time.monotonic() - began)


def _work(endpoint: str, database: str, workers: int) -> float:
    """Seconds from the first answer's beginning to the last one's end; starting the programs is not what is measured."""
    environment = {
        **os.environ,
        "PAPERSTAND_DATABASE_URL": database,
        "PAPERSTAND_LLM_BASE_URL": f"{endpoint}/v1",
        "PAPERSTAND_LLM_MODEL": "stand-in-1",
        "PAPERSTAND_LLM_AHEAD": "none",
        "PAPERSTAND_LLM_PARALLEL": str(_PARALLEL),
    }
    command: Sequence[str] = [sys.executable, "-m", "crawler", "answer"]
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(workers)
    ]
    for process in processes:
        assert process.wait() == 0
    engine = open_database(database)
    with reading(engine) as session:
        first, last = session.execute(select(func.min(Answer.started), func.max(Answer.finished))).one()
    engine.dispose()
    assert first is not None
    assert last is not None
    span: timedelta = last - first
    return span.total_seconds()


if __name__ == "__main__":
    main()

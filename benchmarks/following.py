"""Whether readers who follow answers slow down those who read lists.

    .venv/bin/python -m benchmarks.following

Serves a day of 100 papers with gunicorn as `make run` does. A page is asked for again and again by two readers, first alone and
then while 64 others follow an answer that a worker writes twice a second: some by a stream, the rest, beyond the streams that a
process has, by asking every three seconds. Both parts take turns, so that a busy machine is as busy for either.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import requests
from sqlalchemy import Engine

from crawler.config import Settings
from crawler.records import AnnouncementRecord, Author, Kind, PaperRecord, Source
from crawler.store import answer_queue, answers
from crawler.store.announcements import store_announcements
from crawler.store.migrations import migrate
from crawler.store.papers import store_papers
from crawler.store.redoing import row_ids
from crawler.store.session import open_database, reading, writing
from scripts.serve import GUNICORN

_READERS = 64
_TURNS = 4
_TURN_SECONDS = 12.0
_DAY = date(2026, 11, 20)
_FOLLOWED = "2611.00001"
_ASK_AGAIN = 3.0  # seconds, as static/js/answers.js
_WRITES = 0.5  # seconds between two pieces of the text, as crawler/jobs/answering.py


@dataclass
class Latencies:
    """Seconds that pages took, with nobody following and with everybody."""

    alone: list[float] = field(default_factory=list)
    followed: list[float] = field(default_factory=list)


def main() -> None:
    """Measure, and print a line for each of both."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        engine = open_database(settings.database)
        migrate(engine)
        number = _fill(engine)
        latencies, how = Latencies(), Counter[str]()
        with _served(folder) as site, _written(engine, number):
            _read(site, 3.0)  # the first pages fill the caches
            for _ in range(_TURNS):
                latencies.alone += _read(site, _TURN_SECONDS)
                with _following(site, how):
                    latencies.followed += _read(site, _TURN_SECONDS)
        engine.dispose()
    print(
        f"{_READERS} readers, {_TURNS} times: {how['stream']} streams, {how['refused']} that asked again and again instead,"
    )
    print(f"{how['news']} pieces of news by streams, {how['failed']} requests that failed")
    for name, seconds in (("nobody follows", latencies.alone), ("64 follow", latencies.followed)):
        cuts = statistics.quantiles(seconds, n=20)
        print(f"{name:15} {len(seconds):6} pages, median {cuts[9] * 1e3:6.1f} ms, 95 % within {cuts[18] * 1e3:6.1f} ms")


def _fill(engine: Engine) -> int:
    """A day's papers, and an answer that is being written; returns its number."""
    papers = [
        PaperRecord(
            id=f"2611.{number:05}", source=Source.API, title=f"Paper {number}", abstract="It says little. " * 60,
            authors=(Author("Ada Invented"),), categories=("cs.CL",), version=1,
        )
        for number in range(1, 101)
    ]  # fmt: skip
    now = datetime.now(UTC)
    with writing(engine) as session:
        store_papers(session, papers)
        store_announcements(session, [AnnouncementRecord(paper.id, "cs.CL", _DAY, Kind.NEW) for paper in papers])
    with reading(engine) as session:
        paper_id = row_ids(session, [_FOLLOWED])[_FOLLOWED]
    with writing(engine) as session:
        answers.request_answers(session, paper_id, answers.QUESTIONS, "en", now)
        claimed = answer_queue.claim(session, "benchmark", now)
    assert claimed is not None
    return claimed.id


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """The address of the site, as `make run` serves it."""
    environment = {**os.environ, "PAPERSTAND_DATA_DIR": folder, "PAPERSTAND_LLM_MODEL": "none"}
    command = [sys.executable, "-m", *GUNICORN, "--bind=127.0.0.1:0", "webapp:create_app()"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as gunicorn:
        assert gunicorn.stderr is not None
        address = next(found[0] for line in gunicorn.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        threading.Thread(target=gunicorn.stderr.read, daemon=True).start()
        try:
            while requests.get(f"{address}/healthz", timeout=60).status_code != 200:
                time.sleep(0.1)
            yield address
        finally:
            gunicorn.terminate()


@contextmanager
def _written(engine: Engine, number: int) -> Iterator[None]:
    """The answer grows, twice a second."""
    stop = threading.Event()

    def write() -> None:
        text = ""
        while not stop.wait(_WRITES):
            text = f"{text} and a few words more"[-8000:]
            with writing(engine) as session:
                answer_queue.write_progress(session, number, "benchmark", text, datetime.now(UTC))

    thread = threading.Thread(target=write)
    thread.start()
    yield
    stop.set()
    thread.join()


@contextmanager
def _following(site: str, how: Counter[str]) -> Iterator[None]:
    """The readers who follow, each as a browser does."""
    stop = threading.Event()
    page = f"{site}/arxiv/{_FOLLOWED}/answers"

    def follow() -> None:
        try:
            with requests.get(f"{page}/stream?lang=en", stream=True, timeout=30) as stream:
                how["stream" if stream.status_code == 200 else "refused"] += 1
                if stream.status_code == 200:
                    for line in stream.iter_lines():
                        how["news"] += line.startswith(b"event: text")
                        if stop.is_set():
                            return
            while not stop.wait(_ASK_AGAIN):
                requests.get(f"{page}/part?lang=en", timeout=30).raise_for_status()
        except requests.RequestException:
            how["failed"] += 1

    threads = [threading.Thread(target=follow) for _ in range(_READERS)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    yield
    stop.set()
    for thread in threads:
        thread.join()


def _read(site: str, seconds: float) -> list[float]:
    """How long pages took that two readers asked for in that time, one after the other."""
    took: list[float] = []
    until = time.monotonic() + seconds

    def read() -> None:
        while time.monotonic() < until:
            begun = time.monotonic()
            requests.get(f"{site}/arxiv/cs.CL?date={_DAY}", timeout=30).raise_for_status()
            took.append(time.monotonic() - begun)
            time.sleep(0.05)  # a reader's pause, lest the machine be full before anyone follows

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


if __name__ == "__main__":
    main()

"""`kill -9` at any moment of a crawl or an import, then the same command again: the same database as undisturbed.

PAPERSTAND_KILLS sets how many kills each test tries (default 5).
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawler.store.session import open_database
from tests.crawler.contents import contents
from tests.standin import StandIn

KILLS = int(os.environ.get("PAPERSTAND_KILLS", "5"))
COMMAND = [sys.executable, "-m", "crawler"]
# From the first import of a module to the last commit: a process is killed anywhere in this many seconds.
LONGEST_LIFE = 4.0
DELAY = 0.02


class Commands:
    """Crawler commands on databases of their own, before one stand-in on one recorded day."""

    def __init__(self, arxiv: StandIn, folder: Path) -> None:
        self._arxiv, self._folder = arxiv, folder

    def start(self, database: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            **self._arxiv.settings(),
            "PAPERSTAND_DATABASE_URL": self.address(database),
            "PAPERSTAND_DATA_DIR": str(self._folder / database),
            "PAPERSTAND_CATEGORIES": "cs.CL,hep-th",
            "PAPERSTAND_ARXIV_DELAY": str(DELAY),
            "PAPERSTAND_NOW": "2026-11-20T09:00:00-05:00",
        }
        return subprocess.Popen(
            [*COMMAND, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def finish(self, database: str, *arguments: str) -> None:
        assert self.start(database, *arguments).wait(timeout=600) == 0

    def address(self, database: str) -> str:
        return f"sqlite:///{self._folder / database}.sqlite3"

    def open(self, database: str) -> Engine:
        return open_database(self.address(database))


@pytest.fixture
def commands(arxiv: StandIn, tmp_path: Path) -> Commands:
    return Commands(arxiv, tmp_path)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """Twelve thousand invented papers in the form of arXiv's metadata snapshot."""
    path = tmp_path / "snapshot.json"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(snapshot_line(number)) + "\n" for number in range(1, 12_001))
    return path


def snapshot_line(number: int) -> dict[str, object]:
    return {
        "id": f"2610.{number:05d}",
        "submitter": "Ada Beispiel",
        "authors": f"Ada Beispiel (Institut {number % 7}), Erd\\H{{o}}s Zwei",
        "title": f"On the {number}-th invented\n  problem",
        "abstract": f"  We solve the problem number {number} with $x^{{{number}}}$ and patience.\n",
        "categories": "cs.CL cs.LG",
        "license": "http://creativecommons.org/licenses/by/4.0/",
        "versions": [{"version": "v1", "created": "Thu, 1 Oct 2026 15:00:00 GMT"}],
        "update_date": "2026-10-02",
    }


def killed_at_random(commands: Commands, arguments: Sequence[str], seed: int) -> int:
    """Run a command KILLS times, each time killed at a random moment of its life; returns how many were truly killed."""
    moments, killed = random.Random(seed), 0
    for _ in range(KILLS):
        process = commands.start("killed", *arguments)
        time.sleep(moments.uniform(0.1, LONGEST_LIFE))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    return killed


def test_a_crawl_killed_again_and_again_ends_like_an_undisturbed_one(commands: Commands, arxiv: StandIn) -> None:
    commands.finish("undisturbed", "fetch")
    arxiv.log.clear()
    assert killed_at_random(commands, ["fetch"], seed=1) > 0
    commands.finish("killed", "fetch")
    spacing = arxiv.log.minimum_spacing()
    assert spacing is not None
    assert spacing >= DELAY, "restarting must not ask faster"
    undisturbed, killed = contents(commands.open("undisturbed")), contents(commands.open("killed"))
    for table, rows in undisturbed.items():
        assert killed[table] == rows, table
    assert len(undisturbed["papers"]) > 100


def test_an_import_killed_again_and_again_ends_like_an_undisturbed_one(commands: Commands, snapshot: Path) -> None:
    commands.finish("undisturbed", "import", str(snapshot))
    assert killed_at_random(commands, ["import", str(snapshot)], seed=2) > 0
    commands.finish("killed", "import", str(snapshot))
    undisturbed, killed = contents(commands.open("undisturbed")), contents(commands.open("killed"))
    for table, rows in undisturbed.items():
        assert killed[table] == rows, table
    assert len(undisturbed["papers"]) == 12_000

"""The commands as cron and people run them: output, exit codes, troubles as sentences.

A command whose whole life is a test's subject, or that runs beside others, is a process; the others are called in this one.
"""

import gzip
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from crawler.commands import cli
from crawler.config import Settings
from crawler.search import Index, parse
from tests.standin import StandIn
from tests.standin.faults import Fault
from tests.standin.messages import Reply, Request


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]
PATIENCE = 600.0  # seconds for what takes a few on a machine of its own
LINE = re.compile(r"[\w.-]+ \d{4}-\d\d-\d\d [a-z]+ \d+/(\d+|\?)")


@pytest.fixture
def environment(arxiv: StandIn, tmp_path: Path) -> dict[str, str]:
    """A recorded Friday, two categories, a database of its own."""
    return {
        **os.environ,
        **arxiv.settings(),
        "PAPERSTAND_DATA_DIR": str(tmp_path / "data"),
        "PAPERSTAND_CATEGORIES": "cs.CL,cs.LG",
        "PAPERSTAND_ARXIV_DELAY": "0.001",
        "PAPERSTAND_NOW": "2026-11-20T09:00:00-05:00",
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Iterator[Run]:
    """Runs a command in this process, as `python -m crawler` does in its own."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]

    def crawler(*arguments: str, **more: str) -> Done:
        root.handlers[:] = []  # a process has none to begin with
        result = CliRunner().invoke(cli, arguments, env=environment | more, catch_exceptions=False)
        return Done(result.exit_code, result.stdout, result.stderr)

    yield crawler
    root.handlers[:], root.level = handlers, level


class Processes:
    """Commands as processes of their own, side by side on one database."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder, self.started = environment, folder, list[subprocess.Popen[bytes]]()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        number = len(self.started)
        with self._file(number, "out").open("wb") as output, self._file(number, "log").open("wb") as log:
            command = [sys.executable, "-m", "crawler", *arguments]
            self.started.append(subprocess.Popen(command, env=self._environment, stdout=output, stderr=log))
        return self.started[-1]

    def output(self, number: int) -> str:
        return self._file(number, "out").read_text()

    def log(self, number: int) -> str:
        return self._file(number, "log").read_text()

    def wait_until(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline, [self.log(number) for number in range(len(self.started))]
            time.sleep(0.1)

    def _file(self, number: int, kind: str) -> Path:
        return self._folder / f"process {number}.{kind}"


@pytest.fixture
def processes(environment: dict[str, str], tmp_path: Path) -> Iterator[Processes]:
    beside = Processes(environment, tmp_path)
    yield beside
    for process in beside.started:
        process.kill()
        process.wait()


@contextmanager
def silence(arxiv: StandIn, after: int) -> Iterator[threading.Event]:
    """The stand-in answers so many requests more; those after them it answers once the event is set, or at the end."""
    over, answer, numbers = threading.Event(), arxiv.answer, count(1)

    def answer_late(request: Request) -> tuple[Reply, list[Fault]]:
        if next(numbers) > after:
            over.wait()
        return answer(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arxiv, "answer", answer_late)
        try:
            yield over
        finally:
            over.set()


def test_fetch_ends_with_a_line_a_listing_and_exit_code_0(processes: Processes) -> None:
    fetch = processes.start("fetch")
    assert fetch.wait(PATIENCE) == 0, processes.log(0)
    lines = processes.output(0).splitlines()
    assert lines[0] == "cs.CL 2026-11-20 complete 29/29"
    assert len(lines) == 10
    assert all(LINE.fullmatch(line) for line in lines)


def test_fetch_of_one_category_and_day(run: Run) -> None:
    done = run("fetch", "--category", "CS.cl", "--date", "2026-11-18")
    assert (done.returncode, done.stdout) == (0, "cs.CL 2026-11-18 complete 33/33\n")


def test_progress_goes_to_stderr_as_plain_lines(run: Run) -> None:
    assert "0/3 cs.CL: newest listing" in run("fetch", "-c", "cs.CL").stderr


def test_an_alias_is_fetched_under_its_canonical_name(run: Run) -> None:
    done = run("fetch", "-c", "cs.SY", "-d", "2026-11-20")
    assert done.stdout.startswith("eess.SY 2026-11-20 ")


def test_what_is_missing_is_named_and_exit_code_is_1(run: Run, arxiv: StandIn) -> None:
    arxiv.fault("rss", "short")
    arxiv.fault("list", "malformed")
    done = run("fetch", "-c", "cs.CL")
    assert done.returncode == 1
    assert re.match(r"cs.CL 2026-11-20 partial \d+/\?", done.stdout)
    assert "Traceback" not in done.stderr


def test_an_unreachable_arxiv_is_exit_code_1_and_a_sentence(run: Run, arxiv: StandIn) -> None:
    arxiv.stop()
    done = run("fetch")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("fetch", "--date", "2026-11-24"),
        ("fetch", "--date", "yesterday"),
        ("fetch", "--category", "cs.XX"),
        ("fetch", "cs.CL"),
        ("harvest",),
        ("harvest", "--from", "1999-01-01"),
        ("harvest", "--from", "2026-11-20"),
        ("import",),
        ("import", "no-such-file.json"),
        ("status", "--days", "0"),
        ("mend",),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_is_wrong(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Error: " in done.stderr


def test_a_setting_that_makes_no_sense_is_exit_code_2(run: Run) -> None:
    done = run("fetch", PAPERSTAND_ARXIV_DELAY="soon")
    assert done.returncode == 2
    assert "PAPERSTAND_ARXIV_DELAY" in done.stderr


def test_a_database_that_cannot_be_opened_is_exit_code_1_and_a_sentence(run: Run) -> None:
    done = run("fetch", PAPERSTAND_DATABASE_URL="sqlite:////proc/nowhere/paperstand.sqlite3")
    assert done.returncode == 1
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_config_shows_what_is_in_force_with_secrets_masked(run: Run) -> None:
    done = run("config", PAPERSTAND_DATABASE_URL="postgresql://ada:hush@localhost/papers")
    assert "postgresql+psycopg://ada:***@localhost/papers" in done.stdout
    assert "hush" not in done.stdout
    assert "PAPERSTAND_CATEGORIES=cs.CL,cs.LG" in done.stdout


def test_harvest_tells_what_it_read(run: Run) -> None:
    done = run("harvest", "--from", "2026-11-01", "--set", "cs")
    assert done.returncode == 0, done.stderr
    assert re.match(r"\d+ pages: \d+ papers new, 0 changed, 0 unreadable\.", done.stdout)


def test_import_counts_bad_lines_with_their_numbers_and_exits_with_1(run: Run, tmp_path: Path) -> None:
    good = '{"id": "2611.00001", "title": "A", "abstract": "B", "authors": ["C D"], "categories": ["cs.CL"]}\n'
    path = tmp_path / "papers.jsonl.gz"
    path.write_bytes(gzip.compress((good + "not json\n" + good.replace("00001", "00002")).encode()))
    done = run("import", str(path))
    assert done.returncode == 1
    assert done.stdout.startswith("3 lines: 2 papers new, 0 changed, 0 unchanged")
    assert "line 2" in done.stderr


def test_status_lists_the_ledger(run: Run) -> None:
    run("fetch", "-c", "cs.CL", "-d", "2026-11-20")
    assert "cs.CL 2026-11-20 complete 29/29" in run("status").stdout


def test_migrate_may_be_run_at_any_time(run: Run) -> None:
    assert [run("migrate").returncode for _ in range(2)] == [0, 0]


def test_a_fetch_beside_another_waits_and_asks_for_nothing_again(
    run: Run, processes: Processes, arxiv: StandIn
) -> None:
    run("migrate")
    with silence(arxiv, after=0) as over:
        first = processes.start("fetch")
        processes.wait_until(lambda: len(arxiv.log.requests()) == 1)
        second = processes.start("fetch")
        processes.wait_until(lambda: "another crawl of this database is under way" in processes.log(1))
        over.set()
        assert (first.wait(PATIENCE), second.wait(PATIENCE)) == (0, 0), processes.log(1)
    assert processes.log(1).count("another crawl of this database is under way") == 1
    assert processes.output(1).splitlines()[0] == "cs.CL 2026-11-20 complete 29/29"
    assert len(arxiv.log.requests({"list"})) == 2, "each category's newest listing"
    assert len(arxiv.log.requests({"catchup"})) == 8, "each of the four days before it"


def test_a_fetch_does_not_wait_for_one_that_was_killed(run: Run, processes: Processes, arxiv: StandIn) -> None:
    run("migrate")
    with silence(arxiv, after=2):
        killed = processes.start("fetch")
        processes.wait_until(lambda: len(arxiv.log.requests()) == 3)
        killed.kill()
        killed.wait()
    done = run("fetch")
    assert done.returncode == 0, done.stderr
    assert "another crawl" not in done.stderr


def test_articles_takes_in_what_a_blog_has_and_says_so_in_a_line(run: Run, arxiv: StandIn) -> None:
    done = run("articles")
    assert (done.returncode, done.stdout) == (0, "127.0.0.1-blog read: 5 new, 0 edited, 8 papers named in them\n")
    assert run("articles").stdout == "127.0.0.1-blog not due\n"


def test_articles_says_which_feed_cannot_be_read_and_why(run: Run, arxiv: StandIn) -> None:
    arxiv.fault("blog", "404")
    done = run("articles")
    assert done.returncode == 1
    assert done.stdout.startswith("127.0.0.1-blog failed: http://127.0.0.1")
    assert "404" in done.stdout


def test_of_two_schedulers_one_acts_and_the_other_takes_over_when_it_is_killed(
    run: Run, processes: Processes, arxiv: StandIn
) -> None:
    run("migrate")
    leader = processes.start("run")
    processes.wait_until(lambda: "keeps the schedule" in processes.log(0))
    processes.start("run")
    processes.wait_until(lambda: "standing by" in processes.log(1) and len(arxiv.log.requests({"catchup"})) >= 8)
    processes.wait_until(lambda: "complete" in run("status").stdout)
    assert len(arxiv.log.requests({"list"})) == 2, "each category's newest listing was asked for once"
    assert "This process keeps the schedule" not in processes.log(1)
    leader.kill()
    processes.wait_until(lambda: "This process keeps the schedule" in processes.log(1))


def test_run_ends_cleanly_when_told_to(processes: Processes, arxiv: StandIn) -> None:
    process = processes.start("run")
    processes.wait_until(lambda: len(arxiv.log.requests()) > 3)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert "Traceback" not in processes.log(0)


def test_after_a_fetch_search_finds_the_papers_and_reindex_finds_the_same(
    run: Run, environment: dict[str, str]
) -> None:
    run("fetch", "--category", "cs.CL", "--date", "2026-11-18")
    index = Index.open(Settings.from_environment(environment))
    found = index.search(parse("cat:cs.CL"))
    assert found.total >= 33
    done = run("reindex")
    assert (done.returncode, done.stdout) == (0, f"{found.total} papers are in the index.\n")
    assert index.search(parse("cat:cs.CL")) == found


def test_an_index_that_cannot_be_made_fails_no_fetch_and_is_told(run: Run, environment: dict[str, str]) -> None:
    folder = Path(environment["PAPERSTAND_DATA_DIR"])
    folder.mkdir()
    (folder / "index").write_text("in the way")
    done = run("fetch", "--category", "cs.CL", "--date", "2026-11-18")
    assert done.returncode == 0
    assert "search does not find them yet" in done.stderr
    assert run("reindex").returncode == 1

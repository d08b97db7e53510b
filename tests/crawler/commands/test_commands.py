"""The commands as cron and people run them: output, exit codes, troubles as sentences."""

import gzip
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.standin import StandIn

Run = Callable[..., subprocess.CompletedProcess[str]]
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
def run(environment: dict[str, str]) -> Run:
    def crawler(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "crawler", *arguments]
        return subprocess.run(command, env=environment | more, capture_output=True, text=True, timeout=120, check=False)

    return crawler


def test_fetch_ends_with_a_line_a_listing_and_exit_code_0(run: Run) -> None:
    done = run("fetch")
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
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


@pytest.fixture
def start_fetch(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts `fetch` at some distance between requests, so that one is under way for a while."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "crawler", "fetch"]
        slowly = environment | {"PAPERSTAND_ARXIV_DELAY": "0.05"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, env=slowly, **pipes))  # type: ignore[call-overload]
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_for_requests(arxiv: StandIn, number: int) -> None:
    deadline = time.monotonic() + 60
    while len(arxiv.log.requests()) < number:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_fetch_beside_another_waits_and_asks_for_nothing_again(
    run: Run, start_fetch: Callable[[], subprocess.Popen[str]], arxiv: StandIn
) -> None:
    run("migrate")
    first = start_fetch()
    wait_for_requests(arxiv, 1)
    second = start_fetch()
    lines, log = second.communicate(timeout=120)
    assert first.wait(timeout=10) == second.returncode == 0, log
    assert log.count("another crawl of this database is under way") == 1
    assert lines.splitlines()[0] == "cs.CL 2026-11-20 complete 29/29"
    assert len(arxiv.log.requests({"list"})) == 2, "each category's newest listing"
    assert len(arxiv.log.requests({"catchup"})) == 8, "each of the four days before it"


def test_a_fetch_does_not_wait_for_one_that_was_killed(
    run: Run, start_fetch: Callable[[], subprocess.Popen[str]], arxiv: StandIn
) -> None:
    run("migrate")
    killed = start_fetch()
    wait_for_requests(arxiv, 3)
    killed.kill()
    killed.wait()
    done = run("fetch")
    assert done.returncode == 0, done.stderr
    assert "another crawl" not in done.stderr


class Runs:
    """`run` processes beside each other on one database."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder, self.processes = environment, folder, list[subprocess.Popen[bytes]]()

    def start(self) -> subprocess.Popen[bytes]:
        log = (self._folder / f"run{len(self.processes)}.log").open("wb")
        process = subprocess.Popen([sys.executable, "-m", "crawler", "run"], env=self._environment, stderr=log)
        log.close()
        self.processes.append(process)
        return process

    def log(self, number: int) -> str:
        return (self._folder / f"run{number}.log").read_text()

    def wait_until(self, happened: Callable[[], bool], seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, [self.log(number) for number in range(len(self.processes))]
            time.sleep(0.1)


@pytest.fixture
def runs(environment: dict[str, str], tmp_path: Path) -> Iterator[Runs]:
    started = Runs(environment, tmp_path)
    yield started
    for process in started.processes:
        process.kill()
        process.wait()


def test_of_two_schedulers_one_acts_and_the_other_takes_over_when_it_is_killed(
    runs: Runs, run: Run, arxiv: StandIn
) -> None:
    run("migrate")
    leader = runs.start()
    runs.wait_until(lambda: "keeps the schedule" in runs.log(0))
    runs.start()
    runs.wait_until(lambda: "complete" in run("status").stdout and len(arxiv.log.requests({"catchup"})) >= 8)
    assert len(arxiv.log.requests({"list"})) == 2, "each category's newest listing was asked for once"
    assert "This process keeps the schedule" not in runs.log(1)
    leader.kill()
    runs.wait_until(lambda: "This process keeps the schedule" in runs.log(1))


def test_run_ends_cleanly_when_told_to(runs: Runs, arxiv: StandIn) -> None:
    process = runs.start()
    runs.wait_until(lambda: len(arxiv.log.requests()) > 3)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert "Traceback" not in runs.log(0)

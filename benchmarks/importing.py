"""How fast a metadata snapshot is imported into SQLite: python benchmarks/importing.py SNAPSHOT

Prints papers per CPU second of a first and a second import, beside what Python's bare driver takes for the same finished rows,
and the peak of memory for the first tenth of the file and for all of it. CPU seconds are the process's own; each import
runs in a process of its own, so that its peak of memory is its own too.
"""

import argparse
import resource
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from crawler.jobs.importing import ImportCounts, import_snapshot  # noqa: E402 (found by the line above)
from crawler.sources.snapshot import open_lines  # noqa: E402
from crawler.store.migrations import migrate  # noqa: E402
from crawler.store.session import open_database  # noqa: E402


@dataclass(frozen=True)
class Measured:
    """One import. peak: the most memory the process held, in MB."""

    counts: ImportCounts
    cpu_seconds: float
    peak: float

    def __str__(self) -> str:
        papers = self.counts.papers
        return (
            f"{self.counts.lines / self.cpu_seconds:8,.0f} papers per CPU second, peak {self.peak:,.0f} MB "
            f"({papers.new:,} new, {papers.changed:,} changed, {papers.unchanged:,} unchanged, "
            f"{self.counts.announcements:,} announcements, {self.counts.bad:,} bad lines)"
        )


def measure_import(snapshot: Path, database: Path) -> Measured:
    """Import a snapshot into a SQLite file, new or not."""
    engine = open_database(f"sqlite:///{database}")
    migrate(engine)
    began = time.process_time()
    counts = import_snapshot(engine, snapshot, lambda: datetime.now(UTC))
    seconds = time.process_time() - began
    return Measured(counts, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure_bare_write(database: Path, copy: Path) -> float:
    """CPU seconds that the bare driver takes to write the finished rows of an imported database into an empty copy."""
    migrate(open_database(f"sqlite:///{copy}"))
    source, target = sqlite3.connect(database), sqlite3.connect(copy)
    target.execute("PRAGMA synchronous = NORMAL")
    seconds = 0.0
    for table in ("papers", "versions", "announcements"):
        rows = source.execute(f"SELECT * FROM {table}")
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows.description))})"
        while chunk := rows.fetchmany(2000):
            began = time.process_time()
            with target:
                target.executemany(insert, chunk)
            seconds += time.process_time() - began
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast a metadata snapshot is imported into SQLite.")
    parser.add_argument("snapshot", type=Path, help="JSON lines, plain, .gz or .zip")
    snapshot = parser.parse_args().snapshot
    with (
        tempfile.TemporaryDirectory() as name,
        ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as processes,
    ):
        folder = Path(name)

        def imported(path: Path, database: str) -> Measured:
            return processes.submit(measure_import, path, folder / database).result()

        first = imported(snapshot, "whole.sqlite3")
        again = imported(snapshot, "whole.sqlite3")
        bare = processes.submit(measure_bare_write, folder / "whole.sqlite3", folder / "bare.sqlite3").result()
        tenth = folder / "tenth.jsonl"
        with open_lines(snapshot) as lines, tenth.open("wb") as file:
            file.writelines(islice(lines, first.counts.lines // 10))
        print(f"first tenth    {imported(tenth, 'tenth.sqlite3')}")
        print(f"whole file     {first}")
        print(f"a second time  {again}")
        print(f"bare driver    {first.counts.lines / bare:8,.0f} papers per CPU second, writing the same finished rows")
        print(f"ratio          the import takes {first.cpu_seconds / bare:.1f} times what the bare driver takes")


if __name__ == "__main__":
    main()

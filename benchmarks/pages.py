"""What a list page costs: processor time of the serving process, queries and bytes, for days of 50 and of 200 papers.

    python benchmarks/pages.py papers_announced.jsonl.gz

The file is a metadata snapshot as `python -m crawler import` takes it, whose lines name announcement days.
The pages come from gunicorn (gthread) with one worker, warm. No page is kept: each is queried and put together anew. What a process
does keep are the parts of the cards it wrote lately, and the links in them; a crawl renders formulas beforehand. Each page is
measured so, as it is served, and once more with no card kept, as it is the first time that a process shows it.

Promised are 10 ms for 50 papers and 35 ms for 200. The lowest of several rounds is what the page costs; on a machine with other work
to do the median lies above it, since processes take the processor's caches from each other.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import requests
from flask import Flask
from sqlalchemy import Engine, event, func, select

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from crawler.config import Settings  # noqa: E402 (found by the line above)
from crawler.jobs.importing import import_snapshot  # noqa: E402
from crawler.records import Kind  # noqa: E402
from crawler.store.migrations import migrate  # noqa: E402
from crawler.store.models import Announcement, Paper  # noqa: E402
from crawler.store.renderings import render_pending  # noqa: E402
from crawler.store.session import open_database, reading  # noqa: E402
from webapp import create_app  # noqa: E402
from webapp.kept import KeptParts  # noqa: E402

_WARM_UP = 30
_ROUNDS = 9
_ROUND = 40  # requests


def main() -> None:
    """Fill a database, serve it, and print a line a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument(
        "--folder", help="a data folder whose database takes the file in beside what it holds, and keeps it"
    )
    given = parser.parse_args()
    with nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        engine = open_database(settings.database)
        migrate(engine)
        counts = import_snapshot(engine, given.snapshot, lambda: datetime.now(UTC))
        with reading(engine) as session:
            papers = session.scalar(select(func.count()).select_from(Paper))
        print(f"{papers:,} papers, {counts.announcements:,} announcements taken in")
        pages = [_page(engine, papers) for papers in (50, 200)]
        for app, cards in (("webapp:create_app", "kept"), ("benchmarks.pages:without_kept_cards", "written anew")):
            print(f"Cards {cards}:")
            with served(folder, app) as (address, [worker]):
                for page in pages:
                    size, costs = _costs(address + page, worker)
                    print(
                        f"  {page}: {min(costs):.1f} ms of CPU at best, {statistics.median(costs):.1f} in the median,"
                        f" {_queries(settings, page)} queries, {size:,} bytes"
                    )


def without_kept_cards() -> Flask:
    """The site, but for its keeping no card longer than it takes to write it."""
    app = create_app()
    site = replace(app.extensions["paperstand"], kept=KeptParts(0))
    app.extensions["paperstand"], app.jinja_env.filters["kept"] = site, site.kept
    return app


def _page(engine: Engine, papers: int) -> str:
    """A page of `papers` papers: the smallest category day that has as many, its formulas rendered."""
    size = func.count()
    days = (
        select(Announcement.category, Announcement.day)
        .where(Announcement.kind <= Kind.CROSS.rank)
        .group_by(Announcement.category, Announcement.day)
        .having(size >= papers)
        .order_by(size)
    )
    with reading(engine) as session:
        found = session.execute(days).first()
    if found is None:
        sys.exit(f"No category has {papers} papers on one day in this file.")
    while render_pending(engine, [found.category], 1000):
        pass
    return f"/arxiv/{found.category}?date={found.day}&show={papers}"


@contextmanager
def served(folder: str, app: str, workers: int = 1) -> Iterator[tuple[str, list[int]]]:
    """gunicorn over the database in a folder: its address, and the process ids of its workers. app: MODULE:FUNCTION."""
    command = [
        *(sys.executable, "-m", "gunicorn", f"{app}()", "--chdir", str(ROOT)),
        *("--bind", "127.0.0.1:0", "--workers", str(workers), "--worker-class", "gthread", "--threads", "8"),
        "--no-control-socket",
    ]
    environment = {**os.environ, "PAPERSTAND_DATA_DIR": folder, "PAPERSTAND_DATABASE_URL": ""}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            address, running = "", []
            for line in server.stderr:
                if found := re.search(r"Listening at: (http://\S+)", line):
                    address = found[1]
                if found := re.search(r"Booting worker with pid: (\d+)", line):
                    running.append(int(found[1]))
                if address and len(running) == workers:
                    break
            else:
                sys.exit("gunicorn did not start.")
            yield address, running
        finally:
            server.terminate()


def _costs(url: str, worker: int) -> tuple[int, list[float]]:
    """The bytes of a page, and the worker's CPU milliseconds for one request of it, a round each."""
    costs = []
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(_WARM_UP):
            size = len(session.get(url, timeout=60).content)
        for _ in range(_ROUNDS):
            before = cpu_nanoseconds(worker)
            for _ in range(_ROUND):
                session.get(url, timeout=60).raise_for_status()
            costs.append((cpu_nanoseconds(worker) - before) / _ROUND / 1e6)
    return size, costs


def cpu_nanoseconds(process: int) -> int:
    """The processor time of all threads of a process (Linux: Documentation/scheduler/sched-stats.rst)."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def _queries(settings: Settings, page: str) -> int:
    """How many SELECTs the page takes."""
    app = create_app(settings)
    statements: list[str] = []
    event.listen(
        app.extensions["paperstand"].engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: statements.append(statement),
    )
    app.test_client().get(page)
    return sum(statement.startswith("SELECT") for statement in statements)


if __name__ == "__main__":
    main()

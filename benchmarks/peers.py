"""The shape of work that arxiv-sanity-lite was measured by: python -m benchmarks.peers SNAPSHOT [SNAPSHOT ...]

The snapshots (as `python -m crawler import` takes them; one should name announcement days) are taken into an empty database and index,
but for the last 800 lines of the first. Then come the pages that readers of such a site open, 25 papers each, from gunicorn (gthread)
with two workers, one request after the other; each search asks for other words than any before, which come from titles of the
papers. In the end the 800 papers are taken in until a search finds them. Milliseconds of wall time in the middle and at the 95th
percentile, processor time of the workers in parentheses.
"""

import argparse
import random
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import requests
from sqlalchemy import Engine, func, select

from benchmarks.machine import describe
from benchmarks.pages import cpu_nanoseconds, served
from benchmarks.search_pages import Cost
from crawler.config import Settings
from crawler.jobs.importing import import_snapshot
from crawler.jobs.indexing import reindex, update_index
from crawler.search import Index, parse
from crawler.sources.snapshot import open_lines
from crawler.store.migrations import migrate
from crawler.store.models import Announcement, Paper
from crawler.store.session import open_database, reading
from crawler.tex.symbols import names

_NEW = 800
_ASKED = 40  # requests of each kind
_COMMON = names("the and for with from using via are its into over under between based towards toward their which that")


@dataclass(frozen=True)
class Held:
    """Some of what the database holds, to ask for."""

    papers: Sequence[str]
    words: Sequence[str]
    category: str
    day: str


def main() -> None:
    """Fill a database, serve it, print a line for each kind of page, and take in 800 papers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshots", type=Path, nargs="+")
    snapshots = parser.parse_args().snapshots
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(data_dir=folder)
        engine = open_database(settings.database)
        migrate(engine)
        print(describe("tantivy", "flask", "gunicorn"))
        _fill(engine, settings, [*_parted(snapshots[0], folder), *snapshots[1:]])
        _serve(folder, _held(engine))
        _take_in(engine, settings, folder / "new.jsonl")


def _parted(snapshot: Path, folder: Path) -> list[Path]:
    """All lines of a snapshot but the last 800, which go into `new.jsonl`."""
    with open_lines(snapshot) as lines:
        held_back = sum(1 for _ in lines) - _NEW
    with (
        open_lines(snapshot) as lines,
        (folder / "old.jsonl").open("wb") as old,
        (folder / "new.jsonl").open("wb") as new,
    ):
        old.writelines(islice(lines, held_back))
        new.writelines(lines)
    return [folder / "old.jsonl"]


def _fill(engine: Engine, settings: Settings, snapshots: Sequence[Path]) -> None:
    began, used = time.perf_counter(), time.process_time()
    for snapshot in snapshots:
        import_snapshot(engine, snapshot, lambda: datetime.now(UTC))
    reindex(engine, settings)
    with reading(engine) as session:
        papers = session.scalar(select(func.count()).select_from(Paper))
    spent = f"{time.perf_counter() - began:.0f} s ({time.process_time() - used:.0f} s of processor time)"
    print(f"{papers:,} papers taken in and indexed in {spent}")


def _held(engine: Engine) -> Held:
    choose = random.Random(11)
    size = func.count()
    days = select(Announcement.category, Announcement.day).group_by(Announcement.category, Announcement.day)
    with reading(engine) as session:
        newest = session.scalar(select(func.max(Paper.id))) or 1
        chosen = sorted(choose.sample(range(1, newest + 1), min(10 * _ASKED, newest)))
        rows = session.execute(select(Paper.arxiv_id, Paper.title).where(Paper.id.in_(chosen))).all()
        category, day = session.execute(days.order_by(size.desc())).first() or ("cs.LG", "")
    words = {word.lower() for row in rows for word in re.findall(r"[A-Za-z]{4,}", row.title)} - _COMMON
    return Held([row.arxiv_id for row in rows], choose.sample(sorted(words), len(words)), category, str(day))


def _serve(folder: Path, held: Held) -> None:
    words = iter(held.words)
    some = held.papers[:_ASKED]
    earlier = datetime.fromisoformat(held.day).date() - timedelta(days=2)
    kinds = {
        "newest papers": ["/arxiv/search?query=date:2007..2027&sort=date&show=25"] * _ASKED,
        "the 40th page of them": ["/arxiv/search?query=date:2007..2027&sort=date&show=25&skip=975"] * _ASKED,
        "one category, one day": [f"/arxiv/{held.category}?date={held.day}&show=25"] * _ASKED,
        "one category, three days": [f"/arxiv/{held.category}?date={earlier}..{held.day}&show=25"] * _ASKED,
        "search, 1 word": [_search(next(words)) for _ in range(_ASKED)],
        "search, 3 words": [_search(*islice(words, 3)) for _ in range(_ASKED)],
        "similar papers": [f"/arxiv/{quote(paper)}/related" for paper in some],
        "a paper": [f"/arxiv/{quote(paper)}" for paper in some],
        "status": ["/status"] * _ASKED,
        "help": ["/help"] * _ASKED,
    }
    print(f"{'':28}{'p50    p95  (p50    p95 CPU)':^34}")
    with served(str(folder), "webapp:create_app", workers=2) as (address, workers), requests.Session() as client:
        client.trust_env = False
        for kind, paths in kinds.items():
            cost = Cost()
            for path in paths:
                used, began = sum(map(cpu_nanoseconds, workers)), time.perf_counter()
                client.get(address + path, timeout=60).raise_for_status()
                cost.wall.append((time.perf_counter() - began) * 1e3)
                cost.processor.append((sum(map(cpu_nanoseconds, workers)) - used) / 1e6)
            print(f"{kind:28}{cost!s:34}")
        peak = max(_peak(worker) for worker in workers)
    print(f"peak memory of a worker      {peak:5.0f} MB")


def _search(*words: str) -> str:
    return f"/arxiv/search?query={quote(' '.join(words))}&show=25"


def _peak(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) / 1000


def _take_in(engine: Engine, settings: Settings, snapshot: Path) -> None:
    index = Index.open(settings)
    before = index.search(parse("")).total
    began, used = time.perf_counter(), time.process_time()
    import_snapshot(engine, snapshot, lambda: datetime.now(UTC))
    update_index(engine, settings)
    found = index.search(parse("")).total - before
    print(
        f"{found} more papers are found {time.perf_counter() - began:.2f} s after their import began"
        f" ({time.process_time() - used:.2f} s of processor time)"
    )


if __name__ == "__main__":
    main()

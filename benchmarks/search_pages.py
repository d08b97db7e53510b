"""What whole pages of searching cost, request to last byte: python -m benchmarks.search_pages FOLDER [--snapshot FILE]

FOLDER is a data folder with a database and its index; with a snapshot an empty one is filled first. The pages come from gunicorn
(gthread) with one worker, asked by one client over one connection, 50 papers a page: the thirteen kinds of query of
`benchmarks.search`, then the other pages and the suggestions. The first request of a page shows papers that the process has mostly not
shown before, so that their cards are written anew (and their formulas, where nothing has rendered them yet): those are the figures
under `first`. Under `again` are the requests after it. Milliseconds of wall time, and of the worker's processor time.

Targets on a quiet machine: 70 ms at the 95th percentile for a page, 30 ms for suggestions.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import requests
from sqlalchemy import func, select

from benchmarks.machine import at, describe
from benchmarks.pages import cpu_nanoseconds, served
from benchmarks.search import QUERIES, fill
from crawler.config import Settings
from crawler.store.models import Paper
from crawler.store.session import open_database, reading

_AGAIN = 5


@dataclass
class Cost:
    """Milliseconds of requests, on the clock and of the worker's processor time."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, other: "Cost") -> None:
        """Count another's requests as well."""
        self.wall += other.wall
        self.processor += other.processor

    def __str__(self) -> str:
        walls, processors = (f"{at(0.5, each):6.0f} {at(0.95, each):6.0f}" for each in (self.wall, self.processor))
        return f"{walls}  ({processors})"


def main() -> None:
    """Serve the folder and print a line for each kind of page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--snapshot", type=Path)
    given = parser.parse_args()
    settings = Settings(data_dir=given.folder)
    if given.snapshot:
        fill(settings, given.snapshot)
    engine = open_database(settings.database)
    with reading(engine) as session:
        papers = session.scalar(select(func.count()).select_from(Paper)) or 0
        some = session.scalars(select(Paper.arxiv_id).where(Paper.id % max(papers // 12, 1) == 7).limit(12)).all()
    print(describe("tantivy", "flask", "gunicorn"))
    print(f"{papers:,} papers")
    print(f"{'':28}{'first':^34}{'again':^34}")
    print(f"{'':28}{'p50    p95  (p50    p95 CPU)':^34}{'p50    p95  (p50    p95 CPU)':^34}")
    with served(str(given.folder), "webapp:create_app") as (address, [worker]), requests.Session() as client:
        client.trust_env = False
        client.get(f"{address}/help", timeout=60)
        every_first, every_again = Cost(), Cost()
        for kind, pairs in QUERIES.items():
            order = "&sort=date" if kind.endswith("newest first") else ""
            paths = [f"/arxiv/search?query={quote(text)}{order}" for text, _ in pairs]
            first, again = _measured(client, address, worker, paths)
            print(f"{kind:28}{first!s:34}{again!s:34}")
            every_first.add(first)
            every_again.add(again)
        print(f"{'all searches':28}{every_first!s:34}{every_again!s:34}")
        for kind, paths in _others(some).items():
            first, again = _measured(client, address, worker, paths)
            print(f"{kind:28}{first!s:34}{again!s:34}")


def _others(papers: Sequence[str]) -> dict[str, list[str]]:
    """The other pages by kind. papers: ids of some that are held."""
    typed = ["wan", "wang y", "smith j", "van der", "quantum ent", "large lang", "graph neural net", "joh", "m%C3%BCll"]
    names = ["Yoshua Bengio", "Wei Wang", "Y. Wang", "John Smith", "G. Aad"]
    return {
        "related papers": [f"/arxiv/{paper}/related" for paper in papers],
        "related, in place": [f"/arxiv/{paper}/related/list" for paper in papers],
        "authors": [f"/author/{quote(name)}" for name in names],
        "months": [f"/month/{month}" for month in ("2026-05", "2019-05", "2012-01", "2026-05?category=cs.CL")],
        "suggestions": [f"/arxiv/search/suggest?q={each}" for each in typed],
    }


def _measured(client: requests.Session, address: str, worker: int, paths: list[str]) -> tuple[Cost, Cost]:
    """What each path costs when it is asked for the first time, and after that."""
    first, again = Cost(), Cost()
    for turn in range(_AGAIN + 1):
        for path in paths:
            cost = again if turn else first
            used, began = cpu_nanoseconds(worker), time.perf_counter()
            client.get(address + path, timeout=60).raise_for_status()
            cost.wall.append((time.perf_counter() - began) * 1e3)
            cost.processor.append((cpu_nanoseconds(worker) - used) / 1e6)
    return first, again


if __name__ == "__main__":
    main()

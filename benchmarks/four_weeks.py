"""Crawls weeks of real announcements day by day from the stand-in for arXiv and compares what is held with the truth.

    python -m benchmarks.four_weeks papers_announced.jsonl.gz [--categories cs.CL hep-th]

The file is one that `tests/standin/derived.py` makes a world of: JSON lines, plain or .gz, each with the day it was announced.
Every category that occurs in it is crawled at ten past one Eastern on every day of the file and on the day after, from feeds,
listing pages and OAI-PMH, with no wait between requests. Prints a line a day, then a table and the first differences from
the stand-in's own manifest; exits with 1 where there is one. Times are those of crawler and stand-in together, in one process.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from crawler.clock import EASTERN, Clock, is_weekday
from crawler.config import Settings
from crawler.gate import Gate
from crawler.jobs.crawl import Crawl
from crawler.jobs.fetching import fetch
from crawler.ledger import State
from crawler.records import Kind
from crawler.store.migrations import migrate
from crawler.store.models import Announcement, Listing, Paper
from crawler.store.session import open_database, reading
from tests.crawler.comparison import ids_held
from tests.standin import StandIn, world_from_papers
from tests.standin.taxonomy import canonical

_AT = "01:10"  # Eastern, when a feed has turned over
_SHOWN = 20  # differences

_Truth = dict[str, Any]  # a listing of the manifest, or a paper's facts


def main() -> None:
    """Crawl, compare, print; exit with 1 on any difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--categories", nargs="+", help="canonical ones; by default every one in the file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, StandIn(world_from_papers(arguments.snapshot)) as arxiv:
        truth = arxiv.manifest(*(arguments.categories or ()))
        categories = arguments.categories or sorted(next(iter(truth["days"].values())))
        settings = Settings.from_environment(
            {**arxiv.settings(), "PAPERSTAND_DATA_DIR": folder, "PAPERSTAND_ARXIV_DELAY": "0"}
        )
        engine = open_database(settings.database)
        migrate(engine)
        print(f"{len(truth['papers']):,} papers, {len(categories)} categories")
        began = time.monotonic()
        for day in _days(arxiv.world.days[0], arxiv.world.days[-1] + timedelta(days=1)):
            _crawl(engine, arxiv, settings, day, categories)
        seconds = time.monotonic() - began
        listings = list(_wrong_listings(engine, truth["days"], categories))
        papers = list(_wrong_papers(engine, truth["papers"], categories))
        _print_table(engine, arxiv, seconds, listings, papers)
    sys.exit(1 if listings or papers else 0)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _crawl(engine: Engine, arxiv: StandIn, settings: Settings, day: date, categories: Sequence[str]) -> None:
    """One crawl, as cron would start it on that day, and its line."""
    moment = f"{day}T{_AT}"
    arxiv.set_now(moment)
    clock = Clock(datetime.fromisoformat(moment).replace(tzinfo=EASTERN))
    before, began = len(arxiv.log.requests()), time.monotonic()
    fetched = fetch(Crawl(engine, Gate(engine, settings), settings, clock), categories)
    seconds, requests = time.monotonic() - began, len(arxiv.log.requests()) - before
    print(
        f"{day:%Y-%m-%d %a}  {fetched.tally.papers_new:6,} new papers  {len(fetched.unfinished):4} listings unfinished"
        f"  {requests:6,} requests  {seconds:7.1f} s",
        flush=True,
    )


def _wrong_listings(
    engine: Engine, days: dict[str, dict[str, _Truth]], categories: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with each listing that the ledger has or ought to have, by its name."""
    first, last = min(map(date.fromisoformat, days)), max(map(date.fromisoformat, days))
    with reading(engine) as session:
        rows = {(row.category, row.day): row for row in session.scalars(select(Listing).where(Listing.day <= last))}
    owed = {(category, day) for day in _days(first, last) if is_weekday(day) for category in categories}
    for category, day in sorted(owed | rows.keys()):
        listing = days.get(day.isoformat(), {}).get(category)
        row = rows.get((category, day))
        name = f"{category} {day}"
        if row is None:
            yield name, "is not in the ledger"
        elif listing is None or not any(listing["expected"].values()):
            if row.state != State.EMPTY:
                yield name, f"is {row.state} ({row.reason}), should be empty"
        elif row.state != State.COMPLETE:
            yield name, f"is {row.state} ({row.reason}), should be complete"
        elif _expected(row) != listing["expected"]:
            yield name, f"expects {_expected(row)}, should expect {listing['expected']}"
        for kind, ids in ids_held(engine, category, day).items():
            announced, allowed = _announced(listing, kind)
            if not announced <= ids <= allowed:
                yield name, f"{kind}: lacks {sorted(announced - ids)}, has {sorted(ids - allowed)} too many"


def _expected(row: Listing) -> dict[str, int | None]:
    return {"new": row.expected_new, "cross": row.expected_cross, "replacement": row.expected_replacements}


def _announced(listing: _Truth | None, kind: str) -> tuple[set[str], set[str]]:
    """The ids that a listing must hold of one kind, and those that it may hold: feeds show cross-lists that pages do not."""
    if listing is None:
        return set(), set()
    announced = set(listing[kind])
    return announced, announced | set(listing["rss_only"] if kind == Kind.CROSS else ())


def _wrong_papers(engine: Engine, papers: dict[str, _Truth], categories: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with each paper that is held or ought to be, by its id."""
    carried = set(categories)
    announced = {name for name, facts in papers.items() if carried & {canonical(one) for one in facts["categories"]}}
    with reading(engine) as session:
        held = session.scalars(select(Paper)).all()
    times = Counter(paper.arxiv_id for paper in held)
    for name in sorted(announced | times.keys()):
        if name not in announced or times[name] != 1:
            yield name, f"is held {times[name]} times"
    for paper in held:
        facts = papers[paper.arxiv_id]
        # Withdrawals aside: some of the real comments tell of one that comes after the version which this world has.
        known = (paper.version, paper.submitted, paper.categories.split())
        submitted = datetime.fromisoformat(facts["versions"][0]["submitted"])
        should = (facts["latest_version"], submitted, facts["categories"])
        if known != should:
            yield paper.arxiv_id, f"is held as {known}, should be {should}"


def _print_table(
    engine: Engine, arxiv: StandIn, seconds: float, listings: list[tuple[str, str]], papers: list[tuple[str, str]]
) -> None:
    with reading(engine) as session:
        states = dict(session.execute(select(Listing.state, func.count()).group_by(Listing.state)).all())
        kinds = dict(session.execute(select(Announcement.kind, func.count()).group_by(Announcement.kind)).all())
        held = session.scalar(select(func.count()).select_from(Paper)) or 0
    requests = Counter(request.service for request in arxiv.log.requests())
    print()
    print(f"listings       {_counted(states)}; {len({name for name, _ in listings}):,} wrong")
    print(f"papers         {held:,}; {len({name for name, _ in papers}):,} wrong")
    print(f"announcements  {_counted({Kind.of_rank(rank): kinds[rank] for rank in sorted(kinds)})}")
    print(f"requests       {_counted(requests)}; at most {arxiv.log.most_simultaneous()} at a time")
    print(f"time           {seconds:,.0f} s")
    for name, what in [*listings, *papers][:_SHOWN]:
        print(f"  {name} {what}")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


if __name__ == "__main__":
    main()

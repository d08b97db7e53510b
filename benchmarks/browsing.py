"""What a browser has to fetch and how soon it shows a day: bytes as they go over the wire, first paint, layout shift.

    python -m benchmarks.browsing papers_announced.jsonl.gz

The file is a metadata snapshot as `python -m crawler import` takes it, whose lines name announcement days; without one it is looked for
in the folder that PAPERSTAND_SHARED names. The pages come from gunicorn, warm, to a headless Chromium on the same machine.

Promised, for real papers with formulas:

- 100 papers in at most 30 kB as titles and 120 kB with abstracts, packed as nginx packs (gzip -6);
- the first page of a day of 500 painted within 300 ms (median of nine), nothing on it moved while it loads or is scrolled;
- all scripts together, but for the service worker, in at most 25 kB packed one by one.
"""

import argparse
import gzip
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import requests
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine, func, select

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.machine import describe  # noqa: E402 (found by the line above)
from benchmarks.pages import served  # noqa: E402
from crawler.config import Settings  # noqa: E402
from crawler.jobs.importing import import_snapshot  # noqa: E402
from crawler.records import Kind  # noqa: E402
from crawler.store.migrations import migrate  # noqa: E402
from crawler.store.models import Announcement  # noqa: E402
from crawler.store.renderings import render_pending  # noqa: E402
from crawler.store.session import open_database, reading  # noqa: E402
from webapp.scripts import bare  # noqa: E402

_SNAPSHOT = "papers_announced*.jsonl.gz"
_LOADS = 9
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_DENSITIES = {"titles": 30_000, "keywords": None, "abstracts": 120_000}
_MOST_SCRIPT = 25_000
_SERVICE_WORKER = ("worker.js", "kept.js")  # itself, and where it keeps lists
_LATEST_PAINT = 300  # ms
_WATCH = """
    window.shift = 0;
    new PerformanceObserver(list => { for (const each of list.getEntries()) window.shift += each.value; })
        .observe({type: 'layout-shift', buffered: true});
"""
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main() -> None:
    """Fill a database, serve it, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path, nargs="?", default=_shared_snapshot())
    snapshot = parser.parse_args().snapshot
    if snapshot is None:
        parser.error(f"name a file, or have PAPERSTAND_SHARED name the folder with data/{_SNAPSHOT}")
    print(describe("gunicorn", "playwright"))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(Settings(data_dir=Path(folder)).database)
        migrate(engine)
        import_snapshot(engine, snapshot, lambda: datetime.now(UTC))
        expression, day, papers = _longest_day(engine)
        print(f"The day: {papers} papers in {expression} on {day}\n")
        address = f"/arxiv/{expression}?date={day}"
        with served(folder, "webapp:create_app") as (site, _worker):
            for row in [*_sizes(site, address), *_files(), *_loads(site, address)]:
                print("{:58} {:>12} {:>12}  {}".format(*row))


def _shared_snapshot() -> Path | None:
    folder = Path(os.environ.get("PAPERSTAND_SHARED", ROOT.parent / "shared")) / "data"
    return next(iter(sorted(folder.glob(_SNAPSHOT))), None)


def _longest_day(engine: Engine) -> tuple[str, str, int]:
    """The category, day and size of the longest listing of new papers and cross-lists, its formulas rendered."""
    size = func.count()
    days = (
        select(Announcement.category, Announcement.day, size)
        .where(Announcement.kind <= Kind.CROSS.rank)
        .group_by(Announcement.category, Announcement.day)
        .order_by(size.desc())
    )
    with reading(engine) as session:
        found = session.execute(days).first()
    if found is None:
        sys.exit("No announcement days in this file.")
    category, day, papers = found
    while render_pending(engine, [category], 1000):
        pass
    return category, str(day), papers


def _row(what: str, value: float, limit: float | None, unit: str) -> tuple[str, str, str, str]:
    told = "" if limit is None else "kept" if value <= limit else "MISSED"
    return what, f"{value:,.0f} {unit}", "" if limit is None else f"{limit:,} {unit}", told


def _sizes(site: str, address: str) -> Iterator[tuple[str, str, str, str]]:
    """The page of a hundred papers, unpacked, as the site packs it and as nginx would."""
    with requests.Session() as session:
        session.trust_env = False
        for density, limit in _DENSITIES.items():
            url = f"{site}{address}&show=100&density={density}"
            plain = session.get(url, headers={"Accept-Encoding": "identity"}, timeout=60)
            packed = session.get(url, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=60)
            own = len(packed.raw.read(decode_content=False))
            yield _row(f"100 papers, {density}, gzip -6", _packed([plain.content]), limit, "B")
            yield _row(f"    as the site itself packs it, of {len(plain.content):,}", own, None, "B")


def _files() -> Iterator[tuple[str, str, str, str]]:
    """All scripts and all style sheets of the site, as it serves them; without the service worker, and with English words."""
    sizes = {
        path.name: _packed([bare(path.read_text(encoding="utf-8")).encode()])
        for path in (ROOT / "static" / "js").glob("*.js")
        if path.name != "words.zh.js"
    }
    worker = sum(sizes.pop(name) for name in _SERVICE_WORKER)
    yield _row(f"{len(sizes)} scripts", sum(sizes.values()), _MOST_SCRIPT, "B")
    yield _row("    beside them, the service worker", worker, None, "B")
    styles = sorted((ROOT / "static" / "css").glob("*.css"))
    yield _row(f"{len(styles)} style sheets", _packed(path.read_bytes() for path in styles), None, "B")


def _packed(contents: Iterable[bytes]) -> int:
    return sum(len(gzip.compress(content, 6)) for content in contents)


def _loads(site: str, address: str) -> Iterator[tuple[str, str, str, str]]:
    """How soon the day is painted, with nothing kept and with files kept, and what moves while it loads and is read."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(_FLAGS))
        for what, query, limit in (
            ("its first 50 papers", "", _LATEST_PAINT),
            ("all of them at once", "&show=1000", None),
        ):
            url = site + address + query
            first = [_load(page, url) for page in _new_pages(browser)]
            yield _row(f"{what}, first visit: first paint", statistics.median(first), limit, "ms")
            page = next(_new_pages(browser))
            _load(page, url)
            again = [_load(page, url) for _ in range(_LOADS)]
            yield _row(f"{what}, later visits: first paint", statistics.median(again), limit, "ms")
            for _ in range(40):
                page.mouse.wheel(0, 1500)
                page.wait_for_timeout(50)
            cards = page.locator(".panel.paper").count()
            shift = page.evaluate("window.shift")
            yield (
                f"{what}, scrolled to {cards} papers: layout shift",
                f"{shift:.4f}",
                "0",
                "kept" if shift == 0 else "MISSED",
            )
        browser.close()


def _new_pages(browser: Browser) -> Iterator[Page]:
    """Pages of browsers without a past."""
    for _ in range(_LOADS):
        context = browser.new_context(viewport={"width": 1200, "height": 800})
        context.add_init_script(_WATCH)
        yield context.new_page()
        context.close()


def _load(page: Page, url: str) -> float:
    """Milliseconds until the first contentful paint of a page."""
    page.goto(url, wait_until="load")
    page.wait_for_function(_PAINTED)
    return float(page.evaluate(_PAINTED))


if __name__ == "__main__":
    main()

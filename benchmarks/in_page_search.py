"""How long the search in a page takes in a real browser, on a list of a thousand papers with their formulas.

    python benchmarks/in_page_search.py papers_announced.jsonl.gz

The file is a metadata snapshot as `python -m crawler import` takes it, whose lines name announcement days. Chromium loads the
list as it is served; then words are typed in as a reader would. Given are milliseconds from a keystroke until the search is
done and the page laid out anew, and until the next picture is on the screen: the median and the longest of several rounds, at
the processor's own speed. Promised are 50 ms. The first search of a page also reads its papers' text.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.pages import served  # noqa: E402 (found by the line above)
from crawler.config import Settings  # noqa: E402
from crawler.jobs.importing import import_snapshot  # noqa: E402
from crawler.store.migrations import migrate  # noqa: E402
from crawler.store.renderings import render_pending  # noqa: E402
from crawler.store.session import open_database  # noqa: E402

CATEGORIES = "cs.LG,cs.AI,cs.CL,cs.CV"
DAYS = (date(2026, 5, 18), date(2026, 6, 12))
SHOWN = 1000
_ROUNDS = 15
# What is typed, by what it shows.
_QUERIES = {
    "a rare word": {"include": "tokenizer"},
    "a common word": {"include": "model"},
    "the commonest letters": {"include": "e"},
    "three words, all of them": {"include": "language model reasoning", "all": "1"},
    "a phrase": {"include": '"large language model"'},
    "a word that is not there": {"include": "xylophonist"},
    "words and words left out": {"include": "diffusion transformer", "exclude": "video image"},
    "a common word, others hidden": {"include": "model", "filter": True},
    "a rare word, others hidden": {"include": "tokenizer", "filter": True},
}
_SEARCH = """async (query) => {
  const form = document.getElementById("in-page-search");
  form.reset();
  for (const [name, value] of Object.entries(query)) {
    const field = form.elements.namedItem(name);
    if (field.type === "checkbox") field.checked = value; else field.value = value;
  }
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const begun = performance.now();
  form.elements.namedItem("include").dispatchEvent(new Event("input", {bubbles: true}));
  document.documentElement.getBoundingClientRect();
  const done = performance.now() - begun;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return [done, performance.now() - begun, form.querySelector("output").value, CSS.highlights?.get("in-page")?.size ?? 0];
}"""


def main() -> None:
    """Fill a database, serve it, and print a line a query."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    snapshot = parser.parse_args().snapshot
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(Settings(data_dir=Path(folder)).database)
        migrate(engine)
        import_snapshot(engine, snapshot, lambda: datetime.now(UTC))
        while render_pending(engine, CATEGORIES.split(","), 1000):
            pass
        with served(folder, "webapp:create_app") as (address, _worker), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            measure(page, f"{address}/arxiv/{CATEGORIES}?date={DAYS[0]}..{DAYS[1]}&show={SHOWN}")
            browser.close()


def measure(page: Any, address: str) -> None:
    """Print how long searches take on the list at an address. page: of Playwright."""
    page.goto(address, timeout=120_000)
    papers = page.locator(".panel.paper").count()
    print(f"{papers:,} papers, {page.locator('.panel.paper math').count():,} formulas")
    page.evaluate("document.dispatchEvent(new CustomEvent('open-in-page-search', {cancelable: true}))")
    for name, query in _QUERIES.items():
        page.evaluate(_SEARCH, {"include": "nothing of this kind"})
        rounds = [page.evaluate(_SEARCH, query) for _ in range(_ROUNDS)]
        done, shown = ([one[place] for one in rounds] for place in (0, 1))
        print(
            f"  {name}: {statistics.median(done):.1f} ms ({max(done):.1f}), on the screen after {statistics.median(shown):.1f}"
            f" ({max(shown):.1f}); {rounds[0][2]}, {rounds[0][3]:,} places"
        )


if __name__ == "__main__":
    main()

"""What reading TeX costs, and how many formulas cannot be converted, over a file of real papers.

    python -m benchmarks.tex papers.jsonl.gz [HOW_MANY]

The file has one JSON object a line with "title" and "abstract", plain or .gz. Times are CPU microseconds of one core.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from crawler.keywords import keywords
from crawler.tex import ENGINE_VERSION, Formula, engine_available, segments, to_html, to_plain, to_unicode

Paper = tuple[str, str]


def read_papers(path: Path, how_many: int | None) -> list[Paper]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        records = (json.loads(line) for line in islice(lines, how_many))
        return [(record["title"], record.get("abstract") or "") for record in records]


def microseconds_each(papers: list[Paper], work: Callable[[Paper], object]) -> float:
    start = time.process_time()
    for paper in papers:
        work(paper)
    return (time.process_time() - start) / len(papers) * 1e6


def unconverted(papers: list[Paper]) -> tuple[int, int]:
    """How many different formulas there are, and how many of them show as their source."""
    sources = {
        part.source
        for paper in papers
        for text in paper
        for part in segments(to_unicode(text))
        if isinstance(part, Formula)
    }
    return len(sources), sum("<math" not in to_html(source) for source in sources)


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    papers = read_papers(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
    keywords("load", "wordfreq")
    works: dict[str, Callable[[Paper], object]] = {
        "collapsing spaces alone": lambda paper: [" ".join(text.split()) for text in paper],
        "to_unicode": lambda paper: [to_unicode(text) for text in paper],
        "to_plain": lambda paper: [to_plain(text) for text in paper],
        "keywords": lambda paper: keywords(*paper),
        "to_html, formulas new": lambda paper: [to_html(text) for text in paper],
    }
    print(f"{len(papers)} papers, title and abstract; engine {ENGINE_VERSION}")
    for name, work in works.items():
        print(f"{name:26} {microseconds_each(papers, work):8.1f} µs a paper")
    if engine_available():
        formulas, failed = unconverted(papers)
        print(f"{formulas} different formulas, {failed} shown as their source ({failed / max(formulas, 1):.2%})")


if __name__ == "__main__":
    main()

"""How fast papers are found: python -m benchmarks.search FOLDER [--snapshot FILE]

FOLDER is a data folder with a database and its index. With a snapshot an empty one is filled first, and what that took is printed.
For each of thirteen kinds of query: milliseconds of wall time (and of processor time) in the middle and at the 95th percentile, ours,
from the text to the ids of twenty papers and the count of all; beside it the same questions put to tantivy itself, over the same
documents, in its own query language. Then related papers, suggestions, corrections, what it takes to index a day's thousand papers, and
the memory of a process that did all this.

Targets over 3 million papers on a quiet machine: 10 ms in the middle and 50 at the 95th percentile over all kinds, related papers 80,
suggestions 30, 250 MB, a thousand papers indexed within a second.
"""

import argparse
import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine, func, select, update

from benchmarks.machine import anonymous_megabytes, anonymous_peak, at, describe
from crawler.config import Settings
from crawler.jobs.importing import import_snapshot
from crawler.jobs.indexing import reindex, update_index
from crawler.search import Index, Order, did_you_mean, parse, related, suggest
from crawler.search.generations import Generation, folder_of
from crawler.store.migrations import migrate
from crawler.store.models import Paper
from crawler.store.papers import lock_revisions, next_revisions
from crawler.store.session import open_database, reading, writing

_ROUNDS = 6
_SHOWN = 20

# Our language, and tantivy's where it differs.
_Pair = tuple[str, str]


def _same(*texts: str) -> list[_Pair]:
    return [(text, text) for text in texts]


def _with(ours: str, theirs: str, *words: str) -> list[_Pair]:
    return [(f"{ours} {word}", f"+{theirs} {word}") for word in words]


_JANUARY = ("date:2024-01..2024-06", "date:[20240100 TO 20240699]")
QUERIES: dict[str, list[_Pair]] = {
    "rare word": _same("kagome", "wormholes", "zeitgeist", "checkerboard", "ultrametric"),
    "common word": _same("model", "quantum", "learning", "data", "energy"),
    "two words": _same("language model", "dark matter", "neural network", "magnetic field", "phase transition"),
    "three or four words": _same(
        "large language model reasoning", "black hole entropy bound", "stochastic gradient descent convergence",
        "graph neural network molecules", "dark matter direct detection",
    ),
    "phrase": _same('"dark matter"', '"neural networks"', '"phase transition"', '"large language models"', '"ground state"'),
    "prefix": [(f"{word}*", f'"a {word}"*') for word in ("transf", "quant", "neuro", "superc", "topolog")],
    "author": [
        ("au:wang", "authors:wang"), ("au:wang_y", 'authors:"wang+y"'), ("au:jordan", "authors:jordan"),
        ('au:"michael i jordan"', "authors:michael authors:jordan"), ("au:muller_a", 'authors:"a+muller"'),
    ],
    "author and word": _with("au:wang", "authors:wang", "attention", "graphene", "model", "learning", '"phase transition"'),
    "words in a category": _with("cat:cs.CL", 'tags:"cat:cs.CL"', "language model", "attention", "translation", "data", "prompt"),
    "words in half a year": _with(*_JANUARY, "language model", "graphene", "quantum", "dark matter", "attention"),
    "boolean": [
        ('(attention OR transformer) -vision "language model"', '+(attention OR transformer) -vision +"language model"'),
        ("quantum (error OR noise) correction", "+quantum +(error OR noise) +correction"),
        ("galaxy -cluster redshift", "+galaxy -cluster +redshift"),
        ("ti:graph (neural OR spectral) -molecule", "+title:graph +(neural OR spectral) -molecule"),
        ('"dark matter" OR "dark energy"', '"dark matter" OR "dark energy"'),
    ],
    "words, newest first": _same("model", "language model", "quantum", "dark matter", "neural network"),
    "category, newest first": [
        (f"cat:{name}", f'tags:"cat:{name}"') for name in ("cs.CL", "hep-th", "math.AP", "astro-ph.CO", "cs.LG")
    ],
}  # fmt: skip


@dataclass
class Times:
    """Milliseconds of many calls."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def measure(self, call: Callable[[], object]) -> None:
        began, used = time.perf_counter(), time.process_time()
        call()
        self.wall.append((time.perf_counter() - began) * 1e3)
        self.processor.append((time.process_time() - used) * 1e3)

    def add(self, other: "Times") -> None:
        self.wall += other.wall
        self.processor += other.processor

    def __str__(self) -> str:
        walls, processors = (f"{at(0.5, one):7.1f} {at(0.95, one):7.1f}" for one in (self.wall, self.processor))
        return f"{walls}  ({processors})"


class Bare:
    """tantivy over the same documents, without anything of ours but its analyzers."""

    def __init__(self, settings: Settings) -> None:
        self._index = Generation.in_use(folder_of(settings)).open()
        self._searcher = self._index.searcher()

    def search(self, text: str, newest: bool) -> None:
        fields = ["title", "abstract", "comment"]
        query = self._index.parse_query(text, fields, field_boosts={"title": 2.0}, conjunction_by_default=True)
        self._searcher.search(query, limit=_SHOWN, order_by_field="newest" if newest else None)


def fill(settings: Settings, snapshot: Path) -> None:
    """Import and index a snapshot into an empty data folder, printing how long each took."""
    engine = open_database(settings.database)
    migrate(engine)
    with reading(engine) as session:
        if session.scalar(select(func.count()).select_from(Paper)):
            return
    _step("import", lambda: import_snapshot(engine, snapshot, lambda: datetime.now(UTC)))
    make_index(settings)


def make_index(settings: Settings) -> None:
    """Make the index from nothing, printing how long it took."""
    engine = open_database(settings.database)
    _step("index", lambda: reindex(engine, settings))


def _step(name: str, step: Callable[[], object]) -> None:
    began, used = time.perf_counter(), time.process_time()
    with anonymous_peak() as peak:
        step()
    whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"{name}: {time.perf_counter() - began:,.0f} s, {time.process_time() - used:,.0f} s of processor time, peak {peak[0]:,.0f} MB,"
        f" {whole:,.0f} MB with files that are mapped"
    )


def search_times(settings: Settings) -> None:
    """The table of the thirteen kinds."""
    index, bare = Index.open(settings), Bare(settings)
    print(f"{'':28}{'ours':^34}{'bare tantivy':^34}")
    print(f"{'':28}{'p50     p95  (p50     p95 CPU)':^34}{'p50     p95  (p50     p95 CPU)':^34}")
    all_ours, all_theirs = Times(), Times()
    for kind, pairs in QUERIES.items():
        ours, theirs = Times(), Times()
        newest = kind.endswith("newest first")
        for turn in range(_ROUNDS + 1):
            for text, their_text in pairs:
                first, second = (Times(), Times()) if turn == 0 else (ours, theirs)  # the first round warms the caches
                order = Order.NEWEST if newest else Order.RELEVANCE
                first.measure(partial(_ask, index, text, order))
                second.measure(partial(bare.search, their_text, newest))
        print(f"{kind:28}{ours!s:34}{theirs!s:34}")
        all_ours.add(ours)
        all_theirs.add(theirs)
    print(f"{'all':28}{all_ours!s:34}{all_theirs!s:34}")


def _ask(index: Index, text: str, order: Order) -> None:
    index.search(parse(text), order, show=_SHOWN)


def _correct(index: Index, text: str) -> None:
    did_you_mean(index, parse(text))


def other_times(engine: Engine, settings: Settings) -> None:
    """Related papers, suggestions, corrections."""
    index, choose = Index.open(settings), random.Random(5)
    with reading(engine) as session:
        newest = session.scalar(select(func.max(Paper.id))) or 1
        papers = [choose.randint(1, newest) for _ in range(60)]
        _report("related papers", [partial(related, session, index, paper) for paper in papers])
    names = (
        "wan",
        "wang",
        "wang y",
        "smith j",
        "van der",
        "quantum ent",
        "large lang",
        "graph neural net",
        "joh",
        "müll",
    )
    _report("suggestions", [partial(suggest, index, typed) for typed in names])
    wrong = (
        "atention",
        "quantm computing",
        "convolutoinal",
        "supercondcutivity",
        "grahpene",
        "Vaswany",
        "zzyzx",
        "entaglement",
    )
    _report("did you mean", [partial(_correct, index, text) for text in wrong])


def _report(name: str, calls: Sequence[Callable[[], object]]) -> None:
    times = Times()
    for call in calls:
        call()
    for call in calls:
        times.measure(call)
    print(f"{name:28}{times}")


def update_time(engine: Engine, settings: Settings) -> None:
    """How long it takes until a thousand changed papers are found."""
    with writing(engine) as session:
        lock_revisions(session)
        newest = session.scalar(select(func.max(Paper.id))) or 1
        for paper, revision in zip(
            range(max(newest - 999, 1), newest + 1), next_revisions(session, 1000), strict=False
        ):
            session.execute(update(Paper).where(Paper.id == paper).values(revision=revision))
    began, used = time.perf_counter(), time.process_time()
    papers = update_index(engine, settings)
    print(
        f"{papers:,} papers indexed in {time.perf_counter() - began:.2f} s ({time.process_time() - used:.2f} s of processor time)"
    )


def measure(folder: Path) -> None:
    """Everything, in a process that did nothing before."""
    settings = Settings(data_dir=folder)
    engine = open_database(settings.database)
    with reading(engine) as session:
        held = session.scalar(select(func.count()).select_from(Paper))
    size = sum(path.stat().st_size for path in folder_of(settings).rglob("*") if path.is_file()) / 1e6
    print(f"{held:,} papers, index {size:,.0f} MB\n{describe('tantivy')}\n")
    search_times(settings)
    other_times(engine, settings)
    print(f"anonymous memory             {anonymous_megabytes():7.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a data folder of its own")
    parser.add_argument("--snapshot", type=Path, help="fills the folder first where it is empty")
    parser.add_argument("--reindex", action="store_true", help="makes the index of a filled folder anew")
    chosen = parser.parse_args()
    settings = Settings(data_dir=chosen.folder)
    spawn = get_context("spawn")
    steps: list[tuple[Callable[..., None], tuple[object, ...]]] = [(measure, (chosen.folder,))]
    if chosen.snapshot:
        steps.insert(0, (fill, (settings, chosen.snapshot)))
    if chosen.reindex:
        steps.insert(0, (make_index, (settings,)))
    for step, arguments in steps:
        process = spawn.Process(target=step, args=arguments)
        process.start()
        process.join()
    update_time(open_database(settings.database), settings)


if __name__ == "__main__":
    main()

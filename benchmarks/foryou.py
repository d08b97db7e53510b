"""How well “For you” orders a day: python -m benchmarks.foryou SNAPSHOT ANNOUNCED

SNAPSHOT is a file of real papers, ANNOUNCED one of papers with the day they were announced; JSON lines as `python -m crawler import`
takes them.

An author stands for a reader: the author's earlier papers (4 to 30) are the stars, each set when it was submitted, and the newest is
looked for among all papers of its announcement day that share a category with it. Authors are hidden from every method. How often
does it stand among the first 20, and at what place (the mean of its reciprocal)? Two people of one name are one reader here, which
makes it hard for every method. Beside ours: newest number first, as lists are; and BM25 by ten followed keywords, those that most of
the starred papers have. Every other author was used to choose the model's numbers; the figures are of the rest.

Then the time that ordering takes: a day of 500 papers, and the profile of a reader with 2,000 marks.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import log
from pathlib import Path

from benchmarks.machine import describe
from crawler.identifiers import month_of, order_key
from crawler.keywords import keywords
from crawler.records import SnapshotLine
from crawler.search.text import prepare, stems
from crawler.sources.snapshot import read_snapshot
from webapp.taste import Evidence, Features, Said, Wishes, features_of, learn, order

_FEWEST, _MOST = 4, 30  # earlier papers of an author
_FIRST = 20
_SATURATION, _LENGTH = 1.2, 0.75  # BM25's k1 and b, as tantivy and Lucene have them


@dataclass(frozen=True, slots=True)
class Held:
    """A real paper. submitted: aware."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    submitted: datetime
    announced: date | None
    key: int


@dataclass(frozen=True, slots=True)
class Reader:
    """An author taken for a reader. pool: the papers among which `wanted` is looked for, it included, newest number first."""

    stars: tuple[Held, ...]
    wanted: Held
    pool: tuple[Held, ...]


Method = Callable[[Reader], Sequence[Held]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("announced", type=Path)
    parser.add_argument("--readers", type=int, default=4000, help="how many authors at most, before they are halved")
    parser.add_argument(
        "--tuning", action="store_true", help="show the half of the authors that the numbers were chosen by"
    )
    given = parser.parse_args()
    papers = read(given.snapshot, given.announced)
    readers = readers_of(papers)
    random.Random(5).shuffle(readers)
    readers = readers[: given.readers][0 if given.tuning else 1 :: 2]
    stars, pool = (
        sum(len(each) for each in some) / len(readers)
        for some in ([r.stars for r in readers], [r.pool for r in readers])
    )
    print(describe())
    print(f"{len(readers)} authors with {stars:.1f} earlier papers each; the later one among {pool:.0f} of its day")
    print(f"\n| order | among the first {_FIRST} | mean reciprocal place |\n|---|---|---|")
    features = Texts()
    for name, method in (
        ("newest number first", newest_first),
        ("BM25 by ten followed keywords", Keyworded(papers)),
        ("for you", lambda reader: for_you(reader, features)),
    ):
        places = [1 + list(method(reader)).index(reader.wanted) for reader in readers]
        found = sum(place <= _FIRST for place in places) / len(places)
        print(f"| {name} | {found:.3f} | {sum(1 / place for place in places) / len(places):.3f} |", flush=True)
    print()
    for line in times(papers):
        print(line)


def read(snapshot: Path, announced: Path) -> list[Held]:
    """The papers of both files, each once. Only the second knows whole days: what the first says of them is left out."""
    papers = {line.paper.id: _held(line, None) for line in read_snapshot(snapshot) if isinstance(line, SnapshotLine)}
    for line in read_snapshot(announced):
        if isinstance(line, SnapshotLine) and line.announcements:
            papers[line.paper.id] = _held(line, max(each.day for each in line.announcements))
    return list(papers.values())


def readers_of(papers: Sequence[Held]) -> list[Reader]:
    """The authors that can stand for a reader: those with a paper that was new when it was announced, and enough earlier ones."""
    by_author: defaultdict[str, list[Held]] = defaultdict(list)
    by_day: defaultdict[date, list[Held]] = defaultdict(list)
    for paper in sorted(papers, key=lambda paper: paper.key, reverse=True):
        for author in dict.fromkeys(paper.authors):
            by_author[author].append(paper)
        if paper.announced:
            by_day[paper.announced].append(paper)
    readers = []
    for _, theirs in sorted(by_author.items()):
        wanted = next((paper for paper in theirs if paper.announced and _numbered_then(paper)), None)
        if wanted is None or wanted.announced is None:
            continue
        day = wanted.announced
        stars = [paper for paper in theirs if paper.key < wanted.key and (paper.announced or date.min) < day]
        if _FEWEST <= len(stars) <= _MOST:
            pool = [paper for paper in by_day[day] if set(paper.categories) & set(wanted.categories)]
            readers.append(Reader(tuple(stars), wanted, tuple(pool)))
    return readers


def newest_first(reader: Reader) -> Sequence[Held]:
    """As lists are sorted by default, all kinds being one here."""
    return reader.pool


class Keyworded:
    """BM25 by the ten keywords that most of the starred papers have."""

    def __init__(self, papers: Sequence[Held]) -> None:
        self._terms: dict[str, Counter[str]] = {}
        held: Counter[str] = Counter()
        announced = [paper for paper in papers if paper.announced]
        for paper in announced:
            held.update(self._counts(paper).keys())
        self._rarity = {term: log(1 + (len(announced) - n + 0.5) / (n + 0.5)) for term, n in held.items()}
        self._length = sum(counts.total() for counts in self._terms.values()) / len(announced)

    def __call__(self, reader: Reader) -> Sequence[Held]:
        said = Counter(word for paper in reader.stars for word in keywords(paper.title, paper.abstract))
        wanted = [
            term for word, _ in sorted(said.items(), key=lambda each: (-each[1], each[0]))[:10] for term in stems(word)
        ]
        return sorted(reader.pool, key=lambda paper: -self._score(wanted, self._counts(paper)))

    def _score(self, wanted: Sequence[str], counts: Mapping[str, int]) -> float:
        length = 1 - _LENGTH + _LENGTH * sum(counts.values()) / self._length
        return sum(
            self._rarity[term] * counts[term] * (_SATURATION + 1) / (counts[term] + _SATURATION * length)
            for term in wanted
            if term in counts
        )

    def _counts(self, paper: Held) -> Counter[str]:
        if paper.id not in self._terms:
            self._terms[paper.id] = Counter(stems(prepare(f"{paper.title} {paper.abstract}")))
        return self._terms[paper.id]


class Texts(dict[str, Features]):
    """The features of papers without their authors, made when first asked for."""

    def of(self, paper: Held) -> Features:
        if paper.id not in self:
            self[paper.id] = features_of(paper.title, paper.abstract, categories=paper.categories)
        return self[paper.id]


def for_you(reader: Reader, features: Texts) -> Sequence[Held]:
    """Ours."""
    now = max([reader.wanted.submitted, *(paper.submitted for paper in reader.stars)])
    profile = learn([Evidence(features.of(paper), Said.STAR, paper.submitted) for paper in reader.stars], Wishes(), now)
    return [reader.pool[each.at] for each in order(profile, [features.of(paper) for paper in reader.pool])]


def times(papers: Sequence[Held]) -> Iterator[str]:
    """What a day and a profile cost, once the papers are read from the database. Processor time, the best of five."""
    chosen = random.Random(7).sample(papers, 1500)
    day, marked = chosen[:500], chosen[500:]
    now = datetime.now(UTC)

    def features(some: Sequence[Held]) -> list[Features]:
        return [features_of(paper.title, paper.abstract, paper.authors, paper.categories) for paper in some]

    of_day, of_marked = features(day), features(marked)
    evidence = [
        Evidence(each, Said.STAR if at % 2 else Said.PASS, paper.submitted)
        for at, (each, paper) in enumerate(zip(of_marked, marked, strict=True))
    ]
    profile = learn(evidence, Wishes(), now)
    for name, work in (
        ("reading the words of 500 papers, once a process", lambda: features(day)),
        (
            "learning from 2,000 marks (the newest 500 of each of two kinds), once a change",
            lambda: learn(evidence, Wishes(), now),
        ),
        ("ordering a day of 500, with the reasons", lambda: order(profile, of_day)),
    ):
        yield f"{name}: {min(_taken(work) for _ in range(5)) * 1000:.0f} ms"


def _taken(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _held(line: SnapshotLine, announced: date | None) -> Held:
    paper = line.paper
    year, month = month_of(paper.id)
    return Held(
        paper.id,
        paper.title,
        paper.abstract,
        tuple(author.name for author in paper.authors),
        paper.categories,
        paper.submitted or datetime(year, month, 1, tzinfo=UTC),
        announced,
        order_key(paper.id),
    )


def _numbered_then(paper: Held) -> bool:
    """Whether a paper was numbered at most a month before it was announced: older ones are replacements, or stragglers."""
    assert paper.announced is not None
    year, month = month_of(paper.id)
    return 0 <= (paper.announced.year - year) * 12 + paper.announced.month - month <= 1


if __name__ == "__main__":
    main()

"""As many papers as arXiv has, and more, for measuring: python -m benchmarks.generate SNAPSHOT PAPERS OUTPUT

SNAPSHOT is a file of real papers, JSON lines as `python -m crawler import` takes them; OUTPUT becomes one of PAPERS papers in the
same form, .gz or plain. As many as there are real ones are real ones; each other is spliced from two real papers of the same primary
category and about the same years: the first half of one's title and abstract, the second of the other's, authors of both. So
words, their company, lengths, names, categories and formulas are distributed as in the real ones, except that the rarest words are
not as many as in as many real papers. Months fill up as arXiv's have, and ids are in the order of dates. The same
arguments give the same file.
"""

import argparse
import gzip
import json
import random
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from crawler.records import SnapshotLine
from crawler.sources.snapshot import read_snapshot

_FIRST_MONTH, _LAST_MONTH = 2007 * 12 + 3, 2026 * 12 + 9  # April 2007, when ids became what they are, to October 2026
_FIRST_RATE, _LAST_RATE = 4_500, 26_000  # papers a month, https://info.arxiv.org/help/stats/
_FIVE_DIGITS = 2015 * 12
_LONGEST_PARTING = 400  # places in a category's list of papers by date: what "about the same years" means at most
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Donor:
    """What a real paper gives to spliced ones. month: since year 0."""

    month: int
    title: Sequence[str]
    abstract: Sequence[str]
    authors: Sequence[str]
    categories: Sequence[str]


def donors(snapshot: Path) -> list[Donor]:
    """The real papers of a file, oldest first."""
    return sorted(
        (_donor(line) for line in read_snapshot(snapshot) if isinstance(line, SnapshotLine)),
        key=lambda donor: donor.month,
    )


def generate(real: Sequence[Donor], papers: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Papers in the order of their ids, as lines of a snapshot."""
    choose = random.Random(seed)
    by_category: dict[str, list[Donor]] = {}
    for donor in real:
        by_category.setdefault(donor.categories[0], []).append(donor)
    months = {category: [donor.month for donor in held] for category, held in by_category.items()}
    share = len(real) / papers
    for month, count in _counts(papers):
        begin, end = _around(real, month)
        for number in range(1, count + 1):
            one = real[choose.randrange(begin, end)]
            alike, when = by_category[one.categories[0]], months[one.categories[0]]
            place = bisect_left(when, one.month) + choose.randint(-_LONGEST_PARTING, _LONGEST_PARTING) // 2
            other = one if choose.random() < share else alike[min(max(place, 0), len(alike) - 1)]
            yield _spliced(month, number, one, other, choose)


def _donor(line: SnapshotLine) -> Donor:
    paper = line.paper
    when = paper.submitted or paper.updated
    return Donor(
        month=when.year * 12 + when.month - 1 if when else _FIRST_MONTH,
        title=paper.title.split(),
        abstract=_SENTENCE.split(paper.abstract),
        authors=[author.name for author in paper.authors],
        categories=paper.categories,
    )


def _counts(papers: int) -> Iterator[tuple[int, int]]:
    """How many papers each month has, growing as arXiv did."""
    months = range(_FIRST_MONTH, _LAST_MONTH + 1)
    rates = [_FIRST_RATE + (_LAST_RATE - _FIRST_RATE) * at / (len(months) - 1) for at in range(len(months))]
    left, weight = papers, sum(rates)
    for month, rate in zip(months, rates, strict=True):
        most = 9_999 if month < _FIVE_DIGITS else 99_999
        count = min(round(left * rate / weight), most)
        left, weight = left - count, weight - rate
        yield month, count


def _around(real: Sequence[Donor], month: int) -> tuple[int, int]:
    """The stretch of real papers of about that month."""
    place = bisect_left(real, month, key=lambda donor: donor.month)
    reach = max(len(real) // 50, 1)
    begin = min(max(place - reach, 0), max(len(real) - 2 * reach, 0))
    return begin, min(begin + 2 * reach, len(real))


def _spliced(month: int, number: int, one: Donor, other: Donor, choose: random.Random) -> dict[str, object]:
    year, of_year = divmod(month, 12)
    digits = 5 if month >= _FIVE_DIGITS else 4
    same = one is other
    authors = (
        one.authors
        if same
        else [*one.authors[: (len(one.authors) + 1) // 2], *other.authors[len(other.authors) // 2 :]]
    )
    return {
        "id": f"{year % 100:02}{of_year + 1:02}.{number:0{digits}}",
        "version": "v1",
        "title": " ".join(_joined(one.title, other.title, same)),
        "abstract": " ".join(_joined(one.abstract, other.abstract, same)),
        "authors": list(dict.fromkeys(authors)),
        "categories": list(one.categories),
        "published": f"{year}-{of_year + 1:02}-{choose.randint(1, 28):02}",
    }


def _joined(one: Sequence[str], other: Sequence[str], same: bool) -> Sequence[str]:
    return one if same else [*one[: (len(one) + 1) // 2], *other[(len(other) + 1) // 2 :]] or one


def open_output(path: Path) -> IO[str]:
    """A file to write lines to, compressed where its name says so."""
    return (
        gzip.open(path, "wt", compresslevel=1, encoding="utf-8")
        if path.suffix == ".gz"
        else path.open("w", encoding="utf-8")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path, help="real papers, JSON lines, plain, .gz or .zip")
    parser.add_argument("papers", type=int, help="how many to make")
    parser.add_argument("output", type=Path)
    chosen = parser.parse_args()
    real = donors(chosen.snapshot)
    with open_output(chosen.output) as file:
        file.writelines(json.dumps(paper, ensure_ascii=False) + "\n" for paper in generate(real, chosen.papers))
    print(f"{chosen.papers:,} papers from {len(real):,} real ones in {chosen.output}")


if __name__ == "__main__":
    main()

"""How well papers are found: python -m benchmarks.search_quality SNAPSHOT

SNAPSHOT is a file of real papers, JSON lines as `python -m crawler import` takes them.

Known items: a paper is looked for by the words of its title in any order with one of them dropped, and by an author's last name and two
words of its abstract; how often it comes first, and among the first ten. Promised: 0.95 and 0.99; 0.9 among ten.

Related papers: two papers that share two authors are taken for related. Asked for the neighbours of one, at what place does the
other stand? The mean of its reciprocal (0 beyond a hundred), the authors hidden from every method and the categories used by none.
Beside ours: BM25 by the paper's ten keywords, which is Cool Papers' way, and TF-IDF with the settings of arxiv-sanity-lite (cosine of
one and two words, the 20,000 commonest, sublinear).
"""

import argparse
import random
import re
import tempfile
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, pairwise
from math import log, sqrt
from pathlib import Path

from tantivy import Occur, Query, Searcher

from benchmarks.machine import describe
from crawler.identifiers import order_key
from crawler.keywords import keywords
from crawler.records import SnapshotLine
from crawler.search import Index, parse
from crawler.search.changes import Changes
from crawler.search.documents import PaperText, schema
from crawler.search.generations import Generation
from crawler.search.names import name_words
from crawler.search.related import nearest, telling_terms
from crawler.search.text import prepare, stems, unstemmed
from crawler.search.writing import IndexWriter
from crawler.sources.snapshot import read_snapshot
from crawler.store.merging import facts_of
from crawler.tex.symbols import names

_ITEMS = 2000
_PAIRS = 1000
_DEEPEST = 100
_FEATURES, _SAMPLE = 20_000, 4  # of TF-IDF; chosen by every fourth paper
_STOP = names(
    "a about above after all also an and are as at be been being between both but by can could do does for from further had has have "
    "how however i if in into is it its may more most much no nor not of on one only or other our out over same should so some "
    "such than that the their then there these they this those through to too two under up using very via was we were what "
    "when where which while who will with within without would"
)

Method = Callable[[PaperText], Sequence[int]]


def read(snapshot: Path) -> list[PaperText]:
    """The papers of a file, numbered from 1."""
    papers: list[PaperText] = []
    for line in read_snapshot(snapshot):
        if isinstance(line, SnapshotLine):
            row = facts_of(line.paper).row
            papers.append(
                PaperText(
                    id=len(papers) + 1,
                    arxiv_id=line.paper.id,
                    order_key=order_key(line.paper.id),
                    title=line.paper.title,
                    abstract=line.paper.abstract,
                    authors=[author.name for author in line.paper.authors],
                    categories=row["canonical_categories"].split(),
                    submitted=line.paper.submitted,
                    announced=None,
                    comment=line.paper.comment,
                    journal_ref=line.paper.journal_ref,
                    report_no=line.paper.report_no,
                    doi=line.paper.doi,
                    kinds=(),
                )
            )
    return papers


def index_of(folder: Path, papers: Iterable[PaperText]) -> Index:
    """An index of these papers alone."""
    held = list(papers)
    folder.mkdir()
    generation = Generation.building(folder, afresh=True)
    with IndexWriter(generation) as writer:
        writer.put(Changes(held, last=len(held), more=False, revisions={paper.id: paper.id for paper in held}))
        writer.commit()
    generation.put_in_use()
    return Index(folder)


def without_authors(paper: PaperText) -> PaperText:
    """What related papers are judged on."""
    return PaperText(
        paper.id,
        paper.arxiv_id,
        paper.order_key,
        paper.title,
        paper.abstract,
        (),
        ("cs.LG",),
        None,
        None,
        None,
        None,
        None,
        None,
        (),
    )


def known_items(index: Index, papers: Sequence[PaperText]) -> None:
    """How often a paper is found by what one remembers of it."""
    choose = random.Random(11)
    by_title = [(paper, _shuffled(paper.title.split(), choose)) for paper in choose.sample(papers, 2 * _ITEMS)]
    _found(index, "title, any order, a word dropped", [(paper, text) for paper, text in by_title if text][:_ITEMS])
    by_author = [(paper, _remembered(paper, choose)) for paper in choose.sample(papers, 2 * _ITEMS)]
    _found(index, "author and two words", [(paper, text) for paper, text in by_author if text][:_ITEMS])


def _shuffled(words: list[str], choose: random.Random) -> str:
    """The words of a title in any order but one; nothing of a title of one word."""
    return " ".join(choose.sample(words, len(words) - 1))


def _remembered(paper: PaperText, choose: random.Random) -> str:
    words = sorted(set(re.findall(r"\b[a-z]{5,}\b", paper.abstract)))
    last_names = [name for author in paper.authors for name in name_words(author)[-1:] if len(name) > 2]
    return " ".join([choose.choice(last_names), *choose.sample(words, 2)]) if last_names and len(words) > 1 else ""


def _found(index: Index, name: str, items: Sequence[tuple[PaperText, str]]) -> None:
    places = [index.search(parse(text), show=10).papers for _, text in items]
    first = sum(found[:1] == (paper.id,) for (paper, _), found in zip(items, places, strict=True))
    ten = sum(paper.id in found for (paper, _), found in zip(items, places, strict=True))
    print(f"{name:36} first {first / len(items):.3f}   among ten {ten / len(items):.3f}   of {len(items):,}")


def related_pairs(papers: Sequence[PaperText]) -> list[tuple[int, int]]:
    """Numbers of papers that share two authors with full names, neither of whom wrote more than thirty."""
    by_author: defaultdict[str, list[int]] = defaultdict(list)
    for paper in papers:
        for author in {author for author in paper.authors[:20] if "." not in author and len(author) > 8}:
            by_author[author].append(paper.id)
    together = Counter(pair for held in by_author.values() if len(held) <= 30 for pair in combinations(held, 2))
    pairs = sorted(pair for pair, authors in together.items() if authors > 1)
    return random.Random(12).sample(pairs, min(_PAIRS, len(pairs)))


def ours(searcher: Searcher) -> Method:
    """As the site does it."""

    def method(paper: PaperText) -> Sequence[int]:
        return [
            found for found, _ in nearest(searcher, telling_terms(searcher, [(paper.title, paper.abstract)]), _DEEPEST)
        ]

    return method


def by_keywords(searcher: Searcher) -> Method:
    """BM25 of the ten keywords."""

    def method(paper: PaperText) -> Sequence[int]:
        terms = {term for word in keywords(paper.title, paper.abstract) for term in stems(prepare(word))}
        wanted = Query.boolean_query([(Occur.Should, Query.term_query(schema(), "all", term)) for term in terms])
        hits = searcher.search(wanted, limit=_DEEPEST, count=False).hits
        return [int(found or 0) for found in searcher.fast_field_values("paper", [address for _, address in hits])]

    return method


class TfIdf:
    """Cosines of TF-IDF vectors, by an inverted index in memory."""

    def __init__(self, papers: Sequence[PaperText]) -> None:
        counted = Counter(feature for paper in papers[::_SAMPLE] for feature in self._features(paper))
        number = {feature: at for at, (feature, _) in enumerate(counted.most_common(_FEATURES))}
        self._number, self._held = number, [array("I") for _ in number]
        self._weights = [array("f") for _ in number]
        vectors = [
            Counter(number[feature] for feature in self._features(paper) if feature in number) for paper in papers
        ]
        frequency = Counter(at for vector in vectors for at in vector)
        self._rarity = {at: log((1 + len(papers)) / (1 + held)) + 1 for at, held in frequency.items()}
        for paper, vector in zip(papers, vectors, strict=True):
            for at, weight in self._normed(vector).items():
                self._held[at].append(paper.id)
                self._weights[at].append(weight)

    def __call__(self, paper: PaperText) -> Sequence[int]:
        vector = Counter(self._number[feature] for feature in self._features(paper) if feature in self._number)
        scores: defaultdict[int, float] = defaultdict(float)
        for at, weight in self._normed(vector).items():
            for other, its in zip(self._held[at], self._weights[at], strict=True):
                scores[other] += weight * its
        return sorted(scores, key=lambda other: -scores[other])[:_DEEPEST]

    def _normed(self, vector: Counter[int]) -> dict[int, float]:
        weights = {at: (1 + log(times)) * self._rarity[at] for at, times in vector.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {at: weight / length for at, weight in weights.items()}

    @staticmethod
    def _features(paper: PaperText) -> list[str]:
        words = [
            word
            for word in unstemmed().analyze(f"{paper.title} {paper.abstract}")
            if len(word) > 1 and word not in _STOP
        ]
        return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


def judge(name: str, method: Method, papers: Sequence[PaperText], pairs: Sequence[tuple[int, int]]) -> None:
    """One method's line."""
    reciprocal, ten, began = 0.0, 0, time.process_time()
    for one, other in pairs:
        found = [number for number in method(papers[one - 1]) if number != one]
        if other in found:
            reciprocal += 1 / (found.index(other) + 1)
            ten += found.index(other) < 10
    spent = (time.process_time() - began) / len(pairs) * 1e3
    print(
        f"{name:36} MRR {reciprocal / len(pairs):.4f}   among ten {ten / len(pairs):.3f}   {spent:7.1f} ms of CPU each"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    papers = read(parser.parse_args().snapshot)
    print(f"{len(papers):,} papers\n{describe('tantivy')}\n")
    with tempfile.TemporaryDirectory() as folder:
        known_items(index_of(Path(folder) / "whole", papers), papers)
        hidden = index_of(Path(folder) / "hidden", map(without_authors, papers))
        pairs = related_pairs(papers)
        print(f"\nrelated: {len(pairs):,} pairs that share two authors")
        with hidden.searching() as searcher:
            judge("ours: weighted terms, BM25", ours(searcher), papers, pairs)
            judge("BM25 by ten keywords", by_keywords(searcher), papers, pairs)
        judge("TF-IDF, one and two words", TfIdf(papers), papers, pairs)


if __name__ == "__main__":
    main()

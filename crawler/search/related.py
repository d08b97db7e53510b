"""Related papers: those whose text shares the words that set a paper apart.

The paper's own words, weighed by how often it says them and how few others do, are looked for in all others, whose engine's score
(BM25) weighs them again by the other paper's length. Nothing is worked out beforehand, so a new paper has its neighbours at once.
`benchmarks/search_quality.py` compares it with the usual ways.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

import tantivy
from sqlalchemy import select
from sqlalchemy.orm import Session
from tantivy import Occur, Query

from crawler.search import text
from crawler.search.documents import schema
from crawler.search.index import Index
from crawler.store.models import Base

_PAPERS = Base.metadata.tables["papers"]

_MOST_TERMS = 40
_TITLE_COUNTS = 2  # times a word of the abstract
_COMMONEST, _FEW = (
    0.1,
    100,
)  # a word of more papers than this share (or few) adds nearly nothing, and to look them all up, much
_MOST_TOGETHER = 100  # papers that are asked for at once
_SHOWN = 5  # shared words
_TOLD_BY_MANY = 0.04  # words of more papers than this share tell a reader nothing
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

_Texts = Mapping[int, tuple[str, str]]  # papers.id → title and abstract


@dataclass(frozen=True, slots=True)
class Related:
    """A related paper. score: 0 to 1, 1 for the same text.   shared: words both use, most telling first, as the asked paper spells them."""

    paper: int  # papers.id
    score: float
    shared: tuple[str, ...]


def related(session: Session, index: Index, paper: int, limit: int = 10) -> tuple[Related, ...]:
    """The papers most like one (by `papers.id`), best first; none for a paper that is not held. Raises SearchError."""
    return more_like(session, index, [paper], limit)


def more_like(session: Session, index: Index, papers: Collection[int], limit: int = 20) -> tuple[Related, ...]:
    """The papers most like several together, themselves left out; of many only the first hundred count. Raises SearchError."""
    asked = _texts(session, list(papers)[:_MOST_TOGETHER])
    with index.searching() as searcher:
        terms = telling_terms(searcher, asked.values())
        found = nearest(searcher, terms, limit + len(papers))
        spelled = _worth_showing(searcher, terms, asked.values())
    best = max((score for _, score in found), default=1.0)
    others = [(paper, score) for paper, score in found if paper not in papers][:limit]
    texts = _texts(session, [paper for paper, _ in others])
    return tuple(
        Related(paper, score / best, tuple(_shared(spelled, texts[paper]))) for paper, score in others if paper in texts
    )


def telling_terms(searcher: tantivy.Searcher, texts: Iterable[tuple[str, str]]) -> dict[str, float]:
    """The terms that set these titles and abstracts apart from all others, with their weights, the most telling first."""
    said: defaultdict[str, float] = defaultdict(float)
    for title, abstract in texts:
        counts = Counter(text.stems(text.prepare(abstract)))
        for term in text.stems(text.prepare(title)):
            counts[term] += _TITLE_COUNTS
        for term, times in counts.items():
            said[term] += 1 + log(times)
    commonest = max(searcher.num_docs * _COMMONEST, _FEW)
    telling: list[tuple[float, float, str]] = []
    for term, times_said in said.items():
        papers = searcher.doc_freq("all", term)
        if len(term) > 1 and not term.isdigit() and 1 < papers <= commonest:
            rarity = _rarity(searcher, papers)
            # BM25 counts rarity once more: its square root here, since the square would leave the rarest alone.
            telling.append((times_said * rarity, times_said * sqrt(rarity), term))
    return {term: weight for _, weight, term in sorted(telling, reverse=True)[:_MOST_TERMS]}


def nearest(searcher: tantivy.Searcher, terms: Mapping[str, float], limit: int) -> list[tuple[int, float]]:
    """The papers (`papers.id`) that score best for weighted terms, with their scores."""
    wanted = [
        (Occur.Should, Query.boost_query(Query.term_query(schema(), "all", term), weight))
        for term, weight in terms.items()
    ]
    if not wanted:
        return []
    hits = searcher.search(Query.boolean_query(wanted), limit=limit, count=False).hits
    papers = searcher.fast_field_values("paper", [address for _, address in hits])
    return [(int(paper), score) for paper, (score, _) in zip(papers, hits, strict=True) if paper is not None]


def _texts(session: Session, papers: Collection[int]) -> _Texts:
    rows = session.execute(select(_PAPERS.c.id, _PAPERS.c.title, _PAPERS.c.abstract).where(_PAPERS.c.id.in_(papers)))
    return {row.id: (row.title, row.abstract) for row in rows}


def _rarity(searcher: tantivy.Searcher, papers: int) -> float:
    """What BM25 makes of it that so many papers have a term."""
    return log(1 + (searcher.num_docs - papers + 0.5) / (papers + 0.5))


def _worth_showing(
    searcher: tantivy.Searcher, terms: Mapping[str, float], asked: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """The terms that tell a reader something, the most telling first, with their spellings."""
    papers = {term: searcher.doc_freq("all", term) for term in terms}
    telling = [term for term in terms if papers[term] <= searcher.num_docs * _TOLD_BY_MANY] or list(terms)
    spelled = _spellings(asked)
    return {term: spelled[term] for term in telling if term in spelled}


def _shared(spelled: Mapping[str, str], other: tuple[str, str]) -> list[str]:
    its_own = set(text.stems(text.prepare(" ".join(other))))
    return [spelling for term, spelling in spelled.items() if term in its_own][:_SHOWN]


def _spellings(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each term as the papers spell it most often."""
    words = Counter(word for pair in texts for word in _WORD.findall(text.sought(" ".join(pair))))
    spelled: dict[str, str] = {}
    for word, _ in words.most_common():
        for part in (word, *word.split("-")) if "-" in word else (word,):
            found = text.stems(text.joined(part) or part)
            if len(found) == 1:
                spelled.setdefault(found[0], part)
    return spelled

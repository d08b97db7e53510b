"""What of a paper a model is sent: its full text cut to the model's window, or the abstract alone."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from crawler.fulltext import FullText, Section, cut
from crawler.grounding import Passages
from crawler.jobs.crawl import Crawl
from crawler.jobs.reading import full_text
from crawler.store.models import Paper
from crawler.store.session import reading

_KEPT = 8  # papers whose text stays at hand: all questions about one follow each other


@dataclass(frozen=True, slots=True)
class Material:
    """A paper at one version.   full: None where only title and abstract are to be read.   version: 0 if not known."""

    title: str
    abstract: str
    version: int
    full: FullText | None
    passages: Passages

    def sent(self, budget: int) -> tuple[str, dict[str, Any]]:
        """The text for the model within `budget` tokens, and what it is: {source, sections (in words), whole}.

        source: `html`, `pdf` or `abstract`.
        """
        head = f"# {self.title}\n\n"
        if self.full is None:
            return f"{head}## Abstract\n\n{self.abstract}", {"source": "abstract", "sections": "", "whole": False}
        part = cut(self.full, budget)
        return head + part.text, {"source": self.full.source, "sections": part.read, "whole": part.whole}


class Shelf:
    """The papers read last, by one process. Its threads fetch a paper's text once, whichever asks first."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._lock = threading.Lock()  # one at a time: arXiv takes one request at a time anyway
        self._kept: OrderedDict[tuple[int, int, bool], Material] = OrderedDict()

    def take(self, paper_id: int, *, whole: bool) -> Material:
        """A paper at its present version.   whole: with its full text, if there is one to be had.

        Raises FetchError where arXiv cannot be asked now, StoreError.
        """
        with reading(self._crawl.engine) as session:
            paper = session.get_one(Paper, paper_id)
        if not whole or paper.version is None:
            return self._material(paper, None)
        key = (paper.id, paper.version, whole)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._material(paper, full_text(self._crawl, paper.id, paper.version))
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    def _material(self, paper: Paper, full: FullText | None) -> Material:
        described = (Section("Title", paper.title), Section("Abstract", paper.abstract))
        passages = Passages((*described, *(full.sections if full else ())))
        return Material(paper.title, paper.abstract, paper.version or 0, full, passages)

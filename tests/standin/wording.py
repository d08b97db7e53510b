"""Invented names, titles and abstracts, put together from the word lists in the TOML files beside this module.

They read like papers so that pages, searches and summaries have something to work on; all of them are made up.
"""

import re
import tomllib
from pathlib import Path
from random import Random
from typing import Any

from .world import Author

_SLOT = re.compile(r"\{(\w+)\}")
_LISTS = {
    "task": "tasks",
    "method": "methods",
    "object": "objects",
    "property": "properties",
    "metric": "metrics",
    "formula": "formulas",
    "data": "data",
}
_THEME_SHARE = {
    "task": 0.95,
    "method": 0.7,
    "object": 0.85,
    "property": 0.7,
    "metric": 0.9,
    "formula": 0.3,
    "data": 0.9,
}


def read_words(name: str) -> dict[str, Any]:
    """The tables of one of the word files: ``vocabulary``, ``sentences``, ``names`` or ``curios``."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


VOCABULARY = read_words("vocabulary")
SENTENCES = read_words("sentences")
NAMES = read_words("names")


class Wording:
    """The words of one paper: every slot of a field filled from its lists, one coined name kept throughout."""

    def __init__(self, field: str, random: Random) -> None:
        self._words: dict[str, Any] = VOCABULARY[field]
        self._patterns: dict[str, list[str]] = SENTENCES[self._words["style"]]
        self._random = random
        self._coined: str = random.choice(NAMES["coinages"]) + random.choice(NAMES["coinage_ends"])
        self._theme: dict[str, str] = {}

    def title(self) -> str:
        """A title; now and then with a formula."""
        title = self._sentence("titles")
        if self._random.random() < 0.06:
            title += f" when {self._fill('formula', set())}"
        return title[0].upper() + title[1:]

    def abstract(self) -> str:
        """Five to eight sentences, in the order abstracts have: setting, gap, method, detail, results, outlook."""
        parts = ["opening", "gap", "method", *["detail"] * self._random.randint(1, 3), "results", "closing"]
        sentences: list[str] = []
        for part in parts:
            sentence = self._sentence(part)
            if sentence not in sentences:
                sentences.append(sentence)
        return " ".join(sentences)

    def revised(self, abstract: str) -> str:
        """The abstract as a later version has it: its last sentence replaced by another result."""
        kept = abstract.rpartition(". ")[0]
        return f"{kept}. {self._sentence('results')} {self._sentence('closing')}"

    def comment(self) -> str:
        """A comment line such as ``17 pages, 4 figures``."""
        return self._sentence("comments")

    def _sentence(self, part: str) -> str:
        used: set[str] = set()
        pattern = self._random.choice(self._patterns[part])
        return _SLOT.sub(lambda slot: self._fill(slot[1], used), pattern)

    def _fill(self, slot: str, used: set[str]) -> str:
        match slot:
            case "coined":
                return self._coined
            case "slug":
                return re.sub(r"\W+", "", self._coined).lower()
            case "percent":
                return f"{self._random.randint(3, 480) / 10}\\%"
            case "factor":
                return self._random.choice(["third", "half", "quarter", "tenth"])
            case "count":
                return str(self._random.randint(8, 64))
            case "few":
                return str(self._random.randint(2, 9))
        chosen = self._choose(slot.lower(), used)
        return chosen[0].upper() + chosen[1:] if slot[0].isupper() else chosen

    def _choose(self, slot: str, used: set[str]) -> str:
        """A word of the slot's list: mostly the paper's own theme, so that title and abstract speak of one thing."""
        words: list[str] = self._words[_LISTS[slot]]
        theme = self._theme.setdefault(slot, self._random.choice(words))
        keep = theme not in used and self._random.random() < _THEME_SHARE[slot]
        chosen = theme if keep else self._random.choice([word for word in words if word not in used])
        used.add(chosen)
        return chosen


def invented_authors(count: int, random: Random) -> tuple[Author, ...]:
    """Names of which some are in TeX, a few with suffix or affiliations."""
    return tuple(_invented_author(random) for _ in range(count))


def _invented_author(random: Random) -> Author:
    return Author(
        keyname=random.choice(NAMES["surnames"]),
        forenames=random.choice(NAMES["forenames"]),
        suffix=random.choice(NAMES["suffixes"]) if random.random() < 0.01 else "",
        affiliations=tuple(random.sample(NAMES["affiliations"], random.randint(1, 2)))
        if random.random() < 0.08
        else (),
    )

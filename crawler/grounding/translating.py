"""A translated title and abstract: read from what the model wrote, and checked for the formulas of the original."""

import re
from collections import Counter
from typing import NamedTuple

from crawler.grounding.checking import Check, Paragraph, Quote
from crawler.tex import Formula, segments

_LABEL = re.compile(r"[#*\s]*(?:title|标题|题目|abstract|摘要)(?:[\s*]*[:：][\s*]*|[\s*]*$)", re.IGNORECASE)


class Translation(NamedTuple):
    """A title and an abstract in another language, TeX kept as it is: hostile text."""

    title: str
    abstract: str


def read_translation(text: str) -> Translation | None:
    """The title, which is the first line, and the abstract, which is the rest; None where one of both is missing.

    Headings and labels such as "摘要：" that a model puts before them in spite of its instructions are left out.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    parts = [part for line in lines if (part := _bare(line))]
    if len(parts) < 2:
        return None
    return Translation(parts[0], " ".join(parts[1:]))


def check_translation(text: str, title: str, abstract: str) -> Check:
    """Look for every formula of the original, title and abstract, as often as it stands there.

    text: one that `read_translation` can read.   Of the two paragraphs that come back, the title and the abstract, the quotes
    are the original's formulas; one is found where the translation has the same, but for white space.
    """
    read = read_translation(text) or Translation("", "")
    parts = ((read.title, title, "Title"), (read.abstract, abstract, "Abstract"))
    return Check(tuple(Paragraph(new, False, _kept(new, old, place)) for new, old, place in parts))


def _kept(translated: str, original: str, place: str) -> tuple[Quote, ...]:
    there = Counter(_formulas(translated))
    quotes: list[Quote] = []
    for formula in _formulas(original):
        found = there[formula] > 0
        there[formula] -= found
        quotes.append(Quote(formula, found, place if found else None, found))
    return tuple(quotes)


def _formulas(text: str) -> list[str]:
    return ["".join(part.source.split()) for part in segments(text) if isinstance(part, Formula)]


def _bare(line: str) -> str:
    """A line without a label, and without the marks of a heading or of bold print around it."""
    bare = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
    bare = bare.lstrip("#").strip()
    return bare[2:-2].strip() if len(bare) > 4 and bare.startswith("**") and bare.endswith("**") else bare

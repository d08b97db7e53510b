"""Cutting a full text to what a model can read, by a rule that can be told to the reader."""

import re
from dataclasses import dataclass

from crawler.fulltext.sections import FullText, Part, Section

_CHEAP = re.compile(r"[A-Za-z \n]")
_LAST_WORD = re.compile(r"(?i)\b(?:conclu|discussion|summary|outlook|limitation|future)|结论|总结|讨论")
_WORTH_A_PIECE = 0.5  # a section too long for the rest of the budget is cut only while less than this share is used


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a full text a model is given.

    sections: in the paper's order.   whole: nothing was left out.
    read: in words for people: "all 9 sections", "sections 1–5 and 9 of 9", "section 1 and the beginning of 2 of 7".
    """

    sections: tuple[Section, ...]
    read: str
    whole: bool

    @property
    def text(self) -> str:
        """The sections as one text, each under its title."""
        return "\n\n".join(_with_title(section) for section in self.sections)


def tokens(text: str) -> int:
    """How many tokens a text may cost, on the safe side: four ASCII letters or spaces to one, any other character one each.

    Models split digits, TeX and Chinese finely and English words hardly at all, each in its own way; this is meant to be enough for all.
    """
    cheap = len(_CHEAP.findall(text))
    return -(-cheap // 4) + len(text) - cheap


def cut(full_text: FullText, budget: int) -> Cut:
    """As much of a full text as fits into `budget` tokens by `tokens`.

    The abstract comes first, then section 1, then the last section that concludes, then sections 2, 3, …, then appendices
    A, B, …, until one does not fit: that one and all after it in this order are left out. A section is cut in its middle only
    where it does not fit while less than half of the budget is used; then at the end of a paragraph, and `read` says so.
    """
    kept: dict[int, Section] = {}
    beginning: int | None = None
    left = budget
    for place in _by_worth(full_text.sections):
        section = full_text.sections[place]
        cost = tokens(_with_title(section)) + 1
        if cost > left:
            if left > budget * _WORTH_A_PIECE and (piece := _beginning(section, left)):
                kept[place], beginning = piece, place
            break
        kept[place] = section
        left -= cost
    sections = tuple(kept[place] for place in sorted(kept))
    return Cut(sections, _in_words(full_text.sections, set(kept), beginning), sections == full_text.sections)


def _with_title(section: Section) -> str:
    return f"## {section.title}\n\n{section.text}"


def _by_worth(sections: tuple[Section, ...]) -> list[int]:
    """The places of sections, those that are read first in front."""
    body = [place for place, section in enumerate(sections) if section.part is Part.SECTION]
    concluding = [place for place in body[1:] if _LAST_WORD.search(sections[place].title)][-1:]

    def worth(place: int) -> tuple[int, int]:
        rank = {Part.ABSTRACT: 0, Part.SECTION: 3, Part.APPENDIX: 4}[sections[place].part]
        return (1 if place in body[:1] else 2 if place in concluding else rank), place

    return sorted(range(len(sections)), key=worth)


def _beginning(section: Section, budget: int) -> Section | None:
    """The first paragraphs of a section that fit; None where not even one does."""
    left = budget - tokens(_with_title(Section(section.title, ""))) - 1
    paragraphs: list[str] = []
    for paragraph in section.text.split("\n\n"):
        left -= tokens(paragraph) + 1
        if left < 0:
            break
        paragraphs.append(paragraph)
    return Section(section.title, "\n\n".join(paragraphs), section.part) if paragraphs else None


def _in_words(sections: tuple[Section, ...], kept: set[int], beginning: int | None) -> str:
    """What was read, counting sections and appendices from 1."""
    counted = [place for place, section in enumerate(sections) if section.part is not Part.ABSTRACT]
    number = {place: position for position, place in enumerate(counted, start=1)}
    whole = sorted(number[place] for place in kept if place in number and place != beginning)
    parts = [_ranges(whole)] if whole else []
    if beginning is not None:
        parts.append(f"the beginning of {number.get(beginning, 'the abstract')}")
    if not parts:
        return "the abstract" if kept else "nothing"
    if len(whole) == len(counted):
        return f"all {len(counted)} sections" if len(counted) > 1 else "its one section"
    return f"{' and '.join(parts)} of {len(counted)}"


def _ranges(numbers: list[int]) -> str:
    """[1, 2, 3, 5] → "sections 1–3 and 5"."""
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    shown = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    listed = " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
    return f"{'section' if len(numbers) == 1 else 'sections'} {listed}"

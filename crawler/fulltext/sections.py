"""The records that a full text is made of."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Part(StrEnum):
    """What a section is of a paper. Only sections and appendices are counted; the abstract always comes along."""

    ABSTRACT = "abstract"
    SECTION = "section"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True)
class Section:
    """One top-level section.

    title: with its number where it has one, "3 Experiments".   text: paragraphs with an empty line between them; headings of
    subsections are paragraphs of their own, formulas TeX between dollars (from HTML) or what the PDF shows of them.
    """

    title: str
    text: str
    part: Part = Part.SECTION


@dataclass(frozen=True, slots=True)
class FullText:
    """A paper's text in its own order, references, acknowledgements and the publisher's lines left out."""

    source: Literal["html", "pdf"]
    sections: tuple[Section, ...]

    @property
    def characters(self) -> int:
        """Its length, titles included."""
        return sum(len(section.title) + len(section.text) for section in self.sections)

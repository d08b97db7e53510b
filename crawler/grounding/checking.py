"""An answer's paragraphs, their quotes and how each stands against the paper."""

from dataclasses import dataclass
from typing import Any

from crawler.grounding.blocks import Block, blocks_of
from crawler.grounding.numbers import stray_numbers
from crawler.grounding.passages import Passages


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that an answer gives. text: as written, without its marks.   section: title of where it was found, else None.

    exact: every word, number and sign agrees and nothing was left out; a quote that is found but not exact leaves out
    citations or footnote marks of the paper, or joins several pieces with "…".
    """

    text: str
    found: bool
    section: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading, list or table of the answer, in Markdown, and the quotes given directly after it.

    claims: whether it says something about the paper that wants a passage.
    stray_numbers: numbers of its text, as written there, that occur nowhere in the paper.
    """

    text: str
    claims: bool
    quotes: tuple[Quote, ...] = ()
    stray_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A checked answer: its paragraphs in order, which together are the whole of it."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def total(self) -> int:
        """How many quotes it gives."""
        return sum(len(paragraph.quotes) for paragraph in self.paragraphs)

    @property
    def verified(self) -> int:
        """How many of them are found in the paper."""
        return sum(quote.found for paragraph in self.paragraphs for quote in paragraph.quotes)

    def to_json(self) -> list[Any]:
        """Plain lists: [[text, claims, [[quote, found, section, exact], …], [number, …]], …]."""
        return [
            [
                paragraph.text,
                paragraph.claims,
                [[quote.text, quote.found, quote.section, quote.exact] for quote in paragraph.quotes],
                list(paragraph.stray_numbers),
            ]
            for paragraph in self.paragraphs
        ]

    @classmethod
    def from_json(cls, stored: list[Any]) -> "Check":
        """What `to_json` made."""
        return cls(
            tuple(
                Paragraph(text, claims, tuple(Quote(*quote) for quote in quotes), tuple(numbers))
                for text, claims, quotes, numbers in stored
            )
        )


def check_answer(markdown: str, paper: Passages) -> Check:
    """Check an answer against the indexed text of its paper."""
    return Check(tuple(_checked(block, paper) for block in blocks_of(markdown)))


def _checked(block: Block, paper: Passages) -> Paragraph:
    quotes: list[Quote] = []
    for text in block.quotes:
        place = paper.find(text)
        found = Quote(text, False) if place is None else Quote(text, True, place.section, place.exact)
        quotes.append(found)
    return Paragraph(block.text, block.claims, tuple(quotes), stray_numbers(block.text, paper.values))

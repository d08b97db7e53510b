"""What a file of papers is written from."""

import re
from dataclasses import dataclass
from datetime import date

from crawler.identifiers import month_of
from crawler.records import Author
from webapp.links import pdf_url, source_url
from webapp.queries.shapes import Card
from webapp.queries.shown_answers import ShownAnswer

# Control characters, and halves of characters, which no encoding can write.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_BODY = re.compile(r"\b(?:Collaborations?|Consortium|Group|Team|Observatory)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A paper in a file.

    version: the one that was named, else None.   card: None for a paper that is not held here: its number is all that is known.
    answers: those shown about it, where they were asked for.
    """

    id: str
    version: int | None = None
    card: Card | None = None
    answers: tuple[ShownAnswer, ...] = ()

    @property
    def title(self) -> str:
        """Its title with formulas in their dollars; its number where that is all that is known."""
        return one_line(self.card.title) if self.card else f"arXiv:{self.id}"

    @property
    def named(self) -> str:
        """Its number, with the version that was named: `2402.12354v2`."""
        return f"{self.id}v{self.version}" if self.version else self.id

    @property
    def source(self) -> str:
        """Its page at arXiv."""
        return source_url(self.id, self.version)

    @property
    def pdf(self) -> str:
        """Its PDF at arXiv."""
        return pdf_url(self.id, self.version or (self.card.readable_version if self.card else None))

    @property
    def year(self) -> int:
        """When it was first submitted; the year in its number where that is not known."""
        return self.card.submitted.year if self.card and self.card.submitted else month_of(self.id)[0]

    @property
    def day(self) -> date | None:
        """When it was first submitted, UTC."""
        return self.card.submitted.date() if self.card and self.card.submitted else None

    @property
    def authors(self) -> tuple[Author, ...]:
        """Its authors in their order, all of them."""
        return self.card.authors if self.card else ()

    @property
    def doi(self) -> str | None:
        """The first DOI of its publication; authors of several put several, with spaces or commas between."""
        dois = (self.card.doi or "").replace(",", " ").split() if self.card else []
        return one_line(dois[0]) if dois else None


def one_line(text: str) -> str:
    """A text on one line, as it can be written in UTF-8: breaks and control characters are spaces."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())


def is_collaboration(name: str) -> bool:
    """Whether the name of an author is that of many, which has no family name."""
    return bool(_BODY.search(name))

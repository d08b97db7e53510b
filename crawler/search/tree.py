"""What a search means: a tree of small values, and what the reader should know about how it was read."""

from dataclasses import dataclass
from enum import StrEnum

from crawler.identifiers import Identifier
from crawler.sentences import Sentence


class Field(StrEnum):
    """Where words are looked for."""

    ANYWHERE = "all"  # title, abstract, authors, comment, journal, answers
    TITLE = "ti"
    AUTHORS = "au"
    ABSTRACT = "abs"
    COMMENT = "co"


@dataclass(frozen=True, slots=True)
class Words:
    """Text to be found in one field: one word as it was typed, or a phrase.

    phrase: the words stand in this order, one after the other.   prefix: the last word is only the beginning of one.
    """

    text: str
    field: Field = Field.ANYWHERE
    phrase: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A property of a paper: `cat` (canonical category, or archive), `kind`, `id` (canonical), `has` (answers), `in` (stars, a list)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, both ends included, as numbers YYYYMMDD; MM and DD are 00 or 99 where only a year or month was given.

    name: `date` (announced, or submitted where no announcement is known), `submitted`, `announced`.
    """

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class All:
    """Papers that fit every part."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Papers that fit at least one part."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Papers that do not fit the part."""

    part: "Node"


Node = Words | Tag | Days | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A search as it was understood.

    text: as typed, white space collapsed.   tree: None where nothing is searched for.
    notes: sentences about what was not understood and how it was taken instead.
    ids: where the text is nothing but identifiers, DOIs or addresses of papers, these: one leads straight to its page.
    """

    text: str
    tree: Node | None = None
    notes: tuple[Sentence, ...] = ()
    ids: tuple[Identifier, ...] = ()

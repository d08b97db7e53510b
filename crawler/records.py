"""What sources hand to the store: plain values, checked and normalised, that know nothing of where they will be kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How a paper appears in one category on one announcement day; a day's stronger kinds come first."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"

    @property
    def rank(self) -> int:
        """0 for the strongest (new) to 3 (replace-cross): the order of lists, and what the database keeps."""
        return _RANKS[self]

    @classmethod
    def of_rank(cls, rank: int) -> "Kind":
        """The kind with that rank."""
        return KINDS[rank]


KINDS: tuple[Kind, ...] = tuple(Kind)
_RANKS: dict[Kind, int] = {kind: rank for rank, kind in enumerate(KINDS)}


class Source(StrEnum):
    """Where a paper's metadata was read."""

    RSS = "rss"
    LISTING = "listing"
    OAI = "oai"
    API = "api"
    SNAPSHOT = "snapshot"


class Author(NamedTuple):
    """One author as the paper names them, accents in Unicode, with the affiliations given there."""

    name: str
    affiliations: tuple[str, ...] = ()


class VersionRecord(NamedTuple):
    """One version of a paper. submitted: aware UTC.   size: as arXiv writes it, `120kb`.   source_type: OAI's letters."""

    number: int
    submitted: datetime | None = None
    size: str | None = None
    source_type: str | None = None
    withdrawn: bool = False


class PaperRecord(NamedTuple):
    """One paper's metadata as one source gives it; None means that this source does not say.

    Text is whitespace-collapsed with TeX outside formulas turned to Unicode; formulas stay in their dollars.
    """

    id: str  # canonical, without version
    source: Source
    title: str
    abstract: str
    authors: tuple[Author, ...]
    categories: tuple[str, ...]  # as the source writes them, primary first
    categories_partial: bool = False  # the source is known to name only some of them
    version: int | None = None
    submitted: datetime | None = None  # of version 1, aware UTC; midnight where the source gives only a day
    updated: datetime | None = None  # submission of the latest version, the same way
    datestamp: date | None = None  # OAI: the UTC day the metadata last changed
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    report_no: str | None = None
    msc_class: str | None = None
    licence: str | None = None  # a URI
    submitter: str | None = None
    withdrawn: bool | None = None
    versions: tuple[VersionRecord, ...] = ()


class AnnouncementRecord(NamedTuple):
    """A paper's appearance in one canonical category on one announcement day."""

    id: str
    category: str
    day: date
    kind: Kind
    version: int | None = None


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that could not be read: where it stood, what was wrong. It is logged and counted; the rest of its batch lands."""

    where: str  # "item 17 (oai:arXiv.org:2611.00001v1)", "line 4021"
    reason: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a listing's headings promise: how many new submissions, cross-lists, and replacements of both kinds."""

    new: int
    cross: int
    replacements: int

    @property
    def total(self) -> int:
        return self.new + self.cross + self.replacements


@dataclass(frozen=True, slots=True)
class Batch:
    """One category's announcements of one day as a feed or a listing page gives them.

    day: the announcement day the source names (US Eastern).   expected: None where the source promises no counts (RSS).
    unread: entries whose place is known although nothing else could be read of them, to be looked up by their ids.
    capped: the feed is as long as arXiv lets it grow, so new papers may have been dropped from it.
    """

    source: Source
    category: str
    day: date
    papers: tuple[PaperRecord, ...] = ()
    announcements: tuple[AnnouncementRecord, ...] = ()
    bad: tuple[BadRecord, ...] = ()
    unread: tuple[AnnouncementRecord, ...] = ()
    expected: Expected | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Harvest:
    """One page of an OAI-PMH list. response_date: the server's clock, aware UTC.   token: None on the last page."""

    response_date: datetime
    papers: tuple[PaperRecord, ...] = ()
    bad: tuple[BadRecord, ...] = ()
    token: str | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """The answer to a question for certain papers. missing: ids asked for that the source silently left out."""

    papers: tuple[PaperRecord, ...] = ()
    missing: tuple[str, ...] = ()
    bad: tuple[BadRecord, ...] = ()


class SnapshotLine(NamedTuple):
    """One paper of a metadata snapshot with the announcement days its line names (a bare day is no ledger claim)."""

    paper: PaperRecord
    announcements: tuple[AnnouncementRecord, ...] = ()

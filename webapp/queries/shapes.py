"""What the queries hand to pages, feeds and files: plain values, already in the order they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from crawler.clock import eastern_day
from crawler.records import Author, Kind, VersionRecord
from webapp.addresses import Days


class Explanation(NamedTuple):
    """An article that discusses a paper. path: of its page here.   explains: it is about the paper, rather than citing it."""

    path: str
    title: str
    explains: bool


@dataclass(frozen=True, slots=True)
class PaperMarks:
    """What a reader said of one paper. read: when (aware).   lists: those it is on, by name."""

    starred: bool = False
    hidden: bool = False
    read: datetime | None = None
    note: str | None = None
    lists: tuple[str, ...] = ()

    def unread(self, kind: Kind | None, day: date | None, *, replaced_again: bool) -> bool:
        """Whether the paper, announced so on that day, is still to be read. A paper seen once is not new again elsewhere.

        replaced_again: the reader wants to see it once more when it was replaced after the day of reading.
        """
        if self.hidden:
            return False
        if self.read is None:
            return True
        replaced = kind in (Kind.REPLACE, Kind.REPLACE_CROSS)
        return replaced_again and replaced and day is not None and day > eastern_day(self.read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One paper as a list shows it.

    title, abstract: Unicode text with formulas in their dollars; the template turns them into HTML.
    revision: rises with every change of the paper, and with nothing else.
    kind, announced: how and when it appears in the list at hand (None for a paper shown on its own and never announced here).
    """

    number: int  # 1 for the first paper of the whole list, `skip` counted
    id: str
    revision: int
    version: int | None
    title: str
    abstract: str
    authors: tuple[Author, ...]
    subjects: tuple[str, ...]  # canonical, primary first
    primary: str
    kind: Kind | None
    announced: date | None
    submitted: datetime | None
    updated: datetime | None
    comment: str | None
    journal_ref: str | None
    doi: str | None
    licence: str | None
    withdrawn: bool
    keywords: tuple[str, ...]
    explained: tuple[Explanation, ...] = ()  # those that explain it first, then the newest

    @property
    def readable_version(self) -> int | None:
        """The version that has a PDF where the latest has none: the one before a withdrawal. None for the latest."""
        return self.version - 1 if self.withdrawn and self.version and self.version > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """One announcement of a paper, for its history."""

    day: date
    category: str
    kind: Kind
    version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDetail:
    """A paper's own page: its card and its history, oldest first."""

    card: Card
    report_no: str | None
    msc_class: str | None
    submitter: str | None
    versions: tuple[VersionRecord, ...]
    appearances: tuple[Appearance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingStanding:
    """One row of the ledger. state: uncrawled, expected, late, partial, stale, complete, empty."""

    category: str
    day: date
    state: str
    held: int  # of all three numbers together
    expected: int | None  # None while arXiv's own count is not known
    last_look: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """How many papers a list's day or range has by kind; `total` is what the list shows by default (new and cross)."""

    new: int
    cross: int
    replacements: int

    @property
    def total(self) -> int:
        return self.new + self.cross


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A run of cards under one heading. day: of a range by days, else None.   replacements: whether it is those."""

    day: date | None
    replacements: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list page's content.

    total: papers the whole list has under the kinds asked for, or by default new and cross-listed.   length: cards the whole list
    has; by default the replacements that follow are counted here and not in `total`. `sections` hold at most `show` from `skip` on.
    standing: categories and days included taken together: the least finished state, the sums of held and expected, the oldest
    look (its category is the first, its day the newest); None where no listing is due: on weekends, or with nothing held at all.
    standings: all that are not simply complete, newest first; for the latest day also those of days after it.
    explained: the ids of the list's papers, on this page and others, that articles explain, in the list's order.
    """

    categories: tuple[str, ...]  # included, canonical
    excluded: tuple[str, ...]
    first_day: date | None  # None: nothing held at all
    last_day: date | None
    counts: DayCounts
    total: int
    length: int
    show: int
    skip: int
    sections: tuple[Section, ...]
    standing: ListingStanding | None
    standings: tuple[ListingStanding, ...]
    day_before: date | None  # nearest earlier and later day with announcements in this list
    day_after: date | None
    explained: tuple[str, ...] = ()
    # For a reader: how many papers of the whole list are neither read nor hidden, and the marks on all of them; else None.
    unread: int | None = None
    marks: Mapping[str, PaperMarks] | None = None
    # In the order for a reader: the terms that speak for each paper, by id. None in any other order, and where nothing is known.
    because: Mapping[str, tuple[str, ...]] | None = None

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all sections."""
        return tuple(card for section in self.sections for card in section.cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryToday:
    """A category on the home page: its latest day held, the counts of that day, and how the newest day stands.

    unread: of the new and cross-listed papers of that day, for a reader; else None.
    """

    category: str
    name: str
    day: date | None
    counts: DayCounts
    standing: ListingStanding | None
    unread: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day in a calendar of some categories taken together. new, cross: papers, each once, under the stronger of the two.

    unread: how many of them, for a reader; else None.   standing: of all the categories taken together, where the ledger knows the day.
    """

    day: date
    new: int
    cross: int
    unread: int | None = None
    standing: ListingStanding | None = None

    @property
    def total(self) -> int:
        """Papers that the day's list shows by default."""
        return self.new + self.cross


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week in a calendar. days: what its own list covers.

    cells: from Monday, to Friday or, where one week needs it, to Sunday; None where there is nothing to tell.
    """

    days: Days
    cells: tuple[CalendarDay | None, ...]

    @property
    def has_papers(self) -> bool:
        """Whether its list is not empty."""
        return any(cell and cell.total for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a crawling command. All moments aware UTC.

    outcome: done, incomplete, failed; None while it runs.   steps_total: 0 while it is not known how much there is to do.
    """

    command: str
    subject: str
    started: datetime
    seen: datetime
    finished: datetime | None
    outcome: str | None
    message: str | None
    steps_done: int
    steps_total: int
    papers_new: int
    papers_changed: int
    bad_records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A category's line in the status page's grid: one cell for each of its days, None where nothing was ever looked for."""

    category: str
    name: str
    cells: tuple[ListingStanding | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoolingService:
    """A service that asked us to slow down, and until when (aware UTC) nobody asks it anything."""

    service: str
    until: datetime
    failures: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPaper:
    """A paper somebody asked for. state: queued, done, unknown (arXiv has no such paper), failed."""

    id: str
    state: str
    requested: datetime
    attempts: int
    next_try: datetime
    message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the status page tells. days: newest first; each ledger row has one cell for each of them.

    queue: the requests that are queued or failed, oldest first, at most fifty; queued: how many wait altogether.
    """

    runs: tuple[Run, ...]  # newest first
    days: tuple[date, ...]
    ledger: tuple[LedgerRow, ...]
    cooling: tuple[CoolingService, ...]
    queued: int
    queue: tuple[WaitingPaper, ...]

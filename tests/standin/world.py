"""The stand-in's corpus: papers with their whole history, and what arXiv would announce of them on each day.

A ``World`` is only facts. Two makers build one: ``invented`` (our own papers) and ``derived`` (a JSON-lines file).
Days are announcement dates: the date a listing carries, US Eastern.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
LAST_ANNOUNCED_VERSION = 5
"""arXiv announces no replacement beyond version 5 (https://info.arxiv.org/help/replace.html)."""

Kind = Literal["new", "cross", "replace", "replace-cross"]
KINDS: tuple[Kind, ...] = ("new", "cross", "replace", "replace-cross")


@dataclass(frozen=True)
class Author:
    """A name as TeX or Unicode text. A collaboration has a keyname and no forenames."""

    keyname: str
    forenames: str = ""
    suffix: str = ""
    affiliations: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """``Jane Doe Jr``."""
        return " ".join(part for part in (self.forenames, self.keyname, self.suffix) if part)

    @property
    def with_affiliations(self) -> str:
        """``Jane Doe Jr (MIT, ETH)``, the form of arXiv's raw author line."""
        return f"{self.full_name} ({', '.join(self.affiliations)})" if self.affiliations else self.full_name


@dataclass(frozen=True)
class Version:
    """One version of a paper. ``submitted`` is aware UTC; ``announced`` is the listing date it came out under."""

    number: int
    submitted: datetime
    announced: date
    title: str
    abstract: str
    comment: str | None = None
    licence: str | None = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
    size_kb: int = 512
    source_type: str | None = None

    @property
    def withdrawn(self) -> bool:
        """A withdrawal is a version without text, marked ``I`` in OAI-PMH."""
        return "I" in (self.source_type or "")


@dataclass(frozen=True)
class LateCross:
    """An older paper newly cross-listed to ``category`` in the batch of ``day``."""

    day: date
    category: str


@dataclass(frozen=True)
class MetadataEdit:
    """A journal reference or DOI added without a new version: moves the OAI datestamp, is announced nowhere."""

    day: date
    journal_ref: str | None = None
    doi: str | None = None


@dataclass(frozen=True)
class Paper:
    """A paper and all that ever happens to it. ``categories`` are those of its first announcement, primary first."""

    id: str
    authors: tuple[Author, ...]
    submitter: str
    categories: tuple[str, ...]
    versions: tuple[Version, ...]
    late_crosses: tuple[LateCross, ...] = ()
    edits: tuple[MetadataEdit, ...] = ()
    journal_ref: str | None = None
    doi: str | None = None
    report_no: str | None = None
    msc_class: str | None = None
    acm_class: str | None = None
    has_html: bool = True
    notes: tuple[str, ...] = ()

    @property
    def primary(self) -> str:
        """The primary category as the paper carries it, which may be an alias."""
        return self.categories[0]


@dataclass(frozen=True)
class State:
    """A paper as arXiv shows it once the batch of some day is out. ``datestamp`` is OAI-PMH's."""

    paper: Paper
    version: Version
    categories: tuple[str, ...]
    journal_ref: str | None
    doi: str | None
    datestamp: date
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Entry:
    """A paper in one listing. ``in_list`` is False where only RSS shows it (see ``World.listing``)."""

    paper: Paper
    kind: Kind
    in_list: bool = True


@dataclass(frozen=True)
class _Row:
    """arXiv's own record of an announcement: one for each category it concerns."""

    paper: Paper
    action: Literal["new", "cross", "replace"]


_PRIORITY = {"new": 0, "cross": 1, "replace": 2}


def out_at(day: date) -> datetime:
    """When the batch dated ``day`` becomes visible: 20:00 Eastern the evening before (Sunday for Monday)."""
    return datetime.combine(day - timedelta(days=1), time(20), tzinfo=EASTERN)


def state_on(paper: Paper, day: date) -> State | None:
    """The paper once the batch of ``day`` is out, or None if it was not announced by then."""
    versions = tuple(version for version in paper.versions if version.announced <= day)
    if not versions:
        return None
    crosses = [cross for cross in paper.late_crosses if cross.day <= day]
    edits = [edit for edit in paper.edits if edit.day <= day]
    return State(
        paper=paper,
        version=versions[-1],
        categories=(*paper.categories, *(cross.category for cross in crosses)),
        journal_ref=next((e.journal_ref for e in reversed(edits) if e.journal_ref), paper.journal_ref),
        doi=next((e.doi for e in reversed(edits) if e.doi), paper.doi),
        datestamp=max([versions[-1].announced, *(c.day for c in crosses), *(e.day for e in edits)]),
        versions=versions,
    )


@dataclass
class World:
    """All papers, and the announcement days on which something happens to them.

    days: every day with a batch, ascending. A weekday missing between two of them is a holiday.
    """

    papers: dict[str, Paper]
    days: list[date]
    _rows: dict[tuple[date, str], list[_Row]] = field(default_factory=lambda: defaultdict(list), repr=False)
    _listings: dict[tuple[date, frozenset[str]], list[Entry]] = field(default_factory=dict, repr=False)
    _harvests: dict[date, list[State]] = field(default_factory=dict, repr=False)
    truths: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)
    """What `manifest` has worked out so far, by the subjects asked for."""

    @classmethod
    def of(cls, papers: Iterable[Paper], days: Iterable[date]) -> "World":
        """Index the papers by day and category, so that serving a listing never walks through all of them."""
        world = cls({paper.id: paper for paper in papers}, sorted(days))
        for paper in world.papers.values():
            world._index(paper)
        return world

    def _index(self, paper: Paper) -> None:
        days = set(self.days)
        for version in paper.versions:
            if version.number > LAST_ANNOUNCED_VERSION or version.announced not in days:
                continue
            action: Literal["new", "replace"] = "new" if version is paper.versions[0] else "replace"
            state = state_on(paper, version.announced)
            for category in state.categories if state else ():
                self._rows[version.announced, category].append(_Row(paper, action))
        for cross in paper.late_crosses:
            self._rows[cross.day, cross.category].append(_Row(paper, "cross"))

    def latest_day(self, now: datetime) -> date | None:
        """The newest announcement day whose batch is out at ``now`` (aware)."""
        return next((day for day in reversed(self.days) if out_at(day) <= now), None)

    def day_before(self, day: date) -> date | None:
        """The announcement day before ``day``."""
        return next((earlier for earlier in reversed(self.days) if earlier < day), None)

    def listing(self, categories: frozenset[str], day: date) -> list[Entry]:
        """What the batch of ``day`` holds for a requested set of category ids: a paper once, in arXiv's order.

        Labels follow the requested set: a new paper is ``new`` where its primary category is asked for and ``cross``
        elsewhere; a replacement likewise ``replace`` or ``replace-cross``. A late cross-list of a paper whose primary
        category is in the set is a ``cross`` in RSS and left out of the list pages (arXiv's feed and listing code).
        Order: new, cross, replace, replace-cross; by id as text within each.
        """
        key = (day, categories)
        if key not in self._listings:
            chosen: dict[str, _Row] = {}
            for category in categories:
                for row in self._rows.get((day, category), ()):
                    held = chosen.get(row.paper.id)
                    if held is None or _PRIORITY[row.action] < _PRIORITY[held.action]:
                        chosen[row.paper.id] = row
            entries = [_label(row, categories) for row in chosen.values()]
            self._listings[key] = sorted(entries, key=lambda entry: (KINDS.index(entry.kind), entry.paper.id))
        return self._listings[key]

    def harvest(self, day: date) -> list[State]:
        """Every paper's state once the batch of ``day`` is out, ordered by datestamp, then id: what OAI-PMH holds."""
        if day not in self._harvests:
            states = [state for paper in self.papers.values() if (state := state_on(paper, day))]
            self._harvests[day] = sorted(states, key=lambda state: (state.datestamp, state.paper.id))
        return self._harvests[day]


def _label(row: _Row, categories: frozenset[str]) -> Entry:
    own = row.paper.primary in categories
    if row.action == "replace":
        return Entry(row.paper, "replace" if own else "replace-cross")
    if row.action == "cross":
        return Entry(row.paper, "cross", in_list=not own)
    return Entry(row.paper, "new" if own else "cross")

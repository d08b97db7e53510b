"""A reader's marks on papers, what is unread, and how often papers were opened."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from crawler.clock import eastern_day
from crawler.records import Kind
from crawler.store.marks import MarkKind
from crawler.store.models import Announcement, Base, Mark, Open, Paper
from crawler.store.session import in_chunks
from webapp.preferences import CurrentReader
from webapp.queries.shapes import Card

_MARKS = Base.metadata.tables["marks"].c
_ON_PAPERS = select(_MARKS.arxiv_id, _MARKS.kind, _MARKS.name, _MARKS.text, _MARKS.marked).where(
    _MARKS.reader_id == bindparam("reader"), _MARKS.arxiv_id.in_(bindparam("ids", expanding=True)), _MARKS.is_set
)
_OPENED = (
    select(Open.arxiv_id, Open.kind, func.sum(Open.times))
    .where(Open.arxiv_id.in_(bindparam("ids", expanding=True)))
    .group_by(Open.arxiv_id, Open.kind)
)
_SEEN = (MarkKind.READ, MarkKind.HIDE)


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


NO_MARKS = PaperMarks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the cards of a page show beside the papers: a reader's marks, and how often each paper was opened in which way."""

    marks: Mapping[str, PaperMarks]
    opens: Mapping[str, Mapping[str, int]]
    replaced_again: bool = False
    folds_hidden: bool = True

    def said(self, card: Card) -> str:
        """The marks on a card that its looks go by, with spaces between: `star`, `read`, `hide`."""
        marks = self.marks.get(card.id)
        if marks is None:
            return ""
        is_read = not marks.unread(card.kind, card.announced, replaced_again=self.replaced_again)
        return " ".join(
            name
            for name, holds in (
                ("star", marks.starred),
                ("read", is_read and marks.read),
                ("hide", marks.hidden and self.folds_hidden),
            )
            if holds
        )


def reading_of(
    session: Session, reader: CurrentReader | None, arxiv_ids: Sequence[str], *, folds_hidden: bool = True
) -> Reading:
    """The marks and openings of these papers. Two queries a thousand of them, one without a reader."""
    return Reading(
        marks=marks_on(session, reader, arxiv_ids),
        opens=opens_of(session, arxiv_ids),
        replaced_again=wants_replaced_again(reader),
        folds_hidden=folds_hidden,
    )


def wants_replaced_again(reader: CurrentReader | None) -> bool:
    """Whether a replaced paper is unread again for this reader."""
    return reader is not None and reader.preferences.again == "replaced"


def marks_on(session: Session, reader: CurrentReader | None, arxiv_ids: Iterable[str]) -> dict[str, PaperMarks]:
    """The marks of a reader on those of the papers that have any. One query a thousand papers."""
    if reader is None:
        return {}
    said: dict[str, list[tuple[str, str, str | None, datetime]]] = {}
    for chunk in in_chunks(arxiv_ids):
        for arxiv_id, *mark in session.execute(_ON_PAPERS, {"reader": reader.id, "ids": chunk}):
            said.setdefault(arxiv_id, []).append((mark[0], mark[1], mark[2], mark[3]))
    return {arxiv_id: _together(marks) for arxiv_id, marks in said.items()}


def opens_of(session: Session, arxiv_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """How often each paper was opened in each way, those never opened left out. One query a thousand papers."""
    opens: dict[str, dict[str, int]] = {}
    for chunk in in_chunks(arxiv_ids):
        for arxiv_id, kind, times in session.execute(_OPENED, {"ids": chunk}):
            opens.setdefault(arxiv_id, {})[kind] = int(times)
    return opens


def seen_latest(session: Session, reader: CurrentReader, categories: Sequence[str]) -> dict[str, int]:
    """How many new and cross-listed papers of each category's latest day the reader has read or hidden. One query."""
    if not categories:
        return {}
    rows = session.execute(_seen_on_latest(tuple(categories)), {"reader": reader.id})
    return dict(rows.all())


def seen_by_day(session: Session, reader: CurrentReader, categories: Collection[str], since: date) -> dict[date, int]:
    """The same of the categories taken together, for each day from `since` on."""
    statement = (
        _seen(Announcement.day)
        .where(Announcement.category.in_(categories), Announcement.day >= since)
        .group_by(Announcement.day)
    )
    return dict(session.execute(statement, {"reader": reader.id}).all())


def _together(marks: Iterable[tuple[str, str, str | None, datetime]]) -> PaperMarks:
    starred = hidden = False
    read: datetime | None = None
    note: str | None = None
    lists: list[str] = []
    for kind, name, text, marked in marks:
        if kind == MarkKind.READ:
            read = marked
        elif kind == MarkKind.STAR:
            starred = True
        elif kind == MarkKind.HIDE:
            hidden = True
        elif kind == MarkKind.NOTE:
            note = text
        else:
            lists.append(name)
    return PaperMarks(starred, hidden, read, note, tuple(sorted(lists)))


@lru_cache(maxsize=64)
def _seen_on_latest(categories: tuple[str, ...]) -> CompoundSelect[str, int]:
    """Kept, since it takes longer to put together than to run."""
    return union_all(*[_seen_on_latest_of(category) for category in categories])


def _seen_on_latest_of(category: str) -> Select[str, int]:
    latest = select(func.max(Announcement.day)).where(Announcement.category == category).scalar_subquery()
    of_latest = (Announcement.category == category) & (Announcement.day == latest)
    return _seen(Announcement.category).where(of_latest).group_by(Announcement.category)


def _seen(by: Any) -> Select[Any, int]:
    """How many papers announced new or cross-listed were read or hidden, by a column of the announcements."""
    seen = and_(
        Mark.reader_id == bindparam("reader"), Mark.arxiv_id == Paper.arxiv_id, Mark.kind.in_(_SEEN), Mark.is_set
    )
    return (
        select(by, func.count(Announcement.paper_id.distinct()))
        .join(Paper, Paper.id == Announcement.paper_id)
        .join(Mark, seen)
        .where(Announcement.kind <= Kind.CROSS.rank)
    )

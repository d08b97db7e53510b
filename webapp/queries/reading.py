"""A reader's marks on papers, what is unread, and how often papers were opened."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, bindparam, case, func, select, union_all
from sqlalchemy.orm import Session

from crawler.records import Kind
from crawler.store.marks import MarkKind
from crawler.store.models import Base
from crawler.store.session import in_chunks
from webapp.addresses import Density
from webapp.preferences import CurrentReader
from webapp.queries.answers import Gist, gists_of
from webapp.queries.shapes import Card, PaperMarks
from webapp.queries.translations import Translations, translations_of
from webapp.queries.wishes import Told, Wishes, wishes_of

# Tables rather than classes: these queries are made for every page of a reader, and the ORM has nothing to add to their rows.
_MARKS = Base.metadata.tables["marks"]
_PAPERS = Base.metadata.tables["papers"]
_ANNOUNCEMENTS = Base.metadata.tables["announcements"]
_OPENS = Base.metadata.tables["opens"].c
_SAID = (_MARKS.c.arxiv_id, _MARKS.c.kind, _MARKS.c.name, _MARKS.c.text, _MARKS.c.marked)

_ON_PAPERS = select(*_SAID).where(
    _MARKS.c.reader_id == bindparam("reader"),
    _MARKS.c.arxiv_id.in_(bindparam("ids", expanding=True)),
    _MARKS.c.is_set,
)
_OPENED = (
    select(_OPENS.arxiv_id, _OPENS.kind, func.sum(_OPENS.times))
    .where(_OPENS.arxiv_id.in_(bindparam("ids", expanding=True)))
    .group_by(_OPENS.arxiv_id, _OPENS.kind)
)
# Announcements → papers → marks: an outer join, so that the database goes by the days at hand. With an inner one SQLite would
# begin with the reader's marks, of which there may be hundreds of thousands. And by a join rather than with the papers' numbers:
# those of a whole day would be hundreds of parameters.
_ANNOUNCED = _ANNOUNCEMENTS.join(_PAPERS, _PAPERS.c.id == _ANNOUNCEMENTS.c.paper_id)
_OF_READER = and_(_MARKS.c.reader_id == bindparam("reader"), _MARKS.c.arxiv_id == _PAPERS.c.arxiv_id, _MARKS.c.is_set)
_SEEN = _OF_READER & _MARKS.c.kind.in_((MarkKind.READ, MarkKind.HIDE))
_BETWEEN = (
    select(*_SAID)
    .select_from(_ANNOUNCED.outerjoin(_MARKS, _OF_READER))
    .where(
        _ANNOUNCEMENTS.c.category.in_(bindparam("categories", expanding=True)),
        _ANNOUNCEMENTS.c.day.between(bindparam("first"), bindparam("last")),
        func.coalesce(_MARKS.c.arxiv_id, "") != "",  # `IS NOT NULL` would make it an inner join again
    )
)


NO_MARKS = PaperMarks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the cards of a page show beside the papers: a reader's marks, how often each paper was opened in which way, its gist.

    wishes: the reader's keywords and authors, to be looked for in each paper; None for who has none.
    translations: for readers who want titles and abstracts in another language.
    density: how much of each paper a list shows.
    """

    marks: Mapping[str, PaperMarks]
    opens: Mapping[str, Mapping[str, int]]
    gists: Mapping[str, Gist]
    translations: Translations | None = None
    replaced_again: bool = False
    folds_hidden: bool = True
    wishes: Wishes | None = None
    density: Density = Density.ABSTRACTS

    def told(self, card: Card) -> Told | None:
        """What a card has of the reader's keywords and authors."""
        return None if self.wishes is None else self.wishes.told(card)

    def mutes(self, card: Card, told: Told) -> bool:
        """Whether a list folds a card for what it has of them; never one that the reader has starred."""
        return told.muted and self.folds_hidden and not self.marks.get(card.id, NO_MARKS).starred

    def is_plain(self, arxiv_id: str) -> bool:
        """Whether a card shows nothing of this reader's, and that nobody opened the paper."""
        return (
            arxiv_id not in self.marks
            and arxiv_id not in self.opens
            and self.wishes is None
            and self.translations is None
        )

    def opened(self, arxiv_id: str, kind: str) -> str:
        """How often a paper was opened in one way, as its card says it: nothing for never."""
        times = self.opens.get(arxiv_id, {}).get(kind)
        return f"{times:,}" if times else ""

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
    session: Session,
    reader: CurrentReader | None,
    arxiv_ids: Sequence[str],
    language: str,
    *,
    marks: Mapping[str, PaperMarks] | None = None,
    folds_hidden: bool = True,
    density: Density | None = None,
) -> Reading:
    """The marks, openings, gists and wanted translations of these papers.

    Three queries a thousand of them, two without a reader or with the marks at hand, one more for who wants translations.

    language: of the gists, `en` or `zh`.   density: the one asked for; None for the reader's own.
    """
    set_density = Density(reader.preferences.density) if reader else Density.ABSTRACTS
    return Reading(
        marks=marks_on(session, reader, arxiv_ids) if marks is None else marks,
        opens=opens_of(session, arxiv_ids),
        gists=gists_of(session, arxiv_ids, language),
        translations=(
            translations_of(session, arxiv_ids, reader.preferences.translation)
            if reader is not None and reader.preferences.translation != "none"
            else None
        ),
        replaced_again=wants_replaced_again(reader),
        folds_hidden=folds_hidden,
        wishes=None if reader is None else wishes_of(reader.preferences),
        density=density or set_density,
    )


def wants_replaced_again(reader: CurrentReader | None) -> bool:
    """Whether a replaced paper is unread again for this reader."""
    return reader is not None and reader.preferences.again == "replaced"


def marks_on(session: Session, reader: CurrentReader | None, arxiv_ids: Iterable[str]) -> dict[str, PaperMarks]:
    """The marks of a reader on those of the papers that have any. One query a thousand papers."""
    if reader is None:
        return {}
    chunks = (
        session.connection().execute(_ON_PAPERS, {"reader": reader.id, "ids": chunk}) for chunk in in_chunks(arxiv_ids)
    )
    return _by_paper(row for rows in chunks for row in rows)


def marks_between(
    session: Session, reader: CurrentReader, categories: Collection[str], first: date, last: date
) -> dict[str, PaperMarks]:
    """The marks of a reader on papers announced in the categories on these days, those without any left out. One query."""
    span = {"reader": reader.id, "categories": categories, "first": first, "last": last}
    return _by_paper(session.connection().execute(_BETWEEN, span))


def opens_of(session: Session, arxiv_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """How often each paper was opened in each way, those never opened left out. One query a thousand papers."""
    opens: dict[str, dict[str, int]] = {}
    for chunk in in_chunks(arxiv_ids):
        for arxiv_id, kind, times in session.connection().execute(_OPENED, {"ids": chunk}):
            opens.setdefault(arxiv_id, {})[kind] = int(times)
    return opens


def seen_latest(session: Session, reader: CurrentReader, categories: Sequence[str]) -> dict[str, int]:
    """How many new and cross-listed papers of each category's latest day the reader has read or hidden. One query."""
    if not categories:
        return {}
    rows = session.execute(_seen_on_latest(tuple(categories)), {"reader": reader.id})
    return dict(rows.all())


def seen_by_day(
    session: Session,
    reader: CurrentReader,
    categories: Collection[str],
    excluded: Collection[str],
    first: date,
    last: date,
) -> dict[date, int]:
    """The same of the categories taken together, for each day from `first` to `last`, without papers in the excluded ones. One query."""
    statement = (
        _seen(_ANNOUNCEMENTS.c.day)
        .where(
            _ANNOUNCEMENTS.c.category.in_(categories),
            _ANNOUNCEMENTS.c.day.between(first, last),
            *[_PAPERS.c.canonical_categories.not_like(f"% {category} %") for category in excluded],
        )
        .group_by(_ANNOUNCEMENTS.c.day)
    )
    return dict(session.execute(statement, {"reader": reader.id}).all())


def _by_paper(rows: Iterable[Row[str, str, str, str | None, datetime]]) -> dict[str, PaperMarks]:
    said: dict[str, dict[tuple[str, str], tuple[str | None, datetime]]] = {}
    for arxiv_id, kind, name, text, marked in rows:
        said.setdefault(arxiv_id, {})[kind, name] = text, marked
    return {arxiv_id: _together(marks) for arxiv_id, marks in said.items()}


def _together(marks: Mapping[tuple[str, str], tuple[str | None, datetime]]) -> PaperMarks:
    nothing = None, None
    return PaperMarks(
        starred=(MarkKind.STAR, "") in marks,
        hidden=(MarkKind.HIDE, "") in marks,
        read=marks.get((MarkKind.READ, ""), nothing)[1],
        note=marks.get((MarkKind.NOTE, ""), nothing)[0],
        lists=tuple(sorted([name for kind, name in marks if kind == MarkKind.LIST])),
    )


@lru_cache(maxsize=64)
def _seen_on_latest(categories: tuple[str, ...]) -> CompoundSelect[str, int]:
    """Kept, since it takes longer to put together than to run."""
    return union_all(*[_seen_on_latest_of(category) for category in categories])


def _seen_on_latest_of(category: str) -> Select[str, int]:
    column = _ANNOUNCEMENTS.c.category
    latest = select(func.max(_ANNOUNCEMENTS.c.day)).where(column == category).scalar_subquery()
    return _seen(column).where(column == category, _ANNOUNCEMENTS.c.day == latest).group_by(column)


def _seen(by: ColumnElement[Any]) -> Select[Any, int]:
    """How many papers announced new or cross-listed were read or hidden, by a column of the announcements."""
    seen = case((_MARKS.c.arxiv_id.is_not(None), _ANNOUNCEMENTS.c.paper_id))
    return (
        select(by, func.count(seen.distinct()))
        .select_from(_ANNOUNCED.outerjoin(_MARKS, _SEEN))
        .where(_ANNOUNCEMENTS.c.kind <= Kind.CROSS.rank)
    )

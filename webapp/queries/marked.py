"""What a reader has marked: how much of it, and which papers."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawler.store.marks import MarkKind
from crawler.store.models import Mark
from webapp.preferences import CurrentReader


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """How many papers are marked in each way. lists: each with its name, by name."""

    stars: int = 0
    read: int = 0
    hidden: int = 0
    notes: int = 0
    lists: tuple[tuple[str, int], ...] = ()


def mark_counts(session: Session, reader: CurrentReader | None) -> MarkCounts:
    """How much a reader has marked. One query."""
    if reader is None:
        return MarkCounts()
    statement = (
        select(Mark.kind, Mark.name, func.count())
        .where(Mark.reader_id == reader.id, Mark.is_set)
        .group_by(Mark.kind, Mark.name)
        .order_by(func.lower(Mark.name), Mark.name)
    )
    rows = session.execute(statement).all()
    single = {kind: count for kind, _, count in rows if kind != MarkKind.LIST}
    return MarkCounts(
        stars=single.get(MarkKind.STAR, 0),
        read=single.get(MarkKind.READ, 0),
        hidden=single.get(MarkKind.HIDE, 0),
        notes=single.get(MarkKind.NOTE, 0),
        lists=tuple((name, count) for kind, name, count in rows if kind == MarkKind.LIST),
    )


def marked(
    session: Session, reader: CurrentReader, kind: MarkKind, name: str = "", *, show: int, skip: int = 0
) -> list[str]:
    """The papers that a reader marked so, the latest mark first. name: of the list, for that kind."""
    statement = (
        select(Mark.arxiv_id)
        .where(Mark.reader_id == reader.id, Mark.kind == kind, Mark.name == name, Mark.is_set)
        .order_by(Mark.marked.desc(), Mark.arxiv_id.desc())
        .limit(show)
        .offset(skip)
    )
    return list(session.scalars(statement))

"""Trails of readers' own, and how far a reader is on any trail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from crawler.store.models import ArticleRead, Reader, ReaderTrail, ReaderTrailItem
from crawler.store.reader_trails import TrailEntry
from webapp.preferences import CurrentReader
from webapp.queries.cards import cards_by_ids
from webapp.queries.shapes import Card
from webapp.queries.trails import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTrail:
    """A trail that a reader made. mine: the reader of this page made it."""

    key: str
    title: str
    introduction: str
    featured: bool
    mine: bool
    changed: datetime

    @property
    def path(self) -> str:
        """Of its page."""
        return f"/trails/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStop:
    """An entry of a reader's trail. number: from 1.   card: of a paper that is held, else None."""

    number: int
    entry: TrailEntry
    card: Card | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a reader is on a trail. next: the first article that is not read; None when all are."""

    read: frozenset[int]  # ids of articles
    done: int
    total: int
    next: Stop | None


def articles_read(session: Session, reader: CurrentReader | None, article_ids: Iterable[int]) -> frozenset[int]:
    """Which of these articles the reader has read. One query; none without a reader."""
    if reader is None:
        return frozenset()
    mine = select(ArticleRead.article_id).where(
        ArticleRead.reader_id == reader.id, ArticleRead.article_id.in_(list(article_ids))
    )
    return frozenset(session.scalars(mine))


def progress(read: frozenset[int], stops: Sequence[Stop]) -> Progress:
    """How far along these stops a reader of these articles is."""
    left = [stop for stop in stops if stop.article.id not in read]
    return Progress(read=read, done=len(stops) - len(left), total=len(stops), next=left[0] if left else None)


def own_trails(session: Session, reader: CurrentReader | None) -> list[OwnTrail]:
    """The reader's own trails and those of others that are featured, the latest changed first. One query."""
    mine = ReaderTrail.reader_id == reader.id if reader else false()
    statement = select(ReaderTrail).where(or_(ReaderTrail.featured, mine))
    rows = session.scalars(statement.order_by(ReaderTrail.changed.desc(), ReaderTrail.id))
    return [_own(row, reader) for row in rows]


def own_trail(session: Session, key: str, reader: CurrentReader | None) -> tuple[OwnTrail, list[OwnStop]] | None:
    """A reader's trail and its entries in their order, or None where no trail has this key. Five queries."""
    row = session.scalar(
        select(ReaderTrail).join(Reader, Reader.id == ReaderTrail.reader_id).where(ReaderTrail.key == key)
    )
    if row is None:
        return None
    items = session.scalars(
        select(ReaderTrailItem).where(ReaderTrailItem.trail_id == row.id).order_by(ReaderTrailItem.position)
    ).all()
    cards = {card.id: card for card in cards_by_ids(session, [item.arxiv_id for item in items if item.arxiv_id])}
    return _own(row, reader), [
        OwnStop(
            number=number,
            entry=TrailEntry(item.arxiv_id, item.url, item.title, item.note),
            card=cards.get(item.arxiv_id or ""),
        )
        for number, item in enumerate(items, 1)
    ]


def _own(row: ReaderTrail, reader: CurrentReader | None) -> OwnTrail:
    return OwnTrail(
        key=row.key,
        title=row.title,
        introduction=row.introduction,
        featured=row.featured,
        mine=reader is not None and reader.id == row.reader_id,
        changed=row.changed,
    )

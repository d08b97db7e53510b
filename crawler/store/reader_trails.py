"""Trails that readers make, and the articles that they have read."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from crawler.store.inserting import insert
from crawler.store.models import ArticleRead, ReaderTrail, ReaderTrailItem

MOST_TRAILS = 100  # of one reader
MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """A paper (arxiv_id) or a link (url and title) on a reader's trail, with a note."""

    arxiv_id: str | None = None
    url: str | None = None
    title: str = ""
    note: str = ""


def note_article_read(session: Session, reader_id: int, article_id: int, read: bool, now: datetime) -> None:
    """A reader has read an article, or takes that back. Twice is once. now: aware. Commits nothing: the caller does."""
    if read:
        row = {"reader_id": reader_id, "article_id": article_id, "read": now}
        session.execute(insert(session, ArticleRead).values(row).on_conflict_do_nothing())
    else:
        mine = (ArticleRead.reader_id == reader_id) & (ArticleRead.article_id == article_id)
        session.execute(delete(ArticleRead).where(mine))


def make_trail(session: Session, reader_id: int, title: str, now: datetime) -> str | None:
    """A new trail without entries; its key, or None where the reader has MOST_TRAILS. Commits nothing: the caller does."""
    kept = select(func.count()).select_from(ReaderTrail).where(ReaderTrail.reader_id == reader_id)
    if (session.scalar(kept) or 0) >= MOST_TRAILS:
        return None
    key = secrets.token_urlsafe(12)
    session.add(
        ReaderTrail(key=key, reader_id=reader_id, title=title, introduction="", featured=False, made=now, changed=now)
    )
    session.flush()
    return key


def save_trail(
    session: Session, trail: ReaderTrail, title: str, introduction: str, entries: Sequence[TrailEntry], now: datetime
) -> None:
    """Have a trail be just this. entries: in their order, at most MOST_ITEMS. Commits nothing: the caller does."""
    trail.title, trail.introduction, trail.changed = title, introduction, now
    session.execute(delete(ReaderTrailItem).where(ReaderTrailItem.trail_id == trail.id))
    session.add_all(
        ReaderTrailItem(
            trail_id=trail.id, position=place, arxiv_id=one.arxiv_id, url=one.url, title=one.title, note=one.note
        )
        for place, one in enumerate(entries[:MOST_ITEMS])
    )
    session.flush()


def trail_with_key(session: Session, key: str) -> ReaderTrail | None:
    """The trail with this key, or None."""
    return session.scalar(select(ReaderTrail).where(ReaderTrail.key == key))


def drop_trail(session: Session, trail: ReaderTrail) -> None:
    """Delete a trail and its entries. Commits nothing: the caller does."""
    session.execute(delete(ReaderTrail).where(ReaderTrail.id == trail.id))


def feature_trail(session: Session, key: str, featured: bool) -> bool:
    """Show a reader's trail among the others, or no longer; False where there is none with this key."""
    changed = update(ReaderTrail).where(ReaderTrail.key == key).values(featured=featured).returning(ReaderTrail.id)
    return session.scalar(changed) is not None


def hand_over(session: Session, gone: int, reader_id: int) -> None:
    """Give what one reader has read and made to another, before the first is forgotten."""
    session.execute(update(ReaderTrail).where(ReaderTrail.reader_id == gone).values(reader_id=reader_id))
    read = select(ArticleRead.article_id, ArticleRead.read).where(ArticleRead.reader_id == gone)
    for article_id, when in session.execute(read).all():
        note_article_read(session, reader_id, article_id, True, when)

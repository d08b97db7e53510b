"""Trails that readers make, and the articles that they have read."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from crawler.store.inserting import insert
from crawler.store.models import Article, ArticleRead, Feed, ReaderTrail, ReaderTrailItem
from crawler.store.session import in_chunks

MOST_TRAILS = 100  # of one reader
MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """A paper (arxiv_id) or a link (url and title) on a reader's trail, with a note."""

    arxiv_id: str | None = None
    url: str | None = None
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrailRecord:
    """A reader's trail to take elsewhere. made: when, which is what it is known by among the reader's; it and `changed` are aware."""

    title: str
    introduction: str
    entries: tuple[TrailEntry, ...]
    made: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """An article that a reader has read, by the slugs of its blog and its own, and when (aware)."""

    feed: str
    article: str
    read: datetime


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


def trails_kept(session: Session, reader_id: int) -> list[TrailRecord]:
    """A reader's trails with their entries, the oldest first. Two queries."""
    of_reader = select(ReaderTrail).where(ReaderTrail.reader_id == reader_id)
    trails = session.scalars(of_reader.order_by(ReaderTrail.made, ReaderTrail.id)).all()
    items = (
        select(ReaderTrailItem)
        .join(ReaderTrail, ReaderTrail.id == ReaderTrailItem.trail_id)
        .where(ReaderTrail.reader_id == reader_id)
        .order_by(ReaderTrailItem.trail_id, ReaderTrailItem.position)
    )
    entries: dict[int, list[TrailEntry]] = {}
    for item in session.scalars(items):
        entries.setdefault(item.trail_id, []).append(TrailEntry(item.arxiv_id, item.url, item.title, item.note))
    return [
        TrailRecord(one.title, one.introduction, tuple(entries.get(one.id, ())), one.made, one.changed)
        for one in trails
    ]


def store_trails(session: Session, reader_id: int, trails: Iterable[TrailRecord]) -> list[TrailRecord]:
    """Have a reader make these trails; one that the reader has already is changed where the record's is the later word.

    Returns those that were not taken because the reader has MOST_TRAILS. Commits nothing: the caller does.
    """
    refused = []
    held = {
        trail.made: trail for trail in session.scalars(select(ReaderTrail).where(ReaderTrail.reader_id == reader_id))
    }
    for record in trails:
        trail = held.get(record.made)
        if trail is None:
            key = make_trail(session, reader_id, record.title, record.made)
            trail = trail_with_key(session, key) if key else None
            if trail is None:
                refused.append(record)
                continue
            held[record.made] = trail
        elif trail.changed >= record.changed:
            continue
        save_trail(session, trail, record.title, record.introduction, record.entries, record.changed)
    return refused


def articles_kept(session: Session, reader_id: int) -> list[ReadingRecord]:
    """The articles that a reader has read, by blog and article. One query."""
    read = (
        select(Feed.slug, Article.slug, ArticleRead.read)
        .join(Article, Article.id == ArticleRead.article_id)
        .join(Feed, Feed.id == Article.feed_id)
        .where(ArticleRead.reader_id == reader_id)
        .order_by(Feed.slug, Article.slug)
    )
    return [ReadingRecord(*row) for row in session.execute(read)]


def store_articles_read(session: Session, reader_id: int, read: Iterable[ReadingRecord]) -> list[ReadingRecord]:
    """A reader has read these articles; what is known to be read already stays. Returns those that are not held here.

    Commits nothing: the caller does.
    """
    unknown = []
    for chunk in in_chunks({(record.feed, record.article): record for record in read}.values()):
        named = tuple_(Feed.slug, Article.slug).in_([(record.feed, record.article) for record in chunk])
        rows = session.execute(select(Feed.slug, Article.slug, Article.id).join(Feed).where(named))
        ids = {(feed, article): article_id for feed, article, article_id in rows}
        for record in chunk:
            article_id = ids.get((record.feed, record.article))
            if article_id is None:
                unknown.append(record)
            else:
                note_article_read(session, reader_id, article_id, True, record.read)
    return unknown


def hand_over(session: Session, gone: int, reader_id: int) -> None:
    """Give what one reader has read and made to another, before the first is forgotten."""
    session.execute(update(ReaderTrail).where(ReaderTrail.reader_id == gone).values(reader_id=reader_id))
    read = select(ArticleRead.article_id, ArticleRead.read).where(ArticleRead.reader_id == gone)
    for article_id, when in session.execute(read).all():
        note_article_read(session, reader_id, article_id, True, when)

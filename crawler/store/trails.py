"""Trails: their articles in order, and where a new part of a series belongs."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.articles import Shipped
from crawler.store.models import Article, Trail, TrailItem


def take_shipped(session: Session, what: Shipped, articles: Mapping[str, Article]) -> None:
    """Bring the shipped trails up to date. articles: those that ship by slug. Articles that joined since stay.

    Commits nothing: the caller does.
    """
    held = {trail.slug: trail for trail in session.scalars(select(Trail))}
    for position, record in enumerate(what.trails):
        trail = held.get(record.slug) or Trail(slug=record.slug)
        session.add(trail)
        trail.position, trail.title, trail.title_en, trail.series = (
            position,
            record.title,
            record.title_en,
            record.series,
        )
        trail.introduction, trail.introduction_en = record.introduction, record.introduction_en
        session.flush()
        items = {item.article_id: item for item in _items(session, trail)}
        for article in what.articles:
            if record.slug in article.topics:
                row = articles[article.slug]
                item = items.get(row.id) or TrailItem(trail_id=trail.id, article_id=row.id, position=0)
                item.note, item.note_en = record.notes.get(article.slug, ("", ""))
                session.add(item)
        session.flush()
        arrange(session, trail)


def known_series(session: Session) -> list[str]:
    """The names of all series that articles are known to be parts of, the longest first, for one name may begin another."""
    named = session.scalars(select(Article.series).where(Article.part.is_not(None)).distinct())
    return sorted({name for name in named if name}, key=lambda name: (-len(name), name))


def place(session: Session, article: Article) -> None:
    """Put an article on every trail where other parts of its series stand, in its place. Commits nothing: the caller does."""
    if article.series is None or article.part is None:
        return
    of_series = (
        select(TrailItem.trail_id)
        .join(Article, Article.id == TrailItem.article_id)
        .where(Article.series == article.series, Article.part.is_not(None))
    )
    for trail in session.scalars(select(Trail).where(Trail.id.in_(of_series))).all():
        if session.get(TrailItem, (trail.id, article.id)) is None:
            session.add(TrailItem(trail_id=trail.id, article_id=article.id, position=0, note="", note_en=""))
            session.flush()
        arrange(session, trail)


def arrange(session: Session, trail: Trail) -> None:
    """Number a trail's articles: the parts of its series first, in their order, then the others by date."""
    statement = select(TrailItem, Article).join(Article, Article.id == TrailItem.article_id)
    rows = [(item, article) for item, article in session.execute(statement.where(TrailItem.trail_id == trail.id))]

    def order(row: tuple[TrailItem, Article]) -> tuple[float, date, int]:
        article = row[1]
        in_series = trail.series is not None and article.series == trail.series and article.part is not None
        return article.part if in_series and article.part else inf, article.day, article.id

    for position, (item, _) in enumerate(sorted(rows, key=order)):
        item.position = position
    session.flush()


def _items(session: Session, trail: Trail) -> Sequence[TrailItem]:
    return session.scalars(select(TrailItem).where(TrailItem.trail_id == trail.id)).all()

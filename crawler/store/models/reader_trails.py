"""What readers add to trails: the articles they have read, and trails of their own."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from crawler.store.models.base import Base, BigId


class ArticleRead(Base):
    """An article that a reader has read."""

    __tablename__ = "article_reads"

    reader_id: Mapped[int] = mapped_column(BigId, ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True)
    article_id: Mapped[int] = mapped_column(BigId, ForeignKey("articles.id"), primary_key=True)
    read: Mapped[datetime]


class ReaderTrail(Base):
    """A trail that a reader made. Whoever knows its key may look at it."""

    __tablename__ = "reader_trails"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True, comment="random; it is the trail's address")
    reader_id: Mapped[int] = mapped_column(BigId, ForeignKey("readers.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str]
    featured: Mapped[bool] = mapped_column(Boolean, comment="shown among the trails; an admin says so")
    made: Mapped[datetime]
    changed: Mapped[datetime]


class ReaderTrailItem(Base):
    """A paper or a link on a reader's trail, with a note."""

    __tablename__ = "reader_trail_items"

    trail_id: Mapped[int] = mapped_column(BigId, ForeignKey("reader_trails.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, comment="from 0")
    arxiv_id: Mapped[str | None] = mapped_column(String(32), comment="of a paper; null for a link")
    url: Mapped[str | None] = mapped_column(comment="of a link; null for a paper")
    title: Mapped[str] = mapped_column(comment="of a link; empty for a paper")
    note: Mapped[str]

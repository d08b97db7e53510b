"""Blogs and their feeds, articles with the papers they discuss, and trails."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crawler.store.models.base import Base, BigId


class Feed(Base):
    """A blog and the feed through which it is followed."""

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True, comment="names the blog in our addresses: kexue.fm")
    url: Mapped[str] = mapped_column(comment="where the feed is asked for: as set, or where it moved for good")
    set_url: Mapped[str] = mapped_column(comment="the address as the settings or the shipped file give it")
    home: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(12), comment="new, followed, failing, gone (410: never asked again)")
    message: Mapped[str | None] = mapped_column(comment="why the last look failed, as a plain sentence")
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    last_look: Mapped[datetime | None]
    next_look: Mapped[datetime] = mapped_column(comment="not asked again before")
    failures: Mapped[int] = mapped_column(comment="in a row")
    shipped: Mapped[str | None] = mapped_column(
        String(64), comment="hash of the shipped files whose articles were taken in last"
    )


class Article(Base):
    """One article of a blog: its facts, and of its text no more than a teaser."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[int] = mapped_column(BigId, ForeignKey("feeds.id"))
    slug: Mapped[str] = mapped_column(String(80), comment="names it among the blog's: its number, where it has one")
    key: Mapped[str] = mapped_column(comment="what the feed knows it by, else its address without scheme")
    url: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str | None]
    day: Mapped[date] = mapped_column(index=True, comment="of its publication")
    series: Mapped[str | None]
    part: Mapped[int | None] = mapped_column(SmallInteger)
    tags: Mapped[list[Any]]
    teaser: Mapped[str] = mapped_column(comment="at most 200 characters from the feed; empty for what ships")
    elsewhere: Mapped[list[Any]] = mapped_column(comment="[[title, address], …] of what it links outside arXiv")
    state: Mapped[str | None] = mapped_column(String(64), comment="hash of what the feed said of it last")
    read_state: Mapped[str | None] = mapped_column(
        String(64), comment="the state whose page was read for papers; `shipped` where they came with the program"
    )
    changed: Mapped[datetime]
    revision: Mapped[int] = mapped_column(
        BigInteger, comment="of the papers' counter: rises with every change, for the search index"
    )

    __table_args__ = (UniqueConstraint("feed_id", "slug"), UniqueConstraint("feed_id", "key"))


class ArticlePaper(Base):
    """A paper that an article discusses, whether or not it is held."""

    __tablename__ = "article_papers"

    article_id: Mapped[int] = mapped_column(BigId, ForeignKey("articles.id"), primary_key=True)
    arxiv_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, comment="in the article, from 0; primary papers first")
    role: Mapped[str] = mapped_column(String(8), comment="primary, linked, cited, named")
    title: Mapped[str] = mapped_column(comment="until the paper itself is held; empty where it was not read")
    certain: Mapped[bool] = mapped_column(Boolean, comment="whether that title was read in full somewhere")

    __table_args__ = (Index(None, "arxiv_id"),)


class Trail(Base):
    """An ordered way through articles and the papers they discuss."""

    __tablename__ = "trails"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int] = mapped_column(SmallInteger, comment="among the trails")
    title: Mapped[str]
    title_en: Mapped[str]
    series: Mapped[str | None] = mapped_column(comment="whose parts come first")
    introduction: Mapped[str]
    introduction_en: Mapped[str]


class TrailItem(Base):
    """An article's place on a trail."""

    __tablename__ = "trail_items"

    trail_id: Mapped[int] = mapped_column(BigId, ForeignKey("trails.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(BigId, ForeignKey("articles.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, comment="from 0")
    note: Mapped[str] = mapped_column(comment="Chinese: what it shows and why it comes here")
    note_en: Mapped[str]

    __table_args__ = (Index(None, "article_id"),)

"""Papers, their versions, their announcements and their rendered texts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from crawler.store.models.base import Base, BigId


class Paper(Base):
    """One paper as its latest version stands. Four clocks are kept apart: submitted, updated, announced, datestamp."""

    __tablename__ = "papers"

    id: Mapped[int] = mapped_column(
        BigId, primary_key=True, autoincrement=False, comment="the revision it was first stored under"
    )
    arxiv_id: Mapped[str] = mapped_column(String(32), unique=True, comment="canonical, without version")
    order_key: Mapped[int] = mapped_column(
        BigInteger, comment="year, month and number of the id: lists sort by it, descending"
    )
    version: Mapped[int | None] = mapped_column(
        comment="latest known; null: the source does not say (a listing's replacement)"
    )
    title: Mapped[str]
    abstract: Mapped[str]
    authors: Mapped[list[Any]] = mapped_column(comment="[[name, affiliation, …], …] in the paper's order")
    categories: Mapped[str] = mapped_column(comment="raw, space-separated, primary first")
    canonical_categories: Mapped[str] = mapped_column(
        comment="each once with a space before and after, so that LIKE '% cs.CL %' finds it"
    )
    primary_category: Mapped[str] = mapped_column(comment="canonical")
    categories_partial: Mapped[bool] = mapped_column(Boolean, comment="only some categories are known")
    submitted: Mapped[datetime | None] = mapped_column(comment="version 1; midnight where only the day is known")
    updated: Mapped[datetime | None] = mapped_column(comment="submission of the latest version")
    announced: Mapped[date | None] = mapped_column(comment="first announcement day held, in any category")
    datestamp: Mapped[date | None] = mapped_column(
        comment="OAI-PMH: UTC day of the last metadata change; null where the metadata came from elsewhere"
    )
    comment: Mapped[str | None]
    journal_ref: Mapped[str | None]
    doi: Mapped[str | None]
    report_no: Mapped[str | None]
    msc_class: Mapped[str | None]
    licence: Mapped[str | None]
    submitter: Mapped[str | None]
    withdrawn: Mapped[bool | None] = mapped_column(comment="null: no source that can know has said")
    keywords: Mapped[str | None] = mapped_column(
        comment="ten words, comma-separated; null until the paper is carried or shown"
    )
    source: Mapped[str] = mapped_column(String(12), comment="where title, abstract and authors were read")
    weaker: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True),
        comment="fields that came from an older or less authoritative record: {field: [version, datestamp, source]}",
    )
    revision: Mapped[int] = mapped_column(
        BigInteger,
        index=True,
        comment="rises with every change, so that followers can read on",
    )

    __table_args__ = (
        # What `render_pending` looks for, newest first, among millions that are not pending.
        Index(
            "ix_papers_pending",
            "announced",
            sqlite_where=text("keywords IS NULL AND announced IS NOT NULL"),
            postgresql_where=text("keywords IS NULL AND announced IS NOT NULL"),
        ),
    )


class Version(Base):
    """One version of a paper; none is ever dropped."""

    __tablename__ = "versions"

    paper_id: Mapped[int] = mapped_column(BigId, ForeignKey("papers.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    submitted: Mapped[datetime | None]
    size: Mapped[str | None]
    source_type: Mapped[str | None]
    withdrawn: Mapped[bool] = mapped_column(Boolean)


class Announcement(Base):
    """A paper's appearance in one canonical category on one announcement day."""

    __tablename__ = "announcements"

    category: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(BigId, ForeignKey("papers.id"), primary_key=True)
    kind: Mapped[int] = mapped_column(
        SmallInteger, comment="0 new, 1 cross, 2 replace, 3 replace-cross: the strongest seen that day"
    )
    version: Mapped[int | None] = mapped_column(SmallInteger)

    __table_args__ = (Index(None, "paper_id", "day"), {"sqlite_with_rowid": False})


class Rendering(Base):
    """The HTML of a title or abstract with formulas, by a hash of the text and of the engine that made it."""

    __tablename__ = "renderings"

    text_hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    html: Mapped[str]
    rendered: Mapped[date] = mapped_column(index=True, comment="when it was made: the oldest go first")

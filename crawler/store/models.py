"""The tables. Migrations in `crawler/store/migrations` build the same; a test holds the two together."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import JSON, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment. Kept without zone, since SQLite knows none; refuses a naive one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without time zone cannot be stored: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What all tables share: names of constraints that migrations can rely on, and types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, date: Date, str: Text, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


# SQLite hands out row ids only to a column declared INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


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


class Listing(Base):
    """The ledger: what one category and day should hold, what is held, and how it stands."""

    __tablename__ = "listings"

    category: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), comment="uncrawled, expected, late, partial, stale, complete, empty")
    expected_new: Mapped[int | None]
    expected_cross: Mapped[int | None]
    expected_replacements: Mapped[int | None] = mapped_column(
        comment="of both kinds, as the listing's heading counts them"
    )
    held_new: Mapped[int] = mapped_column(default=0)
    held_cross: Mapped[int] = mapped_column(default=0)
    held_replacements: Mapped[int] = mapped_column(default=0)
    last_look: Mapped[datetime | None]
    empty_since: Mapped[datetime | None] = mapped_column(
        comment="first of an unbroken run of valid empty answers about this day"
    )
    agreed_since: Mapped[datetime | None] = mapped_column(
        comment="first of the unbroken run of looks that all led to this state, these counts and these papers"
    )
    shown: Mapped[str | None] = mapped_column(String(64), comment="fingerprint of what the last page read listed")
    reason: Mapped[str | None] = mapped_column(comment="why it stands so, as a plain sentence")

    __table_args__ = (Index(None, "day", "category"),)


class CrawlRun(Base):
    """One run of a crawling command, with its progress while it goes on."""

    __tablename__ = "crawl_runs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    command: Mapped[str] = mapped_column(String(16), comment="fetch, harvest, import")
    subject: Mapped[str] = mapped_column(comment="categories and days, set, or file")
    started: Mapped[datetime] = mapped_column(index=True)
    seen: Mapped[datetime] = mapped_column(comment="last sign of life")
    finished: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(
        String(12), comment="done, incomplete, unreachable, stopped, failed; null: it runs or was killed"
    )
    message: Mapped[str | None] = mapped_column(comment="what it is doing, or how it ended")
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_total: Mapped[int] = mapped_column(default=0)
    papers_new: Mapped[int] = mapped_column(default=0)
    papers_changed: Mapped[int] = mapped_column(default=0)
    bad_records: Mapped[int] = mapped_column(default=0)


class GateState(Base):
    """The one gate before arXiv: a single row (id 1) that every process changes by conditional update."""

    __tablename__ = "gate"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str | None] = mapped_column(comment="who has the one connection: host, process and a random part")
    held_until: Mapped[datetime | None] = mapped_column(comment="the holder renews it; past this it is taken for dead")
    next_request: Mapped[datetime] = mapped_column(comment="no request starts before")
    next_page: Mapped[datetime] = mapped_column(comment="no page of arxiv.org itself is asked for before")


class CoolDown(Base):
    """A service that asked us to slow down."""

    __tablename__ = "cool_downs"

    service: Mapped[str] = mapped_column(String(12), primary_key=True)
    failures: Mapped[int] = mapped_column(comment="in a row")
    until: Mapped[datetime]
    reason: Mapped[str]


class Lease(Base):
    """A task that only one process may do at a time, such as scheduling."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


class FetchRequest(Base):
    """A paper somebody asked for that is not held: a worker fetches it, the page follows this row."""

    __tablename__ = "fetch_requests"

    arxiv_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    requested: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), comment="queued, done, unknown (arXiv has no such paper), failed")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime] = mapped_column(index=True)
    message: Mapped[str | None]


class HarvestState(Base):
    """Where the OAI-PMH harvest of one set stands, so that it goes on after a kill."""

    __tablename__ = "harvests"

    name: Mapped[str] = mapped_column(String(80), primary_key=True, comment="`sync SET` or `backfill SET`")
    from_day: Mapped[date] = mapped_column(comment="datestamp the running list was asked from")
    token: Mapped[str | None] = mapped_column(comment="where to go on; null: no list is under way")
    list_began: Mapped[datetime | None] = mapped_column(comment="responseDate of the running list's first page")
    completed: Mapped[datetime | None] = mapped_column(comment="responseDate of the last list that was read to its end")
    newest_datestamp: Mapped[date | None] = mapped_column(
        comment="newest in the running list: where to begin again if a token is refused"
    )


class Counter(Base):
    """A number handed out under its row's lock. `revision` is the one of papers."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class Rendering(Base):
    """The HTML of a title or abstract with formulas, by a hash of the text and of the engine that made it."""

    __tablename__ = "renderings"

    text_hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    html: Mapped[str]
    rendered: Mapped[date] = mapped_column(index=True, comment="when it was made: the oldest go first")

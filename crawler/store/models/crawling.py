"""What crawling keeps: the ledger, the log of runs, the gate, leases, requests and where harvests stand."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crawler.store.models.base import Base, BigId


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

"""The ledger: one row a category and day, settled after every look at arXiv."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from crawler import ledger
from crawler.clock import is_weekday, weekdays_back
from crawler.ledger import CATCHUP_DAYS, Evidence, State
from crawler.records import Expected
from crawler.store.announcements import held, never_listed
from crawler.store.models import Announcement, Listing
from crawler.store.papers import lock_revisions

# A newcomer's first crawl: the newest listing and the four announcement days before it.
_DAYS_AT_FIRST = 5
_OUT_OF_REACH = (
    f"It was missed, and arXiv's catch-up pages reach back {CATCHUP_DAYS} days only; `harvest` brings its papers."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A ledger row as a command reports it. expected is None while arXiv's own count is unknown."""

    category: str
    day: date
    state: State
    held: int
    expected: int | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at arXiv showed about one category and day.

    expected: the headings' promise, where they were read; of an empty day only where arXiv itself wrote its date on the page.
    shown: a fingerprint of what the page listed, by which two looks are known to have seen the same.
    empty: a valid answer said that there is nothing.   stale: the feed repeated an earlier day.
    unreadable: something was announced, and nothing of it could be read.   trouble: why the look failed, as a sentence.
    """

    expected: Expected | None = None
    shown: str | None = None
    empty: bool = False
    stale: bool = False
    unreadable: bool = False
    trouble: str | None = None


def settle(session: Session, category: str, day: date, look: Look, now: datetime) -> Standing:
    """Write down what a look showed and work out how the listing stands now. now: aware UTC. Commits nothing.

    Waits, as storing papers does, until no other transaction is settling.
    """
    lock_revisions(session)
    row = session.get(Listing, (category, day)) or _new_row(session, category, day)
    before = row.state, _expected(row), row.shown
    here = held(session, category, day)
    row.held_new, row.held_cross, row.held_replacements = here.new, here.cross, here.replacements
    _write_expected(row, look, here)
    row.shown = None if look.empty else look.shown or row.shown
    answered = look.trouble is None or look.expected is not None
    if answered:
        row.last_look = now
    if look.empty:
        row.empty_since = _first(row.empty_since, now)
    elif look.trouble is None:
        row.empty_since = None
    verdict = ledger.judge(
        Evidence(
            day=day,
            now=now,
            held=here,
            unlisted=never_listed(session, category, day),
            expected=_expected(row),
            last_look=row.last_look,
            empty_since=row.empty_since,
            later_listing=_has_later_listing(session, category, day),
            stale=look.stale,
            unreadable=look.unreadable,
            trouble=look.trouble,
        )
    )
    row.state, row.reason = verdict.state, verdict.reason
    if answered:
        agrees = (row.state, _expected(row), row.shown) == before
        row.agreed_since = _first(row.agreed_since, now) if agrees else now
    return _standing(row)


def standing(session: Session, category: str, day: date) -> Standing:
    """How one listing stands; `uncrawled` where nothing was ever written down."""
    row = session.get(Listing, (category, day))
    return Standing(category, day, State.UNCRAWLED, 0, None) if row is None else _standing(row)


def rows_since(session: Session, categories: Collection[str], day: date) -> Sequence[Listing]:
    """The ledger rows of these categories from `day` on, oldest first."""
    query = select(Listing).where(Listing.category.in_(categories), Listing.day >= day)
    return session.scalars(query.order_by(Listing.day, Listing.category)).all()


def oldest_day(session: Session, category: str) -> date | None:
    """The first day of a category that the ledger knows."""
    return session.execute(select(func.min(Listing.day)).where(Listing.category == category)).scalar()


def _has_later_listing(session: Session, category: str, day: date) -> bool:
    """Whether something of a later day is held, or arXiv has shown a page with a later date on it, be it empty here."""
    announced = select(Announcement.day).where(Announcement.category == category, Announcement.day > day)
    shown = select(Listing.day).where(
        Listing.category == category, Listing.day > day, Listing.expected_new.is_not(None)
    )
    return bool(session.scalar(select(or_(announced.exists(), shown.exists()))))


def _write_expected(row: Listing, look: Look, here: Expected) -> None:
    """Keep the newest count. That there is nothing is believed only of a day of which nothing is held."""
    counts: Expected | None = look.expected
    if look.empty:
        promised = _expected(row)
        if here.total or (counts is None and (promised is None or promised.total == 0)):
            return
    elif counts is None:
        return
    row.expected_new = None if counts is None else counts.new
    row.expected_cross = None if counts is None else counts.cross
    row.expected_replacements = None if counts is None else counts.replacements


def _first(since: datetime | None, now: datetime) -> datetime:
    """When something began that still lasts. A beginning in the future was written under a clock that was wrong."""
    return now if since is None or since > now else since


def _new_row(session: Session, category: str, day: date) -> Listing:
    row = Listing(category=category, day=day, state=State.UNCRAWLED, held_new=0, held_cross=0, held_replacements=0)
    session.add(row)
    return row


def _expected(row: Listing) -> Expected | None:
    if row.expected_new is None or row.expected_cross is None or row.expected_replacements is None:
        return None
    return Expected(row.expected_new, row.expected_cross, row.expected_replacements)


def _standing(row: Listing) -> Standing:
    expected = _expected(row)
    return Standing(
        row.category,
        row.day,
        State(row.state),
        row.held_new + row.held_cross + row.held_replacements,
        None if expected is None else expected.total,
        row.reason,
    )


def plan_days(session: Session, category: str, today: date) -> None:
    """Keep the ledger of a category without holes: a row for every weekday from its first day to its last.

    A category seen for the first time gets the four announcement days before its newest as well; days found empty do not
    count as one of them, and none of the four lies further back than arXiv's catch-up pages reach (90 days before `today`).
    Days that were missed and can no longer be read are written down as such. Nothing after tomorrow is planned, whatever
    a page or a clock may have said.
    """
    lock_revisions(session)
    rows = {row.day: State(row.state) for row in rows_since(session, [category], date.min)}
    if not rows:
        return
    reach = today - timedelta(days=CATCHUP_DAYS)
    newest, oldest = min(max(rows), today + timedelta(days=1)), min(rows)
    wanted = set(_weekdays(oldest, newest))
    filled = [day for day in rows if rows[day] is not State.EMPTY]
    while len(filled) < _DAYS_AT_FIRST and len(rows) < 3 * _DAYS_AT_FIRST:
        oldest = weekdays_back(oldest - timedelta(days=1), 1)[0]
        if oldest < reach:
            break
        wanted.add(oldest)
        filled.append(oldest)
    for day in sorted(wanted - rows.keys()):
        _new_row(session, category, day).reason = None if day >= reach else _OUT_OF_REACH


def _weekdays(first: date, last: date) -> list[date]:
    return [day for day in (first + timedelta(days=n) for n in range((last - first).days + 1)) if is_weekday(day)]

"""The ledger: one row a category and day, settled after every look at arXiv."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawler import ledger
from crawler.clock import is_weekday, weekdays_back
from crawler.ledger import Evidence, State
from crawler.records import Expected
from crawler.store.announcements import held
from crawler.store.models import Announcement, Listing

# A newcomer's first crawl: the newest listing and the four announcement days before it.
_DAYS_AT_FIRST = 5
_REACH_DAYS = 90


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

    expected: the headings' promise, where they were read.   empty: a valid answer said that there is nothing.
    stale: the feed repeated an earlier day.   trouble: why the look failed, as a sentence.
    """

    expected: Expected | None = None
    empty: bool = False
    stale: bool = False
    trouble: str | None = None


def settle(session: Session, category: str, day: date, look: Look, now: datetime) -> Standing:
    """Write down what a look showed and work out how the listing stands now. now: aware UTC. Commits nothing."""
    row = session.get(Listing, (category, day)) or _new_row(session, category, day)
    here = held(session, category, day)
    row.held_new, row.held_cross, row.held_replacements = here.new, here.cross, here.replacements
    if look.expected is not None:
        row.expected_new, row.expected_cross = look.expected.new, look.expected.cross
        row.expected_replacements = look.expected.replacements
    if look.trouble is None or look.expected is not None:
        row.last_look = now
    if look.empty:
        row.empty_since = row.empty_since or now
    elif look.trouble is None:
        row.empty_since = None
    verdict = ledger.judge(
        Evidence(
            day=day,
            now=now,
            held=here,
            expected=_expected(row),
            last_look=row.last_look,
            empty_since=row.empty_since,
            later_listing=newest_day(session, category, after=day) is not None,
            stale=look.stale,
            trouble=look.trouble,
        )
    )
    row.state, row.reason = verdict.state, verdict.reason
    return _standing(row)


def standing(session: Session, category: str, day: date) -> Standing:
    """How one listing stands; `uncrawled` where nothing was ever written down."""
    row = session.get(Listing, (category, day))
    return Standing(category, day, State.UNCRAWLED, 0, None) if row is None else _standing(row)


def rows_since(session: Session, category: str, day: date) -> Sequence[Listing]:
    """The ledger rows of a category from `day` on, oldest first."""
    query = select(Listing).where(Listing.category == category, Listing.day >= day).order_by(Listing.day)
    return session.execute(query).scalars().all()


def oldest_day(session: Session, category: str) -> date | None:
    """The first day of a category that the ledger knows."""
    return session.execute(select(func.min(Listing.day)).where(Listing.category == category)).scalar()


def newest_day(session: Session, category: str, after: date | None = None) -> date | None:
    """The newest day with announcements held in a category, later than `after` where given."""
    query = select(func.max(Announcement.day)).where(Announcement.category == category)
    if after is not None:
        query = query.where(Announcement.day > after)
    return session.execute(query).scalar()


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
    count as one of them. Nothing older than arXiv's catch-up pages reach (90 days before `today`) is planned.
    """
    rows = {row.day: State(row.state) for row in rows_since(session, category, date.min)}
    if not rows:
        return
    reach = today - timedelta(days=_REACH_DAYS)
    newest, oldest = max(rows), min(rows)
    wanted = {day for day in _weekdays(oldest, newest) if day >= reach}
    filled = [day for day in rows if rows[day] is not State.EMPTY]
    while len(filled) < _DAYS_AT_FIRST and len(rows) < 3 * _DAYS_AT_FIRST:
        oldest = weekdays_back(oldest - timedelta(days=1), 1)[0]
        if oldest < reach:
            break
        wanted.add(oldest)
        filled.append(oldest)
    for day in sorted(wanted - rows.keys()):
        _new_row(session, category, day)


def _weekdays(first: date, last: date) -> list[date]:
    return [day for day in (first + timedelta(days=n) for n in range((last - first).days + 1)) if is_weekday(day)]

"""How a listing stands: the rules that turn what is expected, held and seen into a state. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from crawler.clock import EASTERN, announced_at, eastern_midnight
from crawler.records import Expected

# arXiv's feeds turn over at Eastern midnight, up to four hours after the announcement; a batch missing well after that is late.
_LATE_AFTER = timedelta(hours=2)
# Why a listing is late where nothing else went wrong; a page that says so itself need not repeat it.
NOT_SHOWN = "arXiv has not shown it although its time has come; it is looked for again."
# How far back arXiv's catch-up pages reach: past that no look can tell anything more about a day.
CATCHUP_DAYS = 90
# Two looks at a past day are two answers only if some time lies between them: caches repeat a wrong one for a while.
_APART = timedelta(hours=1)
# A day counts as empty by itself only when the empty answers span it: one by breakfast, one in the evening.
_FIRST_EMPTY_BY, _LAST_EMPTY_FROM = timedelta(hours=9), timedelta(hours=18)


class State(StrEnum):
    """Where a listing stands."""

    UNCRAWLED = "uncrawled"
    EXPECTED = "expected"
    LATE = "late"
    PARTIAL = "partial"
    STALE = "stale"
    COMPLETE = "complete"
    EMPTY = "empty"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to fetch."""
        return self in (State.COMPLETE, State.EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known about one category and day when its state is worked out.

    expected: what arXiv's headings promise, None while unread.   now, last_look, empty_since: aware UTC;
    empty_since is the first of an unbroken run of valid empty answers about the day.
    unlisted: how many of the held cross-lists arXiv's pages never show and never count, only its feeds.
    later_listing: whether arXiv has shown this category a listing of a later day.
    stale: the feed served an earlier day's batch under this day's date.
    unreadable: the feed has something of this day, and nothing of it could be read.   trouble: why the last look failed, if it did.
    """

    day: date
    now: datetime
    held: Expected
    expected: Expected | None = None
    unlisted: int = 0
    last_look: datetime | None = None
    empty_since: datetime | None = None
    later_listing: bool = False
    stale: bool = False
    unreadable: bool = False
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state and, where it is not plain success, the reason as a sentence for people."""

    state: State
    reason: str | None = None


def judge(evidence: Evidence) -> Verdict:
    """The state of a listing. Complete means held ≥ expected in each of the three numbers; a surplus is noted, not an error."""
    if evidence.expected is not None and evidence.expected.total > 0:
        return _by_count(evidence.expected, evidence.held, evidence.unlisted)
    if evidence.held.total > 0 or evidence.unreadable:
        return Verdict(State.PARTIAL, evidence.trouble or "arXiv's own count of this day has not been read yet.")
    if evidence.empty_since is not None and _is_empty(evidence):
        return Verdict(State.EMPTY, "arXiv announced nothing in this category that day.")
    if evidence.stale:
        return Verdict(
            State.STALE, "arXiv's feed repeated an earlier day's papers under this date; they were not taken."
        )
    if evidence.now < announced_at(evidence.day):
        return Verdict(State.EXPECTED, "arXiv announces it at 20:00 US Eastern the evening before.")
    if evidence.now < eastern_midnight(evidence.day) + _LATE_AFTER:
        return Verdict(State.EXPECTED, evidence.trouble or "arXiv has not shown it yet.")
    if evidence.last_look is None:
        return Verdict(State.UNCRAWLED, evidence.trouble)
    if evidence.expected is not None and evidence.trouble is None:
        return Verdict(State.LATE, "arXiv's page of this day has nothing in this category yet; it is looked at again.")
    return Verdict(State.LATE, evidence.trouble or NOT_SHOWN)


def _by_count(expected: Expected, held: Expected, unlisted: int) -> Verdict:
    pairs = (
        (expected.new, held.new),
        (expected.cross, held.cross - unlisted),
        (expected.replacements, held.replacements),
    )
    missing = sum(max(0, promised - here) for promised, here in pairs)
    if missing:
        return Verdict(State.PARTIAL, f"{missing} of {expected.total} that arXiv lists are not held yet.")
    surplus = held.total - expected.total
    return Verdict(State.COMPLETE, f"{surplus} more than arXiv's list shows." if surplus else None)


def _is_empty(evidence: Evidence) -> bool:
    """A later listing skips the day, or the valid empty answers span the whole Eastern day."""
    if evidence.later_listing:
        return True
    assert evidence.empty_since is not None
    if evidence.last_look is None:
        return False
    begins = eastern_midnight(evidence.day)
    return evidence.empty_since <= begins + _FIRST_EMPTY_BY and evidence.last_look >= begins + _LAST_EMPTY_FROM


def needs_look(
    state: State, day: date, last_look: datetime | None, now: datetime, agreed_since: datetime | None = None
) -> bool:
    """Whether a past listing should be read again: it is unsettled, or what settled it has not been confirmed.

    agreed_since: the first of the unbroken run of looks that all gave the same answer.
    A listing can grow after it is first shown, and arXiv has served short, stale and empty pages that looked whole. So a
    settled day is confirmed once: after its own Eastern day is over, and an hour or more after the first look that settled it.
    An unsettled one is looked at in every run for a week, once a day after that, and no more where no page tells of it.
    """
    age = now.astimezone(EASTERN).date() - day
    if age > timedelta(days=CATCHUP_DAYS):
        return False
    # A look in the future was made under a clock that was wrong.
    if last_look is None or last_look > now:
        return True
    if state.is_settled:
        over = eastern_midnight(day + timedelta(days=1))
        confirmed_from = over if agreed_since is None else max(over, agreed_since + _APART)
        return last_look < confirmed_from <= now
    return age <= timedelta(days=7) or now - last_look >= timedelta(days=1)

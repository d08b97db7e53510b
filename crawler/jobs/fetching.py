"""One crawl: every category's newest listing first, then the days of the ledger that want another look, then what they left open."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.clock import is_weekday, newest_possible_day
from crawler.errors import PaperstandError, StoppedError
from crawler.jobs.crawl import Crawl, Report, silent
from crawler.jobs.details import fill_details
from crawler.jobs.harvesting import sync_metadata
from crawler.jobs.looking import Seen, look_at_latest, look_back
from crawler.jobs.turns import crawling_alone
from crawler.ledger import CATCHUP_DAYS, State, needs_look
from crawler.store import listings, runs
from crawler.store.listings import Standing
from crawler.store.papers import ids_lacking_details
from crawler.store.renderings import render_pending
from crawler.store.runs import Tally
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

_UNREACHABLE = "arXiv cannot be reached; it is tried again."
_RENDERED_AT_ONCE = 200
_DETAILS_REACH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a crawl ended.

    standings: each category's newest day and every other day looked at, newest first.   reached: whether arXiv answered.
    """

    standings: tuple[Standing, ...]
    tally: Tally
    reached: bool = True

    @property
    def unfinished(self) -> tuple[Standing, ...]:
        """What is still missing and should not be: partial, stale, late or unreachable listings."""
        return tuple(row for row in self.standings if row.state not in (State.COMPLETE, State.EMPTY, State.EXPECTED))


def fetch(crawl: Crawl, categories: Sequence[str], day: date | None = None, report: Report = silent) -> Fetched:
    """Crawl categories once: a given day, or the newest listing and whatever the ledger still lacks.

    categories: canonical.   day: an announcement date that can exist by now.   report: told of every step.
    Only one process at a time crawls a database: while another does, this waits, and then does what that one has left.
    Raises StoreError if the database refuses, StoppedError when asked to stop; what was stored until then stays.
    """
    with crawling_alone(crawl, report) as since:
        return _fetch(_Run(crawl, categories, day, report, since), day)


def _fetch(run: "_Run", day: date | None) -> Fetched:
    try:
        fetched = run.one_day(day) if day is not None else run.newest_and_unsettled()
    except StoppedError:
        run.end("stopped", "Stopped; the next run goes on from here.")
        raise
    except PaperstandError as error:
        run.end("failed", str(error))
        raise
    run.end(*_outcome(fetched))
    return fetched


def _outcome(fetched: Fetched) -> tuple[str, str]:
    """What the crawl log says of a crawl that came to its end."""
    if not fetched.reached:
        return "unreachable", _UNREACHABLE
    missing = ", ".join(f"{row.category} {row.day} {row.state}" for row in fetched.unfinished)
    return ("incomplete", f"Still missing: {missing}.") if missing else ("done", "All there.")


class _Run:
    """A crawl under way: its row in the crawl log, its progress, and what it has stored.

    since: what was looked at from then on was looked at by a crawl that this one has waited for, and is not looked at again.
    """

    def __init__(
        self, crawl: Crawl, categories: Sequence[str], day: date | None, report: Report, since: datetime | None
    ) -> None:
        self._crawl, self._categories, self._report = crawl, categories, report
        self._tally, self._standings = Tally(), dict[tuple[str, date], Standing]()
        self._since = since
        self._reached, self._looked_back = True, set[tuple[str, date]]()
        self._done, self._total = 0, len(categories) + 2
        subject = ",".join(categories) + (f" {day}" if day else "")
        with writing(crawl.engine) as session:
            self._id = runs.begin_run(session, "fetch", subject, crawl.now())

    def newest_and_unsettled(self) -> Fetched:
        """The newest listing of every category, then the ledger's unsettled days, newest first, then versions and dates."""
        if self._look_at_newest(self._categories):
            # Looking at a day may show that another is needed: a holiday does not count among a newcomer's first days.
            while self._reached and (days := self._unsettled()):
                self._total = self._done + len(days) + 2
                for category, day in days:
                    if self._reached:
                        self._look_back(category, day)
            self._complete_metadata()
        return self._fetched()

    def one_day(self, day: date) -> Fetched:
        """One announcement day of every category."""
        if not is_weekday(day):
            reason = "arXiv announces nothing on weekends."
            standings = tuple(Standing(category, day, State.EMPTY, 0, 0, reason) for category in self._categories)
            return Fetched(standings, self._tally)
        if day >= self._crawl.clock.eastern_day():
            self._look_at_newest(self._categories)
        for category in self._categories:
            is_past = day < self._crawl.clock.eastern_day() or self._skipped(category, day)
            if self._reached and is_past and not self._just_seen(category, day):
                self._look_back(category, day)
        if self._reached:
            self._complete_metadata()
        with reading(self._crawl.engine) as session:
            held = {category: listings.standing(session, category, day) for category in self._categories}
        standings = tuple(self._standings.get((category, day), held[category]) for category in self._categories)
        return Fetched(standings, self._tally, self._reached)

    def _skipped(self, category: str, day: date) -> bool:
        """Whether the newest listing was already another day's, so that today's must be read from the catch-up pages."""
        return any(seen == category and later > day for seen, later in self._standings)

    def _look_at_newest(self, categories: Sequence[str]) -> bool:
        """Returns whether arXiv could be reached; if it cannot, the first category's wait is not repeated for every other."""
        for category in categories:
            if newest := self._just_seen(category):
                self._note(Seen((newest,)), f"{category}: newest listing, read by another crawl just now")
                continue
            self._say(f"{category}: newest listing")
            seen = look_at_latest(self._crawl, category)
            self._note(seen, f"{category}: newest listing")
            self._render()
            if not self._reached:
                break
        return self._reached

    def _just_seen(self, category: str, day: date | None = None) -> Standing | None:
        """How a day, or the newest, stands in the ledger, if the crawl that this one has waited for has looked at it."""
        with reading(self._crawl.engine) as session:
            rows = [row for row in listings.rows_since(session, [category], day or date.min) if day in (None, row.day)]
            if not rows or not self._is_just_seen(rows[-1].last_look):
                return None
            return listings.standing(session, category, rows[-1].day)

    def _is_just_seen(self, last_look: datetime | None) -> bool:
        return self._since is not None and last_look is not None and last_look >= self._since

    def _look_back(self, category: str, day: date) -> None:
        self._note(look_back(self._crawl, category, day), f"{category}, {day}")
        self._looked_back.add((category, day))

    def _unsettled(self) -> list[tuple[str, date]]:
        """The days to read again, newest first and each day's categories together: readers want yesterday before last week."""
        now, newest = self._crawl.now(), dict.fromkeys(self._categories, newest_possible_day(self._crawl.now()))
        # Oldest first, so that the last one stays.
        newest.update(sorted(self._standings, key=lambda listing: listing[1]))
        with reading(self._crawl.engine) as session:
            reach = self._crawl.clock.eastern_day() - timedelta(days=CATCHUP_DAYS)
            rows = listings.rows_since(session, self._categories, reach)
        wanted = [
            (row.category, row.day)
            for row in rows
            if row.day < newest[row.category]
            and not self._is_done(row.category, row.day)
            and not self._is_just_seen(row.last_look)
            and needs_look(State(row.state), row.day, row.last_look, now, row.agreed_since)
        ]
        return sorted(wanted, key=self._newest_first)

    def _is_done(self, category: str, day: date) -> bool:
        """Whether this crawl has looked for a listing where it looks back, or has found it settled."""
        seen = self._standings.get((category, day))
        return (category, day) in self._looked_back or (seen is not None and seen.state.is_settled)

    def _newest_first(self, listing: tuple[str, date]) -> tuple[int, int]:
        category, day = listing
        return -day.toordinal(), self._categories.index(category)

    def _complete_metadata(self) -> None:
        """Versions, dates and licences: OAI-PMH for what changed lately, then single look-ups for what is still open."""
        self._say("versions and dates")
        self._tally += sync_metadata(self._crawl, self._categories)
        with reading(self._crawl.engine) as session:
            ids = ids_lacking_details(session, self._categories, self._details_since())
        self._tally += fill_details(self._crawl, ids)
        self._done += 1
        self._say("formulas and keywords")
        self._render()

    def _details_since(self) -> date:
        """The oldest day just looked at, two weeks ago at least: OAI-PMH and the API may have been out of reach then."""
        return min([self._crawl.clock.eastern_day() - _DETAILS_REACH, *(day for _, day in self._standings)])

    def _render(self) -> None:
        while render_pending(self._crawl.engine, self._categories, _RENDERED_AT_ONCE):
            pass

    def _note(self, seen: Seen, message: str) -> None:
        self._tally += seen.tally
        self._standings.update({(row.category, row.day): row for row in seen.standings})
        self._done += 1
        self._say(message)
        if not seen.reached:
            log.error(_UNREACHABLE)
            self._reached = False

    def _say(self, message: str) -> None:
        self._report(message, self._done, self._total)
        with writing(self._crawl.engine) as session:
            runs.note_progress(session, self._id, message, self._done, self._total, self._tally, self._crawl.now())

    def _fetched(self) -> Fetched:
        with reading(self._crawl.engine) as session:
            rows = [listings.standing(session, category, day) for category, day in self._standings]
        rows.sort(key=lambda row: self._newest_first((row.category, row.day)))
        return Fetched(tuple(rows), self._tally, self._reached)

    def end(self, outcome: str, message: str) -> None:
        """Close the run's row in the crawl log."""
        with writing(self._crawl.engine) as session:
            runs.end_run(session, self._id, outcome, message, self._tally, self._crawl.now())

"""Importing a metadata snapshot: the fast way to years of papers, before the harvest brings them up to date."""

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crawler.errors import ParseError
from crawler.jobs.crawl import Report, silent
from crawler.records import BadRecord, SnapshotLine
from crawler.sources.snapshot import read_snapshot
from crawler.store.announcements import store_announcements
from crawler.store.papers import StoreCounts, store_papers
from crawler.store.runs import Tally, begin_run, end_run, note_progress
from crawler.store.session import writing

log = logging.getLogger(__name__)

_LINES_A_COMMIT = 2000
_BAD_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What came of a snapshot: lines read (empty ones left out), papers, new announcements, and lines that could not be read.

    bad_lines: the first hundred of those, with their numbers and what was wrong.
    """

    lines: int = 0
    papers: StoreCounts = field(default=StoreCounts())
    announcements: int = 0
    bad: int = 0
    bad_lines: tuple[BadRecord, ...] = ()

    @property
    def tally(self) -> Tally:
        """The same for the crawl log."""
        return Tally(self.papers.new, self.papers.changed, self.bad)


def import_snapshot(engine: Engine, path: Path, now: Callable[[], datetime], report: Report = silent) -> ImportCounts:
    """Store every paper of a snapshot, and the announcements its lines name, a few thousand lines a transaction.

    now: the time, aware UTC, for the crawl log.   report: told how far it is; the total is not known (0).
    The same file again, after a kill or for no reason, ends the same. The ledger is not touched: a snapshot proves no day
    complete. Bad lines are logged and counted. Raises ParseError where the file cannot be read to its end, StoreError where
    the database refuses; what was stored until then stays.
    """
    with writing(engine) as session:
        run = begin_run(session, "import", str(path), now())
    counts = ImportCounts()
    outcome, message = "failed", "The import broke off; the same command completes it."
    try:
        with _collector_resting():
            for batch in _batches(path):
                with writing(engine) as session:
                    counts = _keep(session, batch, counts)
                    message = f"{counts.lines:,} lines"
                    note_progress(session, run, message, counts.lines, 0, counts.tally, now())
                report(message, counts.lines, 0)
        outcome = "incomplete" if counts.bad else "done"
        message = f"{counts.lines:,} lines read, {counts.bad:,} of them unreadable."
    finally:
        with writing(engine) as session:
            end_run(session, run, outcome, message, counts.tally, now())
    return counts


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Keep Python's cycle collector from walking the records of a batch, which hold no cycles, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _batches(path: Path) -> Iterator[list[SnapshotLine | BadRecord]]:
    """The lines by the thousand. Where the file breaks off, those before the break are handed on first."""
    batch: list[SnapshotLine | BadRecord] = []
    try:
        for line in read_snapshot(path):
            batch.append(line)
            if len(batch) == _LINES_A_COMMIT:
                yield batch
                batch = []
    except ParseError:
        yield batch
        raise
    yield batch


def _keep(session: Session, batch: Sequence[SnapshotLine | BadRecord], counts: ImportCounts) -> ImportCounts:
    lines = [line for line in batch if isinstance(line, SnapshotLine)]
    bad = [line for line in batch if isinstance(line, BadRecord)]
    for line in bad:
        log.warning("%s: %s", line.where, line.reason)
    papers = store_papers(session, (line.paper for line in lines))
    announcements = store_announcements(session, (one for line in lines for one in line.announcements))
    return ImportCounts(
        lines=counts.lines + len(batch),
        papers=counts.papers + papers,
        announcements=counts.announcements + announcements,
        bad=counts.bad + len(bad),
        bad_lines=(*counts.bad_lines, *bad)[:_BAD_SHOWN],
    )

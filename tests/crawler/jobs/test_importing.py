"""Importing a snapshot: again, after a kill, with bad lines, and in a memory that does not grow."""

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from crawler.errors import ParseError, StoreError
from crawler.jobs.importing import ImportCounts, import_snapshot
from crawler.records import BadRecord, Expected
from crawler.store.announcements import held
from crawler.store.models import Announcement, CrawlRun, Listing, Paper, Version
from crawler.store.papers import StoreCounts
from crawler.store.session import open_database, reading, writing


def now() -> datetime:
    return datetime(2026, 3, 10, 12, tzinfo=UTC)


def entry(number: int, **fields: Any) -> dict[str, Any]:
    """A line in a mirror's form, with some keys set."""
    return {
        "id": f"2603.{number:05}", "version": "v1", "title": f"Title {number}", "abstract": "An abstract with $x$.",
        "authors": ["Jane Doe", "Bo Li"], "categories": ["cs.CL", "cs.LG"], "published": "2026-03-02", "updated": "2026-03-02",
        "announced": "2026-03-04", **fields,
    }  # fmt: skip


def write(path: Path, lines: Iterable[dict[str, Any] | str]) -> Path:
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.writelines((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return path


def contents(engine: Engine) -> list[tuple[Any, ...]]:
    """Every paper, version and announcement, without what tells when it was stored."""
    with reading(engine) as session:
        papers = [column for column in Paper.__table__.columns if column.name not in ("id", "revision")]
        versions = select(Paper.arxiv_id, Version.number, Version.submitted).join(Version, Version.paper_id == Paper.id)
        announcements = select(
            Paper.arxiv_id, Announcement.category, Announcement.day, Announcement.kind, Announcement.version
        ).join(Announcement, Announcement.paper_id == Paper.id)
        return [
            tuple(map(str, row))
            for query in (select(*papers), versions, announcements)
            for row in sorted(session.execute(query).all(), key=str)
        ]


def runs(engine: Engine) -> list[CrawlRun]:
    with reading(engine) as session:
        return list(session.scalars(select(CrawlRun).order_by(CrawlRun.id)))


def test_papers_and_announcements_land_and_the_ledger_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    counts = import_snapshot(engine, write(tmp_path / "s.jsonl.gz", map(entry, range(1, 6))), now)
    assert counts == ImportCounts(lines=5, papers=StoreCounts(new=5), announcements=10)
    with reading(engine) as session:
        assert held(session, "cs.CL", date(2026, 3, 4)) == Expected(new=5, cross=0, replacements=0)
        assert held(session, "cs.LG", date(2026, 3, 4)) == Expected(new=0, cross=5, replacements=0)
        assert session.scalars(select(Listing)).all() == []


def test_a_second_import_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl.gz", map(entry, range(1, 2501)))
    import_snapshot(engine, path, now)
    before = contents(engine)
    counts = import_snapshot(engine, path, now)
    assert counts == ImportCounts(lines=2500, papers=StoreCounts(unchanged=2500))
    assert contents(engine) == before
    with reading(engine) as session:
        revisions = session.execute(text("SELECT count(DISTINCT revision), max(revision) FROM papers")).one()
        assert session.scalar(text("SELECT value FROM counters WHERE name = 'revision'")) == revisions[1]
        assert revisions[0] == 2500


def test_bad_lines_are_counted_with_their_numbers_and_lose_no_other(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path / "s.jsonl.gz", [entry(1), "nonsense", "", entry(2, title=None), entry(3)])
    counts = import_snapshot(engine, path, now)
    assert (counts.lines, counts.papers, counts.bad) == (4, StoreCounts(new=2), 2)
    assert [bad.where for bad in counts.bad_lines] == ["line 2", "line 4"]
    assert counts.bad_lines[1] == BadRecord("line 4", "It has no title.")
    assert [record.message.partition(":")[0] for record in caplog.records] == ["line 2", "line 4"]
    (run,) = runs(engine)
    assert (run.outcome, run.papers_new, run.bad_records) == ("incomplete", 2, 2)


def test_of_a_file_of_nonsense_only_the_first_hundred_lines_are_remembered(engine: Engine, tmp_path: Path) -> None:
    counts = import_snapshot(engine, write(tmp_path / "s.jsonl.gz", ["nonsense"] * 2500), now)
    assert (counts.bad, len(counts.bad_lines), counts.bad_lines[99].where) == (2500, 100, "line 100")


def test_a_file_cut_short_keeps_what_it_had_and_says_so(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl.gz", map(entry, range(1, 3001)))
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(ParseError, match="cut short"):
        import_snapshot(engine, path, now)
    with reading(engine) as session:
        assert len(session.scalars(select(Paper.id)).all()) > 2900
    (run,) = runs(engine)
    assert (run.outcome, run.papers_new > 2900) == ("failed", True)


def test_a_run_is_in_the_crawl_log_with_its_progress(engine: Engine, tmp_path: Path) -> None:
    said: list[tuple[str, int]] = []
    path = write(tmp_path / "s.jsonl.gz", map(entry, range(1, 2101)))
    import_snapshot(engine, path, now, lambda message, done, _total: said.append((message, done)))
    assert said == [("2,000 lines", 2000), ("2,100 lines", 2100)]
    (run,) = runs(engine)
    assert (run.command, run.subject, run.outcome, run.started) == ("import", str(path), "done", now())
    assert (run.message, run.steps_done, run.papers_new) == ("2,100 lines read, 0 of them unreadable.", 2100, 2100)


def test_a_database_that_refuses_is_told_and_the_import_can_be_repeated(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl.gz", map(entry, range(1, 11)))
    with writing(engine) as session:
        session.execute(text("ALTER TABLE versions RENAME TO elsewhere"))
    with pytest.raises(StoreError):
        import_snapshot(engine, path, now)
    with writing(engine) as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO versions"))
    assert import_snapshot(engine, path, now).papers == StoreCounts(new=10)
    assert [run.outcome for run in runs(engine)] == ["failed", "done"]


_IMPORT_UNTIL_KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from crawler.jobs.importing import import_snapshot
from crawler.store.session import open_database

def die_after_the_second_commit(message, done, total):
    if done >= 4000:
        os.kill(os.getpid(), signal.SIGKILL)

import_snapshot(open_database(sys.argv[1]), Path(sys.argv[2]), lambda: datetime.now(UTC), die_after_the_second_commit)
"""


def test_after_a_kill_the_same_command_ends_as_if_nothing_had_happened(
    engine: Engine, fresh_sqlite: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "s.jsonl.gz", map(entry, range(1, 4501)))
    address = engine.url.render_as_string(hide_password=False)
    program = [sys.executable, "-c", _IMPORT_UNTIL_KILLED, address, str(path)]
    killed = subprocess.run(program, check=False, cwd=Path(__file__).parents[3], env={**os.environ, "PYTHONPATH": "."})
    assert killed.returncode == -signal.SIGKILL
    with reading(engine) as session:
        assert len(session.scalars(select(Paper.id)).all()) == 4000
    assert import_snapshot(engine, path, now).papers == StoreCounts(new=500, unchanged=4000)

    if engine.url.render_as_string(hide_password=False) != fresh_sqlite:
        undisturbed = open_database(fresh_sqlite)
        import_snapshot(undisturbed, path, now)
        assert contents(engine) == contents(undisturbed)
        undisturbed.dispose()


@pytest.fixture
def real_papers(tmp_path: Path) -> Path:
    """Every fourth of 12,422 real papers with the day they were announced."""
    shared = Path(os.environ.get("PAPERSTAND_SHARED", Path(__file__).parents[4] / "shared"))
    path = shared / "data" / "papers_announced_2026-05-18_to_2026-06-12.jsonl.gz"
    if not path.exists():
        pytest.skip(f"the real papers are not on this machine: {path}")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return write(tmp_path / "real.jsonl.gz", (line.rstrip() for line in islice(file, 0, None, 4)))


def test_real_papers_land_without_a_bad_line_and_a_second_time_without_a_change(
    engine: Engine, real_papers: Path
) -> None:
    first = import_snapshot(engine, real_papers, now)
    assert (first.lines, first.papers, first.bad) == (3106, StoreCounts(new=3106), 0)
    again = import_snapshot(engine, real_papers, now)
    assert again == ImportCounts(lines=3106, papers=StoreCounts(unchanged=3106))
    with reading(engine) as session:
        assert session.scalar(text("SELECT count(DISTINCT paper_id) FROM announcements")) == 3106
        days = session.scalars(select(Announcement.day).distinct()).all()
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}

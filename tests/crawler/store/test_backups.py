"""A backup is the whole database at one moment; going back to it is all or nothing."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from crawler.errors import StoreError
from crawler.records import Author, PaperRecord, Source
from crawler.store.backups import back_up, restore
from crawler.store.migrations import ensure_current
from crawler.store.models import Paper
from crawler.store.papers import store_papers
from crawler.store.session import open_database, reading, writing

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def hold(engine: Engine, *arxiv_ids: str) -> None:
    papers = [
        PaperRecord(
            id=arxiv_id,
            source=Source.OAI,
            title=f"On {arxiv_id}",
            abstract="We invent.",
            authors=(Author("Ada Invented"),),
            categories=("cs.CL",),
        )
        for arxiv_id in arxiv_ids
    ]
    with writing(engine) as session:
        store_papers(session, papers)


def held(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(Paper.arxiv_id).order_by(Paper.arxiv_id)))


def test_what_was_backed_up_comes_back_and_what_came_after_goes(engine: Engine, tmp_path: Path) -> None:
    hold(engine, "2611.00001", "2611.00002")
    target = tmp_path / "of today" / "backup"
    assert back_up(engine, target) == target.stat().st_size > 0
    hold(engine, "2611.00003")
    restore(engine, target)
    assert held(engine) == ["2611.00001", "2611.00002"]
    ensure_current(engine)
    hold(engine, "2611.00004")
    assert len(held(engine)) == 3
    assert [path.name for path in target.parent.iterdir()] == ["backup"]


def test_a_backup_does_not_wait_for_who_writes(engine: Engine, tmp_path: Path) -> None:
    hold(engine, "2611.00001")
    with writing(engine) as session:
        session.add(session.get_one(Paper, session.scalar(select(func.max(Paper.id)))))
        session.execute(Paper.__table__.update().values(title="Not yet"))  # type: ignore[attr-defined]
        back_up(engine, tmp_path / "backup")
    restore(engine, tmp_path / "backup")
    with reading(engine) as session:
        assert session.scalar(select(Paper.title)) == "On 2611.00001"


def test_no_backup_replaces_another_file(engine: Engine, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.write_text("dear")
    with pytest.raises(StoreError, match="there already"):
        back_up(engine, target)
    assert target.read_text() == "dear"


@pytest.mark.parametrize("content", [b"", b"no backup at all", b"SQLite format 3\x00 but no more"])
def test_what_is_no_backup_changes_nothing(engine: Engine, tmp_path: Path, content: bytes) -> None:
    hold(engine, "2611.00001")
    source = tmp_path / "backup"
    source.write_bytes(content)
    with pytest.raises(StoreError):
        restore(engine, source)
    assert held(engine) == ["2611.00001"]


def test_a_damaged_or_foreign_file_is_refused(fresh_sqlite: str, tmp_path: Path) -> None:
    engine = open_database(fresh_sqlite)
    hold(engine, "2611.00001")
    foreign = tmp_path / "foreign"
    with sqlite3.connect(foreign) as other:
        other.execute("CREATE TABLE mail (subject TEXT)")
    other.close()
    with pytest.raises(StoreError, match="no whole backup of Paperstand"):
        restore(engine, foreign)
    back_up(engine, whole := tmp_path / "whole")
    cut = tmp_path / "cut"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(StoreError, match=r"damaged|no whole backup"):
        restore(engine, cut)
    assert held(engine) == ["2611.00001"]
    engine.dispose()


def test_a_folder_that_cannot_be_written_to_is_told(fresh_sqlite: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="could not be written"):
        back_up(open_database(fresh_sqlite), tmp_path / "file" / "backup")

"""Reading and writing transactions on real databases."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, TextClause, text

from crawler.errors import StoreError
from crawler.store.session import in_chunks, open_database, reading, writing

VALUE = text("SELECT value FROM counters WHERE name = 'revision'")


def _set(value: int) -> TextClause:
    return text(f"UPDATE counters SET value = {value} WHERE name = 'revision'")


def test_what_is_written_is_there_for_the_next_reader(engine: Engine) -> None:
    with writing(engine) as session:
        session.execute(_set(7))
    with reading(engine) as session:
        assert session.scalar(VALUE) == 7


def test_an_error_while_writing_undoes_all_of_it(engine: Engine) -> None:
    def fail_half_way() -> None:
        with writing(engine) as session:
            session.execute(_set(7))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with reading(engine) as session:
        assert session.scalar(VALUE) == 0


def test_a_write_while_reading_is_refused_and_the_next_writer_is_not(engine: Engine) -> None:
    with pytest.raises(StoreError, match="may only be read"), reading(engine) as session:
        session.execute(_set(7))
    with writing(engine) as session:
        session.execute(_set(8))


def test_a_reader_sees_one_state_while_another_writes(engine: Engine) -> None:
    with reading(engine) as reader:
        before = reader.scalar(VALUE)
        with writing(engine) as writer:
            writer.execute(_set(7))
        assert reader.scalar(VALUE) == before == 0


def test_writers_that_read_first_wait_for_each_other(engine: Engine) -> None:
    def raise_by_one() -> None:
        for _ in range(10):
            with writing(engine) as session:
                value = session.scalar(
                    text(f"{VALUE} FOR UPDATE" if engine.dialect.name == "postgresql" else str(VALUE))
                )
                session.execute(_set(value + 1))

    writers = [threading.Thread(target=raise_by_one) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with reading(engine) as session:
        assert session.scalar(VALUE) == 40


def test_a_reference_to_a_paper_that_is_not_there_is_refused(engine: Engine) -> None:
    with pytest.raises(StoreError, match="refused"), writing(engine) as session:
        session.execute(text("INSERT INTO versions (paper_id, number, withdrawn) VALUES (99, 1, false)"))


def test_a_sqlite_file_gets_its_folder_and_write_ahead_log(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/a/b/papers.sqlite3")
    with reading(engine) as session:
        settings = [
            session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    engine.dispose()
    assert settings == ["wal", 1, 1, 30_000]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"folder .*/file/data cannot be made"):
        open_database(f"sqlite:///{tmp_path}/file/data/papers.sqlite3")


def test_a_file_that_is_no_database_is_said_to_be_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here\n" * 100)
    engine = open_database(f"sqlite:///{tmp_path}/notes.txt")
    with pytest.raises(StoreError, match=r"notes\.txt refused: the file is something else"), reading(engine) as session:
        session.execute(VALUE)


def test_a_database_without_tables_says_how_to_make_them(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/papers.sqlite3")
    with pytest.raises(StoreError, match="python -m crawler migrate"), reading(engine) as session:
        session.execute(VALUE)
    engine.dispose()


def test_a_locked_database_says_that_another_program_is_writing(fresh_sqlite: str, tmp_path: Path) -> None:
    engine = open_database(fresh_sqlite)
    other = sqlite3.connect(tmp_path / "paperstand.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")  # stays with the pooled connection that is used next
    with pytest.raises(StoreError, match="another program has been writing"), writing(engine) as session:
        session.execute(_set(7))
    other.close()
    engine.dispose()


def test_a_server_that_is_not_there_is_said_to_be_out_of_reach_and_its_password_is_kept() -> None:
    engine = open_database("postgresql://reader:secret@127.0.0.1:1/papers")
    with pytest.raises(StoreError, match="cannot be reached") as refusal, reading(engine) as session:
        session.execute(VALUE)
    assert "secret" not in str(refusal.value)


def test_chunks_hold_everything_in_order_and_are_taken_one_at_a_time() -> None:
    numbers = iter(range(5))
    chunks = in_chunks(numbers, size=2)
    assert next(chunks) == [0, 1]
    assert next(numbers) == 2
    assert list(chunks) == [[3, 4]]

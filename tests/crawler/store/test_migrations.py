"""The migrations build what the models say, once, whoever starts them."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, select, text

from crawler.errors import StoreError
from crawler.store.migrations import ensure_current, migrate
from crawler.store.models import Base, Counter, GateState
from crawler.store.session import open_database, reading, writing


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that nobody has migrated."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/with 100% odd letters/paperstand.sqlite3"
    address: str = request.getfixturevalue("empty_postgresql")
    return address


def test_migrations_and_models_agree(engine: Engine) -> None:
    with reading(engine) as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_rows_that_everything_starts_from_are_there(engine: Engine) -> None:
    with reading(engine) as session:
        gate = session.execute(select(GateState)).scalar_one()
        assert (gate.id, gate.holder, gate.next_request.year, gate.next_page.year) == (1, None, 1970, 1970)
        assert session.execute(select(Counter.name, Counter.value)).all() == [("revision", 0)]


def test_a_current_database_is_accepted_and_migrating_it_again_changes_nothing(engine: Engine) -> None:
    ensure_current(engine)
    migrate(engine)
    ensure_current(engine)


def test_a_database_without_tables_is_refused_until_it_is_migrated(empty_address: str) -> None:
    engine = open_database(empty_address)
    with pytest.raises(StoreError, match="python -m crawler migrate"):
        ensure_current(engine)
    migrate(engine)
    ensure_current(engine)
    engine.dispose()


def test_several_processes_may_migrate_at_once(empty_address: str) -> None:
    failures: list[Exception] = []
    together = threading.Barrier(3)

    def start() -> None:
        engine = open_database(empty_address)
        together.wait()
        try:
            migrate(engine)
        except StoreError as error:
            failures.append(error)
        finally:
            engine.dispose()

    processes = [threading.Thread(target=start) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert failures == []


def test_a_database_that_a_newer_program_changed_is_refused(engine: Engine) -> None:
    with writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"9999.*newer Paperstand"):
        ensure_current(engine)
    with pytest.raises(StoreError, match=r"9999.*newer Paperstand"):
        migrate(engine)

"""What every test may use: a real database, freshly migrated, and no way out of this machine."""

import shutil
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, text

from crawler.store.migrations import migrate
from crawler.store.session import open_database
from tests.coverage_pauses import CoveragePauses
from tests.postgresql import Databases, address_of, find_programs, running_server

# The same examples every time, however slow the machine.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    """Stop coverage where it finds nothing."""
    config.pluginmanager.register(CoveragePauses(config))


@pytest.fixture(autouse=True, scope="session")
def no_way_out() -> Iterator[None]:
    """Refuse connections that leave this machine: a test that needs the network has forgotten its stand-in."""

    def guarded(connect: Any) -> Any:
        def connect_here(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
                raise AssertionError(f"a test tried to reach {address[0]}:{address[1]}; tests stay on this machine")
            return connect(self, address)

        return connect_here

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        yield


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty migrated database of this test's own: once a SQLite file, once a database on a real PostgreSQL."""
    engine = open_database(request.getfixturevalue(f"fresh_{request.param}"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "paperstand.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def fresh_sqlite(migrated_file: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite file."""
    path = shutil.copy(migrated_file, tmp_path / "paperstand.sqlite3")
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[Databases]:
    """The databases of a running PostgreSQL, copied from a migrated one."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: neither pg_ctl on the path nor /usr/lib/postgresql")
    with running_server(programs) as address:
        # Databases are made and dropped outside transactions.
        server = create_engine(address, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("CREATE DATABASE migrated"))
        _migrate(address_of(server, "migrated"))
        databases = Databases(server, template="migrated")
        yield databases
        databases.close()
        server.dispose()


@pytest.fixture
def empty_postgresql(postgresql_databases: Databases) -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    with postgresql_databases.empty() as address:
        yield address


@pytest.fixture
def fresh_postgresql(postgresql_databases: Databases) -> str:
    """The address of a migrated PostgreSQL database."""
    return postgresql_databases.copied()


def _migrate(address: str) -> None:
    engine = open_database(address)
    migrate(engine)
    engine.dispose()

"""A PostgreSQL of our own for the length of a test run: real, on a socket in a temporary folder, and its databases."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, text


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl, those of the newest version where there are several; None where there are none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("pg_ctl")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


@contextmanager
def running_server(programs: Path) -> Iterator[str]:
    """Start a server, yield the address of its database `postgres`, stop and remove it.

    PostgreSQL refuses to run as root; there the user `postgres`, which its packages make, runs it.
    """
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="paperstand-pg-") as folder:
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

        def run(program: str, *arguments: str) -> None:
            command: list[str | Path] = [programs / program, "-D", f"{folder}/data", *arguments]
            subprocess.run(command, check=True, cwd=folder, user=user, stdout=subprocess.DEVNULL)

        run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run("pg_ctl", "start", "-w", "-l", f"{folder}/log", "-o", options)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")


class Databases:
    """The databases of a running server.

    server: an engine whose statements stand outside transactions.   template: the name of a database to be copied.
    """

    def __init__(self, server: Engine, template: str) -> None:
        self._server, self._template, self._numbers = server, template, count(1)
        self._reused: _Reused | None = None

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a database without any table, dropped at the end."""
        name = self._make("template0")
        yield address_of(self._server, name)
        self._drop(name)

    def copied(self) -> str:
        """The address of a database as the template is: the same one each time, put back, for whoever asks next.

        To put it back takes a tenth of the time that making another takes. Whoever is still connected to it is cut off.
        """
        if self._reused is not None and not self._reused.put_back():
            self._reused.close()
            self._drop(self._reused.name)
            self._reused = None
        if self._reused is None:
            self._reused = _Reused(self._server, self._make(self._template))
        return self._reused.address

    def close(self) -> None:
        """Leave them all: the server may go."""
        if self._reused is not None:
            self._reused.close()

    def _make(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        with self._server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return name

    def _drop(self, name: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COLUMNS = """
    SELECT attrelid, relname, attname, atttypid FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace ORDER BY attrelid, attnum
"""
_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
_SEQUENCES = """
    SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences
    WHERE last_value IS NOT NULL
"""


class _Reused:
    """A database as its template was when this was made, and its way back there: the rows it had are kept in a schema of their own."""

    def __init__(self, server: Engine, name: str) -> None:
        self.name, self.address = name, address_of(server, name)
        self._engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        self._connection = self._engine.connect()
        self._columns = self._ask(_COLUMNS)
        tables = [row[0] for row in self._ask(_TABLES)]
        self._filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
        self._ask("SET session_replication_role = replica")  # rows go in any order, whatever refers to them
        self._ask("CREATE SCHEMA kept")
        self._kept = [row[0] for row in self._ask(self._filled)]
        for table in self._kept:
            self._ask(f"CREATE TABLE kept.{table} AS TABLE {table}")

    def put_back(self) -> bool:
        """Make it what it was; False where that cannot be, since not only rows have changed."""
        while self._ask(_OTHERS):
            time.sleep(0.002)
        if self._ask(_COLUMNS) != self._columns:
            return False
        for row in self._ask(self._filled):
            self._ask(f"DELETE FROM {row[0]}")
        for table in self._kept:
            self._ask(f"INSERT INTO {table} TABLE kept.{table}")
        self._ask(_SEQUENCES)
        return True

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()
        self._engine.dispose()

    def _ask(self, statement: str) -> list[tuple[object, ...]]:
        result = self._connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def address_of(server: Engine, database: str) -> str:
    """The address of one of a server's databases."""
    return server.url.set(database=database).render_as_string(hide_password=False)

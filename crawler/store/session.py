"""Opening the database, and the two ways of using it: reading and writing.

Hold rule: nobody keeps a `writing` transaction open while waiting for the network, a model or a person.
SQLite has one writer at a time, and on PostgreSQL every writer of papers waits for the revision counter's row.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from crawler.errors import StoreError

Item = TypeVar("Item")

CHUNK = 1000  # rows in one statement: past this nothing gets faster, and SQLite allows 32,766 parameters at most

_BUSY_SECONDS = 30  # how long a writer waits for another before giving up
_SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    "PRAGMA synchronous = NORMAL",  # with WAL: a power cut may lose the last commits but never damages the file
    "PRAGMA foreign_keys = ON",
    # Moving the log into the file every 40 MB, not every 4: a page that changes often is moved less often.
    "PRAGMA wal_autocheckpoint = 10000",
)

# What the drivers' messages mean to a person. Read in this order, in lower case.
_REASONS = (
    ("database is locked", f"another program has been writing to it for {_BUSY_SECONDS} seconds; try again when it is done"),
    ("canceling statement due to lock timeout", "another program holds the rows; try again when it is done"),
    ("deadlock detected", "two programs waited for each other; run the command again"),
    ("disk is full", "the disk is full; make room and run the command again"),
    ("no space left on device", "the disk is full; make room and run the command again"),
    ("readonly database", "it may only be read here; if that is a surprise, look at who owns the file and its folder"),
    ("read-only transaction", "it may only be read here; if that is a surprise, look whether the server is a standby"),
    ("unable to open database file", "the file cannot be opened; look at its folder's owner and permissions"),
    ("file is not a database", "the file is something else; look at PAPERSTAND_DATABASE_URL"),
    ("malformed", "the file is damaged; restore a backup"),
    ("no such table", "it has no tables of Paperstand yet; run `python -m crawler migrate`"),
    ("no such column", "it is behind this program; run `python -m crawler migrate`"),
    ("authentication failed", "it does not accept the user or password in PAPERSTAND_DATABASE_URL"),
    ("connection refused", "it cannot be reached; is PostgreSQL running where PAPERSTAND_DATABASE_URL says?"),
    ("connection failed", "it cannot be reached; is PostgreSQL running where PAPERSTAND_DATABASE_URL says?"),
    ("server closed the connection", "the connection was lost; run the command again"),
)  # fmt: skip


# Names stay readable in the column, and a page of papers is read in a fraction of the standard library's time.
_JSON: dict[str, Any] = {
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}


def open_database(url: str) -> Engine:
    """The database at a SQLAlchemy address, SQLite (its folder is made) or PostgreSQL. Connects only when first used.

    Raises StoreError if the folder cannot be made.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **_JSON)
    _make_folder(address)
    engine = create_engine(address, **_JSON)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A transaction that may write: committed at the end, rolled back on any error. See the hold rule above.

    Raises StoreError where the database refuses: locked for 30 s, full, unreachable, read-only, without its tables.
    """
    # What was read stays readable after the commit.
    opened = Session(engine.execution_options(writes=True), expire_on_commit=False)
    with _refusals_explained(engine), opened as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A transaction that only reads, and sees one state of the database throughout. A write in it is refused.

    Raises StoreError where the database refuses.
    """
    one_state = engine.execution_options(writes=False)
    if engine.dialect.name == "postgresql":
        one_state = one_state.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with _refusals_explained(engine), Session(one_state) as session:
        yield session


def in_chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists of at most `size`, in order, taking no more from `items` than it has handed on."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


@contextmanager
def _refusals_explained(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"The database {_shown(engine.url)} refused: {_reason(error)}.") from error


def _reason(error: DBAPIError) -> str:
    said = " ".join(str(error.orig).split())
    return next((reason for sign, reason in _REASONS if sign in said.lower()), said.rstrip("."))


def _shown(url: URL) -> str:
    return (url.database or "") if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _make_folder(address: URL) -> None:
    folder = Path(address.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The database's folder {folder} cannot be made: {error.strerror}.") from error


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's driver would begin transactions by itself, late and never IMMEDIATE; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    _keep_log(cursor)
    cursor.close()


def _keep_log(cursor: DBAPICursor) -> None:
    """Switch the file to a write-ahead log, with which readers and the writer do not wait for each other.

    The file remembers it. SQLite does not wait its busy_timeout for this one, so several programs that
    open a fresh file together must try again.
    """
    give_up = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: one that first read could no longer wait for another, only fail.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

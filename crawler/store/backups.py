"""The whole database in one file, and back again.

SQLite is copied by its own engine, at one moment's state, while others go on reading and writing; PostgreSQL by its own
programs pg_dump and pg_restore, which must be on the path. What lies beside the database (search index, secret key) is no part of it:
the index is made again by itself.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine

from crawler.errors import StoreError
from crawler.store.migrations import migrate

_WAIT_SECONDS = 60.0  # for a writer to finish
_BEGINS = b"SQLite format 3\x00"  # https://www.sqlite.org/fileformat.html


def back_up(engine: Engine, target: Path) -> int:
    """Write the database into a new file, whole or not at all; returns its bytes.

    Raises StoreError where the file is there already or cannot be written, or the database refuses.
    """
    if target.exists():
        raise StoreError(f"{target} is there already, and no backup replaces another; name a new file.")
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        if engine.dialect.name == "sqlite":
            _copy_sqlite(_path(engine), part)
        else:
            _run(engine, "pg_dump", "--format=custom", "--no-owner", f"--file={part}")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The backup {target} could not be written: {error}.") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return target.stat().st_size


def restore(engine: Engine, source: Path) -> None:
    """Put a backup in the place of everything the database holds, and bring it to this program's schema.

    All of it lands or none; processes that use the database meanwhile see it before or after. Raises StoreError where the file is no whole
    backup, comes from a newer program, or the database refuses.
    """
    try:
        with source.open("rb") as file:
            is_sqlite = file.read(len(_BEGINS)) == _BEGINS
    except OSError as error:
        raise StoreError(f"The backup {source} cannot be read: {error.strerror}.") from error
    if is_sqlite != (engine.dialect.name == "sqlite"):
        kinds = ("SQLite", "PostgreSQL") if is_sqlite else ("PostgreSQL", "SQLite")
        raise StoreError(f"{source} is not a backup of {kinds[1]}, which this site uses; it may be one of {kinds[0]}.")
    if is_sqlite:
        _refuse_damaged(source)
        engine.dispose()
        try:
            _put_sqlite(source, _path(engine))
        except sqlite3.Error as error:
            raise StoreError(f"The backup {source} could not be put in place: {error}.") from error
    else:
        _run(
            engine,
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            str(source),
        )
    engine.dispose()
    migrate(engine)


def _path(engine: Engine) -> Path:
    return Path(engine.url.database or "")


def _copy_sqlite(database: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS)) as held:
        held.execute("VACUUM INTO ?", (str(target),))


def _put_sqlite(source: Path, database: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as backup,
        closing(sqlite3.connect(database, timeout=_WAIT_SECONDS)) as live,
    ):
        live.execute("PRAGMA journal_mode = WAL")
        backup.backup(live)


def _refuse_damaged(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as backup:
            said = [row[0] for row in backup.execute("PRAGMA quick_check(3)")]
            if said != ["ok"]:
                raise StoreError(f"The backup {source} is damaged: {'; '.join(said)}.")
            backup.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{source} is no whole backup of Paperstand: {error}.") from error


def _run(engine: Engine, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database. Where it is goes by the environment: no list of processes shows the password."""
    found = shutil.which(program)
    if found is None:
        raise StoreError(
            f"{program} is not on the path; install PostgreSQL's client programs (Debian: postgresql-client)."
        )
    url = engine.url
    where = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port or url.query.get("port"),
        "PGUSER": url.username or url.query.get("user"),
        "PGPASSWORD": url.password,
    }
    environment = os.environ | {name: str(value) for name, value in where.items() if value}
    command = [found, f"--dbname={url.database}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (the site's own settings)
    if done.returncode:
        said = next(iter(done.stderr.strip().splitlines()), f"exit code {done.returncode}")
        raise StoreError(f"{program} could not do it: {said.removeprefix(f'{program}: ')}")

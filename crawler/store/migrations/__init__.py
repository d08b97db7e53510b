"""Bringing a database to this program's schema.

Migrations stand in `versions/`, one file each; they only grow, and import nothing of the program, so that an old one
does today what it did when it was written. There is no way down: restore a backup instead.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from crawler.errors import StoreError
from crawler.store.session import reading, writing

_LOCK = 7_019_811_991  # any number that no other program on the same PostgreSQL database takes for its advisory lock


def migrate(engine: Engine) -> None:
    """Bring the schema up to this program's. Several processes may start at once: the first does it, the others wait.

    All steps land together or not at all. Raises StoreError where the database refuses or a newer program has been at it.
    """
    script = _script()
    with writing(engine) as session:
        connection = session.connection()
        if engine.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        held = MigrationContext.configure(connection).get_current_revision()
        _refuse_newer(script, held)
        if held != script.get_current_head():
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def ensure_current(engine: Engine) -> None:
    """Raise StoreError unless the schema is exactly this program's, saying what to run."""
    script = _script()
    with reading(engine) as session:
        held = MigrationContext.configure(session.connection()).get_current_revision()
    _refuse_newer(script, held)
    if held != script.get_current_head():
        raise StoreError(
            f"The database stands at {held or 'nothing'}, this program needs {script.get_current_head()}: "
            "run `make run` or `python -m crawler migrate`."
        )


@cache
def _script() -> ScriptDirectory:
    """This program's migrations, read once: whoever watches over the site asks every few seconds whether it is healthy."""
    return ScriptDirectory.from_config(_config())


def _refuse_newer(script: ScriptDirectory, held: str | None) -> None:
    if held is not None and held not in {revision.revision for revision in script.walk_revisions()}:
        raise StoreError(
            f"The database stands at {held}, which this program does not know: a newer Paperstand has changed it. "
            "Update this one, or restore a backup."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config

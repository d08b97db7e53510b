"""Inserts that say what happens when a row is there already: both databases know ON CONFLICT, SQLAlchemy each under its own name."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert(session: Session, table: Any) -> Any:
    """An INSERT into a table or model with `on_conflict_do_update`, `on_conflict_do_nothing` and `excluded`, of the session's database."""
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)

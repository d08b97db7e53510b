"""One statement for many rows, without SQLAlchemy's own work on every single row."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Dialect, Insert, Update
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Row = dict[str, Any]  # name of a column or of a bound parameter → value


def execute_many(session: Session, statement: Insert | Update, rows: Sequence[Row]) -> None:
    """What `session.connection().execute(statement, rows)` does, with less to do for each row: values become what the driver
    takes a column at a time, by their columns' types.

    rows: all with the same names; none, and nothing is done.
    """
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect
    given = list(rows[0])
    if statement.is_insert:  # null is what a column left out becomes, and SQLite's driver is slow to take a None
        given = [name for name in given if any(row[name] is not None for row in rows)]
    compiled = statement.compile(dialect=dialect, column_keys=given)
    names = compiled.positiontup or list(compiled.binds)
    columns: list[list[Any]] = []
    for name in names:
        columns.append(_converted([row[name] for row in rows], compiled.binds[name].type, dialect))
    tuples = list(zip(*columns, strict=True))
    connection.exec_driver_sql(
        str(compiled), tuples if compiled.positional else [dict(zip(names, one, strict=True)) for one in tuples]
    )


def _converted(values: list[Any], kind: TypeEngine[Any], dialect: Dialect) -> list[Any]:
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return values
    if isinstance(kind, JSON):
        return [convert(value) for value in values]
    converted = {value: convert(value) for value in set(values)}  # moments, days and flags recur
    return [converted[value] for value in values]

"""What a database holds, apart from row numbers and times of day, to hold one database against another."""

from typing import Any

from sqlalchemy import Engine, select

from crawler.store.models import Base
from crawler.store.session import reading

_TIMES = {"last_look", "empty_since", "agreed_since", "list_began", "completed", "rendered"}
_NUMBERS = {"id", "paper_id", "revision"}
_TABLES = ("papers", "versions", "announcements", "listings", "harvests", "renderings")


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables that matter to readers, sorted, papers named by their arXiv id."""
    tables = Base.metadata.tables
    with reading(engine) as session:
        names = {row.id: row.arxiv_id for row in session.execute(select(tables["papers"]))}
        held: dict[str, list[dict[str, Any]]] = {}
        for table in _TABLES:
            rows = [dict(row) for row in session.execute(select(tables[table])).mappings()]
            held[table] = sorted((_plain(row, names) for row in rows), key=repr)
    return held


def _plain(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    kept = {column: value for column, value in row.items() if column not in _TIMES | _NUMBERS}
    return kept | {"paper": names[row["paper_id"]]} if "paper_id" in row else kept

"""Full texts: one row for each version of a paper that was asked for, with its sections compressed or the reason why there are none.

They are for our own reading (answers and the check of their quotes); no page serves them.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawler.errors import StoreError
from crawler.fulltext.sections import FullText, Part, Section
from crawler.store.models import FullTextRow

HELD, ABSENT = "held", "absent"
# arXiv makes the HTML of some papers days after their announcement; what came but could not be read may be a passing trouble.
NOT_THERE, NOT_READABLE = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """A version that has no text to be had. reason: a sentence.   next_try: aware UTC; it is not asked for before."""

    reason: str
    next_try: datetime


def find(session: Session, paper_id: int, version: int) -> FullText | Absence | None:
    """The text of a version, why there is none, or None where arXiv was never asked. Raises StoreError where the row is damaged."""
    row = session.get(FullTextRow, (paper_id, version))
    if row is None:
        return None
    if row.sections is None or row.source is None:
        return Absence(row.reason or "", row.next_try or row.fetched)
    try:
        stored = orjson.loads(zlib.decompress(row.sections))
        sections = tuple(Section(title, text, Part(part)) for title, text, part in stored)
    except (zlib.error, ValueError, TypeError) as error:
        raise StoreError(
            f"The stored text of paper {paper_id}, version {version}, is damaged ({error}); delete its row in `fulltexts`."
        ) from error
    return FullText("html" if row.source == "html" else "pdf", sections)


def keep(session: Session, paper_id: int, version: int, text: FullText, now: datetime) -> None:
    """Keep the text of a version, in place of what was known of it. now: aware UTC. Commits nothing: the caller does."""
    listed = [[section.title, section.text, section.part.value] for section in text.sections]
    found = {
        "state": HELD,
        "source": text.source,
        "sections": zlib.compress(orjson.dumps(listed)),
        "characters": text.characters,
        "reason": None,
        "fetched": now,
        "next_try": None,
    }
    session.execute(_put(session, paper_id, version, found))


def keep_absence(
    session: Session, paper_id: int, version: int, reason: str, now: datetime, again: timedelta = NOT_THERE
) -> None:
    """Write down that a version has no text to be had, unless one is held.

    again: how long it is not asked for.   now: aware UTC. Commits nothing: the caller does.
    """
    found = {
        "state": ABSENT,
        "source": None,
        "sections": None,
        "characters": 0,
        "reason": reason,
        "fetched": now,
        "next_try": now + again,
    }
    session.execute(_put(session, paper_id, version, found, only_if=FullTextRow.state != HELD))


def _put(
    session: Session, paper_id: int, version: int, found: dict[str, Any], only_if: ColumnElement[bool] | None = None
) -> Executable:
    """A statement that makes the row or changes it, whoever else does the same at this moment."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return (
        insert(FullTextRow)
        .values(paper_id=paper_id, version=version, **found)
        .on_conflict_do_update(
            index_elements=[FullTextRow.paper_id, FullTextRow.version],
            set_=found,
            where=only_if,
        )
    )

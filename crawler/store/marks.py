"""What a reader says of papers: starred, read, hidden, a note, on a list, opened. The latest word by the reader's own clock holds.

So the same marks may come twice, late, or in any order (from a browser that was offline, from a file), and the end is the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from crawler.store.inserting import insert
from crawler.store.models import Base
from crawler.store.session import in_chunks

_MARKS = Base.metadata.tables["marks"]


class MarkKind(StrEnum):
    """What can be said of a paper."""

    STAR = "star"
    READ = "read"
    HIDE = "hide"
    NOTE = "note"  # with a text
    LIST = "list"  # with the list's name
    OPEN = "open"  # the paper, its PDF or its answers, by a reader for whom that makes it read


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRecord:
    """One word of a reader on a paper.

    arxiv_id: canonical; the paper need not be held.   name: the list's, else empty.   is_set: False takes the mark back.
    text: the note's.   marked: aware.   client_id: made by the browser, at most 40 characters; of two words of the same
    moment the one with the greater id holds.
    """

    arxiv_id: str
    kind: MarkKind
    name: str = ""
    is_set: bool = True
    text: str | None = None
    marked: datetime
    client_id: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about: of two marks with one key only the later holds."""
        return self.arxiv_id, self.kind, self.name

    @property
    def age(self) -> tuple[datetime, str]:
        """By which the later of two is told."""
        return self.marked, self.client_id


def store_marks(session: Session, reader_id: int, marks: Iterable[MarkRecord]) -> None:
    """Keep these marks where none later is held. Commits nothing: the caller does."""
    latest: dict[tuple[str, str, str], MarkRecord] = {}
    for mark in marks:
        if mark.key not in latest or latest[mark.key].age < mark.age:
            latest[mark.key] = mark
    statement = _upsert(session)
    for chunk in in_chunks(latest.values()):
        session.connection().execute(statement, [_row(reader_id, mark) for mark in chunk])


def marks_kept(session: Session, reader_id: int) -> Iterator[MarkRecord]:
    """Everything a reader said, those taken back included, by paper."""
    columns = [column for column in _MARKS.c if column.name != "reader_id"]
    kept = (
        select(*columns)
        .where(_MARKS.c.reader_id == reader_id)
        .order_by(_MARKS.c.arxiv_id, _MARKS.c.kind, _MARKS.c.name)
    )
    for arxiv_id, kind, name, is_set, text, marked, client_id in session.execute(kept):
        yield MarkRecord(
            arxiv_id=arxiv_id,
            kind=MarkKind(kind),
            name=name,
            is_set=is_set,
            text=text,
            marked=marked,
            client_id=client_id,
        )


def _upsert(session: Session) -> Any:
    statement = insert(session, _MARKS)
    given = statement.excluded
    later = or_(
        _MARKS.c.marked < given.marked,
        and_(_MARKS.c.marked == given.marked, _MARKS.c.client_id < given.client_id),
    )
    said = {name: given[name] for name in ("is_set", "text", "marked", "client_id")}
    return statement.on_conflict_do_update(index_elements=_MARKS.primary_key.columns, set_=said, where=later)


def _row(reader_id: int, mark: MarkRecord) -> dict[str, Any]:
    return {
        "reader_id": reader_id,
        "arxiv_id": mark.arxiv_id,
        "kind": mark.kind,
        "name": mark.name,
        "is_set": mark.is_set,
        "text": mark.text if mark.is_set else None,
        "marked": mark.marked,
        "client_id": mark.client_id,
    }

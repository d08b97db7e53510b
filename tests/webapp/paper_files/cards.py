"""Cards of invented papers, as awkward as real ones get."""

from datetime import UTC, date, datetime
from typing import Any

from crawler.records import Author, Kind
from webapp.paper_files import FileEntry
from webapp.queries.shapes import Card


def entry(arxiv_id: str = "2611.00001", version: int | None = None, **facts: Any) -> FileEntry:
    """A paper in a file; `facts` replace any of its card's."""
    given = {
        "number": 1,
        "id": arxiv_id,
        "revision": 1,
        "version": 2,
        "title": "On lazy leaves",
        "abstract": "Leaves wait until they are asked for.",
        "authors": (Author("Ada Invented"), Author("Zoë Ünal", ("Somewhere University",))),
        "subjects": ("cs.CL", "cs.LG"),
        "primary": "cs.CL",
        "kind": Kind.NEW,
        "announced": date(2026, 11, 20),
        "submitted": datetime(2026, 11, 18, 17, 4, 5, tzinfo=UTC),
        "updated": datetime(2026, 11, 19, 10, 0, tzinfo=UTC),
        "comment": None,
        "journal_ref": None,
        "doi": None,
        "licence": None,
        "withdrawn": False,
        "keywords": ("leaves",),
    }
    return FileEntry(id=arxiv_id, version=version, card=Card(**{**given, **facts}))

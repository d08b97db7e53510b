"""A shelf of invented papers in a real database, with an index of its own."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crawler.config import Settings
from crawler.jobs.indexing import update_index
from crawler.records import AnnouncementRecord, Author, Kind, PaperRecord, Source
from crawler.search import Filters, Hits, Index, Order, parse
from crawler.search.index import NO_FILTERS
from crawler.store.announcements import store_announcements
from crawler.store.models import Paper
from crawler.store.papers import store_papers
from crawler.store.session import open_database, reading, writing


def paper(
    arxiv_id: str, title: str = "A title", abstract: str = "", authors: Sequence[str] = (), **more: Any
) -> PaperRecord:
    return PaperRecord(
        id=arxiv_id,
        source=Source.OAI,
        title=title,
        abstract=abstract or "An abstract.",
        authors=tuple(map(Author, authors)),
        **{"categories": ("cs.LG",), "version": 1, "submitted": datetime(2026, 3, 2, tzinfo=UTC), **more},
    )


class Shelf:
    """Papers in a database and its index."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.settings = engine, Settings(data_dir=folder)
        self.index = Index.open(self.settings)

    def put(self, *papers: PaperRecord) -> None:
        """Store and index papers."""
        with writing(self.engine) as session:
            store_papers(session, papers)
        update_index(self.engine, self.settings)

    def announce(self, arxiv_id: str, day: date, kind: Kind, category: str = "cs.LG") -> None:
        with writing(self.engine) as session:
            store_announcements(session, [AnnouncementRecord(arxiv_id, category, day, kind)])
        update_index(self.engine, self.settings)

    def find(self, text: str, *lists: str, order: Order = Order.NEWEST, filters: Filters = NO_FILTERS) -> list[str]:
        """The ids that a search finds. lists: ids of the papers on the list `stars`."""
        stars = {"stars": list(map(self.row, lists))}
        return self.ids(self.index.search(parse(text), order, filters=filters, lists=stars))

    def ids(self, hits: Hits) -> list[str]:
        names = [self.name(found) for found in hits.papers]
        assert hits.total >= len(names)
        return names

    def row(self, arxiv_id: str) -> int:
        with reading(self.engine) as session:
            return session.execute(select(Paper.id).where(Paper.arxiv_id == arxiv_id)).scalar_one()

    def name(self, row: int) -> str:
        with reading(self.engine) as session:
            return session.execute(select(Paper.arxiv_id).where(Paper.id == row)).scalar_one()


@pytest.fixture
def shelf(engine: Engine, tmp_path: Path) -> Shelf:
    """An empty shelf: once on SQLite, once on PostgreSQL."""
    return Shelf(engine, tmp_path / "data")


@pytest.fixture
def shelf_of(fresh_sqlite: str, tmp_path: Path) -> Callable[..., Shelf]:
    """Makes a shelf with papers on SQLite, for what does not depend on the database."""

    def holding(*papers: PaperRecord) -> Shelf:
        shelf = Shelf(open_database(fresh_sqlite), tmp_path / "data")
        shelf.put(*papers)
        return shelf

    return holding

"""Newsstands for tests: `stand` on both databases, for queries; `shop` on SQLite, for pages."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from crawler.store.session import open_database
from tests.webapp.stand import Stand


@pytest.fixture
def stand(engine: Engine) -> Stand:
    """An empty newsstand, once on SQLite and once on PostgreSQL."""
    return Stand(engine)


@pytest.fixture
def shop(fresh_sqlite: str) -> Iterator[Stand]:
    """An empty newsstand on SQLite."""
    engine = open_database(fresh_sqlite)
    yield Stand(engine)
    engine.dispose()

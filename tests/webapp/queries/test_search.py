"""What a search hands to its page beside cards: articles, and the newest for a feed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.articles import shipped
from crawler.config import Settings
from crawler.jobs.indexing import update_index
from crawler.search import Index
from crawler.store.articles import take_shipped
from crawler.store.session import reading, writing
from tests.webapp.stand import Stand
from webapp.addresses import SearchAddress
from webapp.queries.search import Found, newest_found, search


@pytest.fixture
def index(stand: Stand, tmp_path: Path) -> Index:
    """An index of two papers and the articles that ship."""
    stand.paper("2611.00001", title="Of low rank")
    stand.paper("2611.00002", title="Of low rank, too")
    settings = Settings(data_dir=tmp_path / "data")
    with writing(stand.engine) as session:
        take_shipped(session, shipped(), datetime(2026, 11, 20, tzinfo=UTC))
    update_index(stand.engine, settings)
    return Index.open(settings)


def found(stand: Stand, index: Index, **address: object) -> Found:
    """What an address finds."""
    with reading(stand.engine) as session:
        return search(session, index, SearchAddress(**address))  # type: ignore[arg-type]


def test_articles_stand_beside_the_papers_and_are_not_counted_with_them(stand: Stand, index: Index) -> None:
    hits = found(stand, index, text="low rank")
    assert (hits.total, {card.id for card in hits.cards}) == (2, {"2611.00001", "2611.00002"})
    assert len(hits.articles) == 5
    pseudoinverse = found(stand, index, text="伪逆").articles[0]
    assert pseudoinverse.path == "/articles/10366"
    assert pseudoinverse.title.startswith("低秩近似之路（一）：伪逆 (")


def test_an_article_is_found_by_the_papers_that_it_names(stand: Stand, index: Index) -> None:
    assert "/articles/10226" in {article.path for article in found(stand, index, text="2402.12354 lora").articles}


def test_articles_are_on_the_first_page_alone(stand: Stand, index: Index) -> None:
    assert found(stand, index, text="low rank", skip=1, show=1).articles == ()


def test_filters_for_papers_leave_articles_out(stand: Stand, index: Index) -> None:
    assert found(stand, index, text="low rank", first=date(2020, 1, 1)).articles == ()


def test_nothing_asked_is_nothing_found(stand: Stand, index: Index) -> None:
    assert found(stand, index).cards == ()
    with reading(stand.engine) as session:
        assert newest_found(session, index, SearchAddress()) == []
        assert [card.number for card in newest_found(session, index, SearchAddress(text="rank"))] == [1, 2]

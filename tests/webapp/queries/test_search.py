"""What a search hands to its page beside cards: articles, and the newest for a feed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from crawler.config import Settings
from crawler.jobs.indexing import update_index
from crawler.search import Index
from crawler.search.changes import Changes
from crawler.search.documents import ArticleText
from crawler.search.generations import Generation, folder_of
from crawler.search.writing import IndexWriter
from crawler.store.session import reading
from tests.webapp.stand import Stand
from webapp.addresses import SearchAddress
from webapp.queries.search import Found, FoundArticle, newest_found, search

TITLES = {"10226": "Low rank, told slowly", "10001": "Low rank again"}


def told(_session: Session, keys: Sequence[str]) -> Sequence[FoundArticle]:
    """Articles as a site that has a blog's tells of them."""
    return [FoundArticle(f"/articles/{key}", TITLES[key]) for key in keys]


@pytest.fixture
def index(stand: Stand, tmp_path: Path) -> Index:
    """An index of two papers and two articles."""
    stand.paper("2611.00001", title="Of low rank")
    stand.paper("2611.00002", title="Of low rank, too")
    settings = Settings(data_dir=tmp_path / "data")
    update_index(stand.engine, settings)
    articles = [ArticleText(key, title, "低秩 adapters", date(2024, 7, 12)) for key, title in TITLES.items()]
    with IndexWriter(Generation.in_use(folder_of(settings))) as writer:
        writer.put(Changes(papers=(), last=writer.state.revision, more=False, articles=articles))
        writer.commit()
    return Index.open(settings)


def found(stand: Stand, index: Index, **address: object) -> Found:
    """What an address finds."""
    with reading(stand.engine) as session:
        return search(session, index, SearchAddress(**address), articles=told)  # type: ignore[arg-type]


def test_articles_stand_beside_the_papers_and_are_not_counted_with_them(stand: Stand, index: Index) -> None:
    hits = found(stand, index, text="low rank")
    assert (hits.total, {card.id for card in hits.cards}) == (2, {"2611.00001", "2611.00002"})
    assert {article.path for article in hits.articles} == {"/articles/10226", "/articles/10001"}
    assert [article.title for article in found(stand, index, text="slowly").articles] == ["Low rank, told slowly"]
    assert len(found(stand, index, text="低秩").articles) == 2


def test_articles_are_on_the_first_page_alone(stand: Stand, index: Index) -> None:
    assert found(stand, index, text="low rank", skip=1, show=1).articles == ()


def test_nothing_asked_is_nothing_found(stand: Stand, index: Index) -> None:
    assert found(stand, index).cards == ()
    with reading(stand.engine) as session:
        assert newest_found(session, index, SearchAddress()) == []
        assert [card.number for card in newest_found(session, index, SearchAddress(text="rank"))] == [1, 2]

"""Saved lists and searches: each address once, under the latest name, and not without end."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from crawler.store.readers import make_reader
from crawler.store.saved_searches import MOST_SAVED, SearchRecord, drop_search, saved_searches, store_searches
from crawler.store.session import writing

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def search(address: str, name: str) -> SearchRecord:
    """A saved search."""
    return SearchRecord(address, name, NOW)


def test_they_come_by_name_and_saving_again_renames(engine: Engine) -> None:
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        store_searches(session, reader_id, [search("/arxiv/cs.LG", "learning"), search("/arxiv/cs.CL", "Words")])
        store_searches(session, reader_id, [search("/arxiv/cs.CL", "A name")])
        assert saved_searches(session, reader_id) == [
            search("/arxiv/cs.CL", "A name"),
            search("/arxiv/cs.LG", "learning"),
        ]


def test_what_is_dropped_is_gone_and_dropping_it_twice_is_harmless(engine: Engine) -> None:
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        other, _ = make_reader(session, NOW)
        for each in (reader_id, other):
            store_searches(session, each, [search("/arxiv/cs.CL", "Words")])
        drop_search(session, reader_id, "/arxiv/cs.CL")
        drop_search(session, reader_id, "/arxiv/cs.CL")
        assert saved_searches(session, reader_id) == []
        assert len(saved_searches(session, other)) == 1


def test_past_the_limit_none_is_taken_but_those_kept_can_be_renamed(engine: Engine) -> None:
    many = [search(f"/arxiv/search?query={number}", str(number)) for number in range(MOST_SAVED + 5)]
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        assert store_searches(session, reader_id, many) == MOST_SAVED
        assert store_searches(session, reader_id, [search("/arxiv/cs.CL", "one more")]) == 0
        assert store_searches(session, reader_id, [search(many[0].address, "renamed")]) == 1
        assert len(saved_searches(session, reader_id)) == MOST_SAVED

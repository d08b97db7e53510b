"""Saved lists and searches: each address once, under the latest name, and not without end."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from crawler.store.readers import make_reader
from crawler.store.saved_searches import (
    MOST_SAVED,
    SearchRecord,
    drop_search,
    note_look,
    saved_searches,
    store_searches,
)
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


def test_until_it_is_looked_at_a_search_has_been_seen_up_to_the_day_it_was_saved(engine: Engine) -> None:
    lora, words = search("/arxiv/search?query=lora", "LoRA"), search("/arxiv/cs.CL", "Words")
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        store_searches(session, reader_id, [lora, words])
        assert [each.seen for each in saved_searches(session, reader_id)] == [date(2026, 11, 20)] * 2


def test_a_look_moves_the_day_forward_and_never_back(engine: Engine) -> None:
    lora = search("/arxiv/search?query=lora", "LoRA")
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        store_searches(session, reader_id, [lora])
        for looked, kept in ((24, 24), (23, 24), (25, 25)):
            note_look(session, reader_id, lora.address, date(2026, 11, looked))
            assert saved_searches(session, reader_id) == [replace(lora, looked=date(2026, 11, kept))]
        for looked, kept in ((None, 25), (date(2026, 11, 24), 25), (date(2026, 11, 26), 26)):
            store_searches(session, reader_id, [replace(lora, looked=looked)])
            assert saved_searches(session, reader_id) == [replace(lora, looked=date(2026, 11, kept))]
        note_look(session, reader_id, "/arxiv/cs.LG", date(2026, 11, 26))
        assert len(saved_searches(session, reader_id)) == 1

"""What readers add to trails, taken elsewhere and back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from crawler.articles import shipped
from crawler.store.articles import take_shipped
from crawler.store.reader_trails import (
    MOST_TRAILS,
    ReadingRecord,
    TrailEntry,
    TrailRecord,
    articles_kept,
    store_articles_read,
    store_trails,
    trails_kept,
)
from crawler.store.readers import make_reader
from crawler.store.session import writing

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ENTRIES = (TrailEntry("2611.00001", note="Begin here."), TrailEntry(url="https://kexue.fm/1", title="A link"))
TRAIL = TrailRecord("My way", "Why.", ENTRIES, NOW - timedelta(days=1), NOW)


def test_trails_come_back_as_they_were_however_often_they_are_stored(engine: Engine) -> None:
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        other, _ = make_reader(session, NOW)
        empty = TrailRecord("Empty", "", (), NOW, NOW)
        for _ in range(2):
            assert store_trails(session, reader_id, [empty, TRAIL]) == []
            assert trails_kept(session, reader_id) == [TRAIL, empty]
        assert trails_kept(session, other) == []


def test_of_two_words_on_a_trail_the_later_holds_in_whatever_order_they_come(engine: Engine) -> None:
    edited = replace(TRAIL, title="Another way", entries=ENTRIES[:1], changed=NOW + timedelta(minutes=1))
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        for record in (TRAIL, edited, TRAIL):
            store_trails(session, reader_id, [record])
        assert trails_kept(session, reader_id) == [edited]


def test_trails_past_the_limit_are_given_back(engine: Engine) -> None:
    many = [replace(TRAIL, made=NOW - timedelta(minutes=number), entries=()) for number in range(MOST_TRAILS + 2)]
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        assert store_trails(session, reader_id, many) == many[MOST_TRAILS:]
        assert len(trails_kept(session, reader_id)) == MOST_TRAILS


def test_articles_read_are_known_by_blog_and_name_and_those_not_held_are_given_back(engine: Engine) -> None:
    read = [ReadingRecord("kexue.fm", slug, NOW) for slug in ("10226", "11033")]
    elsewhere = ReadingRecord("blog.example", "10226", NOW)
    with writing(engine) as session:
        take_shipped(session, shipped(), NOW)
        reader_id, _ = make_reader(session, NOW)
        for _ in range(2):
            assert store_articles_read(session, reader_id, [*reversed(read), elsewhere]) == [elsewhere]
            assert articles_kept(session, reader_id) == read

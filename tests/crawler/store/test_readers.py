"""Readers: known by keys that are not stored, joined by a link that works once, forgotten without a trace."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, func, select, text

from crawler.store.marks import MarkKind, MarkRecord, marks_kept, store_marks
from crawler.store.models import Base, Reader
from crawler.store.readers import (
    LINK_LASTS,
    SettingRecord,
    find_reader,
    forget_reader,
    join_reader,
    link_holds,
    make_device_link,
    make_reader,
    note_reader,
    settings_kept,
    store_settings,
)
from crawler.store.saved_searches import SearchRecord, saved_searches, store_searches
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def star(arxiv_id: str, moment: datetime = NOW) -> MarkRecord:
    """A star on a paper."""
    return MarkRecord(arxiv_id=arxiv_id, kind=MarkKind.STAR, marked=moment, client_id="a")


def test_a_reader_is_found_by_the_key_and_the_key_is_nowhere_in_the_database(engine: Engine) -> None:
    with writing(engine) as session:
        reader_id, key = make_reader(session, NOW)
        store_settings(session, reader_id, [SettingRecord("theme", "dark", NOW)])
    with reading(engine) as session:
        assert find_reader(session, key) == (reader_id, {"theme": "dark"})
        assert find_reader(session, key[:-1] + "?") is None
        assert find_reader(session, "") is None
        stored = str(session.execute(text("SELECT * FROM reader_keys")).all())
    assert key not in stored


def test_keys_are_long_and_no_two_are_alike(engine: Engine) -> None:
    with writing(engine) as session:
        keys = {make_reader(session, NOW)[1] for _ in range(5)}
    assert len(keys) == 5
    assert min(map(len, keys)) == 43  # 256 bits in base 64


def test_of_two_changes_of_a_setting_the_later_holds_in_whatever_order_they_come(engine: Engine) -> None:
    dark, light = SettingRecord("theme", "dark", NOW), SettingRecord("theme", "light", LATER)
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        store_settings(session, reader_id, [light])
        store_settings(session, reader_id, [dark])
        assert settings_kept(session, reader_id) == [light]
        store_settings(session, reader_id, [dark, light, dark])
        assert settings_kept(session, reader_id) == [light]


def test_a_link_lets_one_more_browser_in_and_only_one(engine: Engine) -> None:
    with writing(engine) as session:
        reader_id, first_key = make_reader(session, NOW)
        token = make_device_link(session, reader_id, NOW)
        assert link_holds(session, token, NOW)
    with writing(engine) as session:
        joined = join_reader(session, token, NOW)
        assert joined is not None
        assert joined[0] == reader_id
        assert join_reader(session, token, NOW) is None
        assert not link_holds(session, token, NOW)
    with reading(engine) as session:
        assert find_reader(session, joined[1]) == find_reader(session, first_key)


def test_a_link_lapses_after_a_quarter_of_an_hour_and_when_another_is_made(engine: Engine) -> None:
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        token = make_device_link(session, reader_id, NOW)
        assert not link_holds(session, token, NOW + LINK_LASTS)
        assert join_reader(session, token, NOW + LINK_LASTS) is None
        newer = make_device_link(session, reader_id, NOW)
        assert join_reader(session, token, NOW) is None
        assert join_reader(session, newer, NOW) is not None


def test_a_browser_that_joins_brings_along_what_it_had_marked(engine: Engine) -> None:
    search = SearchRecord("/arxiv/cs.CL", "Language", NOW)
    with writing(engine) as session:
        here, _ = make_reader(session, NOW)
        there, _ = make_reader(session, NOW)
        store_marks(session, here, [star("2611.00001")])
        store_marks(session, there, [star("2611.00002")])
        store_searches(session, there, [search])
        followed = [SettingRecord("categories", ["cs.CL", "cs.LG"], NOW)]
        store_settings(session, here, followed)
        store_settings(session, there, [SettingRecord("categories", ["cs.CV", "cs.CL"], LATER)])
        assert join_reader(session, make_device_link(session, here, NOW), NOW, known_as=there) is not None
    with reading(engine) as session:
        assert [mark.arxiv_id for mark in marks_kept(session, here)] == ["2611.00001", "2611.00002"]
        assert saved_searches(session, here) == [search]
        assert [setting.value for setting in settings_kept(session, here)] == [["cs.CL", "cs.LG", "cs.CV"]]
        assert session.scalars(select(Reader.id)).all() == [here]


def test_joining_oneself_changes_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        store_marks(session, reader_id, [star("2611.00001")])
        assert join_reader(session, make_device_link(session, reader_id, NOW), NOW, known_as=reader_id) is not None
        assert list(marks_kept(session, reader_id)) == [star("2611.00001")]


def test_forgetting_a_reader_leaves_nothing_of_it_and_everything_of_others(engine: Engine) -> None:
    with writing(engine) as session:
        gone, key = make_reader(session, NOW)
        stays, _ = make_reader(session, NOW)
        for reader_id in (gone, stays):
            store_marks(session, reader_id, [star("2611.00001")])
            store_settings(session, reader_id, [SettingRecord("theme", "dark", NOW)])
            store_searches(session, reader_id, [SearchRecord("/arxiv/cs.CL", "Language", NOW)])
            make_device_link(session, reader_id, NOW)
    with writing(engine) as session:
        forget_reader(session, gone)
    with reading(engine) as session:
        assert find_reader(session, key) is None
        kept = ("readers", "reader_keys", "reader_settings", "device_links", "marks", "saved_searches")
        counts = [session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) for name in kept]
        assert counts == [1] * len(kept)
        assert list(marks_kept(session, stays)) == [star("2611.00001")]


def test_the_day_of_a_readers_last_change_is_remembered(engine: Engine) -> None:
    with writing(engine) as session:
        reader_id, _ = make_reader(session, NOW)
        note_reader(session, reader_id, NOW + timedelta(days=3))
        note_reader(session, reader_id, NOW)
        assert session.scalar(select(Reader.seen)) == date(2026, 11, 23)

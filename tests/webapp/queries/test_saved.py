"""What is new in saved searches and unread in saved lists, on both databases."""

from datetime import date
from pathlib import Path

from crawler.config import Settings
from crawler.jobs.indexing import update_index
from crawler.search import Index
from crawler.store.marks import MarkKind
from crawler.store.saved_searches import SearchRecord, note_look, store_searches
from crawler.store.session import reading, writing
from tests.webapp.queries.test_reading import reader_with
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, THURSDAY, WEDNESDAY, CountedQueries, Stand
from webapp.preferences import CurrentReader
from webapp.queries.saved import MOST_COUNTED, MOST_NEW, SavedSearch, searches_of
from webapp.saved_addresses import saved_reader

LORA = "/arxiv/search?query=lora"


def indexed(stand: Stand, folder: Path) -> Index:
    """What the stand holds, in an index."""
    settings = Settings(
        data_dir=folder, database_url=stand.engine.url.render_as_string(hide_password=False), now=FRIDAY_MORNING
    )
    update_index(stand.engine, settings)
    return Index.open(settings)


def save(stand: Stand, reader: CurrentReader, *addresses: str, looked: date | None = WEDNESDAY) -> None:
    """Have a reader save these, each by its address, and have looked at them last on a day."""
    with writing(stand.engine) as session:
        store_searches(session, reader.id, [SearchRecord(each, each, FRIDAY_MORNING, looked) for each in addresses])


def found(stand: Stand, reader: CurrentReader, index: Index) -> dict[str, SavedSearch]:
    """What a reader sees of what is saved, by address."""
    with reading(stand.engine) as session:
        return {each.address: each for each in searches_of(session, reader, index, saved_reader(FRIDAY))}


def test_of_a_search_those_announced_since_the_last_look_are_new_but_not_what_was_seen_elsewhere(
    stand: Stand, tmp_path: Path
) -> None:
    for number, day in enumerate((WEDNESDAY, THURSDAY, THURSDAY, FRIDAY, FRIDAY), 1):
        stand.announce(f"2611.0000{number}", day=day, title="LoRA again")
    stand.announce("2611.00006", title="Something else")
    reader = reader_with(stand, (MarkKind.READ, "2611.00002"), (MarkKind.HIDE, "2611.00004"))
    save(stand, reader, LORA, "/arxiv/search?query=lora&category=cs.LG", f"{LORA}&date=..2026-11-17")
    index = indexed(stand, tmp_path)
    new = found(stand, reader, index)
    assert new[LORA] == SavedSearch(
        LORA, LORA, 2, narrowed="/arxiv/search?query=lora&date=2026-11-19..&sort=date", is_search=True
    )
    assert [each.unread for each in new.values()] == [2, 0, None]
    with writing(stand.engine) as session:
        note_look(session, reader.id, LORA, THURSDAY)
    assert found(stand, reader, index)[LORA].unread == 1


def test_of_a_search_saved_today_nothing_is_new(stand: Stand, tmp_path: Path) -> None:
    stand.announce("2611.00001", title="LoRA again")
    reader = reader_with(stand)
    save(stand, reader, LORA, looked=None)
    assert found(stand, reader, indexed(stand, tmp_path))[LORA].unread == 0


def test_more_new_hits_than_are_counted_are_said_to_be_more(stand: Stand, tmp_path: Path) -> None:
    stand.announce_many(MOST_NEW + 5)
    reader = reader_with(stand, (MarkKind.READ, f"2611.{MOST_NEW:05}"))
    save(stand, reader, "/arxiv/search?query=paper")
    [search] = found(stand, reader, indexed(stand, tmp_path)).values()
    assert (search.unread, search.more) == (MOST_NEW - 1, True)


def test_without_an_index_searches_stand_there_uncounted(stand: Stand, tmp_path: Path) -> None:
    stand.announce("2611.00001")
    reader = reader_with(stand)
    save(stand, reader, LORA, "/arxiv/cs.CL", "/arxiv/cs.GONE")
    saved = found(stand, reader, Index(tmp_path / "none"))
    assert [(each.unread, each.is_search) for each in saved.values()] == [(1, False), (None, False), (None, True)]


def test_lists_and_searches_are_counted_up_to_a_number_and_searches_take_one_query_together(
    stand: Stand, tmp_path: Path
) -> None:
    stand.announce("2611.00001", title="LoRA again")
    reader = reader_with(stand)
    index = indexed(stand, tmp_path)
    save(stand, reader, *(f"{LORA}+{number}" for number in range(MOST_COUNTED + 3)))
    with CountedQueries(stand.engine) as queries:
        saved = found(stand, reader, index).values()
    assert queries.count <= 2
    assert [each.unread is not None for each in saved].count(True) == MOST_COUNTED


def test_nobody_has_saved_anything(stand: Stand, tmp_path: Path) -> None:
    with reading(stand.engine) as session:
        assert searches_of(session, None, Index(tmp_path), saved_reader(FRIDAY)) == ()

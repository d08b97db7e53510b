"""Where a harvest stands survives a kill and a refused token."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from crawler.records import Author, Harvest, PaperRecord, Source
from crawler.store import harvests
from crawler.store.models import HarvestState
from crawler.store.session import reading, writing

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
FIRST, SECOND = datetime(2026, 4, 2, 1, tzinfo=UTC), datetime(2026, 4, 2, 2, tzinfo=UTC)


def page(token: str | None, *datestamps: date, at: datetime = FIRST) -> Harvest:
    papers = tuple(
        PaperRecord(
            id=f"2603.0000{number}", source=Source.OAI, title="A title", abstract="", authors=(Author("Jane Doe"),),
            categories=("cs.CL",), datestamp=datestamp,
        )
        for number, datestamp in enumerate(datestamps, 1)
    )  # fmt: skip
    return Harvest(at, papers, token=token)


def begin(engine: Engine, from_day: date) -> str | None:
    with writing(engine) as session:
        return harvests.open_list(session, "cs", from_day)


def advance(engine: Engine, given: Harvest) -> None:
    with writing(engine) as session:
        harvests.advance(session, "cs", given)


def state(engine: Engine) -> HarvestState:
    with reading(engine) as session:
        found = harvests.find(session, "cs")
    assert found is not None
    return found


def test_a_harvest_that_never_began_has_no_state(engine: Engine) -> None:
    with reading(engine) as session:
        assert harvests.find(session, "cs") is None


def test_the_same_list_goes_on_where_it_stopped(engine: Engine) -> None:
    assert begin(engine, MARCH) is None
    advance(engine, page("page 2", date(2026, 3, 5), date(2026, 3, 4)))
    advance(engine, page("page 3", date(2026, 3, 6), at=SECOND))
    assert begin(engine, MARCH) == "page 3"
    assert (state(engine).newest_datestamp, state(engine).list_began) == (date(2026, 3, 6), FIRST)


def test_another_day_begins_another_list(engine: Engine) -> None:
    begin(engine, MARCH)
    advance(engine, page("page 2", date(2026, 3, 5)))
    assert begin(engine, APRIL) is None
    fresh = state(engine)
    assert (fresh.from_day, fresh.token, fresh.newest_datestamp, fresh.list_began) == (APRIL, None, None, None)


def test_a_list_read_to_its_end_is_as_old_as_its_first_page(engine: Engine) -> None:
    begin(engine, MARCH)
    advance(engine, page("page 2", date(2026, 3, 5)))
    advance(engine, page(None, date(2026, 3, 6), at=SECOND))
    assert (state(engine).completed, state(engine).token, state(engine).list_began) == (FIRST, None, None)
    begin(engine, APRIL)
    assert state(engine).completed == FIRST


def test_an_empty_list_proves_nothing(engine: Engine) -> None:
    begin(engine, MARCH)
    advance(engine, page(None))
    assert (state(engine).completed, state(engine).token) == (None, None)


def test_after_a_refused_token_it_begins_again_from_the_newest_record_stored(engine: Engine) -> None:
    begin(engine, MARCH)
    with writing(engine) as session:
        assert harvests.restart(session, "cs") == MARCH
    advance(engine, page("page 2", date(2026, 3, 5)))
    with writing(engine) as session:
        assert harvests.restart(session, "cs") == date(2026, 3, 5)
    advance(engine, page("page 2 of the new list", date(2026, 3, 7), at=SECOND))
    assert begin(engine, MARCH) == "page 2 of the new list"
    assert state(engine).list_began == FIRST

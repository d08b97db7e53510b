"""The crawl log."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from crawler.store.models import CrawlRun
from crawler.store.runs import Tally, begin_run, end_run, last_finished, under_way
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)


def begun(engine: Engine, started: datetime, command: str = "fetch") -> int:
    with writing(engine) as session:
        return begin_run(session, command, "cs.CL", started)


def test_the_log_goes_back_a_year(engine: Engine) -> None:
    for days in (366, 364, 1):
        begun(engine, NOW - timedelta(days=days))
    begun(engine, NOW, "harvest")
    with reading(engine) as session:
        kept = session.scalars(select(CrawlRun.started).order_by(CrawlRun.started)).all()
    assert kept == [NOW - timedelta(days=364), NOW - timedelta(days=1), NOW]


def test_a_run_is_under_way_from_its_beginning_to_its_end(engine: Engine) -> None:
    run = begun(engine, NOW)
    begun(engine, NOW + timedelta(minutes=1), "harvest")
    with writing(engine) as session:
        assert under_way(session, "fetch") == NOW
        end_run(session, run, "done", "All there.", Tally(), NOW + timedelta(minutes=2))
        assert under_way(session, "fetch") is None
        assert last_finished(session, "fetch") == (NOW, "done")

"""A crawler's database held against the truth that the stand-in's own manifest tells."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine, select, text

from crawler.ledger import State
from crawler.records import Kind
from crawler.store.models import Announcement, Listing, Paper
from crawler.store.session import reading
from tests.crawler.conftest import CATEGORIES
from tests.standin import StandIn


def ids_held(engine: Engine, category: str, day: date) -> dict[str, set[str]]:
    """Ids held in one category on one day, by kind."""
    query = (
        select(Paper.arxiv_id, Announcement.kind)
        .join(Announcement, Announcement.paper_id == Paper.id)
        .where(Announcement.category == category, Announcement.day == day)
    )
    held: dict[str, set[str]] = {kind: set() for kind in Kind}
    with reading(engine) as session:
        for arxiv_id, rank in session.execute(query):
            held[Kind.of_rank(rank)].add(arxiv_id)
    return held


def assert_holds_what_was_announced(
    engine: Engine, arxiv: StandIn, days: Sequence[date], categories: Sequence[str] = CATEGORIES
) -> None:
    """Every listing of these days is held to the paper, as the stand-in's own manifest has it."""
    truth = arxiv.manifest(*categories)["days"]
    for day in days:
        for category in categories:
            expected, held = truth[day.isoformat()][category], ids_held(engine, category, day)
            for kind in ("new", "replace", "replace-cross"):
                assert held[kind] == set(expected[kind]), (category, day, kind)
            assert held["cross"] - set(expected["cross"]) <= set(expected["rss_only"]), (category, day)
            assert held["cross"] >= set(expected["cross"]), (category, day)


def assert_ledger_tells_the_truth(
    engine: Engine, arxiv: StandIn, days: Sequence[date], categories: Sequence[str] = CATEGORIES
) -> None:
    """These days are complete with arXiv's own counts; every other day that the ledger knows is empty and holds nothing."""
    truth = arxiv.manifest(*categories)["days"]
    with reading(engine) as session:
        rows = {(row.category, row.day): row for row in session.scalars(select(Listing))}
    for category in categories:
        for day in days:
            row, expected = rows.pop((category, day)), truth[day.isoformat()][category]["expected"]
            assert row.state == State.COMPLETE, (category, day, row.state, row.reason)
            promised = (row.expected_new, row.expected_cross, row.expected_replacements)
            assert promised == (expected["new"], expected["cross"], expected["replacement"]), (category, day)
    for row in rows.values():
        assert row.state == State.EMPTY, (row.category, row.day, row.state, row.reason)
        assert row.held_new + row.held_cross + row.held_replacements == 0, (row.category, row.day)


def end_cool_downs(engine: Engine) -> None:
    """Let the services that asked for rest be asked again, as if their time were over."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM cool_downs"))

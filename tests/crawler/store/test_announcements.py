"""Storing announcements and reading them back."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from sqlalchemy import Engine, select

from crawler.errors import StoreError
from crawler.records import AnnouncementRecord, Author, Expected, Kind, PaperRecord, Source
from crawler.store.announcements import announced_pairs, held, store_announcements
from crawler.store.models import Announcement, Paper
from crawler.store.papers import store_papers
from crawler.store.session import reading, writing

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
SUBMITTED = datetime(2026, 2, 27, 12, 0, 1, tzinfo=UTC)


@pytest.fixture
def stand(engine: Engine) -> Engine:
    """A database that holds papers 2603.00001 to 2603.00009."""
    with writing(engine) as session:
        store_papers(
            session,
            [
                PaperRecord(
                    id=f"2603.0000{number}", source=Source.RSS, title="A title", abstract="An abstract.",
                    authors=(Author("Jane Doe"),), categories=("cs.CL",), version=1, submitted=SUBMITTED,
                )
                for number in range(1, 10)
            ],
        )  # fmt: skip
    return engine


def said(
    number: int, kind: Kind = Kind.NEW, day: date = TUESDAY, version: int | None = 1, category: str = "cs.CL"
) -> AnnouncementRecord:
    return AnnouncementRecord(f"2603.0000{number}", category, day, kind, version)


def store(engine: Engine, announcements: Iterable[AnnouncementRecord]) -> int:
    with writing(engine) as session:
        return store_announcements(session, announcements)


def rows(engine: Engine) -> set[tuple[str, date, int, int, int | None]]:
    with reading(engine) as session:
        return {
            (row.category, row.day, row.paper_id, row.kind, row.version)
            for row in session.scalars(select(Announcement))
        }


def paper(engine: Engine, number: int) -> Paper:
    with reading(engine) as session:
        return session.scalars(select(Paper).where(Paper.arxiv_id == f"2603.0000{number}")).one()


def test_only_the_new_ones_are_counted(stand: Engine) -> None:
    assert store(stand, [said(1), said(2), said(1)]) == 2
    assert store(stand, [said(1), said(2), said(3)]) == 1


def test_the_strongest_kind_and_the_greatest_version_stay_in_whatever_order_they_come(stand: Engine) -> None:
    appearances = [
        said(1, Kind.CROSS, version=2),
        said(1, Kind.REPLACE_CROSS, version=3),
        said(1, Kind.REPLACE, version=None),
    ]
    for number, order in enumerate(permutations(appearances)):
        day = date(2026, 1, 5 + number)
        for one in order:
            store(stand, [AnnouncementRecord(one.id, one.category, day, one.kind, one.version)])
    assert {(kind, version) for _, _, _, kind, version in rows(stand)} == {(Kind.CROSS.rank, 3)}
    store(stand, [AnnouncementRecord(one.id, "cs.LG", MONDAY, one.kind, one.version) for one in appearances])
    assert len(rows(stand)) == 7
    assert {(kind, version) for _, _, _, kind, version in rows(stand)} == {(Kind.CROSS.rank, 3)}


def test_a_paper_keeps_the_first_day_it_was_announced_anywhere(stand: Engine) -> None:
    store(stand, [said(1, day=WEDNESDAY), said(1, Kind.CROSS, day=TUESDAY, category="cs.LG")])
    assert paper(stand, 1).announced == TUESDAY
    store(stand, [said(1, day=MONDAY)])
    assert paper(stand, 1).announced == MONDAY
    assert paper(stand, 2).announced is None


def test_a_first_day_that_changes_gives_a_new_revision_and_nothing_else_does(stand: Engine) -> None:
    store(stand, [said(1)])
    first = paper(stand, 1).revision
    assert first == 10
    store(stand, [said(1), said(1, Kind.REPLACE, day=WEDNESDAY, version=2), said(1, Kind.CROSS, category="cs.LG")])
    assert paper(stand, 1).revision == first
    store(stand, [said(1, day=MONDAY)])
    assert paper(stand, 1).revision > first


def test_announcements_of_papers_that_are_not_held_are_refused_by_name(stand: Engine) -> None:
    stranger = AnnouncementRecord("2603.99999", "cs.CL", TUESDAY, Kind.NEW)
    with pytest.raises(StoreError, match=r"1 announced papers are not held: 2603\.99999"):
        store(stand, [said(1), stranger])
    assert rows(stand) == set()


def test_what_is_held_is_counted_as_a_listing_s_headings_count(stand: Engine) -> None:
    kinds = [Kind.NEW, Kind.NEW, Kind.CROSS, Kind.REPLACE, Kind.REPLACE_CROSS, Kind.REPLACE]
    store(stand, [said(number, kind) for number, kind in enumerate(kinds, 1)])
    store(stand, [said(7, day=MONDAY), said(7, category="cs.LG")])
    with reading(stand) as session:
        assert held(session, "cs.CL", TUESDAY) == Expected(new=2, cross=1, replacements=3)
        assert held(session, "cs.CL", WEDNESDAY) == Expected(0, 0, 0)


def test_a_stale_feed_is_recognised_by_pairs_announced_on_an_earlier_day(stand: Engine) -> None:
    store(
        stand,
        [said(1, day=MONDAY), said(1, Kind.REPLACE, day=TUESDAY, version=2), said(2, day=MONDAY, category="cs.LG")],
    )
    with reading(stand) as session:
        ids = ["2603.00001", "2603.00002", "2603.99999"]
        assert announced_pairs(session, "cs.CL", TUESDAY, ids) == {("2603.00001", 1)}
        assert announced_pairs(session, "cs.CL", WEDNESDAY, ids) == {("2603.00001", 1), ("2603.00001", 2)}

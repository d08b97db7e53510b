"""What is read and unread, on both databases."""

from datetime import UTC, datetime

import pytest

from crawler.records import Kind
from crawler.store.marks import MarkKind, MarkRecord, store_marks
from crawler.store.opens import OpenKind, Visitor, count_open
from crawler.store.readers import make_reader
from crawler.store.session import reading, writing
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, MONDAY, THURSDAY, WEDNESDAY, Stand, address_of
from webapp.preferences import CurrentReader, Preferences
from webapp.queries.calendar import calendar
from webapp.queries.home import latest_counts
from webapp.queries.listing import listing
from webapp.queries.marked import mark_counts, marked
from webapp.queries.reading import marks_on, opens_of
from webapp.queries.saved import unread_in
from webapp.queries.shapes import PaperMarks


def reader_with(stand: Stand, *marks: tuple[MarkKind, str], again: str = "never") -> CurrentReader:
    """A reader who said these things, one a minute."""
    with writing(stand.engine) as session:
        reader_id, _ = make_reader(session, FRIDAY_MORNING)
        said = [
            MarkRecord(
                arxiv_id=arxiv_id,
                kind=kind,
                name="low rank" if kind is MarkKind.LIST else "",
                text="a note" if kind is MarkKind.NOTE else None,
                marked=FRIDAY_MORNING.replace(minute=minute),
                client_id=str(minute),
            )
            for minute, (kind, arxiv_id) in enumerate(marks)
        ]
        store_marks(session, reader_id, said)
    return CurrentReader(reader_id, Preferences(again=again))


def test_marks_come_together_by_paper(stand: Stand) -> None:
    reader = reader_with(stand, *((kind, "2611.00001") for kind in MarkKind), (MarkKind.STAR, "2611.00002"))
    with reading(stand.engine) as session:
        found = marks_on(session, reader, ["2611.00001", "2611.00002", "2611.00003"])
        assert marks_on(session, None, ["2611.00001"]) == {}
        counts = mark_counts(session, reader)
    assert found == {
        "2611.00001": PaperMarks(True, True, FRIDAY_MORNING.replace(minute=1), "a note", ("low rank",)),
        "2611.00002": PaperMarks(starred=True),
    }
    assert (counts.stars, counts.read, counts.hidden, counts.notes, counts.lists) == (2, 1, 1, 1, (("low rank", 1),))


def test_marked_papers_come_latest_first(stand: Stand) -> None:
    reader = reader_with(stand, *((MarkKind.STAR, f"2611.0000{number}") for number in range(1, 5)))
    with reading(stand.engine) as session:
        assert marked(session, reader, MarkKind.STAR, show=2, skip=1) == ["2611.00003", "2611.00002"]
        assert marked(session, reader, MarkKind.LIST, "none", show=2) == []


@pytest.mark.parametrize(
    ("marks", "kind", "day", "again", "unread"),
    [
        (PaperMarks(), Kind.NEW, FRIDAY, True, True),
        (PaperMarks(starred=True, note="n"), Kind.NEW, FRIDAY, True, True),
        (PaperMarks(hidden=True), Kind.REPLACE, FRIDAY, True, False),
        (PaperMarks(read=datetime(2026, 11, 18, 15, tzinfo=UTC)), Kind.CROSS, FRIDAY, True, False),
        (PaperMarks(read=datetime(2026, 11, 18, 15, tzinfo=UTC)), Kind.REPLACE, FRIDAY, False, False),
        (PaperMarks(read=datetime(2026, 11, 18, 15, tzinfo=UTC)), Kind.REPLACE, FRIDAY, True, True),
        (PaperMarks(read=datetime(2026, 11, 18, 15, tzinfo=UTC)), Kind.REPLACE_CROSS, WEDNESDAY, True, False),
        (PaperMarks(read=datetime(2026, 11, 18, 15, tzinfo=UTC)), None, None, True, False),
    ],
)
def test_a_paper_is_unread_until_it_is_read_or_hidden(
    marks: PaperMarks, kind: Kind | None, day: object, again: bool, unread: bool
) -> None:
    assert marks.unread(kind, day, replaced_again=again) is unread  # type: ignore[arg-type]  # a date or None


def test_unread_counts_of_categories_and_days_count_a_paper_once_and_no_replacements(stand: Stand) -> None:
    for number in (1, 2, 3):
        stand.announce(f"2611.0000{number}", "cs.CL", categories="cs.CL cs.LG")
        stand.announce(f"2611.0000{number}", "cs.LG", kind=Kind.CROSS, categories="cs.CL cs.LG")
    stand.announce("2610.00009", "cs.CL", kind=Kind.REPLACE)
    stand.announce("2611.00004", "cs.CL", day=THURSDAY)
    reader = reader_with(
        stand,
        (MarkKind.READ, "2611.00001"),
        (MarkKind.HIDE, "2611.00001"),
        (MarkKind.HIDE, "2611.00002"),
        (MarkKind.STAR, "2611.00003"),
        (MarkKind.READ, "2610.00009"),
    )
    other = reader_with(stand)
    with reading(stand.engine) as session:
        assert [tile.unread for tile in latest_counts(session, ("cs.CL", "cs.LG", "cs.CV"), reader)] == [1, 1, 0]
        assert [tile.unread for tile in latest_counts(session, ("cs.CL",), other)] == [3]
        assert [tile.unread for tile in latest_counts(session, ("cs.CL",))] == [None]
        both = address_of("cs.CL+cs.LG").expression
        days = calendar(session, both, MONDAY, FRIDAY, (), reader)
        assert [(each.day, each.total, each.unread) for each in days] == [(THURSDAY, 1, 1), (FRIDAY, 3, 1)]
        assert unread_in(session, reader, address_of("cs.CL+cs.LG")) == 1
        assert unread_in(session, reader, address_of("cs.CL", kind="replace")) == 0
        assert unread_in(session, reader, address_of("cs.CV")) == 0


def test_a_list_of_the_unread_leaves_out_the_rest_and_still_counts_the_whole(stand: Stand) -> None:
    for number in (1, 2, 3):
        stand.announce(f"2611.0000{number}")
    reader = reader_with(stand, (MarkKind.READ, "2611.00002"))
    with reading(stand.engine) as session:
        everything = listing(session, address_of("cs.CL"), reader)
        unread = listing(session, address_of("cs.CL", unread="1"), reader)
        anonymous = listing(session, address_of("cs.CL", unread="1"))
    assert [card.id for card in unread.cards] == ["2611.00003", "2611.00001"]
    assert (unread.length, unread.counts.new, unread.unread) == (2, 3, 2)
    assert (everything.length, everything.unread) == (3, 2)
    assert (anonymous.length, anonymous.unread) == (3, None)


def test_openings_are_summed_over_days_and_order_a_list(stand: Stand) -> None:
    for number in (1, 2, 3):
        stand.announce(f"2611.0000{number}")
    visitor = Visitor(who="1", address="192.0.2.1", secret=b"s")
    with writing(stand.engine) as session:
        for day in (19, 20):
            count_open(session, "2611.00002", OpenKind.PDF, visitor, FRIDAY_MORNING.replace(day=day))
        count_open(session, "2611.00001", OpenKind.STAR, visitor, FRIDAY_MORNING)
    with reading(stand.engine) as session:
        opens = opens_of(session, ["2611.00001", "2611.00002", "2611.00003"])
        by_stars = listing(session, address_of("cs.CL", sort="stars"))
    assert opens == {"2611.00001": {"star": 1}, "2611.00002": {"pdf": 2}}
    assert [card.id for card in by_stars.cards] == ["2611.00002", "2611.00001", "2611.00003"]

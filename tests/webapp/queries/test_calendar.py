"""Days of a calendar, on both databases: how many papers, how they stand, what is unread."""

from datetime import timedelta

from crawler.records import Kind
from crawler.store.marks import MarkKind
from crawler.store.session import reading
from tests.webapp.queries.test_reading import reader_with
from tests.webapp.stand import FRIDAY, MONDAY, SATURDAY, THURSDAY, TUESDAY, WEDNESDAY, CountedQueries, Stand, address_of
from webapp.preferences import CurrentReader
from webapp.queries.calendar import announcement_days, calendar
from webapp.queries.shapes import CalendarDay

CARRIED = ("cs.CL", "cs.LG")


def week(stand: Stand, text: str = "cs.CL+cs.LG", reader: CurrentReader | None = None) -> dict[str, CalendarDay]:
    """The week's days of a list by their names."""
    with reading(stand.engine) as session:
        days = calendar(session, address_of(text).expression, MONDAY, SATURDAY, CARRIED, reader)
    return {f"{each.day:%a}": each for each in days}


def test_each_paper_counts_once_a_day_as_new_where_it_is_new_and_replacements_do_not(stand: Stand) -> None:
    stand.announce("2611.00001", "cs.CL", categories="cs.CL cs.LG")
    stand.announce("2611.00001", "cs.LG", kind=Kind.CROSS, categories="cs.CL cs.LG")
    stand.announce("2611.00002", "cs.CL", kind=Kind.CROSS, categories="cs.CV cs.CL cs.LG")
    stand.announce("2611.00002", "cs.LG", kind=Kind.CROSS, categories="cs.CV cs.CL cs.LG")
    stand.announce("2610.00003", "cs.CL", kind=Kind.REPLACE)
    stand.announce("2611.00004", "cs.CL", THURSDAY)
    stand.announce("2611.00005", "cs.RO", THURSDAY)
    days = week(stand)
    assert (days["Fri"].new, days["Fri"].cross, days["Fri"].total) == (1, 1, 2)
    assert (days["Thu"].new, days["Thu"].cross, days["Thu"].unread) == (1, 0, None)
    assert week(stand, "cs.LG")["Fri"].cross == 2
    assert week(stand, "cs.CL+cs.LG-cs.CV")["Fri"].total == 1
    assert "Sat" not in days


def test_each_day_says_how_it_stands_and_a_weekday_nobody_looked_at_counts_as_not_crawled(stand: Stand) -> None:
    stand.announce("2611.00001", "cs.CL")
    stand.ledger("cs.CL", FRIDAY, "complete", held_new=1)
    stand.ledger("cs.LG", FRIDAY, "late", reason="arXiv is late.")
    stand.ledger("cs.CL", WEDNESDAY, "empty", reason="arXiv announced nothing.")
    stand.ledger("cs.LG", WEDNESDAY, "empty")
    days = week(stand)
    assert {name: day.standing.state for name, day in days.items() if day.standing} == {
        "Mon": "uncrawled", "Tue": "uncrawled", "Wed": "empty", "Thu": "uncrawled", "Fri": "late",
    }  # fmt: skip
    assert days["Fri"].standing is not None
    assert days["Fri"].standing.reason == "arXiv is late."
    assert week(stand, "cs.RO") == {}


def test_a_paper_seen_once_is_unread_nowhere_else(stand: Stand) -> None:
    stand.announce("2611.00001", "cs.CL", THURSDAY, categories="cs.CL cs.LG")
    stand.announce("2611.00001", "cs.LG", FRIDAY, Kind.CROSS, categories="cs.CL cs.LG")
    stand.announce("2611.00002", "cs.LG", FRIDAY, categories="cs.LG cs.CY")
    stand.announce("2611.00003", "cs.LG", FRIDAY)
    reader = reader_with(stand, (MarkKind.READ, "2611.00001"), (MarkKind.HIDE, "2611.00003"))
    assert {name: day.unread for name, day in week(stand, reader=reader).items() if day.total} == {"Thu": 0, "Fri": 1}
    assert {name: day.unread for name, day in week(stand, "cs.CL+cs.LG-cs.CY", reader).items() if day.total} == {
        "Thu": 0,
        "Fri": 0,
    }


def test_a_calendar_takes_two_queries_and_three_for_a_reader_however_many_days_and_papers(stand: Stand) -> None:
    stand.announce_many(120)
    stand.announce("2610.00001", day=TUESDAY)
    reader = reader_with(stand, (MarkKind.READ, "2611.00001"))
    for first in (FRIDAY, FRIDAY - timedelta(days=300)):
        for who, most in ((None, 2), (reader, 3)):
            with CountedQueries(stand.engine) as queries, reading(stand.engine) as session:
                calendar(session, address_of("cs.CL+cs.LG-cs.CY").expression, first, FRIDAY, CARRIED, who)
            assert queries.count == most


def test_announcement_days_are_those_with_papers_the_newest_first(stand: Stand) -> None:
    for day in (MONDAY, THURSDAY, FRIDAY):
        stand.announce(f"2611.0000{day.day % 10}", day=day)
    with reading(stand.engine) as session:
        assert announcement_days(session, ("cs.CL", "cs.LG"), MONDAY, FRIDAY) == [FRIDAY, THURSDAY, MONDAY]
        assert announcement_days(session, ("cs.CL",), TUESDAY, THURSDAY) == [THURSDAY]

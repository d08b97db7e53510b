"""What a list's feed holds."""

import pytest

from crawler.records import Kind
from crawler.store.session import reading
from tests.webapp.stand import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, CountedQueries, Stand, address_of
from webapp.queries import feed
from webapp.queries.shapes import Card


def cards(stand: Stand, text: str = "cs.CL", **query: str) -> list[Card]:
    address = address_of(text, **query)
    with reading(stand.engine) as session:
        return feed.feed_cards(session, address.expression, address.kinds)


def test_it_has_the_last_three_announcement_days_newest_first(stand: Stand) -> None:
    for number, day in enumerate((MONDAY, TUESDAY, THURSDAY, FRIDAY), 1):
        stand.announce(f"2611.{number:05d}", day=day)
    assert [card.announced for card in cards(stand)] == [FRIDAY, THURSDAY, TUESDAY]


def test_days_count_in_any_of_the_categories(stand: Stand) -> None:
    stand.announce("2611.00001", "cs.CL", WEDNESDAY)
    stand.announce("2611.00002", "cs.LG", FRIDAY)
    assert [card.id for card in cards(stand, "cs.CL+cs.LG")] == ["2611.00002", "2611.00001"]
    assert [card.id for card in cards(stand, "cs.CL+cs.LG-cs.LG")] == ["2611.00001"]


def test_it_has_new_papers_and_cross_lists_unless_kinds_are_named(stand: Stand) -> None:
    stand.announce("2611.00001")
    stand.announce("2611.00002", kind=Kind.CROSS, categories="cs.LG cs.CL")
    stand.announce("2610.00003", kind=Kind.REPLACE)
    assert [card.id for card in cards(stand)] == ["2611.00001", "2611.00002"]
    assert [card.id for card in cards(stand, kind="replace")] == ["2610.00003"]


def test_it_holds_a_thousand_entries_at_most_in_as_many_queries_as_for_a_few(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MOST_ENTRIES", 100)
    counts = []
    for number in (5, 150):
        stand.announce_many(number)
        with CountedQueries(stand.engine) as queries:
            assert len(cards(stand)) == min(number, 100)
        counts.append(queries.count)
    assert counts[0] == counts[1]


def test_a_category_without_papers_has_an_empty_feed(stand: Stand) -> None:
    assert cards(stand) == []

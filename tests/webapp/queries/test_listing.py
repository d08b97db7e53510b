"""Which papers a list shows, and in which order."""

from datetime import UTC, date, datetime

import pytest

from crawler.records import Kind
from tests.webapp.stand import (
    FRIDAY,
    FRIDAY_MORNING,
    MONDAY,
    SATURDAY,
    THURSDAY,
    WEDNESDAY,
    CountedQueries,
    Stand,
    ids,
)
from webapp.list_words import section_heading
from webapp.queries.shapes import DayCounts


class TestOrder:
    def test_new_papers_then_cross_lists_then_replacements_each_by_id_descending(self, stand: Stand) -> None:
        stand.announce("2611.00001", kind=Kind.NEW)
        stand.announce("2611.00003", kind=Kind.NEW)
        stand.announce("2611.00009", kind=Kind.CROSS, categories="cs.LG cs.CL")
        stand.announce("2610.00008", kind=Kind.REPLACE)
        stand.announce("2610.00010", kind=Kind.REPLACE_CROSS, categories="cs.LG cs.CL")
        assert ids(stand.listing("cs.CL")) == ["2611.00003", "2611.00001", "2611.00009", "2610.00010", "2610.00008"]

    def test_ids_are_ordered_by_year_month_and_number_across_both_schemes(self, stand: Stand) -> None:
        for arxiv_id in ("hep-th/9901001", "hep-th/0001001", "1406.2661", "1501.00001", "0704.0001", "math/0001001"):
            stand.announce(arxiv_id)
        assert ids(stand.listing("cs.CL")) == [
            "1501.00001", "1406.2661", "0704.0001", "math/0001001", "hep-th/0001001", "hep-th/9901001",
        ]  # fmt: skip

    def test_sorted_by_date_the_latest_submission_comes_first_and_unknown_ones_last(self, stand: Stand) -> None:
        for arxiv_id, hour in (("2611.00001", 9), ("2611.00002", 11), ("2611.00003", 10)):
            stand.announce(arxiv_id, submitted=datetime(2026, 11, 19, hour, tzinfo=UTC))
        stand.announce("2611.00004")
        stand.announce("2611.00005", kind=Kind.REPLACE)
        assert ids(stand.listing("cs.CL", sort="date")) == [
            "2611.00002", "2611.00003", "2611.00001", "2611.00004", "2611.00005",
        ]  # fmt: skip

    def test_cards_are_numbered_through_the_whole_list(self, stand: Stand) -> None:
        stand.announce_many(5)
        assert [card.number for card in stand.listing("cs.CL", skip="2", show="2").cards] == [3, 4]


class TestKinds:
    @pytest.fixture(autouse=True)
    def _day(self, stand: Stand) -> None:
        stand.announce("2611.00001", kind=Kind.NEW)
        stand.announce("2611.00002", kind=Kind.CROSS, categories="cs.LG cs.CL")
        stand.announce("2610.00003", kind=Kind.REPLACE)
        stand.announce("2610.00004", kind=Kind.REPLACE_CROSS, categories="cs.LG cs.CL")

    def test_by_default_replacements_follow_under_their_own_heading_and_are_left_out_of_the_total(
        self, stand: Stand
    ) -> None:
        content = stand.listing("cs.CL")
        assert [section_heading(section) for section in content.sections] == ["", "Replacements"]
        assert (content.total, content.length) == (2, 4)
        assert content.counts == DayCounts(new=1, cross=1, replacements=2)

    def test_kinds_that_are_named_make_the_total(self, stand: Stand) -> None:
        content = stand.listing("cs.CL", kind="new,replace")
        assert ids(content) == ["2611.00001", "2610.00003"]
        assert (content.total, content.length) == (2, 2)

    def test_the_counts_stay_those_of_the_day_when_a_kind_is_asked_for(self, stand: Stand) -> None:
        assert stand.listing("cs.CL", kind="new").counts == DayCounts(new=1, cross=1, replacements=2)


class TestUnionAndDifference:
    def test_a_union_shows_a_paper_once_under_its_strongest_kind(self, stand: Stand) -> None:
        both = "cs.LG cs.CL"
        stand.announce("2611.00001", "cs.CL", kind=Kind.CROSS, categories=both)
        stand.announce("2611.00001", "cs.LG", kind=Kind.NEW, categories=both)
        stand.announce("2610.00002", "cs.CL", kind=Kind.REPLACE_CROSS, categories=both)
        stand.announce("2610.00002", "cs.LG", kind=Kind.REPLACE, categories=both)
        assert [(card.id, card.kind) for card in stand.listing("cs.CL+cs.LG").cards] == [
            ("2611.00001", Kind.NEW),
            ("2610.00002", Kind.REPLACE),
        ]

    def test_a_difference_leaves_out_papers_that_have_the_category_at_all(self, stand: Stand) -> None:
        stand.announce("2611.00001", categories="cs.CL")
        stand.announce("2611.00002", categories="cs.CL cs.CY")
        stand.announce("2611.00003", categories="cs.CL cs.SY")  # an alias of eess.SY
        assert ids(stand.listing("cs.CL-cs.CY-eess.SY")) == ["2611.00001"]

    def test_a_difference_does_not_take_one_category_for_the_beginning_of_another(self, stand: Stand) -> None:
        stand.announce("2611.00001", "astro-ph.CO", categories="astro-ph.CO")
        assert ids(stand.listing("astro-ph.CO-astro-ph.HE")) == ["2611.00001"]

    def test_an_archive_lists_all_its_categories(self, stand: Stand) -> None:
        stand.announce("2611.00001", "cs.CL")
        stand.announce("2611.00002", "eess.SY")
        stand.announce("2611.00003", "math.AG")
        assert ids(stand.listing("cs")) == ["2611.00002", "2611.00001"]


class TestDays:
    def test_the_latest_day_is_the_newest_with_an_announcement_in_any_category(self, stand: Stand) -> None:
        stand.announce("2611.00001", "cs.CL", WEDNESDAY)
        stand.announce("2611.00002", "cs.LG", THURSDAY)
        content = stand.listing("cs.CL+cs.LG")
        assert (content.first_day, content.last_day, ids(content)) == (THURSDAY, THURSDAY, ["2611.00002"])

    def test_a_partial_day_is_the_latest_day_too(self, stand: Stand) -> None:
        stand.announce("2611.00001", day=THURSDAY)
        stand.announce("2611.00002", day=FRIDAY)
        stand.ledger("cs.CL", FRIDAY, "partial", expected_new=2, expected_cross=0, expected_replacements=0, held_new=1)
        content = stand.listing("cs.CL")
        assert content.last_day == FRIDAY
        assert content.standing is not None
        assert (content.standing.state, content.standing.held, content.standing.expected) == ("partial", 1, 2)

    def test_a_range_shows_its_newest_day_first_and_replacements_after_all_days(self, stand: Stand) -> None:
        stand.announce("2611.00001", day=MONDAY)
        stand.announce("2611.00002", day=FRIDAY)
        stand.announce("2610.00003", day=MONDAY, kind=Kind.REPLACE)
        stand.announce("2610.00004", day=FRIDAY, kind=Kind.REPLACE)
        content = stand.listing("cs.CL", date="2026-11-16..2026-11-20")
        assert [(section_heading(section), [card.id for card in section.cards]) for section in content.sections] == [
            ("Friday 20 November 2026", ["2611.00002"]),
            ("Monday 16 November 2026", ["2611.00001"]),
            ("Replacements, Friday 20 November 2026", ["2610.00004"]),
            ("Replacements, Monday 16 November 2026", ["2610.00003"]),
        ]

    def test_a_range_shows_a_paper_once_under_the_day_of_its_strongest_kind(self, stand: Stand) -> None:
        stand.announce("2611.00001", day=MONDAY, kind=Kind.NEW)
        stand.announce("2611.00001", day=FRIDAY, kind=Kind.REPLACE)
        stand.announce("2610.00002", day=MONDAY, kind=Kind.REPLACE)
        stand.announce("2610.00002", day=FRIDAY, kind=Kind.REPLACE)
        content = stand.listing("cs.CL", date="2026-11-16..2026-11-20")
        assert [(card.id, card.announced, card.kind) for card in content.cards] == [
            ("2611.00001", MONDAY, Kind.NEW),
            ("2610.00002", FRIDAY, Kind.REPLACE),
        ]

    def test_the_days_beside_are_the_nearest_with_announcements_in_this_list(self, stand: Stand) -> None:
        for number, day in enumerate((MONDAY, WEDNESDAY, FRIDAY), 1):
            stand.announce(f"2611.{number:05d}", day=day)
        stand.announce("2611.00009", "cs.LG", THURSDAY)
        content = stand.listing("cs.CL", date=str(WEDNESDAY))
        assert (content.day_before, content.day_after) == (MONDAY, FRIDAY)

    def test_a_day_without_announcements_is_an_empty_list_with_its_neighbours(self, stand: Stand) -> None:
        stand.announce("2611.00001", day=MONDAY)
        content = stand.listing("cs.CL", date=str(THURSDAY))
        assert (content.total, content.sections, content.day_before, content.day_after) == (0, (), MONDAY, None)

    def test_nothing_held_at_all_is_an_empty_list_without_days(self, stand: Stand) -> None:
        content = stand.listing("cs.CL")
        assert (content.first_day, content.last_day, content.standing, content.cards) == (None, None, None, ())


class TestSlices:
    def test_show_and_skip_cut_the_list_replacements_included(self, stand: Stand) -> None:
        stand.announce_many(3)
        stand.announce("2610.00001", kind=Kind.REPLACE)
        assert ids(stand.listing("cs.CL", show="2", skip="2")) == ["2611.00001", "2610.00001"]

    def test_skipping_past_the_end_shows_nothing_and_keeps_the_total(self, stand: Stand) -> None:
        stand.announce_many(3)
        content = stand.listing("cs.CL", skip="100")
        assert (content.sections, content.total) == ((), 3)


class TestStanding:
    def test_the_least_finished_state_of_a_union_is_its_own(self, stand: Stand) -> None:
        counts = {"expected_new": 5, "expected_cross": 1, "expected_replacements": 0}
        stand.announce("2611.00001", "cs.CL")
        stand.ledger("cs.CL", FRIDAY, "complete", **counts, held_new=5, held_cross=1, last_look=FRIDAY_MORNING)
        stand.ledger("cs.LG", FRIDAY, "partial", **counts, held_new=2)
        content = stand.listing("cs.CL+cs.LG")
        assert content.standing is not None
        assert (content.standing.state, content.standing.held, content.standing.expected) == ("partial", 8, 12)
        assert [standing.category for standing in content.standings] == ["cs.LG"]

    def test_a_weekday_of_which_the_ledger_knows_nothing_is_uncrawled(self, stand: Stand) -> None:
        stand.announce("2611.00001", day=FRIDAY)
        content = stand.listing("cs.CL", date=str(THURSDAY))
        assert content.standing is not None
        assert content.standing.state == "uncrawled"

    def test_on_a_weekend_no_listing_is_due(self, stand: Stand) -> None:
        stand.announce("2611.00001", day=SATURDAY)
        content = stand.listing("cs.CL")
        assert content.last_day == SATURDAY
        assert content.standing is None

    def test_the_latest_list_tells_of_later_days_that_are_not_here_yet(self, stand: Stand) -> None:
        stand.announce("2611.00001", day=THURSDAY)
        stand.ledger("cs.CL", THURSDAY, "complete", held_new=1)
        stand.ledger("cs.CL", FRIDAY, "late")
        assert [(row.day, row.state) for row in stand.listing("cs.CL").standings] == [(FRIDAY, "late")]
        assert stand.listing("cs.CL", date=str(THURSDAY)).standings == ()

    def test_days_before_arxiv_began_are_not_called_uncrawled(self, stand: Stand) -> None:
        assert stand.listing("cs.CL", date="0001-01-01..0001-01-31").standings == ()


class TestCards:
    def test_a_card_has_what_the_store_holds(self, stand: Stand) -> None:
        stand.announce(
            "2611.00001",
            categories="cs.CL cs.SY",
            comment="12 pages",
            doi="10.1000/invented",
            licence="http://creativecommons.org/licenses/by/4.0/",
            submitted=FRIDAY_MORNING,
        )
        [card] = stand.listing("cs.CL").cards
        assert card.title == "The paper 2611.00001"
        assert [author.name for author in card.authors] == ["Ada Invented", "Bao Nguyen"]
        assert (card.subjects, card.primary) == (("cs.CL", "eess.SY"), "cs.CL")
        assert (card.comment, card.doi, card.submitted) == ("12 pages", "10.1000/invented", FRIDAY_MORNING)
        assert (card.kind, card.announced, card.withdrawn) == (Kind.NEW, FRIDAY, False)


def test_the_number_of_queries_does_not_grow_with_the_papers(stand: Stand) -> None:
    stand.announce_many(5, day=THURSDAY)
    stand.announce_many(500, day=FRIDAY)
    counts = []
    for day in (THURSDAY, FRIDAY):
        with CountedQueries(stand.engine) as queries:
            assert stand.listing("cs.CL", date=str(day), show="1000").total in (5, 500)
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 6


def test_an_old_day_can_be_asked_for(stand: Stand) -> None:
    stand.announce("hep-th/9108001", "hep-th", date(1991, 8, 15))
    assert ids(stand.listing("hep-th", date="1991-08-15")) == ["hep-th/9108001"]

"""The grammar of addresses under /arxiv/."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import taxonomy
from crawler.records import Kind
from tests.webapp.stand import FRIDAY, address_of
from webapp.addresses import (
    AddressError,
    CategoryExpression,
    Days,
    Density,
    ListAddress,
    PaperSelection,
    Sort,
    Term,
    feed_path,
    list_path,
    paper_path,
    read_days,
    read_kinds,
    read_list,
    read_path,
    with_category,
    without_category,
)

Answer = TypeVar("Answer")


def categories(text: str) -> CategoryExpression:
    named = read_path(text, FRIDAY)
    assert isinstance(named, CategoryExpression)
    return named


def refusal(text: str, **query: str) -> AddressError:
    with pytest.raises(AddressError) as caught:
        address_of(text, **query)
    return caught.value


def answer(read: Callable[[], Answer]) -> Answer | AddressError:
    """What reading an address comes to, a refusal included."""
    try:
        return read()
    except AddressError as error:
        return error


class TestCategories:
    def test_commas_and_plus_take_in_and_minus_leaves_out(self) -> None:
        named = categories("cs.AI+cs.LG,cs.CL-cs.CY-econ.GN")
        assert named.included == ("cs.AI", "cs.LG", "cs.CL")
        assert named.excluded == ("cs.CY", "econ.GN")
        assert str(named) == "cs.AI+cs.LG,cs.CL-cs.CY-econ.GN"

    def test_names_with_a_minus_in_them_are_matched_longest_first(self) -> None:
        named = categories("hep-th-cond-mat.soft+math-ph-q-bio.NC")
        assert named.included == ("hep-th", "math-ph")
        assert named.excluded == ("cond-mat.soft", "q-bio.NC")

    @pytest.mark.parametrize(
        ("typed", "canonical"),
        [
            ("CS.cl", "cs.CL"),
            ("HEP-TH", "hep-th"),
            ("cs.SY", "eess.SY"),
            ("cmp-lg", "cs.CL"),
            ("cs.NA+math.NA", "math.NA"),
            ("cs.CL,cs.CL+cs.CL", "cs.CL"),
            ("cs.AI cs.LG", "cs.AI+cs.LG"),  # a plus that some program wrote as a space
            ("cs.AI, cs.LG,", "cs.AI,cs.LG"),
            ("cs.CL/", "cs.CL"),
            ("-cs.CY+cs.AI", "cs.AI-cs.CY"),
            ("cs.AI-cs.CY-cs.CY", "cs.AI-cs.CY"),
        ],
    )
    def test_other_spellings_lead_to_the_canonical_one(self, typed: str, canonical: str) -> None:
        assert str(categories(typed)) == canonical

    def test_an_archive_stands_for_its_categories_and_keeps_its_name(self) -> None:
        named = categories("cs-cs.CL")
        assert str(named) == "cs-cs.CL"
        assert {"cs.AI", "cs.LG", "eess.SY", "math.NA"} <= set(named.included)
        assert named.excluded == ("cs.CL",)

    def test_an_unknown_category_is_not_found_and_likely_ones_are_suggested(self) -> None:
        error = refusal("cs.AI+cs.LC")
        assert error.status == 404
        assert "“cs.LC”" in str(error)
        assert {"/arxiv/cs.LG", "/arxiv/cs.CL"} <= set(error.suggestions)

    def test_a_category_without_its_archive_is_recognised(self) -> None:
        assert refusal("lg").suggestions == ("/arxiv/cs.LG",)

    @pytest.mark.parametrize("typed", ["", "/", "+,", "-cs.CL"])
    def test_an_address_that_takes_nothing_in_makes_no_sense(self, typed: str) -> None:
        assert refusal(typed).status == 400

    def test_endless_addresses_are_refused(self) -> None:
        assert refusal("cs.AI," * 300).status == 400
        assert refusal("x" * 10_000).status == 414

    def test_what_cannot_be_printed_is_not_repeated(self) -> None:
        assert "\x00" not in str(refusal("cs.\x00CL"))

    def test_every_category_and_archive_can_be_asked_for(self) -> None:
        for name in taxonomy.CATEGORIES | taxonomy.ARCHIVES:
            assert str(categories(name)) == taxonomy.canonical(name)


class TestPapers:
    @pytest.mark.parametrize(
        ("typed", "canonical"),
        [
            ("2402.12354", "2402.12354"),
            ("2402.12354v2", "2402.12354v2"),
            ("hep-th/9901001", "hep-th/9901001"),
            ("math.GT/0309136v1", "math/0309136v1"),
            ("1406.02661", "1406.2661"),
            ("arXiv:2402.12354", "2402.12354"),
            ("2402.12354.pdf", "2402.12354"),
            ("2402.12354,hep-th/9901001+math-ph/0001001", "2402.12354,hep-th/9901001,math-ph/0001001"),
            ("2402.12354,2402.12354v2", "2402.12354"),
        ],
    )
    def test_every_way_of_writing_an_identifier_leads_to_one_address(self, typed: str, canonical: str) -> None:
        named = read_path(typed, FRIDAY)
        assert isinstance(named, PaperSelection)
        assert str(named) == canonical

    @pytest.mark.parametrize(
        "typed", ["2413.00001", "2612.00001", "9912.0001", "foo/9901001", "hep-th/9900001", "٢٤.١2"]
    )
    def test_an_identifier_that_cannot_be_is_not_found(self, typed: str) -> None:
        assert refusal(typed).status == 404

    def test_this_month_s_identifiers_may_exist(self) -> None:
        assert str(read_path("2611.99999", FRIDAY)) == "2611.99999"

    @pytest.mark.parametrize(
        "typed", ["2402.12354,cs.CL", "cs.CL+2402.12354", "cs.CL-2402.12354", "2402.12354-cs.CL", "foo,2402.12354"]
    )
    def test_papers_and_categories_do_not_mix(self, typed: str) -> None:
        error = refusal(typed)
        assert error.status == 400
        assert "mixes" in str(error)

    def test_too_many_papers_are_refused(self) -> None:
        assert refusal(",".join(f"2402.{number:05d}" for number in range(1, 502))).status == 400


class TestParameters:
    def test_without_any_the_list_is_that_of_the_latest_day(self) -> None:
        assert address_of("cs.CL") == ListAddress(expression=categories("cs.CL"))

    def test_an_empty_parameter_counts_as_none(self) -> None:
        assert address_of("cs.CL", date="", kind="", sort="", show="", skip=" ") == address_of("cs.CL")

    def test_a_parameter_it_does_not_know_is_no_concern_of_a_list(self) -> None:
        assert address_of("cs.CL", utm_source="mail") == address_of("cs.CL")

    def test_a_range_has_both_ends(self) -> None:
        assert address_of("cs.CL", date="2026-11-16..2026-11-20").days == Days(date(2026, 11, 16), FRIDAY)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("2026-11-21", "no announcement of 2026-11-21 yet"),
            ("2026-11-16..2026-11-21", "no announcement of 2026-11-21 yet"),
            ("2026-11-20..2026-11-16", "date=2026-11-16..2026-11-20"),
            ("2026-10-20..2026-11-20", "at most 31 days"),
            ("2026-11-20..", "both ends"),
            ("..2026-11-20", "both ends"),
            ("2026-02-30", "no date"),
            ("20261120", "no date"),
            ("2026-W47-5", "no date"),
            ("２０２６-11-20", "no date"),
            ("yesterday", "no date"),
        ],
    )
    def test_a_date_that_makes_no_sense_is_refused_with_what_would(self, typed: str, said: str) -> None:
        error = refusal("cs.CL", date=typed)
        assert error.status == 400
        assert said in str(error)

    def test_on_a_weekend_the_newest_day_there_can_be_is_friday(self) -> None:
        with pytest.raises(AddressError, match="the newest there can be is that of 2026-11-20"):
            read_days("2026-11-23", newest=date(2026, 11, 21))

    def test_the_longest_range_is_31_days(self) -> None:
        assert address_of("cs.CL", date="2026-10-21..2026-11-20").days is not None

    def test_kinds_are_named_with_commas_or_one_by_one_and_kept_in_the_order_of_lists(self) -> None:
        assert address_of("cs.CL", kind="Replace,new").kinds == (Kind.NEW, Kind.REPLACE)
        assert read_kinds(["cross", "new"]) == (Kind.NEW, Kind.CROSS)

    @pytest.mark.parametrize(
        ("typed", "sort"),
        [
            ("default", Sort.DEFAULT),
            ("date", Sort.DATE),
            ("0", Sort.DATE),
            ("stars", Sort.STARS),
            ("1", Sort.STARS),
        ],
    )
    def test_the_orders_there_are(self, typed: str, sort: Sort) -> None:
        assert address_of("cs.CL", sort=typed).sort is sort

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ({"kind": "newest"}, "new, cross, replace, replace-cross"),
            ({"sort": "best"}, "sort=default"),
            ({"sort": "2"}, "sort=stars"),
            ({"unread": "yes"}, "unread"),
            ({"show": "0"}, "1 to 1,000"),
            ({"show": "1001"}, "1 to 1,000"),
            ({"show": "fifty"}, "“fifty”"),
            ({"show": "٥"}, "whole number"),
            ({"density": "dense"}, "density=titles"),
            ({"skip": "-1"}, "whole number"),
            ({"skip": "9" * 5000}, "whole number"),
        ],
    )
    def test_a_bad_parameter_is_refused_with_what_would_be_right(self, query: dict[str, str], said: str) -> None:
        error = refusal("cs.CL", **query)
        assert error.status == 400
        assert said in str(error)
        assert len(str(error)) < 400


NAMES = sorted({taxonomy.canonical(name) for name in taxonomy.CATEGORIES | taxonomy.ARCHIVES})
EXPRESSIONS = st.builds(
    lambda first, rest: "".join([first, *(sign + name for sign, name in rest)]),
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.sampled_from(",+-"), st.sampled_from(NAMES)), max_size=12),
)
DAYS = st.builds(
    lambda last, length: Days(last - timedelta(days=length), last),
    st.dates(date(1991, 8, 1), FRIDAY),
    st.integers(0, 30),
)
LISTS = st.builds(
    ListAddress,
    expression=EXPRESSIONS.map(categories),
    days=st.none() | DAYS,
    kinds=st.sets(st.sampled_from(Kind)).map(lambda kinds: tuple(kind for kind in Kind if kind in kinds)),
    sort=st.sampled_from(Sort),
    unread=st.booleans(),
    show=st.integers(1, 1000),
    skip=st.integers(0, 10_000),
    density=st.none() | st.sampled_from(Density),
)


class TestWriting:
    @given(LISTS)
    def test_an_address_that_is_written_reads_back_the_same(self, address: ListAddress) -> None:
        path, _, query = list_path(address).removeprefix("/arxiv/").partition("?")
        parameters = {name: [value] for name, _, value in (part.partition("=") for part in query.split("&") if part)}
        assert read_list(categories(path), parameters, FRIDAY) == address

    @given(st.text(max_size=60) | EXPRESSIONS | st.text("csCLhep-th.9012/, +v", max_size=40))
    def test_the_canonical_form_of_whatever_is_typed_is_its_own_canonical_form(self, typed: str) -> None:
        named = answer(lambda: read_path(typed, FRIDAY))
        if isinstance(named, AddressError):
            assert named.status in (400, 404)
        else:
            assert read_path(str(named), FRIDAY) == named

    @given(st.text(max_size=40))
    def test_whatever_is_typed_as_a_date_is_read_or_refused(self, typed: str) -> None:
        days = answer(lambda: read_days(typed, FRIDAY))
        if isinstance(days, AddressError):
            assert days.status == 400
        else:
            assert days is None or days.first <= days.last <= FRIDAY

    def test_only_what_differs_from_the_default_is_written(self) -> None:
        assert list_path(address_of("cs.CL", show="50", skip="0", sort="default")) == "/arxiv/cs.CL"
        asked = address_of("cs.CL", date="2026-11-20", kind="new,cross", sort="0", unread="1", show="200", skip="10")
        assert list_path(asked) == "/arxiv/cs.CL?date=2026-11-20&kind=new,cross&sort=date&unread=1&show=200&skip=10"
        assert list_path(address_of("cs.CL", density="Titles", show="60")) == "/arxiv/cs.CL?show=60&density=titles"

    def test_a_feed_follows_the_categories_and_kinds_of_its_list(self) -> None:
        assert feed_path(address_of("cs.CL-cs.CV", kind="new", show="5")) == "/arxiv/cs.CL-cs.CV/feed?kind=new"

    def test_papers_and_their_versions_have_paths(self) -> None:
        assert paper_path("hep-th/9901001") == "/arxiv/hep-th/9901001"
        assert paper_path("2402.12354", 2) == "/arxiv/2402.12354v2"


class TestChoosing:
    @pytest.mark.parametrize(
        ("before", "category", "after"),
        [
            ("cs.CL", "cs.LG", "cs.CL+cs.LG"),
            ("cs.CL+cs.LG", "cs.CL", "cs.CL+cs.LG"),
            ("cs.CL-cs.LG", "cs.LG", "cs.CL+cs.LG"),
            ("cs.CL,cs.LG-cs.CV", "cs.AI", "cs.CL,cs.LG-cs.CV+cs.AI"),
        ],
    )
    def test_a_category_is_taken_in(self, before: str, category: str, after: str) -> None:
        assert str(with_category(address_of(before), category).expression) == after

    @pytest.mark.parametrize(
        ("before", "category", "after"),
        [
            ("cs.CL", "cs.LG", "cs.CL-cs.LG"),
            ("cs.CL+cs.LG", "cs.CL", "cs.LG-cs.CL"),
            ("cs.CL-cs.LG", "cs.LG", "cs.CL-cs.LG"),
            ("cs.CL-cs.LG", "cs.CL", "cs.CL-cs.LG"),  # nothing would be left
        ],
    )
    def test_a_category_is_left_out(self, before: str, category: str, after: str) -> None:
        assert str(without_category(address_of(before), category).expression) == after

    def test_the_changed_list_begins_at_its_first_page_and_keeps_the_rest(self) -> None:
        asked = address_of("cs.CL", skip="50", date="2026-11-20")
        assert list_path(with_category(asked, "cs.LG")) == "/arxiv/cs.CL+cs.LG?date=2026-11-20"

    def test_the_first_term_of_an_expression_takes_in(self) -> None:
        assert categories("-cs.CY,cs.AI+cs.LG").terms[0] == Term(",", "cs.AI")

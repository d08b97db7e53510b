"""What filters make of values: words, dates and HTML, whatever authors typed."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qs

import pytest
from markupsafe import Markup

from crawler.records import Author, Kind
from webapp import filters
from webapp.addresses import CategoryExpression, Days, ListAddress, Term
from webapp.queries.shapes import CalendarDay, Card, DayCounts, LedgerRow, Listing, ListingStanding, Section, Week

FRIDAY = date(2026, 11, 20)
HOSTILE = "<script>alert('1')</script> & \"more\""


def _address(*terms: tuple[str, str], days: Days | None = None) -> ListAddress:
    return ListAddress(expression=CategoryExpression(tuple(Term(sign, name) for sign, name in terms)), days=days)


def _listing(first: date | None, last: date | None) -> Listing:
    return Listing(
        categories=("cs.CL",),
        excluded=(),
        first_day=first,
        last_day=last,
        counts=DayCounts(new=0, cross=0, replacements=0),
        total=0,
        length=0,
        show=50,
        skip=0,
        sections=(),
        standing=None,
        standings=(),
        day_before=None,
        day_after=None,
    )


def _card(**given: object) -> Card:
    facts: dict[str, object] = {
        "number": 1,
        "id": "2611.00001",
        "revision": 1,
        "version": 1,
        "title": "An invented title",
        "abstract": "",
        "authors": (Author("Jane Doe"), Author("Test Collaboration")),
        "subjects": ("cs.CL",),
        "primary": "cs.CL",
        "kind": Kind.NEW,
        "announced": FRIDAY,
        "submitted": datetime(2026, 11, 9, 17, 0, tzinfo=UTC),
        "updated": None,
        "comment": None,
        "journal_ref": None,
        "doi": None,
        "licence": None,
        "withdrawn": False,
        "keywords": (),
    }
    return Card(**{**facts, **given})  # type: ignore[arg-type]


def _standing(state: str, day: date = FRIDAY, expected: int | None = 212) -> ListingStanding:
    return ListingStanding(
        category="cs.CL", day=day, state=state, held=198, expected=expected, last_look=None, reason=None
    )


def test_text_without_formulas_is_escaped() -> None:
    assert filters.tex(HOSTILE) == "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &#34;more&#34;"


def test_text_around_formulas_is_escaped() -> None:
    html = filters.tex(HOSTILE + " $x$ ")
    assert isinstance(html, Markup)
    assert "<script" not in html


def test_html_rendered_earlier_is_taken_where_there_is_some() -> None:
    assert filters.tex("for $x$", {"for $x$": "for <math>x</math>"}) == Markup("for <math>x</math>")
    assert "<math>y</math>" not in filters.tex("for $x$", {"for $y$": "<math>y</math>"})


def test_plain_text_has_no_dollars() -> None:
    assert filters.plain("On $n^2$ things") == "On n² things"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Code at https://example.org/a_b.", "https://example.org/a_b"),
        ("(see http://example.org/x)", "http://example.org/x"),
        ("see https://example.org/x_(y), too", "https://example.org/x_(y)"),
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&amp;b=2"),
    ],
)
def test_addresses_in_comments_become_links_without_the_sentence_s_own_signs(text: str, address: str) -> None:
    assert f'<a href="{address}" rel="nofollow noopener">{address}</a>' in filters.linked(text)


def test_words_around_addresses_keep_their_distance() -> None:
    html = filters.linked("for $x$ see https://example.org/x and https://example.org/y or $y$")
    words = re.sub("<[^>]*>", "", html).replace("$", "")
    assert words == "for x see https://example.org/x and https://example.org/y or y"


def test_a_comment_cannot_break_out_of_its_link() -> None:
    html = filters.linked('https://example.org/"onmouseover="alert(1) <b>')
    assert html.startswith('<a href="https://example.org/" rel="nofollow noopener">https://example.org/</a>&#34;')
    assert "<b>" not in html


def test_only_web_addresses_become_links() -> None:
    assert "<a" not in filters.linked("javascript://alert(1) ftp://example.org")


def test_a_day_is_told_by_kind_and_kinds_without_papers_are_left_out() -> None:
    assert filters.counts_by_kind(DayCounts(new=80, cross=35, replacements=61)) == (
        "80 new, 35 cross-lists, 61 replacements"
    )
    assert filters.counts_by_kind(DayCounts(new=0, cross=1, replacements=0)) == "1 cross-list"
    assert filters.counts_by_kind(DayCounts(new=0, cross=0, replacements=0)) == ""


def test_replacements_of_both_kinds_are_one_choice() -> None:
    assert filters.kind_choices(DayCounts(new=0, cross=0, replacements=2)) == (
        ((Kind.REPLACE, Kind.REPLACE_CROSS), "2 replacements"),
    )


@pytest.mark.parametrize(
    ("terms", "name"),
    [
        ([(",", "cs.CL")], "Computation and Language"),
        ([(",", "cs.CL"), ("+", "cs.LG")], "Computation and Language + Machine Learning"),
        ([(",", "cs.CL"), ("-", "cs.LG")], "Computation and Language without Machine Learning"),
        ([(",", "cs.AI"), ("+", "cs.CL"), ("+", "cs.LG"), ("-", "cs.CY")], "cs.AI, cs.CL and cs.LG without cs.CY"),
    ],
)
def test_a_list_is_called_by_its_categories(terms: list[tuple[str, str]], name: str) -> None:
    assert filters.list_name(_address(*terms)) == name


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, ""),
        (FRIDAY, FRIDAY, "Friday 20 November 2026"),
        (date(2026, 3, 2), date(2026, 3, 6), "Monday 2 to Friday 6 March 2026"),
        (date(2026, 2, 27), date(2026, 3, 6), "Friday 27 February to Friday 6 March 2026"),
        (date(2025, 12, 31), date(2026, 1, 2), "Wednesday 31 December 2025 to Friday 2 January 2026"),
    ],
)
def test_the_days_of_a_list_say_no_month_or_year_twice(first: date | None, last: date | None, words: str) -> None:
    assert filters.list_days(_listing(first, last)) == words


@pytest.mark.parametrize(
    ("day", "replacements", "words"),
    [
        (None, False, ""),
        (None, True, "Replacements"),
        (FRIDAY, False, "Friday 20 November 2026"),
        (FRIDAY, True, "Replacements, Friday 20 November 2026"),
    ],
)
def test_a_run_of_cards_is_headed_by_its_day_and_by_what_it_holds(
    day: date | None, replacements: bool, words: str
) -> None:
    assert filters.section_heading(Section(day=day, replacements=replacements, cards=())) == words


def test_days_stand_in_weeks_with_gaps_where_nothing_was_announced() -> None:
    last_week, monday, friday = (CalendarDay(day=date(2026, 11, day), new=1, cross=0) for day in (12, 16, 20))
    assert filters.weeks([last_week, monday, friday], date(2026, 11, 20)) == [
        Week(days=Days(date(2026, 11, 9), date(2026, 11, 13)), cells=(None, None, None, last_week, None)),
        Week(days=Days(date(2026, 11, 16), date(2026, 11, 20)), cells=(monday, None, None, None, friday)),
    ]


def test_weeks_have_seven_days_only_if_a_weekend_holds_papers_and_none_to_come() -> None:
    saturday = CalendarDay(day=date(2026, 11, 21), new=1, cross=0)
    [week] = filters.weeks([saturday], date(2026, 11, 21))
    assert week.days == Days(date(2026, 11, 16), date(2026, 11, 21))
    assert len(week.cells) == 7
    assert week.has_papers


def test_a_standing_is_told_only_when_it_matters() -> None:
    assert filters.standing_words(_standing("complete"), FRIDAY) == ""
    assert filters.standing_words(_standing("partial"), FRIDAY) == "198 of 212 so far"
    assert filters.standing_words(_standing("partial", expected=None), FRIDAY) == "incomplete"
    assert filters.standing_words(_standing("late"), date(2026, 11, 19)) == "Fri 20 Nov: late at arXiv"


def test_open_listings_are_told_newest_first() -> None:
    old, new = _standing("stale", date(2026, 11, 18)), _standing("late")
    row = LedgerRow(category="cs.CL", name="", cells=(old, None, _standing("complete"), new))
    assert filters.open_standings([row]) == [new, old]


def test_a_listing_that_was_tried_in_vain_is_open_and_one_never_tried_is_not() -> None:
    tried, never = (
        replace(_standing("uncrawled"), reason="arXiv answered 503."),
        replace(_standing("uncrawled"), reason=None),
    )
    assert filters.open_standings([LedgerRow(category="cs.CL", name="", cells=(tried, never))]) == [tried]


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "CC BY-NC-SA 4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("http://creativecommons.org/licenses/publicdomain/", "Public domain"),
        ("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", "arXiv licence"),
        ("http://arxiv.org/licenses/assumed-1991-2003/", "arXiv licence, assumed"),
        ("https://example.org/terms", "Licence"),
    ],
)
def test_licences_go_by_their_short_names(uri: str, name: str) -> None:
    assert filters.licence_html(uri) == f'<a rel="license" href="{uri}">{name}</a>'


def test_a_licence_that_is_no_web_address_is_no_link() -> None:
    assert filters.licence_html("javascript:alert(1)") == "javascript:alert(1)"
    assert filters.licence_html('"><b>') == "&#34;&gt;&lt;b&gt;"


def test_each_doi_of_several_is_a_link_of_its_own() -> None:
    assert filters.doi_html("10.1000/182, 10.1000/a<b>") == (
        '<a href="https://doi.org/10.1000/182">doi:10.1000/182</a> '
        '<a href="https://doi.org/10.1000/a&lt;b&gt;">doi:10.1000/a&lt;b&gt;</a>'
    )


def test_authors_are_links_and_their_names_text() -> None:
    html = filters.authors_html((Author("Zoë Ünal"), Author(HOSTILE)))
    assert html.startswith('<a class="author" href="/author/Zo%C3%AB%20%C3%9Cnal">Zoë')
    assert html.count("<a ") == 2
    assert "<script" not in html


@pytest.mark.parametrize(("authors", "shown", "folded"), [(0, 0, 0), (40, 40, 0), (41, 30, 11), (49, 30, 19)])
def test_more_than_forty_authors_are_folded_to_thirty(authors: int, shown: int, folded: int) -> None:
    named = tuple(Author(f"Author {number}") for number in range(authors))
    assert len(filters.authors_shown(named)) == shown
    assert len(filters.authors_folded(named)) == folded
    assert filters.authors_shown(named) + filters.authors_folded(named) == named


def test_coins_reads_back_as_the_paper_it_was_made_of() -> None:
    card = _card(title="Of $n^2$ & 100% of <b>;é", authors=(Author("Zoë O'Hara"), Author("A & B Collaboration")))
    fields = parse_qs(filters.coins(card), strict_parsing=True)
    assert fields["ctx_ver"] == ["Z39.88-2004"]
    assert fields["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert fields["rft.type"] == ["preprint"]
    assert fields["rft.title"] == ["Of n² & 100% of <b>;é"]
    assert fields["rft.creator"] == ["Zoë O'Hara", "A & B Collaboration"]
    assert fields["rft.date"] == ["2026-11-09"]
    assert fields["rft_id"] == ["info:doi/10.48550/arXiv.2611.00001"]
    assert fields["rft.identifier"] == ["arXiv:2611.00001"]


def test_coins_of_an_old_paper_whose_date_is_not_known() -> None:
    fields = parse_qs(filters.coins(_card(id="hep-th/9901001", submitted=None, announced=None)), strict_parsing=True)
    assert "rft.date" not in fields
    assert fields["rft.identifier"] == ["arXiv:hep-th/9901001"]

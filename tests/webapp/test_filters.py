"""What filters make of values: words, dates and HTML, whatever authors typed."""

import re
from datetime import UTC, date, datetime
from urllib.parse import parse_qs

import pytest
from markupsafe import Markup

from crawler.records import Author, Kind
from webapp import filters
from webapp.queries.shapes import Card

FRIDAY = date(2026, 11, 20)
HOSTILE = "<script>alert('1')</script> & \"more\""


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

import re
from datetime import UTC, datetime

import pytest

from crawler.errors import ParseError
from crawler.records import Author, BadRecord, LookUp, Source
from crawler.sources.api import id_list_params, parse_lookup

ASKED = ("2611.00001", "hep-th/9901001v1", "2611.99999")


def test_the_question_always_says_how_many_it_wants():
    assert id_list_params(ASKED) == {"id_list": "2611.00001,hep-th/9901001v1,2611.99999", "max_results": "3"}


@pytest.mark.parametrize("count", [0, 101])
def test_a_question_for_none_or_too_many_is_refused(count):
    with pytest.raises(ValueError, match="1 to 100 papers"):
        id_list_params(["2611.00001"] * count)


def test_papers_are_matched_by_id_and_those_left_out_are_noticed(feed):
    found = parse_lookup(feed("api_lookup.xml"), ASKED)
    assert [paper.id for paper in found.papers] == ["hep-th/9901001", "2611.00001"]
    assert (found.missing, found.bad) == (("2611.99999",), ())


def test_an_entry_gives_everything_it_says_of_a_paper(feed):
    paper = parse_lookup(feed("api_lookup.xml"), ASKED).papers[1]
    assert (paper.source, paper.version, paper.categories) == (Source.API, 2, ("cs.LG", "stat.ML"))
    assert paper.title == "An invented title where $a < b$ &amp; <script>alert(1)</script>"
    assert paper.abstract == "Invented abstract: x < y && <b>z</b>."
    assert paper.submitted == datetime(2026, 11, 9, 15, tzinfo=UTC)
    assert paper.updated == datetime(2026, 11, 18, 9, 1, 2, tzinfo=UTC)
    assert (paper.comment, paper.journal_ref, paper.doi) == ("12 pages", "J. Test 1 (2026)", "10.1000/xyz")
    assert paper.authors == (Author("Jane Doe Jr", ("MIT",)), Author("Anna Müller"))
    assert (paper.licence, paper.withdrawn, paper.versions) == (None, None, ())


def test_each_author_keeps_their_own_affiliations_and_a_colon_is_nobody(feed):
    assert parse_lookup(feed("api_lookup.xml"), ASKED).papers[0].authors == (
        Author("Test Collaboration"),
        Author("Ed Three", ("Institute of Tests, Bonn", "ETH")),
    )


def test_a_malformed_id_is_bad_and_says_nothing_of_the_others(feed):
    found = parse_lookup(feed("api_error.xml"), ["2611.x", "2611.00001"])
    assert found == LookUp(bad=(BadRecord("id 2611.x", "incorrect id format for 2611.x"),))


def test_an_error_about_something_else_is_raised_with_arxivs_words(feed):
    body = feed("api_error.xml").replace(b"#incorrect_id_format_for_2611.x", b"#bad_query")
    body = body.replace(b"<summary>incorrect id format for 2611.x", b"<summary>the index is down")
    with pytest.raises(ParseError, match="the index is down"):
        parse_lookup(body, ASKED)


def test_an_empty_answer_leaves_everything_missing(feed):
    body = feed("api_lookup.xml")
    empty = body[: body.index(b"<entry>")] + b"</feed>"
    assert parse_lookup(empty, ASKED) == LookUp(missing=ASKED)


def test_a_paper_nobody_asked_for_is_set_aside(feed):
    found = parse_lookup(feed("api_lookup.xml"), ["2611.00001"])
    assert [paper.id for paper in found.papers] == ["2611.00001"]
    assert found.bad[0].reason == "Nobody asked for hep-th/9901001v1."


def test_one_unreadable_entry_is_set_aside_and_is_not_missing(feed):
    found = parse_lookup(feed("api_lookup.xml").replace(b"2026-11-09T15:00:00Z", b"today"), ASKED)
    assert [paper.id for paper in found.papers] == ["hep-th/9901001"]
    assert (len(found.bad), found.missing) == (1, ("2611.99999",))
    assert "today" in found.bad[0].reason


def test_an_id_in_another_form_is_still_found(feed):
    asked = ["arXiv:2611.00001", "http://arxiv.org/abs/hep-th/9901001"]
    assert parse_lookup(feed("api_lookup.xml"), asked).missing == ()


@pytest.mark.parametrize(
    ("name", "reason"), [("rss_cs.LG.xml", "another kind"), ("listing_cs.LG_new.html", "HTML page")]
)
def test_what_is_no_atom_feed_is_refused(feed, name, reason):
    with pytest.raises(ParseError, match=reason):
        parse_lookup(feed(name), ASKED)


def test_a_cut_answer_is_refused(feed):
    body = feed("api_lookup.xml").rstrip()
    for length in range(0, len(body), 10):
        with pytest.raises(ParseError):
            parse_lookup(body[:length], ASKED)


@pytest.mark.parametrize(
    ("name", "asked", "papers", "missing"),
    [
        ("arxivpy_id_0000.0000_*.xml", ["0000.0000"], 0, ("0000.0000",)),
        ("arxivpy_id_0808.05394_1707.08567_*.xml", ["0808.05394", "1707.08567"], 1, ("0808.05394",)),
        ("arxivpy_id_2104.12255v1_*.xml", ["2104.12255v1"], 1, ()),
        ("arxivpy_id_astro-ph_0601001_*.xml", ["astro-ph/0601001"], 1, ()),
    ],
)
def test_recorded_lookups_are_read(captures, name, asked, papers, missing):
    (path,) = (captures / "api").glob(name)
    found = parse_lookup(path.read_bytes(), asked)
    assert (len(found.papers), found.missing, found.bad) == (papers, missing, ())


def test_a_recorded_refusal_is_read(captures):
    (path,) = (captures / "api").glob("arxivpy_id_abc_*.xml")
    assert parse_lookup(path.read_bytes(), ["abc"]).bad == (BadRecord("id abc", "incorrect id format for abc"),)


@pytest.mark.parametrize(("name", "count"), [("s0_m100", 100), ("s0_m10", 10), ("s10_m10", 10)])
def test_recorded_pages_are_read_whole(captures, name, count):
    (path,) = (captures / "api").glob(f"arxivpy_q_testing_{name}_*.xml")
    body = path.read_bytes()
    found = parse_lookup(body, re.findall(r"<id>http://arxiv.org/abs/([^<]+)</id>", body.decode()))
    assert (len(found.papers), found.missing, found.bad) == (count, (), ())
    assert all(paper.authors and paper.submitted and paper.updated and paper.version for paper in found.papers)

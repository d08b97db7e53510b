from datetime import date

import pytest

from crawler.errors import ParseError
from crawler.records import AnnouncementRecord, Author, Expected, Kind
from crawler.sources.listing import catchup_url, listing_url, merge_pages, parse_listing

DAY = date(2026, 11, 23)


def entry(number: int, arxiv_id: str, primary: str = "Machine Learning (cs.LG)") -> str:
    return (
        f'<dt><a name=\'item{number}\'>[{number}]</a> <a href ="/abs/{arxiv_id}" title="Abstract" id="{arxiv_id}">'
        f"arXiv:{arxiv_id}</a></dt><dd><div class='meta'><div class='list-title mathjax'><span class='descriptor'>Title:"
        f"</span> Paper {arxiv_id}</div><div class='list-authors'><a href='/a'>Bo Li</a></div><div class='list-subjects'>"
        f"<span class='descriptor'>Subjects:</span> <span class=\"primary-subject\">{primary}</span></div></div></dd>"
    )


def page(total: int, *sections: tuple[str, list[str]], empty: str = "") -> bytes:
    """A catchup page of sections, each a heading and its entries."""
    lists = "".join(f"<dl id='articles'><h3>{heading}</h3>{''.join(entries)}</dl>" for heading, entries in sections)
    return (
        "<!DOCTYPE html><html><body><h1>Catchup results for Machine Learning on Mon, 23 Nov 2026</h1>"
        f"<div>Total of {total} entries</div>{lists}{empty}</body></html>"
    ).encode()


def test_the_addresses_are_those_of_arxiv():
    assert listing_url("https://arxiv.org", "cs.LG") == "https://arxiv.org/list/cs.LG/new"
    assert listing_url("https://arxiv.org", "cs.LG", 2000) == "https://arxiv.org/list/cs.LG/new?skip=2000&show=2000"
    assert catchup_url("https://arxiv.org", "cs.LG", DAY) == "https://arxiv.org/catchup/cs.LG/2026-11-23?abs=True"
    assert catchup_url("https://arxiv.org", "cs.LG", DAY, 2).endswith("/cs.LG/2026-11-23?abs=True&page=2")


def test_a_page_gives_its_day_what_it_promises_and_every_announcement_with_its_kind(feed):
    listing = parse_listing(feed("listing_cs.LG_new.html"), "cs.LG")
    assert (listing.batch.day, listing.batch.expected, listing.batch.bad) == (DAY, Expected(2, 1, 3), ())
    assert (listing.first, listing.entries, listing.total, listing.next_skip) == (1, 6, 6, None)
    assert listing.batch.announcements == (
        AnnouncementRecord("2611.00001", "cs.LG", DAY, Kind.NEW, 1),
        AnnouncementRecord("2611.00005", "cs.LG", DAY, Kind.NEW, 1),
        AnnouncementRecord("2611.00002", "cs.LG", DAY, Kind.CROSS),
        AnnouncementRecord("2610.00003", "cs.LG", DAY, Kind.REPLACE),
        AnnouncementRecord("hep-th/9901001", "cs.LG", DAY, Kind.REPLACE_CROSS),
        AnnouncementRecord("2609.00006", "cs.LG", DAY, Kind.REPLACE),
    )


def test_a_page_gives_everything_it_says_of_a_paper(feed):
    first, second, *_ = parse_listing(feed("listing_cs.LG_new.html"), "cs.LG").batch.papers
    assert first.title == "An invented title where $a < b$ &amp; <script>alert(1)</script>"
    assert first.authors == (Author("Jane Doe Jr", ("MIT", "ETH")), Author("Anna Müller"))
    assert first.categories == ("cs.LG", "stat.ML")
    assert first.comment == "12 pages, code at https://code.example/a_b"
    assert first.journal_ref == "J. Test 1 (2026)"
    assert (
        first.abstract == "An invented abstract: x < y && y > z. It has a second line, and code at http://code.example."
    )
    assert second.title == "Title: the title of a title"
    assert second.categories == ("cs.LG", "cs.CE", "cond-mat.mtrl-sci")
    assert (second.comment, second.journal_ref) == (None, None)


def test_the_page_of_an_archive_holds_its_categories_replacements_as_its_own():
    body = page(1, ("Replacement submissions (showing 1 of 1 entries)", [entry(1, "2611.00001")]))
    body = body.replace(b"for Machine Learning on", b"for Computer Science on")
    assert parse_listing(body, "cs").batch.announcements[0].kind is Kind.REPLACE
    elsewhere = body.replace(b"Machine Learning (cs.LG)", b"High Energy Physics - Theory (hep-th)")
    assert parse_listing(elsewhere, "cs").batch.announcements[0].kind is Kind.REPLACE_CROSS


@pytest.mark.parametrize(
    "heading",
    [
        "New submissions (showing 1 of 1 entries)",
        "New submissions for Monday, 23 November 2026 (showing 1 of 1 entries )",
        "New submissions (continued, showing last 1 of 3 entries)",
        "New submissions (continued, showing 1 of 3 entries)",
        "New submissions (showing first 1 of 3 entries)",
    ],
)
def test_every_wording_of_a_heading_is_understood(heading):
    listing = parse_listing(page(3, (heading, [entry(1, "2611.00001")])), "cs.LG")
    assert listing.batch.expected == Expected(3 if "of 3" in heading else 1, 0, 0)


@pytest.mark.parametrize(
    ("name", "day"), [("listing_cs.LG_empty.html", DAY), ("catchup_cs.LG_empty.html", date(2026, 11, 26))]
)
def test_a_page_that_says_there_is_nothing_is_a_true_answer(feed, name, day):
    listing = parse_listing(feed(name), "cs.LG")
    assert (listing.batch.day, listing.batch.announcements, listing.next_skip) == (day, (), None)
    assert listing.batch.expected == Expected(0, 0, 0)


def test_a_page_with_neither_entries_nor_word_that_there_are_none_is_refused(feed):
    with pytest.raises(ParseError, match="neither entries nor word"):
        parse_listing(feed("listing_cs.LG_empty.html").replace(b"No updates today.", b""), "cs.LG")


def test_a_page_with_fewer_entries_than_its_heading_promises_is_refused(feed):
    body = feed("listing_cs.LG_new.html").replace(b"showing 3 of 3", b"showing 4 of 4")
    with pytest.raises(ParseError, match="promises 4 entries under “replacement” and holds 3"):
        parse_listing(body, "cs.LG")


def test_entries_without_a_heading_that_counts_them_are_refused(feed):
    with pytest.raises(ParseError, match="without a heading"):
        parse_listing(
            feed("listing_cs.LG_new.html").replace(b"Cross submissions (showing 1 of 1 entries)", b"Cross"), "cs.LG"
        )


def test_an_error_page_is_refused():
    with pytest.raises(ParseError, match="of which day"):
        parse_listing(b"<html><body><h1>503 Service Unavailable</h1></body></html>", "cs.LG")
    with pytest.raises(ParseError, match="cut short, or no HTML"):
        parse_listing(b"Rate exceeded.", "cs.LG")


def test_a_page_of_a_day_that_cannot_be_is_refused(feed):
    with pytest.raises(ParseError, match="cannot be"):
        parse_listing(feed("listing_cs.LG_new.html").replace(b"23 November", b"31 November"), "cs.LG")


def test_another_categorys_page_is_refused(feed):
    with pytest.raises(ParseError, match=r"page of cs\.LG"):
        parse_listing(feed("listing_cs.LG_new.html"), "cs.CL")
    with pytest.raises(ParseError, match="page of Machine Learning"):
        parse_listing(feed("catchup_cs.LG_empty.html"), "cs.CL")


def test_one_unreadable_entry_is_set_aside_and_still_counted(feed):
    body = feed("listing_cs.LG_new.html").replace(b"arXiv:2611.00005", b"arXiv:2600.00005")
    listing = parse_listing(body, "cs.LG")
    assert (len(listing.batch.announcements), listing.entries) == (5, 6)
    assert listing.batch.bad[0].where.startswith("item 2 ([2] arXiv:2600.00005")


def test_a_listing_whose_only_entry_cannot_be_read_still_says_how_many_there_are(feed):
    body = page(1, ("New submissions (showing 1 of 1 entries)", [entry(1, "2611.00001")]))
    batch = merge_pages([parse_listing(body.replace(b"list-subjects", b""), "cs.LG")])
    assert (batch.expected, batch.announcements, len(batch.bad)) == (Expected(1, 0, 0), (), 1)
    assert batch.unread == (AnnouncementRecord("2611.00001", "cs.LG", DAY, Kind.NEW),)


def test_a_cut_page_never_gives_a_short_batch(feed):
    body = feed("listing_cs.LG_new.html").rstrip()
    for length in range(0, len(body), 10):
        with pytest.raises(ParseError):
            parse_listing(body[:length], "cs.LG")


def pages_of_five() -> list[bytes]:
    """Three new papers, one cross-list and one replacement on three pages of two, the last of one."""
    news = [entry(number, f"2611.0000{number}") for number in (1, 2, 3)]
    cross = entry(4, "2611.00004", "Optimization and Control (math.OC)")
    return [
        page(5, ("New submissions (showing first 2 of 3 entries)", news[:2])),
        page(
            5,
            ("New submissions (continued, showing last 1 of 3 entries)", news[2:]),
            ("Cross submissions (showing 1 of 1 entries)", [cross]),
        ),
        page(5, ("Replacement submissions (showing 1 of 1 entries)", [entry(5, "2610.00005")])),
    ]


def test_a_page_says_where_the_next_begins():
    pages = [parse_listing(body, "cs.LG") for body in pages_of_five()]
    assert [(one.first, one.next_skip) for one in pages] == [(1, 2), (3, 4), (5, None)]


def test_the_pages_of_a_listing_become_one_batch():
    batch = merge_pages([parse_listing(body, "cs.LG") for body in pages_of_five()])
    assert batch.expected == Expected(3, 1, 1)
    assert [(one.id, one.kind) for one in batch.announcements] == [
        ("2611.00001", Kind.NEW),
        ("2611.00002", Kind.NEW),
        ("2611.00003", Kind.NEW),
        ("2611.00004", Kind.CROSS),
        ("2610.00005", Kind.REPLACE),
    ]
    assert [paper.id for paper in batch.papers] == [one.id for one in batch.announcements]


def test_pages_that_do_not_make_the_whole_are_refused():
    first, second, third = (parse_listing(body, "cs.LG") for body in pages_of_five())
    with pytest.raises(ParseError, match="5 entries, its 2 pages held 4"):
        merge_pages([first, second])
    tomorrow = parse_listing(pages_of_five()[2].replace(b"Mon, 23 Nov", b"Tue, 24 Nov"), "cs.LG")
    with pytest.raises(ParseError, match="not of one day"):
        merge_pages([first, second, tomorrow])
    assert merge_pages([first, second, third]).day == DAY


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('title="Abstract"', 'title="Paper"', "no link to its abstract"),
        ("<dd>", "<dt></dt><dd>", "Nothing follows the number 2611.00002"),
        ("(cs.LG)", "", "no subjects"),
        ("</span> Paper 2611.00002", "</span>", "no title"),
    ],
)
def test_a_bad_entry_says_what_is_wrong_with_it(right, wrong, reason):
    spoilt = entry(2, "2611.00002").replace(right, wrong)
    listing = parse_listing(
        page(2, ("New submissions (showing 2 of 2 entries)", [entry(1, "2611.00001"), spoilt])), "cs.LG"
    )
    assert [one.id for one in listing.batch.announcements] == ["2611.00001"]
    assert reason in listing.batch.bad[0].reason


def test_lists_that_are_not_of_papers_are_passed_over():
    body = page(1, ("New submissions (showing 1 of 1 entries)", [entry(1, "2611.00001")]))
    assert parse_listing(body.replace(b"</h1>", b"</h1><dl><dd>A notice</dd></dl>"), "cs.LG").entries == 1


def test_a_page_of_nothing_is_refused():
    with pytest.raises(ParseError, match="cannot be read as HTML"):
        parse_listing(b"</html>", "cs.LG")

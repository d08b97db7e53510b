import re
from collections import Counter
from datetime import date

import pytest

from crawler.errors import ParseError
from crawler.records import AnnouncementRecord, Author, Batch, Kind, Source
from crawler.sources.rss import fingerprint, parse_rss, rss_url, share_known


def test_the_address_is_the_category_under_the_base():
    assert rss_url("https://rss.arxiv.org/rss", "cs.LG") == "https://rss.arxiv.org/rss/cs.LG"


def test_a_feed_gives_its_day_and_every_announcement_with_its_kind(feed):
    batch = parse_rss(feed("rss_cs.LG.xml"), "cs.LG")
    assert (batch.source, batch.category, batch.day, batch.bad, batch.capped) == (
        Source.RSS,
        "cs.LG",
        date(2026, 11, 23),
        (),
        False,
    )
    day = date(2026, 11, 23)
    assert batch.announcements == (
        AnnouncementRecord("2611.00001", "cs.LG", day, Kind.NEW, 1),
        AnnouncementRecord("2611.00002", "cs.LG", day, Kind.CROSS, 1),
        AnnouncementRecord("2610.00003", "cs.LG", day, Kind.REPLACE, 3),
        AnnouncementRecord("hep-th/9901001", "cs.LG", day, Kind.REPLACE_CROSS, 2),
    )


def test_a_feed_gives_everything_it_says_of_a_paper(feed):
    paper = parse_rss(feed("rss_cs.LG.xml"), "cs.LG").papers[0]
    assert (paper.id, paper.version, paper.categories) == ("2611.00001", 1, ("cs.LG", "stat.ML"))
    assert paper.title == "An invented title where $a < b$ &amp; <script>alert(1)</script>"
    assert paper.abstract == "An invented abstract: x < y && y > z. It has a second line by Erdős."
    assert paper.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert (paper.doi, paper.journal_ref, paper.comment) == ("10.1000/xyz", "J. Test 1 (2026)", None)
    assert paper.authors == (
        Author("Jane Doe Jr", ("MIT", "ETH")),
        Author("Anna Müller", ("Institute of Tests, anna@tests.example, Bonn",)),
        Author("Test Collaboration"),
    )


def test_aliases_stay_as_they_are_written_on_the_paper(feed):
    assert parse_rss(feed("rss_cs.LG.xml"), "cs.LG").papers[1].categories == ("eess.SY", "cs.LG", "cs.SY")


def test_the_feed_of_an_alias_counts_as_its_canonical_category(feed):
    body = feed("rss_cs.LG.xml").replace(b"<title>cs.LG updates", b"<title>cs.SY updates")
    for asked in ("cs.SY", "eess.SY"):
        batch = parse_rss(body, asked)
        assert {batch.category} == {one.category for one in batch.announcements} == {"eess.SY"}


def test_script_in_cdata_comes_through_as_text(feed):
    body = feed("rss_cs.LG.xml").replace(
        b"Abstract: Another invented abstract.</description>",
        b"Abstract: <![CDATA[a < b <script>x()</script> &amp; c]]></description>",
    )
    assert parse_rss(body, "cs.LG").papers[1].abstract == "a < b <script>x()</script> &amp; c"


def test_an_empty_channel_is_a_true_answer(feed):
    body = feed("rss_cs.LG.xml")
    empty = body[: body.index(b"<item>")] + b"</channel></rss>"
    assert parse_rss(empty, "cs.LG") == Batch(Source.RSS, "cs.LG", date(2026, 11, 23))


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (b"Sun, 27 Apr 2025 00:00:00 -0400", date(2025, 4, 27)),
        (b"Mon, 23 Nov 2026 05:00:00 GMT", date(2026, 11, 23)),
        (b"Mon, 23 Nov 2026 04:59:59 +0000", date(2026, 11, 22)),
    ],
)
def test_the_day_is_the_eastern_day_of_the_channel(feed, published, day):
    body = feed("rss_cs.LG.xml").replace(b"Mon, 23 Nov 2026 00:00:00 -0500", published, 1)
    assert parse_rss(body, "cs.LG").day == day


def test_one_unreadable_item_is_set_aside_and_the_rest_lands(feed):
    body = feed("rss_cs.LG.xml").replace(b"oai:arXiv.org:2611.00002v1", b"oai:arXiv.org:2613.00002v1")
    batch = parse_rss(body, "cs.LG")
    assert [one.id for one in batch.announcements] == ["2611.00001", "2610.00003", "hep-th/9901001"]
    assert [bad.where for bad in batch.bad] == ["item 2 (oai:arXiv.org:2613.00002v1)"]
    assert "2613.00002" in batch.bad[0].reason


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        (b">oai:arXiv.org:2611.00002v1<", b">oai:arXiv.org:2611.00002<", "guid"),
        (b"arXiv:2611.00002v1 Announce", b"arXiv:2611.00004v1 Announce", "description 2611.00004v1"),
        (b"arXiv:2611.00002v1 Announce Type: cross \nAbstract:", b"", "description"),
        (b"_type>cross<", b"_type>crossed<", "announce type is “crossed”"),
        (b"<title>A cross-listed paper</title>", b"<title> </title>", "title"),
        (
            b"<category>eess.SY</category>\n      <category>cs.LG</category>\n      <category>cs.SY</category>",
            b"",
            "categories",
        ),
    ],
)
def test_a_bad_item_says_what_is_wrong_with_it(feed, right, wrong, reason):
    body = feed("rss_cs.LG.xml")
    assert right in body
    batch = parse_rss(body.replace(right, wrong), "cs.LG")
    assert len(batch.announcements) == 3
    assert reason in batch.bad[0].reason


def test_a_feed_of_nothing_but_unreadable_items_is_refused(feed):
    with pytest.raises(ParseError, match="4 entries and none could be read"):
        parse_rss(feed("rss_cs.LG.xml").replace(b"oai:arXiv.org:", b"tag:"), "cs.LG")


def test_a_feed_of_one_unreadable_item_is_taken_with_one_bad_record(feed):
    head, first, *others = re.split(rb"(?=<item>)", feed("rss_cs.LG.xml"))
    end = others[-1].partition(b"</item>")[2]
    batch = parse_rss(head + first.replace(b"oai:arXiv.org:", b"tag:") + end, "cs.LG")
    assert (batch.announcements, len(batch.bad)) == ((), 1)


def test_a_paper_listed_twice_counts_once_as_its_strongest_kind(feed):
    body = feed("rss_cs.LG.xml").replace(b"2611.00002", b"2611.00001").replace(b"_type>new<", b"_type>replace<")
    batch = parse_rss(body, "cs.LG")
    assert [(one.id, one.kind) for one in batch.announcements][:1] == [("2611.00001", Kind.CROSS)]
    assert len(batch.announcements) == len(batch.papers) == 3


def test_a_feed_near_arxivs_limit_is_known_as_capped(feed):
    body = feed("rss_cs.LG.xml")
    start, end = body.index(b"<item>"), body.index(b"</item>") + len(b"</item>")
    items = b"".join(body[start:end].replace(b"2611.00001", b"2611.%05d" % number) for number in range(1, 1901))
    full = body[:start] + items + b"</channel></rss>"
    assert parse_rss(full, "cs.LG").capped
    assert not parse_rss(full.replace(body[start:end], b"", 1), "cs.LG").capped


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("rss_error.xml", "Feed error for query: cs.NOPE. Bad subject class"),
        ("rss_rdf.xml", "RDF form"),
        ("listing_cs.LG_new.html", "HTML page"),
        ("oai_list.xml", "another kind"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(feed, name, reason):
    with pytest.raises(ParseError, match=reason):
        parse_rss(feed(name), "cs.LG")


@pytest.mark.parametrize("title", [b"cs.CL", b"cs.LG, cs.CL", b"cs", b""])
def test_another_categorys_feed_is_refused(feed, title):
    with pytest.raises(ParseError, match="another feed"):
        parse_rss(feed("rss_cs.LG.xml").replace(b"<title>cs.LG updates", b"<title>" + title + b" updates"), "cs.LG")


def test_items_within_items_are_refused(feed):
    body = feed("rss_cs.LG.xml").replace(b"</item>", b"<item><title>x</title></item></item>", 1)
    with pytest.raises(ParseError, match="4 items, of which feedparser read 5"):
        parse_rss(body, "cs.LG")


def test_a_feed_without_a_date_is_refused(feed):
    with pytest.raises(ParseError, match="of which day"):
        parse_rss(feed("rss_cs.LG.xml").replace(b"Mon, 23 Nov 2026 00:00:00 -0500", b"today"), "cs.LG")


def test_a_cut_feed_never_gives_a_short_batch(feed):
    body = feed("rss_cs.LG.xml").rstrip()
    for length in range(0, len(body), 10):
        with pytest.raises(ParseError):
            parse_rss(body[:length], "cs.LG")


def test_the_fingerprint_knows_a_feed_served_again_in_any_order(feed):
    body = feed("rss_cs.LG.xml")
    first, second = body.index(b"<item>"), body.index(b"<item>", body.index(b"<item>") + 1)
    third = body.index(b"<item>", second + 1)
    turned = body[:first] + body[second:third] + body[first:second] + body[third:]
    later = turned.replace(b"23 Nov", b"24 Nov")
    same = fingerprint(parse_rss(body, "cs.LG"))
    assert fingerprint(parse_rss(later, "cs.LG")) == same
    assert fingerprint(parse_rss(body.replace(b"2610.00003v3", b"2610.00003v4"), "cs.LG")) != same


def test_the_share_of_known_papers_tells_a_stale_feed(feed):
    batch = parse_rss(feed("rss_cs.LG.xml"), "cs.LG")
    everything = {(one.id, one.version) for one in batch.announcements}
    assert share_known(batch, everything) == 1.0
    assert share_known(batch, {("2611.00001", 1), ("2610.00003", 2)}) == 0.25
    assert share_known(Batch(Source.RSS, "cs.LG", batch.day), everything) == 0.0


def test_a_recorded_feed_is_read_whole(captures):
    batch = parse_rss((captures / "rss/new_rss_quant-ph_full.xml").read_bytes(), "quant-ph")
    assert Counter(one.kind for one in batch.announcements) == {
        Kind.NEW: 40,
        Kind.CROSS: 10,
        Kind.REPLACE: 22,
        Kind.REPLACE_CROSS: 9,
    }
    assert (batch.day, batch.bad, len(batch.papers)) == (date(2025, 4, 28), (), 81)
    assert all(paper.title and paper.abstract and paper.authors and paper.licence for paper in batch.papers)


def test_a_recorded_sunday_is_empty(captures):
    batch = parse_rss((captures / "rss/new_rss_cs_empty_weekend_2025-04-27.xml").read_bytes(), "cs")
    assert batch == Batch(Source.RSS, "cs", date(2025, 4, 27))


def test_a_recorded_feed_of_the_old_form_is_refused(captures):
    with pytest.raises(ParseError, match="RDF"):
        parse_rss((captures / "rss/old_rdf_hep-ex_2018-05-23.xml").read_bytes(), "hep-ex")

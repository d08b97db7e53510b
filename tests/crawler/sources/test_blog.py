"""Blogs' feeds and pages as they are read: posts, their papers, and no harm from whatever comes."""

import re
from datetime import UTC, datetime

import pytest

from crawler.errors import ParseError
from crawler.sources.blog import MOST_POSTS, TEASER, BlogFeed, page_papers, parse_feed
from tests.crawler.sources.hostile_feeds import SOUND, SOUND_ID, hostile_feeds, item, rss

URL = "https://blog.example/feed"
HOSTILE = dict(hostile_feeds())

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh"><title>虚构空间</title><link href="https://blog.example/"/>
<entry><title type="html">On &lt;b&gt;low&lt;/b&gt; rank &amp;amp; more</title><id>tag:blog.example,2026:1</id>
<link rel="alternate" href="/posts/1"/><updated>2026-11-20T07:23:00+08:00</updated>
<category term="notes"/><category term="notes"/><category term="数学"/>
<summary type="html">&lt;p&gt;A first line.&lt;/p&gt;&lt;p&gt;A second, arXiv:2402.12354.&lt;/p&gt;</summary></entry></feed>"""


def read(text: str) -> BlogFeed:
    return parse_feed(text.encode(), URL)


def test_a_post_of_an_rss_feed_has_its_facts() -> None:
    [post] = read(SOUND).posts
    assert (post.key, post.url, post.title) == ("sound", "https://blog.example/posts/sound", "A sound post")
    assert post.published == datetime(2026, 11, 20, 7, 23, tzinfo=UTC)
    assert post.tags == ("notes",)
    assert post.teaser == "See this."
    assert post.papers == (SOUND_ID,)


def test_a_post_of_an_atom_feed_has_its_facts() -> None:
    feed = read(ATOM)
    [post] = feed.posts
    assert (feed.title, feed.home) == ("虚构空间", "https://blog.example/")
    assert (post.key, post.url) == ("tag:blog.example,2026:1", "https://blog.example/posts/1")
    assert post.title == "On low rank & more"
    assert post.published == datetime(2026, 11, 19, 23, 23, tzinfo=UTC)
    assert post.tags == ("notes", "数学")
    assert post.teaser == "A first line. A second, arXiv:2402.12354."
    assert post.papers == ("2402.12354",)


def test_the_whole_text_is_searched_for_papers_but_never_kept() -> None:
    whole = "<p>" + "word " * 500 + 'and at its end <a href="https://papers.cool/arxiv/2404.00001">this</a></p>'
    [post] = read(rss(item(text=f"<![CDATA[{whole}]]>"))).posts
    assert post.papers == ("2404.00001",)
    assert len(post.teaser) == TEASER
    assert post.teaser.endswith("…")


def test_scripts_and_styles_are_no_part_of_a_teaser() -> None:
    [post] = read(rss(item(text="<![CDATA[<style>p{}</style><script>alert(1)</script><p>Hello</p><!-- x -->]]>"))).posts
    assert post.teaser == "Hello"


def test_an_edit_of_title_text_tags_or_address_changes_the_state_and_nothing_else_does() -> None:
    [before] = read(rss(item())).posts
    assert [post.state for post in read(rss(item(), "<item/>")).posts] == [before.state]
    for edit in ({"title": "B"}, {"text": "B"}, {"tag": "B"}, {"link": "https://blog.example/b"}):
        assert read(rss(item(**edit))).posts[0].state != before.state


def test_of_two_entries_with_one_guid_the_first_counts() -> None:
    assert [post.title for post in read(rss(item(title="A"), item(title="B"))).posts] == ["A"]


def test_a_feed_that_breaks_off_gives_the_posts_before_the_break() -> None:
    text = rss(item(guid="1"), item(guid="2"))
    assert [post.key for post in parse_feed(text[:-150].encode(), URL).posts][:1] == ["1"]


def test_entries_that_cannot_be_posts_are_counted() -> None:
    feed = read(rss(item(link="javascript:alert(1)"), item(title=""), item()))
    assert (len(feed.posts), feed.bad) == (1, 2)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_is_refused_or_read_without_harm(name: str) -> None:
    try:
        feed = parse_feed(HOSTILE[name], URL)
    except ParseError:
        return
    assert len(feed.posts) <= MOST_POSTS
    for post in feed.posts:
        assert re.fullmatch(r"https?://[^\s<>\"@]+", post.url)
        assert len(post.url) <= 2000
        assert 0 < len(post.title) <= 300
        assert post.title.isprintable()
        assert len(post.teaser) <= TEASER
        assert post.teaser.isprintable()
        assert len(post.tags) <= 20
        assert len(post.papers) <= 200
        assert "boom" not in post.title
        assert "\n" not in post.title


def test_there_are_more_than_fifty_hostile_feeds() -> None:
    assert len(HOSTILE) > 50


@pytest.mark.parametrize("name", ["nothing", "a page", "json", "noise", "rdf", "a name that lies", "packed"])
def test_what_is_no_feed_is_refused_with_its_address(name: str) -> None:
    with pytest.raises(ParseError, match=re.escape(URL)):
        parse_feed(HOSTILE[name], URL)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.startswith("a script")])
def test_a_sound_post_beside_a_hostile_one_comes_through(name: str) -> None:
    assert "A sound post" in [post.title for post in parse_feed(HOSTILE[name], URL).posts]


def test_the_entities_of_a_feed_are_never_looked_up() -> None:
    for name in ("a bomb", "external entities", "a parameter entity"):
        for post in parse_feed(HOSTILE[name], URL).posts:
            assert set(post.title.split()) <= {"x", "A", "sound", "post"}


PAGE = """<html><head><title>x</title></head><body><nav><a href="https://arxiv.org/abs/2401.00001">menu</a></nav>
{text}<div id="comments"><a href="https://arxiv.org/abs/2401.00002">comment</a></div>
<aside>arXiv:2401.00003</aside><footer>arXiv:2401.00004</footer></body></html>"""


@pytest.mark.parametrize(
    "frame",
    [
        '<div id="PostContent">{}</div>',
        '<div class="post-content">{}</div>',
        '<div class="entry-content wide">{}</div>',
        "<article>{}</article>",
        "<main>{}</main>",
        "<div>{}</div>",
    ],
)
def test_a_page_gives_the_papers_of_its_own_text_alone(frame: str) -> None:
    text = frame.format('<p><a href="https://doi.org/10.48550/arXiv.2402.12354">a</a> and arXiv:2403.00001</p>')
    assert page_papers(PAGE.format(text=text).encode()) == ("2402.12354", "2403.00001")


@pytest.mark.parametrize("body", [b"", b"\0\0", b"<", b"\xff\xfe", b"<div>" * 50_000, b"plain text arXiv:2402.12354"])
def test_a_page_of_any_quality_is_read_without_harm(body: bytes) -> None:
    assert set(page_papers(body)) <= {"2402.12354"}

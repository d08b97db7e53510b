"""A blog's feed (RSS 2.0: https://www.rssboard.org/rss-specification, Atom: RFC 4287) and the pages of its posts.

Feeds of blogs are often a little broken, and some hostile: lxml makes a whole tree of whatever came, without document types,
entities or anything fetched, and feedparser reads that. HTML inside a feed is only searched for links and cut to a teaser.
"""

import calendar
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree, html

from crawler.articles import Post, article_key, arxiv_ids_in
from crawler.errors import ParseError

MOST_POSTS = 500
TEASER = 200  # characters
_LONGEST_TITLE, _LONGEST_TAG, _MOST_TAGS, _LONGEST_URL = 300, 60, 20, 2000
_ATOM = "{http://www.w3.org/2005/Atom}feed"
_UNSEEN = "//script|//style|//noscript|//template|//iframe|//svg|//comment()|//processing-instruction()"
# Where a page's own text stands; what is around it (side bars, comments, lists of other posts) names papers of its own.
_TEXT = (
    "//*[@id='PostContent']",
    "//*[@itemprop='articleBody']",
    "//*[contains(concat(' ',normalize-space(@class),' '),' entry-content ')]",
    "//*[contains(concat(' ',normalize-space(@class),' '),' post-content ')]",
    "//article",
    "//main",
)
_BLOCKS = ("p", "br", "div", "li", "tr", "td", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
_AROUND = "//nav|//aside|//footer|//header|//form|//*[contains(@class,'comment') or contains(@id,'comment')]"


@dataclass(frozen=True, slots=True)
class BlogFeed:
    """What a feed holds. posts: in its order.   bad: how many entries had neither address nor title that could be used."""

    title: str
    home: str | None
    posts: tuple[Post, ...]
    bad: int


def parse_feed(body: bytes, url: str) -> BlogFeed:
    """The posts of a feed. url: where it was found, which its relative links begin from.

    Raises ParseError where the body is no RSS 2.0 or Atom, whatever else it is. A feed that is cut short or damaged gives what
    can be read of it: what is missing comes with the next look.
    """
    root = _tree(body, url)
    # Nothing is cleaned by feedparser, whose cleaning takes hostile HTML minutes: no HTML of a feed is ever shown.
    source = io.BytesIO(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    read = feedparser.parse(source, sanitize_html=False, resolve_relative_uris=False)
    posts: dict[str, Post] = {}
    bad = 0
    for entry in read.entries[:MOST_POSTS]:
        post = _post(entry, url)
        if post is None:
            bad += 1
        else:
            posts.setdefault(post.key, post)
    return BlogFeed(
        title=_line(read.feed.get("title"), _LONGEST_TITLE),
        home=_address(read.feed.get("link"), url),
        posts=tuple(posts.values()),
        bad=bad,
    )


def page_papers(body: bytes) -> tuple[str, ...]:
    """The arXiv papers that a post's page links or names in its own text. Nothing of the text is kept."""
    page = _html(body)
    if page is None:
        return ()
    for around in page.xpath(_AROUND):
        if around.getparent() is not None and not any(page.xpath(f"{text}[1]") == [around] for text in _TEXT):
            around.drop_tree()
    text = next((found[0] for path in _TEXT if (found := page.xpath(path))), page)
    return _papers(text)


def _tree(body: bytes, url: str) -> etree._Element:
    if not body.strip():
        raise ParseError(f"The feed {url} came back empty.")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(f"The feed {url} cannot be read as XML: {error}.") from error
    if root is None or (root.tag != _ATOM and not (root.tag == "rss" and root.find("channel") is not None)):
        kind = "nothing that could be read" if root is None else f"<{etree.QName(root).localname}>"
        raise ParseError(f"{url} is no feed in RSS 2.0 or Atom but {kind[:60]}; look whether the address is right.")
    # References to entities that nobody declares to us stand as they are: their words are no loss.
    etree.strip_tags(root, etree.Entity)
    return root


def _post(entry: Any, feed_url: str) -> Post | None:
    title = _line(_text(entry.get("title")), _LONGEST_TITLE)
    guid = str(entry.get("id") or "").strip()[:_LONGEST_URL]
    url = _address(entry.get("link"), feed_url) or _address(guid, feed_url, absolute=True)
    if not title or url is None:
        return None
    texts = [str(part.get("value") or "") for part in entry.get("content", ())] + [str(entry.get("summary") or "")]
    parsed = [page for text in texts if (page := _html(text)) is not None]
    plain = next((text for page in reversed(parsed) if (text := _line(_plain(page), TEASER + 1))), "")
    tags = _tags(entry.get("tags", ()))
    papers = dict.fromkeys(arxiv_id for page in parsed for arxiv_id in _papers(page))
    papers |= dict.fromkeys(arxiv_ids_in([title, url]))
    told = "\0".join([title, url, *tags, *texts])
    return Post(
        key=article_key(guid or url),
        url=url,
        title=title,
        published=_moment(entry),
        tags=tags,
        teaser=plain if len(plain) <= TEASER else plain[: TEASER - 1].rstrip() + "…",
        papers=tuple(papers),
        state=hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _html(text: str | bytes) -> Any:
    """A tree of an HTML text of any quality without what no reader sees, or None where there is no text in it."""
    if isinstance(text, str):
        text = text.encode("utf-8", "replace")
        parser = html.HTMLParser(encoding="utf-8", no_network=True)
    else:
        parser = html.HTMLParser(no_network=True)
    if not text.strip():
        return None
    try:
        page: Any = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    for unseen in page.xpath(_UNSEEN):
        if unseen.getparent() is not None:
            unseen.drop_tree()
    for block in page.iter(*_BLOCKS):
        block.tail = " " + (block.tail or "")
    return page


def _papers(page: Any) -> tuple[str, ...]:
    # Links first: their text may be cut short, and a text that names a paper without a link comes after.
    return arxiv_ids_in([*map(str, page.xpath(".//a/@href")), _plain(page)])


def _plain(page: Any) -> str:
    return " ".join(str(page.xpath("string()")).split())


def _text(value: object) -> str:
    """A title as text: feeds put markup and escaped markup there."""
    written = str(value or "")
    if not re.search(r"<\w|&\w+;|&#", written):
        return written
    page = _html(written)
    return "" if page is None else _plain(page)


def _line(value: object, longest: int) -> str:
    """One line without characters that no page should hold."""
    visible = "".join(character if character.isprintable() else " " for character in str(value or ""))
    return " ".join(visible.split())[:longest]


def _address(value: object, base: str, *, absolute: bool = False) -> str | None:
    """A web address (http or https) made whole, or None. absolute: it must be whole already."""
    written = str(value or "").strip()
    if not written or len(written) > _LONGEST_URL or (absolute and not re.match("https?://", written, re.IGNORECASE)):
        return None
    try:
        whole = urljoin(base, written)
        parts = urlsplit(whole)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    plain = named and "@" not in parts.netloc and whole.isprintable() and not re.search(r"[\s<>\"\\]", whole)
    return whole if plain else None


def _tags(tags: Sequence[Any]) -> tuple[str, ...]:
    terms = (_line(tag.get("term"), _LONGEST_TAG) for tag in tags)
    return tuple(dict.fromkeys(term for term in terms if term))[:_MOST_TAGS]


def _moment(entry: Any) -> datetime | None:
    """When a post was published, else when it was last changed; None where the feed does not say or says what cannot be."""
    told = entry.get("published_parsed")
    if told is None and "updated_parsed" in entry:  # feedparser warns where one would stand in for the other
        told = entry["updated_parsed"]
    try:
        return datetime.fromtimestamp(calendar.timegm(told), UTC) if told else None
    except (ValueError, OverflowError, OSError):
        return None

"""rss.arxiv.org: what one category announced on the current Eastern day.

Form: https://info.arxiv.org/help/rss.html and arXiv/arxiv-feed. An empty channel is a true answer (weekends, holidays); a feed
never holds more than 2,000 items, and it is the new papers that are dropped beyond that.
"""

import hashlib
import io
import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import feedparser
from lxml import etree

from crawler import taxonomy
from crawler.authors import split_authors
from crawler.clock import eastern_day
from crawler.errors import ParseError
from crawler.identifiers import parse_identifier
from crawler.records import AnnouncementRecord, Batch, Kind, PaperRecord, Source
from crawler.sources.batch import read_each, strongest
from crawler.sources.fields import first_doi, mail_moment, optional, required
from crawler.sources.xml import parse_xml, text_of

CAPPED_FROM = 1_900  # arXiv cuts at 2,000 rows; a feed close to that may already have lost some

_TITLE_END = " updates on arXiv.org"
_GUID = re.compile(r"oai:arXiv\.org:(.+v\d+)", re.IGNORECASE)
# Aggregators flatten the line break, so any white space will do between the two lines.
_DESCRIPTION = re.compile(r"arXiv:(\S+v\d+)\s+Announce Type:\s*(\S+)\s+Abstract:\s*(.*)", re.DOTALL)
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


@dataclass(frozen=True, slots=True)
class _Item:
    """One item: what feedparser read, and the element itself."""

    read: Any
    element: etree._Element


def rss_url(base: str, category: str) -> str:
    """The address of a category's feed under `base` (`https://rss.arxiv.org/rss`)."""
    return f"{base}/{category}"


def parse_rss(body: bytes, category: str) -> Batch:
    """The announcements in the feed of one category or archive.

    The day is the US Eastern day of the channel's pubDate, when arXiv rendered it; a stale feed wears today's date all the same.
    Raises ParseError where the body is no whole feed of that category: cut short, an error message, another category's, not RSS 2.0.
    """
    category = taxonomy.canonical(category)
    what = f"The RSS feed of {category}"
    channel = _channel(parse_xml(body, what), what)
    _check_title(channel, category, what)
    try:
        day = eastern_day(mail_moment(text_of(channel, "pubDate")))
    except ParseError as error:
        raise ParseError(f"{what} does not say of which day it is: {error}") from error
    # Titles and abstracts are text, not HTML, so nothing is to be cleaned away; a stream, since feedparser opens names and addresses.
    feed = feedparser.parse(io.BytesIO(body.strip()), sanitize_html=False, resolve_relative_uris=False)
    elements = channel.findall("item")
    if feed.bozo or len(feed.entries) != len(elements):
        raise ParseError(
            f"{what} holds {len(elements)} items, of which feedparser read {len(feed.entries)}; ask again."
        )
    items = [_Item(read, element) for read, element in zip(feed.entries, elements, strict=True)]
    records, bad = read_each(
        items, lambda item: _record(item, category, day), lambda item: item.read.get("id", ""), what
    )
    announcements = strongest(announcement for _, announcement in records)
    papers = {paper.id: paper for paper, _ in reversed(records)}
    return Batch(
        source=Source.RSS,
        category=category,
        day=day,
        papers=tuple(papers[announcement.id] for announcement in announcements),
        announcements=announcements,
        bad=bad,
        capped=len(items) >= CAPPED_FROM,
    )


def fingerprint(batch: Batch) -> str:
    """A hash of which papers, versions and kinds a batch holds, whatever their order: equal for a feed served unchanged."""
    lines = sorted(f"{one.id}v{one.version} {one.kind}" for one in batch.announcements)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def share_known(batch: Batch, known: Set[tuple[str, int | None]]) -> float:
    """The share, 0 to 1, of a batch's papers and versions that are among `known`: near 1 when yesterday's feed is served again.

    known: (id, version) as announced in this category on earlier days; a version of None, as listing pages leave it, matches any.
    An empty batch has a share of 0.
    """
    if not batch.announcements:
        return 0.0
    again = [one for one in batch.announcements if (one.id, one.version) in known or (one.id, None) in known]
    return len(again) / len(batch.announcements)


def _channel(root: etree._Element, what: str) -> etree._Element:
    channel = root.find("channel")
    if root.tag == "rss" and root.get("version") == "2.0" and channel is not None:
        return channel
    if root.tag.endswith("}RDF"):
        raise ParseError(
            f"{what} came in the RDF form that arXiv gave up in 2024; ask rss.arxiv.org, which serves RSS 2.0."
        )
    raise ParseError(
        f"{what} is XML of another kind (<{etree.QName(root).localname}>), not RSS 2.0; check the feed's address."
    )


def _check_title(channel: etree._Element, category: str, what: str) -> None:
    """A channel is titled `cs.LG updates on arXiv.org`, or `Feed error for query: …` where arXiv refused the question."""
    title = text_of(channel, "title")
    if title.lower().startswith("feed error"):
        raise ParseError(f"{what} was refused by arXiv: {title}. {text_of(channel, 'description')}".strip())
    names = [name.strip() for name in title.removesuffix(_TITLE_END).split(",")]
    if not title.endswith(_TITLE_END) or {taxonomy.canonical(taxonomy.find(name) or name) for name in names} != {
        category
    }:
        raise ParseError(f"{what} came back as another feed, titled “{title[:100]}”; nothing of it was used.")


def _record(item: _Item, category: str, day: date) -> tuple[PaperRecord, AnnouncementRecord]:
    entry = item.read
    guid = _GUID.fullmatch(entry.get("id", "").strip())
    if guid is None:
        raise ParseError(f"Its guid is “{entry.get('id', '')[:100]}”, where one looks like oai:arXiv.org:2611.00001v1.")
    identifier = parse_identifier(guid[1])
    description = _DESCRIPTION.fullmatch(entry.get("summary", "").strip())
    if description is None:
        raise ParseError("Its description does not begin with “arXiv:…v… Announce Type: … Abstract:”.")
    if parse_identifier(description[1]) != identifier:
        raise ParseError(f"Its guid says {identifier}, its description {description[1]}.")
    announced = entry.get("arxiv_announce_type") or description[2]
    try:
        kind = Kind(announced.strip().lower())
    except ValueError as error:
        raise ParseError(
            f"Its announce type is “{announced[:40]}”; known are new, cross, replace and replace-cross."
        ) from error
    categories = tuple(tag["term"] for tag in entry.get("tags", ()) if tag.get("term"))
    if not categories:
        raise ParseError("It has no categories.")
    # From the element, since feedparser takes an e-mail address for the author's and cuts it out of the line.
    creators = ", ".join(creator.text or "" for creator in item.element.iterfind(_CREATOR))
    paper = PaperRecord(
        id=identifier.id,
        source=Source.RSS,
        title=required(entry.get("title"), "title"),
        abstract=optional(description[3]) or "",
        authors=split_authors(creators),
        categories=categories,
        version=identifier.version,
        journal_ref=optional(entry.get("arxiv_journal_reference")),
        doi=first_doi(entry.get("arxiv_doi")),
        licence=entry.get("rights") or None,
    )
    return paper, AnnouncementRecord(identifier.id, category, day, kind, identifier.version)

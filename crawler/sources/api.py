"""export.arxiv.org/api/query: single papers by id. Form: https://info.arxiv.org/help/api/user-manual.html and arXiv/arxiv-search.

It is for look-ups only: its index lags behind announcements, and it leaves out ids it does not have without a word.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import feedparser
from lxml import etree

from crawler.authors import split_authors
from crawler.errors import IdentifierError, ParseError
from crawler.identifiers import parse_identifier
from crawler.records import Author, BadRecord, LookUp, PaperRecord, Source
from crawler.sources.batch import read_each
from crawler.sources.fields import first_doi, iso_moment, optional, required
from crawler.sources.xml import parse_xml
from crawler.tex import to_unicode

MOST_IDS = 100  # a request; more make addresses that proxies refuse and pages that arXiv cuts short

_NAMES = {"atom": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}
_FEED = "{http://www.w3.org/2005/Atom}feed"
_WHAT = "The API's answer"
_MALFORMED = re.compile(r"/api/errors#incorrect_id_format_for_(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: what feedparser read, and the element itself."""

    read: Any
    element: etree._Element

    @property
    def id(self) -> str:
        return str(self.read.get("id", ""))


def id_list_params(ids: Sequence[str]) -> dict[str, str]:
    """The question for certain papers, 1 to MOST_IDS of them, with or without versions. Raises ValueError for another number."""
    if not 1 <= len(ids) <= MOST_IDS:
        raise ValueError(f"One request asks for 1 to {MOST_IDS} papers, not {len(ids)}.")
    # Without max_results arXiv answers with the first ten of however many ids.
    return {"id_list": ",".join(ids), "max_results": str(len(ids))}


def parse_lookup(body: bytes, asked: Sequence[str]) -> LookUp:
    """The answer to a question for certain papers, also the one that came with HTTP status 400.

    asked: the ids asked for.   missing: those of them that arXiv left out, as they were asked for.
    One malformed id makes arXiv refuse the whole question: the answer then names only it, as bad, and says nothing of the
    others, which are to be asked for again without it.
    Raises ParseError where the body is no whole Atom feed, or carries an error that is not about an id.
    """
    root = parse_xml(body, _WHAT)
    if root.tag != _FEED:
        raise ParseError(
            f"{_WHAT} is XML of another kind (<{etree.QName(root).localname}>), not Atom; check its address."
        )
    # Titles and abstracts are text, not HTML, so nothing is to be cleaned away; a stream, since feedparser opens names and addresses.
    feed = feedparser.parse(io.BytesIO(body.strip()), sanitize_html=False, resolve_relative_uris=False)
    elements = root.findall("atom:entry", _NAMES)
    if feed.bozo or len(feed.entries) != len(elements):
        raise ParseError(
            f"{_WHAT} holds {len(elements)} entries, of which feedparser read {len(feed.entries)}; ask again."
        )
    entries = [_Entry(read, element) for read, element in zip(feed.entries, elements, strict=True)]
    if errors := tuple(_malformed(entry) for entry in entries if "/api/errors" in entry.id):
        return LookUp(bad=errors)
    wanted = {_canonical(one) for one in asked}
    papers, bad = read_each(entries, lambda entry: _paper(entry, wanted), lambda entry: entry.id, _WHAT)
    answered = {paper.id for paper in papers} | {_canonical(entry.id) for entry in entries}
    return LookUp(tuple(papers), tuple(one for one in asked if _canonical(one) not in answered), bad)


def _canonical(text: str) -> str:
    """The id without version that a text means; the text itself where it means none."""
    try:
        return parse_identifier(text).id
    except IdentifierError:
        return text


def _malformed(entry: _Entry) -> BadRecord:
    """What an error entry says of an id. Raises ParseError where the error is about something else."""
    reason = " ".join(str(entry.read.get("summary", "")).split())[:300]
    found = _MALFORMED.search(entry.id)
    if found is None:
        raise ParseError(f"arXiv's API refused the question: {reason or entry.id[:200]}")
    return BadRecord(f"id {found[1][:60]}", reason)


def _paper(entry: _Entry, wanted: set[str]) -> PaperRecord:
    identifier = parse_identifier(entry.id)
    if identifier.id not in wanted:
        raise ParseError(f"Nobody asked for {identifier}.")
    read = entry.read
    categories = tuple(tag["term"] for tag in read.get("tags", ()) if tag.get("term"))
    if not categories:
        raise ParseError("It has no categories.")
    return PaperRecord(
        id=identifier.id,
        source=Source.API,
        title=required(read.get("title"), "title"),
        abstract=optional(read.get("summary")) or "",
        authors=_authors(entry.element),
        categories=categories,
        version=identifier.version,
        submitted=iso_moment(read.get("published", "")),
        updated=iso_moment(read.get("updated", "")),
        comment=optional(read.get("arxiv_comment")),
        journal_ref=optional(read.get("arxiv_journal_ref")),
        doi=first_doi(entry.element.findtext("arxiv:doi", namespaces=_NAMES)),
    )


def _authors(element: etree._Element) -> tuple[Author, ...]:
    """The authors, from the elements themselves: feedparser keeps one affiliation for the whole paper."""
    authors: list[Author] = []
    for author in element.iterfind("atom:author", _NAMES):
        affiliations = tuple(
            text for one in author.iterfind("arxiv:affiliation", _NAMES) if (text := to_unicode(one.text or ""))
        )
        # Not always one: the colon after a collaboration comes as an author of its own.
        for found in split_authors(author.findtext("atom:name", "", _NAMES)):
            authors.append(Author(found.name, found.affiliations + affiliations))
    return tuple(authors)

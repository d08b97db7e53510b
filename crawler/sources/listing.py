"""arxiv.org's listing pages: what a category announced, with the counts that the RSS feed does not promise.

`/list/CATEGORY/new` is the latest announcement, `/catchup/CATEGORY/DATE` any of the last 90 days. Form and wordings:
the templates list/new.html, list/list_macros.html and catchup.html of arXiv/arxiv-browse. The pages name no versions,
write aliases under their canonical category, and print at most the first 100 authors of a paper.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate

from lxml import etree, html

from crawler import taxonomy
from crawler.authors import split_authors
from crawler.errors import IdentifierError, ParseError
from crawler.identifiers import Identifier, parse_identifier
from crawler.records import AnnouncementRecord, Batch, Expected, Kind, PaperRecord, Source
from crawler.sources.batch import read_each, strongest
from crawler.sources.fields import optional, required
from crawler.sources.xml import check_size

PAGE_SIZE = 2_000  # the most that arXiv shows on one page, and what it shows unless asked for less

_DATED = re.compile(
    r"(?:Showing new listings for|Catchup results for [^\n]*? on|submissions for)\s+\w+,?\s+(\d{1,2})\s+([A-Z][a-z]+)\s+(\d{4})"
)
_HEADING = re.compile(
    r"\s*(?P<section>New|Cross|Replacement)[^()]*"
    r"\((?:continued,\s+)?showing\s+(?:first\s+|last\s+)?(?P<shown>\d{1,6})\s+of\s+(?P<total>\d{1,6})\s+entries\s*\)\s*",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"No (?:further )?updates (?:today|for)|no new (?:submissions|listings)|Total of 0 entries", re.IGNORECASE
)
_TOTAL = re.compile(r"total of\s+(\d{1,6})\s+entries", re.IGNORECASE)
_SUBJECT = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)\s*(?:;|$)")
_HIDDEN_LINK = re.compile(r"this (?:https?|ftp) URL", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing.

    batch: its entries; expected holds what the headings on this page promise of whole sections, 0 for a section not on it.
    first: the number of its first entry, from 1.   total: how many entries all pages hold together.
    """

    batch: Batch
    first: int = 1
    total: int = 0

    @property
    def entries(self) -> int:
        """How many entries this page holds, unreadable ones included."""
        return len(self.batch.announcements) + len(self.batch.bad)

    @property
    def next_skip(self) -> int | None:
        """How many entries lie before the next page, None where this is the last."""
        reached = self.first - 1 + self.entries
        return reached if self.entries and reached < self.total else None


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a page: how many entries its heading promises here and in all, and the entries (`dt`) under it."""

    name: str
    shown: int
    total: int
    entries: list[html.HtmlElement]


def listing_url(base: str, category: str, skip: int = 0) -> str:
    """The address of a category's newest listing under `base` (`https://arxiv.org`), from entry `skip` + 1 on."""
    return f"{base}/list/{category}/new" + (f"?skip={skip}&show={PAGE_SIZE}" if skip else "")


def catchup_url(base: str, category: str, day: date, page: int = 1) -> str:
    """The address of a category's listing of a day of the last 90, with abstracts. page: from 1, PAGE_SIZE entries each."""
    return f"{base}/catchup/{category}/{day.isoformat()}?abs=True" + (f"&page={page}" if page > 1 else "")


def parse_listing(body: bytes, category: str) -> ListingPage:
    """One page of a category's listing, from either address.

    Raises ParseError where the page is cut short, names no day, is of another category, holds neither entries nor a sentence
    that there are none, or holds fewer entries than its headings promise.
    """
    category = taxonomy.canonical(category)
    what = f"The listing page of {category}"
    page = _page(body, what)
    headings = "\n".join(" ".join(heading.text_content().split()) for heading in page.iter("h1", "h3"))
    day = _day(headings, what)
    _check_category(page, headings, category, what)
    sections = _sections(page, what)
    if not any(section.entries for section in sections) and not _EMPTY.search(page.text_content()):
        raise ParseError(
            f"{what} holds neither entries nor word that there are none; arXiv may have changed its pages."
        )
    numbered = [(section.name, entry) for section in sections for entry in section.entries]
    records, bad = read_each(
        numbered,
        lambda one: _record(one[1], _kind_of(one[0]), category, day),
        lambda one: " ".join(one[1].text_content().split())[:40],
        what,
    )
    totals = {section.name: section.total for section in sections}
    expected = Expected(totals.get("new", 0), totals.get("cross", 0), totals.get("replacement", 0))
    announcements = tuple(announcement for _, announcement in records)
    papers = tuple(paper for paper, _ in records)
    stated = _TOTAL.search(" ".join(page.xpath("//text()[not(ancestor::dl)]")))
    read = {announcement.id for announcement in announcements}
    places = (_place(term, _kind_of(name), category, day) for name, term in numbered) if bad else ()
    unread = tuple(place for place in places if place is not None and place.id not in read)
    return ListingPage(
        batch=Batch(Source.LISTING, category, day, papers, announcements, bad, unread, expected),
        first=_first_number(page),
        total=int(stated[1]) if stated else expected.total,
    )


def merge_pages(pages: Sequence[ListingPage]) -> Batch:
    """One batch of all the pages of a listing, each paper once as its strongest kind.

    Raises ParseError where they are of different listings (the day changed between requests), or do not make the whole.
    """
    first = pages[0].batch
    if any((page.batch.category, page.batch.day) != (first.category, first.day) for page in pages):
        raise ParseError(
            f"The pages of the listing of {first.category} are not of one day; read it again from its start."
        )
    promised = [page.batch.expected or Expected(0, 0, 0) for page in pages]
    expected = Expected(
        max(one.new for one in promised), max(one.cross for one in promised), max(one.replacements for one in promised)
    )
    held, total = sum(page.entries for page in pages), max(page.total for page in pages)
    if held < max(total, expected.total):
        raise ParseError(
            f"The listing of {first.category} of {first.day} has {max(total, expected.total)} entries, "
            f"its {len(pages)} pages held {held}; read it again."
        )
    papers = {paper.id: paper for page in reversed(pages) for paper in reversed(page.batch.papers)}
    announcements = strongest(one for page in pages for one in page.batch.announcements)
    return replace(
        first,
        papers=tuple(papers[announcement.id] for announcement in announcements),
        announcements=announcements,
        bad=tuple(bad for page in pages for bad in page.batch.bad),
        unread=tuple(place for page in pages for place in page.batch.unread),
        expected=expected,
    )


def _page(body: bytes, what: str) -> html.HtmlElement:
    """The page as a tree. HTML has no rule against stopping half-way, so a page without its end tag counts as cut short."""
    check_size(body, what)
    if b"</html>" not in body[-1000:].lower():
        raise ParseError(f"{what} is cut short, or no HTML page; nothing of it was used; ask again.")
    try:
        page = html.document_fromstring(
            body, parser=html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ParseError(f"{what} cannot be read as HTML ({error}); ask again.") from error
    for line_break in page.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    for link in page.iter("a"):
        if _HIDDEN_LINK.fullmatch((link.text or "").strip()) and link.get("href"):
            link.text = link.get("href")
    return page


def _day(headings: str, what: str) -> date:
    dated = _DATED.search(headings)
    parts = parsedate(" ".join((*dated.groups(), "00:00"))) if dated else None
    if parts is None:
        raise ParseError(
            f"{what} does not say of which day it is; arXiv may have changed its pages, or this is an error page."
        )
    try:
        return date(*parts[:3])
    except ValueError as error:
        raise ParseError(f"{what} is of a day that cannot be: {headings[:200]}.") from error


def _check_category(page: html.HtmlElement, headings: str, category: str, what: str) -> None:
    """The page of the newest listing links to its category's recent papers; a catchup page's heading has its name."""
    for link in page.iter("a"):
        linked = (link.get("id") or "").removeprefix("recent-")
        if (link.get("id") or "").startswith("recent-") and taxonomy.canonical(linked) != category:
            raise ParseError(f"{what} came back as the page of {linked[:40]}; nothing of it was used.")
    named = re.search(r"^Catchup results for (.*) on ", headings, re.MULTILINE)
    others = {taxonomy.name_of(name) for name in taxonomy.CATEGORIES | taxonomy.ARCHIVES} - {taxonomy.name_of(category)}
    if named and named[1] in others:
        raise ParseError(f"{what} came back as the page of {named[1]}; nothing of it was used.")


def _sections(page: html.HtmlElement, what: str) -> list[_Section]:
    """The page's sections in order. Their `dl` elements share one id, and the heading stands inside each."""
    sections = []
    for listing in page.iter("dl"):
        entries = list(listing.iter("dt"))
        headings = [found for heading in listing.iter("h3") if (found := _HEADING.fullmatch(heading.text_content()))]
        if not headings:
            if entries:
                raise ParseError(
                    f"{what} has entries without a heading that says how many there are; nothing was used."
                )
            continue
        name, shown, total = headings[0]["section"].lower(), int(headings[0]["shown"]), int(headings[0]["total"])
        if len(entries) < shown:
            raise ParseError(f"{what} promises {shown} entries under “{name}” and holds {len(entries)}; ask again.")
        sections.append(_Section(name, shown, total, entries))
    return sections


def _first_number(page: html.HtmlElement) -> int:
    """The number of the first entry, which arXiv counts through all pages: `<a name='item2001'>`."""
    for anchor in page.iter("a"):
        if found := re.fullmatch(r"item(\d{1,9})", anchor.get("name") or ""):
            return int(found[1])
    return 1


def _kind_of(section: str) -> Kind:
    return {"new": Kind.NEW, "cross": Kind.CROSS, "replacement": Kind.REPLACE}[section]


def _record(term: html.HtmlElement, kind: Kind, category: str, day: date) -> tuple[PaperRecord, AnnouncementRecord]:
    """One entry: the `dt` with the identifier and the `dd` after it with everything else."""
    identifier = _identifier(term)
    described = _described(term)
    if described is None:
        raise ParseError(f"Nothing follows the number {identifier}.")
    categories = _categories(described)
    if not categories:
        raise ParseError("It has no subjects.")
    kind = _kind_for(kind, categories, category)
    version = 1 if kind is Kind.NEW else None
    abstract = next((found for found in described.find_class("mathjax") if found.tag == "p"), None)
    paper = PaperRecord(
        id=identifier.id,
        source=Source.LISTING,
        title=required(_field(described, "list-title"), "title"),
        abstract=(optional(_unlabelled(abstract)) if abstract is not None else None) or "",
        authors=split_authors(_field(described, "list-authors") or ""),
        categories=categories,
        version=version,
        comment=optional(_field(described, "list-comments")),
        journal_ref=optional(_field(described, "list-journal-ref")),
    )
    return paper, AnnouncementRecord(identifier.id, category, day, kind, version)


def _place(term: html.HtmlElement, kind: Kind, category: str, day: date) -> AnnouncementRecord | None:
    """Where an entry stands that cannot be read whole; None where not even its identifier can."""
    try:
        identifier = _identifier(term)
    except (ParseError, IdentifierError):
        return None
    described = _described(term)
    categories = () if described is None else _categories(described)
    return AnnouncementRecord(identifier.id, category, day, _kind_for(kind, categories, category))


def _identifier(term: html.HtmlElement) -> Identifier:
    link = next((link for link in term.iter("a") if link.get("title") == "Abstract"), None)
    if link is None:
        raise ParseError("It has no link to its abstract page.")
    return parse_identifier(link.text_content())


def _described(term: html.HtmlElement) -> html.HtmlElement | None:
    following = next(term.itersiblings(), None)
    return following if following is not None and following.tag == "dd" else None


def _categories(described: html.HtmlElement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SUBJECT.findall(_field(described, "list-subjects") or "")))


def _kind_for(kind: Kind, categories: Sequence[str], category: str) -> Kind:
    """The pages show both kinds of replacements under one heading."""
    elsewhere = categories and taxonomy.canonical(categories[0]) not in taxonomy.members(category)
    return Kind.REPLACE_CROSS if kind is Kind.REPLACE and elsewhere else kind


def _field(described: html.HtmlElement, name: str) -> str | None:
    """The text of one field of an entry; None where the entry has no such field."""
    found = described.find_class(name)
    return _unlabelled(found[0]) if found else None


def _unlabelled(field: html.HtmlElement) -> str:
    """A field's text without its label ("Title:")."""
    for label in field.find_class("descriptor"):
        label.drop_tree()
    return str(field.text_content())

"""A list's Atom feed (RFC 4287: https://www.rfc-editor.org/rfc/rfc4287)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from lxml import etree

from crawler.clock import EASTERN
from crawler.tex import to_plain
from webapp.addresses import (
    ARXIV_BEGAN,
    ListAddress,
    PaperSelection,
    feed_path,
    list_path,
    paper_path,
    read_kinds,
    read_path,
)
from webapp.headers import moved
from webapp.links import source_url
from webapp.queries.cards import cards_by_ids
from webapp.queries.feed import feed_cards
from webapp.queries.shapes import Card
from webapp.queries.status import last_sign_of_life
from webapp.site import this_site

feeds = Blueprint("feeds", __name__)

_ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACES: Any = {None: _ATOM}  # lxml's stubs know no default namespace
# What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@feeds.get("/arxiv/<path:text>/feed")
def show(text: str) -> ResponseReturnValue:
    """The feed of a list of categories, which obeys `kind=`, or of papers named one by one."""
    site = this_site()
    named = read_path(text, site.newest_day())
    if str(named) != text:
        return moved(f"/arxiv/{named}/feed")
    kinds = read_kinds(request.args.getlist("kind"))
    with site.reading() as session:
        if isinstance(named, PaperSelection):
            page, here = f"/arxiv/{named}", f"/arxiv/{named}/feed"
            cards = cards_by_ids(session, [paper.id for paper in named.papers])
        else:
            address = ListAddress(expression=named, kinds=kinds)
            page, here = list_path(address), feed_path(address)
            cards = feed_cards(session, named, kinds)
        changed = last_sign_of_life(session)
    body = atom_feed(f"{named} at {site.name}", cards, page=page, here=here, otherwise=site.newest_day())
    response = Response(body, content_type="application/atom+xml; charset=utf-8")
    response.last_modified = changed
    response.headers["Cache-Control"] = "public, max-age=600"
    return response


def atom_feed(title: str, cards: Sequence[Card], *, page: str, here: str, otherwise: date) -> bytes:
    """An Atom document with an entry for each card, in their order. Built within a request, whose host its links name.

    page, here: paths of the list and of this feed.   otherwise: the day of a feed without entries.
    """
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMESPACES)
    newest = max(map(_updated, cards), default=_midnight(otherwise))
    _text(feed, "id", _absolute(here))
    _text(feed, "title", title)
    _text(feed, "updated", newest.isoformat())
    _text(_add(feed, "author"), "name", "arXiv")  # for entries whose authors are not known
    _add(feed, "link", rel="self", type="application/atom+xml", href=_absolute(here))
    _add(feed, "link", rel="alternate", type="text/html", href=_absolute(page))
    feed.extend([_entry(card) for card in cards])
    document: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8")
    return document


def _entry(card: Card) -> etree._Element:
    entry = etree.Element(f"{{{_ATOM}}}entry", nsmap=_NAMESPACES)
    # Without version and on every site the same, so that readers of several feeds get a paper once.
    _text(entry, "id", f"oai:arXiv.org:{card.id}")
    _text(entry, "title", to_plain(card.title))
    _text(entry, "updated", _updated(card).isoformat())
    if card.submitted:
        _text(entry, "published", card.submitted.isoformat())
    _add(entry, "link", rel="alternate", type="text/html", href=_absolute(paper_path(card.id)))
    _add(entry, "link", rel="related", type="text/html", href=source_url(card.id))
    for author in card.authors:
        _text(_add(entry, "author"), "name", author.name)
    for subject in card.subjects:
        _add(entry, "category", term=subject)
    _text(entry, "summary", to_plain(card.abstract))
    return entry


def _updated(card: Card) -> datetime:
    if card.announced:
        return _midnight(card.announced)
    return card.updated or card.submitted or _midnight(ARXIV_BEGAN)


def _midnight(day: date) -> datetime:
    """The beginning of an announcement day, in US Eastern time."""
    return datetime.combine(day, time(), EASTERN)


def _absolute(path: str) -> str:
    return request.host_url.rstrip("/") + path


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _text(parent: etree._Element, name: str, text: str) -> None:
    _add(parent, name).text = _UNWRITABLE.sub("\ufffd", text)

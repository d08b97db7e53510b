"""The parts of an Atom document (RFC 4287: https://www.rfc-editor.org/rfc/rfc4287) that all our feeds share."""

import re
from datetime import date, datetime, time
from typing import Any

from flask import Response, request
from lxml import etree

from crawler.clock import EASTERN

_ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACES: Any = {None: _ATOM}  # lxml's stubs know no default namespace
# What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT_SECONDS = 600


def new_feed(title: str, updated: datetime, *, page: str, here: str, author: str) -> etree._Element:
    """A feed without entries. page, here: paths of the page it follows and of itself.   author: of entries that name none.

    Built within a request, whose host its links name.
    """
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMESPACES)
    add_text(feed, "id", absolute(here))
    add_text(feed, "title", title)
    add_text(feed, "updated", updated.isoformat())
    add_text(add(feed, "author"), "name", author)
    add(feed, "link", rel="self", type="application/atom+xml", href=absolute(here))
    add(feed, "link", rel="alternate", type="text/html", href=absolute(page))
    return feed


def new_entry(entry_id: str, title: str, updated: datetime) -> etree._Element:
    """An entry with what every one must have."""
    entry = etree.Element(f"{{{_ATOM}}}entry", nsmap=_NAMESPACES)
    add_text(entry, "id", entry_id)
    add_text(entry, "title", title)
    add_text(entry, "updated", updated.isoformat())
    return entry


def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """A new Atom element at the end of another."""
    return etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def add_text(parent: etree._Element, name: str, text: str) -> None:
    """The same with a text, without the characters that XML cannot hold."""
    add(parent, name).text = _UNWRITABLE.sub("\ufffd", text)


def absolute(path: str) -> str:
    """A path of this site with the host that the present request names."""
    return request.host_url.rstrip("/") + path


def midnight(day: date) -> datetime:
    """The beginning of an announcement day, in US Eastern time."""
    return datetime.combine(day, time(), EASTERN)


def written(feed: etree._Element) -> bytes:
    """The document as it is sent."""
    document: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8")
    return document


def answer(body: bytes, changed: datetime | None) -> Response:
    """The response with a feed's document. changed: when what it tells last changed."""
    response = Response(body, content_type="application/atom+xml; charset=utf-8")
    response.last_modified = changed
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    return response

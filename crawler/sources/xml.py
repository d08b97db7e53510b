"""XML from the network, read without trusting it: no document types, no entities, nothing fetched, no half documents."""

import re

from lxml import etree

from crawler.errors import ParseError

MAX_BYTES = 64 * 1024 * 1024  # the largest answer arXiv gives, a page of 2,500 OAI records, is about 8 MB

_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def parse_xml(body: bytes, what: str) -> etree._Element:
    """The root element of a whole, well-formed document without a document type.

    what: names the document in messages: "The RSS feed of cs.LG".
    Raises ParseError where the body is too large, no XML, cut short, too deeply nested, or brings declarations of its own.
    """
    check_size(body, what)
    if not body.strip():
        raise ParseError(f"{what} came back empty; ask again later.")
    if _HTML.search(body[:1000]):
        raise ParseError(
            f"{what} came back as an HTML page instead of XML: the service is down or the address is wrong."
        )
    # Its own limits (nesting, 10 MB in one text) hold because huge_tree is off.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as error:
        start = body.strip()[:60].decode("utf-8", "replace")
        raise ParseError(
            f"{what} is cut short or damaged ({error}); it begins “{start}”. Nothing of it was used; ask again."
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ParseError(f"{what} declares a document type, which arXiv's never do; nothing of it was used.")
    return root


def check_size(body: bytes, what: str) -> None:
    """Raises ParseError where a body is larger than any of arXiv's answers."""
    if len(body) > MAX_BYTES:
        raise ParseError(
            f"{what} is {len(body) / 1e6:.0f} MB long, where {MAX_BYTES // 1024**2} MB would be much; nothing was read."
        )


def text_of(parent: etree._Element, path: str, namespaces: dict[str, str] | None = None) -> str:
    """All text inside the first element at `path`, trimmed; empty where there is none."""
    found = parent.find(path, namespaces)
    return "" if found is None else str(found.xpath("string()")).strip()

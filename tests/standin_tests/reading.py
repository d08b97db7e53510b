"""Just enough reading of the stand-in's pages to compare them with the manifest. Not the crawler's parsers."""

import re
from dataclasses import dataclass

from lxml import etree, html

ARXIV = "{http://arxiv.org/schemas/atom}"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
RAW = "{http://arxiv.org/OAI/arXivRaw/}"


@dataclass
class ListPage:
    """A list page: per heading the numbers it claims and the ids under it."""

    date: str | None
    claimed: dict[str, tuple[int, int]]
    ids: dict[str, list[str]]

    def expected(self) -> dict[str, int]:
        """The totals in the manifest's words."""
        totals = {name.lower(): total for name, (_, total) in self.claimed.items()}
        return {kind: totals.get(kind, 0) for kind in ("new", "cross", "replacement")}


def list_page(content: bytes) -> ListPage:
    """Read ``/list/X/new`` or a catchup page."""
    tree = html.fromstring(content)
    page = ListPage(None, {}, {})
    for heading in tree.iter("h3"):
        text = heading.text_content()
        if found := re.fullmatch(r"Showing new listings for (.*)", text):
            page.date = found[1]
        elif found := re.fullmatch(r"(\w+) submissions \([a-z, ]+(\d+) of (\d+) entries\)", text):
            page.claimed[found[1]] = (int(found[2]), int(found[3]))
            links = heading.getparent().xpath(".//a[@title='Abstract']")
            page.ids[found[1]] = [link.get("href").removeprefix("/abs/") for link in links]
    return page


def feed_ids(content: bytes) -> dict[str, list[str]]:
    """Ids of an RSS feed by announce type, in its order, versions left out."""
    ids: dict[str, list[str]] = {"new": [], "cross": [], "replace": [], "replace-cross": []}
    for item in etree.fromstring(content).iter("item"):
        kind, link = item.findtext(f"{ARXIV}announce_type"), item.findtext("link")
        ids[kind or ""].append((link or "").removeprefix("https://arxiv.org/abs/"))
    return ids


def harvested(content: bytes) -> list[str]:
    """Ids of an OAI-PMH answer, in its order."""
    identifiers = etree.fromstring(content).iter(f"{OAI}identifier")
    return [(identifier.text or "").removeprefix("oai:arXiv.org:") for identifier in identifiers]


def token(content: bytes) -> str | None:
    """The resumption token; empty at the end of a list of several pages, None if the list needed one page."""
    element = etree.fromstring(content).find(f".//{OAI}resumptionToken")
    return None if element is None else element.text or ""


def error_code(content: bytes) -> str | None:
    """The code of an OAI-PMH error answer."""
    element = etree.fromstring(content).find(f"{OAI}error")
    return None if element is None else element.get("code")

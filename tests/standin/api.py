"""export.arxiv.org/api/query: look-ups by ``id_list``, as the service of November 2025 answers them.

Shape: recorded answers of April 2026. Searching (``search_query``) is not imitated and refused with HTTP 400.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from .markup import attribute, one_line, paragraphs, without_accents_in_tex, xml_text
from .messages import Circumstances, Reply
from .world import State, Version, World, state_on

_IDENTIFIER = re.compile(
    r"(?:(?P<new>\d{4}\.\d{4,5})|(?P<old>[a-z-]+(?:\.[A-Za-z-]{2,})?/\d{7}))(?:v(?P<version>\d+))?"
)
MOST_RESULTS = 2000


@dataclass(frozen=True)
class _Found:
    """A paper in the version asked for."""

    state: State
    version: Version


def query(world: World, parameters: Mapping[str, str], at: Circumstances) -> Reply:
    """``/api/query?id_list=…``. ``max_results`` is 10 unless given, also here; 0 is a server error, as at arXiv."""
    identifiers = [part for part in parameters.get("id_list", "").split(",") if part]
    if parameters.get("search_query"):
        return _error("search_query is not served by the stand-in", at.now)
    for identifier in identifiers:
        if not _IDENTIFIER.fullmatch(identifier):
            return _error(f"incorrect id format for {identifier}", at.now)
    numbers = {"start": parameters.get("start", "0"), "max_results": parameters.get("max_results", "10")}
    for name, value in numbers.items():
        if not value.isdecimal():
            return _error(f"{name} must be an integer", at.now)
    start, size = int(numbers["start"]), int(numbers["max_results"])
    if size == 0:
        return Reply("<html><body><h1>Internal Server Error</h1></body></html>", 500)
    if size > MOST_RESULTS:
        return _error(f"max_results must be at most {MOST_RESULTS}", at.now)
    found = [] if at.fault("empty") else _found(world, identifiers, at)
    page = found[start : start + size]
    if short := at.fault("short"):
        page = page[: short.kept(len(page))]
    return Reply(
        _feed(parameters, page, len(found), (start, size), at.now),
        content_type="application/atom+xml; charset=utf-8",
    )


def _found(world: World, identifiers: list[str], at: Circumstances) -> list[_Found]:
    """The papers that exist, unknown ones dropped. Their order is not that of the request, as at arXiv."""
    day = world.latest_day(at.now)
    if day and at.fault("late"):
        day = world.day_before(day)
    found = {}
    for identifier in identifiers:
        parts = _IDENTIFIER.fullmatch(identifier)
        paper = world.papers.get(identifier.partition("v")[0] if parts and parts["new"] else _old_style(identifier))
        state = state_on(paper, day) if paper and day else None
        if state is None or parts is None:
            continue
        wanted = int(parts["version"] or state.version.number)
        version = next((version for version in state.versions if version.number == wanted), None)
        if version:
            found[identifier] = _Found(state, version)
    return list(found.values())[::-1]


def _old_style(identifier: str) -> str:
    """``math.GT/0309136v2`` as ``math/0309136``."""
    archive, _, number = identifier.partition("/")
    return f"{archive.partition('.')[0]}/{number.partition('v')[0]}"


def _feed(
    parameters: Mapping[str, str], found: list[_Found], total: int, window: tuple[int, int], now: datetime
) -> str:
    start, size = window
    identifiers = parameters.get("id_list", "")
    asked = f"search_query=&id_list={identifiers}&start={start}&max_results={size}"
    key = base64.b64encode(hashlib.sha1(asked.encode(), usedforsecurity=False).digest()).decode().rstrip("=")
    address = (
        f"https://arxiv.org/api/query?search_query=&start={start}&max_results={size}"
        f"&id_list={quote(identifiers, safe=',/')}"
    )
    return (
        f"{_HEAD}"
        f"  <id>https://arxiv.org/api/{key}</id>\n"
        f"  <title>arXiv Query: {xml_text(asked)}</title>\n"
        f"  <updated>{_time(now)}</updated>\n"
        f'  <link href="{attribute(address)}" type="application/atom+xml"/>\n'
        f"  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>\n"
        f"  <opensearch:totalResults>{total}</opensearch:totalResults>\n"
        f"  <opensearch:startIndex>{start}</opensearch:startIndex>\n"
        f"{''.join(_entry(one) for one in found)}"
        "</feed>\n"
    )


_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom">\n'
)


def _entry(one: _Found) -> str:
    state, version = one.state, one.version
    name = f"{state.paper.id}v{version.number}"
    categories = "".join(
        f'    <category term="{category}" scheme="http://arxiv.org/schemas/atom"/>\n' for category in state.categories
    )
    return (
        "  <entry>\n"
        f"    <id>http://arxiv.org/abs/{name}</id>\n"
        f"    <title>{xml_text(one_line(version.title))}</title>\n"
        f"    <updated>{_time(version.submitted)}</updated>\n"
        f'    <link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>\n'
        f'    <link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"/>\n'
        f"    <summary>{xml_text(paragraphs(version.abstract))}</summary>\n"
        f"{categories}"
        f"    <published>{_time(state.versions[0].submitted)}</published>\n"
        f"{_optional('comment', version.comment)}"
        f'    <arxiv:primary_category term="{state.categories[0]}"/>\n'
        f"{_optional('journal_ref', state.journal_ref)}"
        f"{''.join(_author(author.full_name, author.affiliations) for author in state.paper.authors)}"
        f"{_doi(state.doi)}"
        "  </entry>\n"
    )


def _optional(name: str, text: str | None) -> str:
    return f"    <arxiv:{name}>{xml_text(one_line(text))}</arxiv:{name}>\n" if text else ""


def _author(name: str, affiliations: tuple[str, ...]) -> str:
    places = "".join(
        f"      <arxiv:affiliation>{xml_text(without_accents_in_tex(place))}</arxiv:affiliation>\n"
        for place in affiliations
    )
    return f"    <author>\n      <name>{xml_text(without_accents_in_tex(name))}</name>\n{places}    </author>\n"


def _doi(doi: str | None) -> str:
    if not doi:
        return ""
    return (
        f"    <arxiv:doi>{xml_text(doi)}</arxiv:doi>\n"
        f'    <link rel="related" href="https://doi.org/{attribute(doi)}" title="doi"/>\n'
    )


def _error(reason: str, now: datetime) -> Reply:
    """A refusal: HTTP 400 and a feed of one entry titled Error."""
    address = f"https://arxiv.org/api/errors#{re.sub(r'[^A-Za-z0-9.]+', '_', reason)}"
    body = (
        f"{_HEAD}"
        "  <id>https://arxiv.org/</id>\n"
        "  <title>arXiv Search Results</title>\n"
        f"  <updated>{_time(now)}</updated>\n"
        "  <opensearch:itemsPerPage>1</opensearch:itemsPerPage>\n"
        "  <opensearch:totalResults>1</opensearch:totalResults>\n"
        "  <opensearch:startIndex>0</opensearch:startIndex>\n"
        "  <entry>\n"
        f"    <id>{address}</id>\n"
        "    <title>Error</title>\n"
        f"    <updated>{_time(now)}</updated>\n"
        f'    <link href="{address}" rel="alternate" type="text/html"/>\n'
        f"    <summary>{xml_text(reason)}</summary>\n"
        "    <author>\n      <name>arXiv api core</name>\n    </author>\n"
        "  </entry>\n</feed>\n"
    )
    return Reply(body, 400, "application/atom+xml; charset=utf-8")


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

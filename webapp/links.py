"""The addresses that templates write. Pages of hundreds of papers ask for several each: no routing is asked."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from crawler.records import Kind
from webapp.addresses import (
    Days,
    Density,
    ListAddress,
    SearchAddress,
    calendar_path,
    feed_path,
    list_parameters,
    list_path,
    search_feed_path,
    search_parameters,
    search_path,
    with_category,
    without_category,
)


def category_url(category: str) -> str:
    """The latest list of a category, or of an expression such as `cs.AI,cs.CL`."""
    return f"/arxiv/{category}"


def list_url(
    address: ListAddress, *, day: date | None = None, kind: Sequence[Kind] | None = None, **changes: Any
) -> str:
    """A list's address with some of it changed.

    day: another single day, from its first page on.   kind: the kinds to narrow to, () for the default.
    changes: other fields of ListAddress, such as days, sort, show and skip.
    """
    if day is not None:
        changes = {"days": Days(day, day), "skip": 0, **changes}
    if kind is not None:
        changes["kinds"] = tuple(kind)
    return list_path(replace(address, **changes))


def span_url(address: ListAddress, span: str) -> str:
    """The list of a range of days that has a name, such as `week`, from its first page on."""
    path = list_path(replace(address, days=None, skip=0))
    return f"{path}{'&' if '?' in path else '?'}date={span}"


def follow_url(address: ListAddress, category: str) -> str:
    """The same list with a category taken in."""
    return list_path(with_category(address, category))


def exclude_url(address: ListAddress, category: str) -> str:
    """The same list with a category's papers left out."""
    return list_path(without_category(address, category))


def search_url(address: SearchAddress, **changes: Any) -> str:
    """A search's address with some of it changed."""
    return search_path(replace(address, **changes))


def with_density(address: str, density: Density | None) -> str:
    """An address of a list with how much of each paper it shows; unchanged where that is left to the reader (None)."""
    if not density:
        return address
    return f"{address}{'&' if '?' in address else '?'}density={density}"


def author_url(name: str) -> str:
    """The page of an author's papers. A slash in a name goes percent-encoded, as everything but letters and digits does."""
    return f"/author/{quote(name, safe='', errors='replace')}"


def source_url(arxiv_id: str, version: int | None = None) -> str:
    """A paper's page at arXiv. https://info.arxiv.org/help/arxiv_identifier_for_services.html"""
    return f"https://arxiv.org/abs/{arxiv_id}" + (f"v{version}" if version else "")


def pdf_url(arxiv_id: str, version: int | None = None, *, files_url: str = "https://arxiv.org") -> str:
    """A paper's PDF, of its latest version unless one is given.   files_url: where, if not at arXiv."""
    return f"{files_url}/pdf/{arxiv_id}" + (f"v{version}" if version else "")


def without_credentials(address: str) -> str:
    """An address that may stand on a page: a name and password in it are the site's own."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def for_templates(static_folder: Path) -> dict[str, Callable[..., Any]]:
    """What templates call: the functions above about lists, and `static_url(path)` for the files in `static_folder`."""
    return {
        "calendar_url": calendar_path,
        "category_url": category_url,
        "list_url": list_url,
        "list_parameters": list_parameters,
        "span_url": span_url,
        "follow_url": follow_url,
        "exclude_url": exclude_url,
        "feed_url": feed_path,
        "author_url": author_url,
        "search_url": search_url,
        "search_parameters": search_parameters,
        "search_feed_url": search_feed_path,
        "static_url": partial(static_url, str(static_folder)),
    }


def static_url(static_folder: Path | str, path: str) -> str:
    """A static file's address with a hash of its content, so that browsers may keep it for good; without, if there is no such file."""
    version = content_version(f"{static_folder}/{path}")
    return f"/static/{path}?v={version}" if version else f"/static/{path}"


def content_version(file: str) -> str | None:
    """A short hash of the content of the file at a path, or None where there is no such file.

    A page asks for dozens, so a path is text here: pathlib takes five times as long as asking when the file was changed.
    """
    try:
        return _content_hash(file, os.stat(file).st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=256)
def _content_hash(file: str, _changed: int) -> str:
    return hashlib.blake2b(Path(file).read_bytes(), digest_size=8).hexdigest()

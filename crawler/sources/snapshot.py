"""A metadata snapshot: a file with one paper a line as JSON, plain, .gz or .zip, read as a stream.

Two forms of line are understood, and may be mixed:

- arXiv's own (https://www.kaggle.com/datasets/Cornell-University/arxiv): `versions` with their dates, `authors` as one line,
  `journal-ref`, `report-no`, `license`, `comments`, and `update_date`, which is the OAI-PMH datestamp.
- that of mirrors of the daily listings: lists of `authors` and `categories`, `version` ("v2"), `published` and `updated`
  as days, `announced` as the day it was seen in a listing, `listed_in` as the categories whose listings were looked at,
  `categories_partial`, and `withdrawn_hint`.

Keys beyond these are ignored, null is as good as absent. What a bare `announced` is taken to mean stands at `_announcements`.
"""

import gzip
import io
import re
import zipfile
import zlib
from calendar import monthrange
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import orjson

from crawler.authors import rejoin_authors, split_authors
from crawler.clock import is_weekday
from crawler.errors import IdentifierError, ParseError
from crawler.identifiers import month_of, parse_identifier
from crawler.records import (
    AnnouncementRecord,
    Author,
    BadRecord,
    Kind,
    PaperRecord,
    SnapshotLine,
    Source,
    VersionRecord,
)
from crawler.sources.fields import first_doi, mail_moment, optional, required
from crawler.taxonomy import CATEGORIES, canonical_all

_LONGEST_LINE = 1_000_000  # bytes; the longest real one has about 50,000
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_CATEGORY = re.compile(r"[A-Za-z-]{2,16}(?:\.[A-Za-z-]{2,14})?")
_VERSION = re.compile(r"v?([1-9]\d{0,3})", re.ASCII)
_WITHDRAWN = re.compile(r"\bwithdraw", re.IGNORECASE)

# A batch becomes public the evening before its listing's date, and mirrors look up to a weekend later.
_LISTED_LATER = timedelta(days=3)

_TEXTS = frozenset(
    {
        *("id", "title", "abstract", "submitter", "doi", "published", "updated", "update_date", "announced"),
        *("comments", "journal-ref", "report-no", "msc-class", "license"),  # as arXiv calls them
        *("comment", "journal_ref", "report_no", "msc_class", "licence"),  # as mirrors do
    }
)

Entry = dict[str, Any]


def read_snapshot(path: Path) -> Iterator[SnapshotLine | BadRecord]:
    """Each line of a snapshot in turn: a paper, or why the line (with its number) is none. Empty lines are passed over.

    Memory does not grow with the file. A .zip is read by its first member.
    Raises ParseError where the file cannot be opened or breaks off, naming the last line that could be read.
    """
    number = 0
    try:
        with open_lines(path) as file:
            for number, line in enumerate(_lines(file), 1):
                if line is None:
                    yield BadRecord(f"line {number}", f"It is longer than {_LONGEST_LINE:,} bytes.")
                elif stripped := line.strip():
                    yield _read(stripped, number)
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise ParseError(f"{path} is damaged or cut short after line {number}: {error}. Get the file again.") from error
    except OSError as error:
        raise ParseError(f"{path} cannot be read after line {number}: {error.strerror or error}.") from error


@contextmanager
def open_lines(path: Path) -> Iterator[io.BufferedIOBase]:
    """The file, unpacked where it begins as a packed file does, whatever its name.

    Raises ParseError for an archive that cannot be unpacked; OSError and the packers' own errors pass.
    """
    with ExitStack() as opened:
        file = opened.enter_context(io.BufferedReader(io.FileIO(path)))
        beginning = file.peek(4)[:4]
        if beginning.startswith(_GZIP):
            yield opened.enter_context(gzip.GzipFile(fileobj=file))
        elif beginning == _ZIP:
            archive = opened.enter_context(zipfile.ZipFile(file))
            # By itself a member cuts lines in Python; a buffer before it does so in C.
            yield opened.enter_context(io.BufferedReader(_first_member(path, archive)))
        else:
            yield file


def _first_member(path: Path, archive: zipfile.ZipFile) -> io.RawIOBase:
    try:
        return cast("io.RawIOBase", archive.open(next(one for one in archive.infolist() if not one.is_dir())))
    except (StopIteration, NotImplementedError, RuntimeError) as error:
        raise ParseError(f"{path} holds no file that can be unpacked without a password. {error}".strip()) from error


def _lines(file: io.BufferedIOBase) -> Iterator[bytes | None]:
    """The file's lines, None for one that is too long to be a paper."""
    line = file.readline(_LONGEST_LINE).removeprefix(_BYTE_ORDER_MARK)
    while line:
        if len(line) >= _LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(_LONGEST_LINE)
            yield None
        else:
            yield line
        line = file.readline(_LONGEST_LINE)


def _read(line: bytes, number: int) -> SnapshotLine | BadRecord:
    try:
        entry = orjson.loads(line)
        if not isinstance(entry, dict):
            raise ParseError("It is no JSON object.")
        return _snapshot_line(entry)
    except (ParseError, IdentifierError) as error:
        return BadRecord(f"line {number}", str(error))
    except orjson.JSONDecodeError as error:
        return BadRecord(f"line {number}", f"It is no JSON: {error}.")


def _snapshot_line(entry: Entry) -> SnapshotLine:
    _check_texts(entry)
    identifier = parse_identifier(entry.get("id") or "")
    versions = _versions(entry)
    comment = optional(entry.get("comments") or entry.get("comment"))
    withdrawn = _flag(entry, "withdrawn_hint") or _says_withdrawn(comment or "")
    paper = PaperRecord(
        id=identifier.id,
        source=Source.SNAPSHOT,
        title=required(entry.get("title"), "title"),
        abstract=optional(entry.get("abstract")) or "",
        authors=_authors(entry),
        categories=_categories(entry, "categories"),
        categories_partial=_flag(entry, "categories_partial"),
        version=versions[-1].number if versions else _version(entry) or identifier.version,
        submitted=versions[0].submitted if versions else _midnight(_day(entry, "published")),
        updated=versions[-1].submitted if versions else _midnight(_day(entry, "updated")),
        datestamp=_day(entry, "update_date"),
        comment=comment,
        journal_ref=optional(entry.get("journal-ref") or entry.get("journal_ref")),
        doi=first_doi((entry.get("doi") or "").replace("\0", "")),  # no TeX to read in a DOI; PostgreSQL refuses NUL
        report_no=optional(entry.get("report-no") or entry.get("report_no")),
        msc_class=optional(entry.get("msc-class") or entry.get("msc_class")),
        licence=optional(entry.get("license") or entry.get("licence")),
        submitter=optional(entry.get("submitter")),
        withdrawn=withdrawn or None,  # neither form can say that a paper is not withdrawn
        versions=versions,
    )
    announced = _day(entry, "announced")
    return SnapshotLine(paper, () if announced is None else _announcements(entry, paper, announced))


def _says_withdrawn(comment: str) -> bool:
    return "withdraw" in comment.lower() and _WITHDRAWN.search(comment) is not None


def _announcements(entry: Entry, paper: PaperRecord, seen: date) -> tuple[AnnouncementRecord, ...]:
    """What is known of a paper that was seen in a listing on a day, nobody having noted in which or as what.

    Day: a mirror that looked at a weekend saw a listing late; it counts under the next weekday.
    Categories: all of the paper's, or those in `listed_in` where only some are known.
    Kind: an id carries the month of its first announcement, so version 1 in that month is taken as new in the primary category
    and cross-listed in the others, anything else as a replacement. Where categories are partial the first need not be
    primary; then the weaker kind is taken, because a listing read later can strengthen it but never weaken it.
    """
    categories, primary = paper.categories, canonical_all(paper.categories)[0]
    if paper.categories_partial:
        categories, primary = _categories(entry, "listed_in", categories), ""
    first = paper.version in (None, 1) and seen <= _newest_first_day(*month_of(paper.id))
    in_primary, elsewhere = (Kind.NEW, Kind.CROSS) if first else (Kind.REPLACE, Kind.REPLACE_CROSS)
    day = seen
    while not is_weekday(day):
        day += timedelta(days=1)
    return tuple(
        AnnouncementRecord(paper.id, category, day, in_primary if category == primary else elsewhere, paper.version)
        for category in canonical_all(categories)
    )


@lru_cache(maxsize=1_000)
def _newest_first_day(year: int, month: int) -> date:
    """The last day on which a paper whose id carries this month can have been seen as a new one."""
    return date(year, month, monthrange(year, month)[1]) + _LISTED_LATER


def _authors(entry: Entry) -> tuple[Author, ...]:
    """From the line or list of authors, which all sources have; from arXiv's own division of it where that is all there is."""
    authors = entry.get("authors")
    if isinstance(authors, str):
        return split_authors(authors)
    if authors is not None:
        return rejoin_authors(_texts(authors, "authors"))
    parsed = entry.get("authors_parsed") or []
    if not isinstance(parsed, list):
        raise ParseError("Its authors_parsed are not a list.")
    return tuple(_parsed_author(_texts(parts, "authors_parsed")) for parts in parsed)


def _parsed_author(parts: list[str]) -> Author:
    """[surname, forenames, suffix, affiliation, …]: https://github.com/arXiv/arxiv-base, `parse_author_affil`."""
    surname, forenames, suffix, *affiliations = [*(optional(part) or "" for part in parts), "", "", ""]
    name = " ".join(part for part in (forenames, surname, suffix) if part)
    if not name:
        raise ParseError("One of its authors has no name.")
    return Author(name, tuple(filter(None, affiliations)))


def _categories(entry: Entry, name: str, otherwise: tuple[str, ...] = ()) -> tuple[str, ...]:
    value = entry.get(name)
    if value is None and otherwise:
        return otherwise
    categories = value.split() if isinstance(value, str) else _texts(value or [], name)
    return _checked_categories(tuple(categories), name)


@lru_cache(maxsize=10_000)  # papers share few combinations
def _checked_categories(categories: tuple[str, ...], name: str) -> tuple[str, ...]:
    for category in categories:
        if category not in CATEGORIES and not _CATEGORY.fullmatch(category):
            raise ParseError(f"“{category[:40]}” among its {name} cannot be a category.")
    if not categories:
        raise ParseError(f"It has no {name}.")
    return tuple(dict.fromkeys(categories))


def _versions(entry: Entry) -> tuple[VersionRecord, ...]:
    """The versions in arXiv's form, by number: [{"version": "v1", "created": "Mon, 9 Nov 2026 15:00:00 GMT"}, …]."""
    given = entry.get("versions")
    if not given:
        return ()
    if not isinstance(given, list) or not all(isinstance(version, dict) for version in given):
        raise ParseError("Its versions are not a list of objects.")
    versions: dict[int, VersionRecord] = {}
    for version in given:
        number = _version(version)
        if number is None:
            raise ParseError("One of its versions has no number.")
        created = version.get("created")
        versions[number] = VersionRecord(number, mail_moment(str(created)) if created else None)
    return tuple(versions[number] for number in sorted(versions))


def _version(entry: Entry) -> int | None:
    value = entry.get("version")
    if value is None:
        return None
    match = _VERSION.fullmatch(str(value))
    if match is None:
        raise ParseError(f"“{str(value)[:40]}” cannot be a version; one looks like v2.")
    return int(match[1])


def _check_texts(entry: Entry) -> None:
    """Raise ParseError unless what we read as text is text (or null)."""
    for name, value in entry.items():
        if value is not None and name in _TEXTS and not isinstance(value, str):
            raise ParseError(f"Its {name} is not text.")


def _texts(value: object, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ParseError(f"Its {name} are not a list of texts.")
    return value


def _flag(entry: Entry, name: str) -> bool:
    value = entry.get(name)
    if value is not None and not isinstance(value, bool):
        raise ParseError(f"Its {name} is neither true nor false.")
    return bool(value)


def _day(entry: Entry, name: str) -> date | None:
    """A day, of which only the day counts where a time follows it."""
    value: str | None = entry.get(name)
    if not value:
        return None
    try:
        return _day_of(value[:10])
    except ValueError as error:
        raise ParseError(f"Its {name} is “{value[:40]}”, which is no day such as 2026-11-09.") from error


@lru_cache(maxsize=20_000)  # all of arXiv's days
def _day_of(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache(maxsize=20_000)
def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)

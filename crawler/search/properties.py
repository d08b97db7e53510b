"""Fields of the query language that are no text: `cat:cs.CL`, `date:2026-01..2026-03`, `kind:new` → nodes of the tree. Pure."""

import re
from calendar import monthrange
from collections.abc import Callable

from crawler import taxonomy
from crawler.errors import IdentifierError
from crawler.identifiers import parse_identifier
from crawler.records import KINDS
from crawler.search.tree import AnyOf, Days, Node, Tag
from crawler.sentences import Sentence, sentence

_FIRST, _LAST = 0, 99_999_999
# 2026, 2026-03, 2026-03-06; arXiv's API writes 202603061430, GMT
_DAY = re.compile(r"(?P<year>\d{4})(?:[-/.]?(?P<month>\d{2})(?:[-/.]?(?P<day>\d{2})(?:\d{4}(?:\d\d)?)?)?)?", re.ASCII)
_RANGE = re.compile(r"(?P<first>[^\s]*?)\s*(?:\.\.\.?|\s+TO\s+|…)\s*(?P<last>[^\s]*)")
_YEARS = re.compile(r"(\d{4})-(\d{4})", re.ASCII)
_LIST = re.compile(r"[\w-]{1,64}")


class NotUnderstoodError(ValueError):
    """A value that a field cannot have. sentence: for the reader. Stays within this package."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(said)
        self.sentence = said


def property_of(field: str, text: str) -> Node:
    """What `field:text` asks for. field: one of NAMES.   Raises NotUnderstoodError."""
    values = [value for value in text.split(",") if value] or [text]
    nodes = [_READERS[field](field, value.strip()) for value in values]
    return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))


def _category(_field: str, text: str) -> Node:
    name = taxonomy.find(re.sub(r"\.?\*$", "", text))
    if name is None:
        raise NotUnderstoodError(sentence("arXiv has no category “%(text)s”; it was searched as words.", text=text))
    return Tag("cat", name if taxonomy.is_archive(name) else taxonomy.canonical(name))


def _identifier(_field: str, text: str) -> Node:
    try:
        return Tag("id", parse_identifier(text).id)
    except IdentifierError as error:
        raise NotUnderstoodError(
            sentence("“%(text)s” is no arXiv identifier; it was searched as words.", text=text)
        ) from error


def _kind(_field: str, text: str) -> Node:
    if text.lower() not in KINDS:
        raise NotUnderstoodError(
            sentence(
                "There is no kind “%(text)s”, only %(kinds)s; it was searched as words.",
                text=text,
                kinds=", ".join(KINDS),
            )
        )
    return Tag("kind", text.lower())


def _has(_field: str, text: str) -> Node:
    if text.lower() != "answers":
        raise NotUnderstoodError(
            sentence("“has:” knows only answers, not “%(text)s”; it was searched as words.", text=text)
        )
    return Tag("has", "answers")


def _in(_field: str, text: str) -> Node:
    if not _LIST.fullmatch(text):
        raise NotUnderstoodError(sentence("“%(text)s” is no list's name; it was searched as words.", text=text))
    return Tag("in", text)


def _days(field: str, text: str) -> Node:
    name = {"year": "date", "submitteddate": "submitted"}.get(field, field)
    if years := _YEARS.fullmatch(text):
        first, last = years[1], years[2]
    elif found := _RANGE.fullmatch(text):
        first, last = found["first"], found["last"]
    else:
        first = last = text
    if not first and not last:
        raise NotUnderstoodError(
            sentence("“%(field)s:%(text)s” names no day; it was searched as words.", field=field, text=text)
        )
    begins, ends = _span(first, text)[0] if first else _FIRST, _span(last, text)[1] if last else _LAST
    if begins > ends:
        begins, ends = _span(last, text)[0], _span(first, text)[1]
    return Days(name, begins, ends)


def _span(day: str, text: str) -> tuple[int, int]:
    """First and last number YYYYMMDD of a day, a month or a year."""
    found = _DAY.fullmatch(day)
    if not found:
        raise NotUnderstoodError(
            sentence(
                "“%(text)s” is no time such as 2026, 2026-03, 2026-03-06 or 2026-01..2026-03; it was searched as words.",
                text=text,
            )
        )
    year, month = int(found["year"]), found["month"]
    if month is None:
        return year * 10_000, year * 10_000 + 9_999
    number = int(month)
    if not 1 <= number <= 12 or year == 0:
        raise NotUnderstoodError(
            sentence("“%(text)s” names a month that does not exist; it was searched as words.", text=text)
        )
    base = year * 10_000 + number * 100
    if found["day"] is None:
        return base, base + 99
    if not 1 <= int(found["day"]) <= monthrange(year, number)[1]:
        raise NotUnderstoodError(
            sentence("“%(text)s” names a day that does not exist; it was searched as words.", text=text)
        )
    return base + int(found["day"]), base + int(found["day"])


_READERS: dict[str, Callable[[str, str], Node]] = {
    "cat": _category,
    "category": _category,
    "id": _identifier,
    "kind": _kind,
    "has": _has,
    "in": _in,
    "year": _days,
    "date": _days,
    "submitted": _days,
    "submitteddate": _days,
    "announced": _days,
}
NAMES = frozenset(_READERS)

"""A reader's marks, settings, saved searches, trails and articles read as JSON: what scripts send, and the file for moving house. Pure.

A mark, by itself or in a file:

    {"id": "1b4e…", "paper": "2611.00001", "kind": "star", "on": true, "at": "2026-11-20T15:00:00.000Z"}

`name` is a list's name, `text` a note's. `at` is when the reader said so by the browser's clock.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import gettext

from crawler.clock import newest_possible_day
from crawler.errors import IdentifierError, PaperstandError
from crawler.identifiers import parse_identifier
from crawler.store.marks import MarkKind, MarkRecord
from crawler.store.reader_trails import ReadingRecord, TrailEntry, TrailRecord
from crawler.store.readers import SettingRecord
from crawler.store.saved_searches import SearchRecord
from webapp.language import translated
from webapp.preferences import read_preference
from webapp.trail_forms import LONGEST_TEXT, read_entries, read_text, read_title

FORMAT = "paperstand-reader"
LONGEST_NOTE = 10_000
LONGEST_NAME = 80
_CLOCK_DIFFERS = timedelta(minutes=1)  # by less, clocks and networks always do
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{1,40}")


class StateError(PaperstandError):
    """Something that is no mark, setting or file of them. Says what would be right."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part that was not taken. id: of the mark, as far as it had one."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class KeptState:
    """Everything that is kept of a reader, and what in a file of it made no sense."""

    marks: tuple[MarkRecord, ...] = ()
    settings: tuple[SettingRecord, ...] = ()
    searches: tuple[SearchRecord, ...] = ()
    trails: tuple[TrailRecord, ...] = ()
    articles: tuple[ReadingRecord, ...] = ()
    refused: tuple[Refusal, ...] = ()


def read_marks(sent: object, now: datetime, clock: object = None) -> tuple[list[MarkRecord], list[Refusal]]:
    """Marks from JSON: those that make sense, and why the others do not, so that one bad mark holds up no other.

    now: aware.   clock: what the browser's clock showed when it sent them; one that is wrong by more than a minute is set right.
    Raises StateError where these are no marks at all.
    """
    if not isinstance(sent, list):
        raise StateError(gettext("Marks are sent as a list."))
    shift = timedelta(0) if clock is None else now - read_moment(clock)
    if abs(shift) < _CLOCK_DIFFERS:
        shift = timedelta(0)
    marks: list[MarkRecord] = []
    refused: list[Refusal] = []
    for each in sent:
        try:
            marks.append(_read_mark(each, now, shift))
        except StateError as error:
            refused.append(Refusal(str(each.get("id", ""))[:40] if isinstance(each, dict) else "", str(error)))
    return marks, refused


def read_file(content: object, now: datetime, read_address: Callable[[str], str]) -> KeptState:
    """What `state_file` wrote, on this site or another. What makes no sense in it is left out and named.

    read_address: the canonical form of a saved address; raises PaperstandError for what is none.
    Raises StateError where it is no such file.
    """
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise StateError(gettext("This is no file that a Paperstand wrote under “Export”."))
    marks, refused = read_marks(content.get("marks", []), now)
    settings = tuple(_parts(content.get("settings"), lambda each: _read_setting(each, now), refused))
    searches = tuple(_parts(content.get("searches"), lambda each: _read_search(each, now, read_address), refused))
    trails = tuple(_parts(content.get("trails"), lambda each: _read_trail(each, now), refused))
    articles = tuple(_parts(content.get("articles"), lambda each: _read_article(each, now), refused))
    return KeptState(tuple(marks), settings, searches, trails, articles, tuple(refused))


def state_file(kept: KeptState, now: datetime) -> dict[str, Any]:
    """Everything kept of a reader, for JSON."""
    return {
        "format": FORMAT,
        "version": 1,
        "exported": _written(now),
        "settings": [{"name": each.name, "value": each.value, "at": _written(each.changed)} for each in kept.settings],
        "searches": [_search_written(search) for search in kept.searches],
        "trails": [_trail_written(trail) for trail in kept.trails],
        "articles": [{"blog": each.feed, "article": each.article, "at": _written(each.read)} for each in kept.articles],
        "marks": [_mark_written(mark) for mark in kept.marks],
    }


def read_moment(value: object) -> datetime:
    """A moment as JavaScript's `toISOString` and `state_file` write it, aware. Raises StateError."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1 < moment.year < 9999:
        raise StateError(gettext("“%(text)s” is no time; one would be 2026-11-20T15:00:00.000Z.", text=str(value)[:40]))
    return moment.astimezone(UTC)


def read_day(value: object, now: datetime) -> date:
    """A day as `state_file` writes it, none later than there can be one by `now`. Raises StateError."""
    try:
        day = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise StateError(gettext("“%(value)s” is no day; one would be 2026-11-20.", value=str(value)[:40])) from None
    return min(day, newest_possible_day(now))


def read_name(value: object) -> str:
    """The name of a list or a saved search. Raises StateError."""
    name = " ".join(_plain(value if isinstance(value, str) else "").split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise StateError(gettext("A name has 1 to %(number)s characters.", number=LONGEST_NAME))
    return name


def read_note(value: object) -> str:
    """A note's text; empty for none. Raises StateError."""
    note = _plain(value if isinstance(value, str) else "").strip()
    if len(note) > LONGEST_NOTE:
        raise StateError(
            gettext(
                "A note has at most %(most)s characters; this one has %(number)s.",
                most=f"{LONGEST_NOTE:,}",
                number=f"{len(note):,}",
            )
        )
    return note


def read_paper(value: object) -> str:
    """A paper's canonical number. Raises StateError."""
    try:
        return parse_identifier(value[:200] if isinstance(value, str) else "").id
    except IdentifierError as error:
        raise StateError(translated(error.args[0])) from error


def _read_mark(sent: object, now: datetime, shift: timedelta) -> MarkRecord:
    if not isinstance(sent, dict):
        raise StateError(gettext("A mark names a paper, a kind and a time."))
    client_id = sent.get("id")
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise StateError(gettext("A mark has an id of 1 to 40 letters, digits and hyphens."))
    try:
        kind = MarkKind(str(sent.get("kind")))
    except ValueError:
        raise StateError(
            gettext(
                "There is no mark “%(name)s”; there are %(kinds)s.",
                name=str(sent.get("kind"))[:40],
                kinds=", ".join(MarkKind),
            )
        ) from None
    marked = min(read_moment(sent.get("at")) + shift, now)  # one from the future could not be taken back until then
    if marked < _EARLIEST:
        raise StateError(gettext("A mark cannot be so old."))
    note = read_note(sent.get("text")) if kind is MarkKind.NOTE else None
    return MarkRecord(
        arxiv_id=read_paper(sent.get("paper")),
        kind=kind,
        name=read_name(sent.get("name")) if kind is MarkKind.LIST else "",
        is_set=sent.get("on", True) is True and note != "",
        text=note or None,
        marked=marked,
        client_id=client_id,
    )


def _mark_written(mark: MarkRecord) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": mark.client_id,
        "paper": mark.arxiv_id,
        "kind": mark.kind,
        "on": mark.is_set,
        "at": _written(mark.marked),
    }
    if mark.name:
        written["name"] = mark.name
    if mark.text is not None:
        written["text"] = mark.text
    return written


def _read_setting(sent: Mapping[str, Any], now: datetime) -> SettingRecord:
    name = str(sent.get("name"))
    return SettingRecord(name, read_preference(name, sent.get("value")), min(read_moment(sent.get("at")), now))


def _read_search(sent: Mapping[str, Any], now: datetime, read_address: Callable[[str], str]) -> SearchRecord:
    address = read_address(str(sent.get("address"))[:2000])
    looked = read_day(sent["looked"], now) if "looked" in sent else None
    return SearchRecord(address, read_name(sent.get("name")), min(read_moment(sent.get("at")), now), looked)


def _search_written(search: SearchRecord) -> dict[str, Any]:
    written = {"name": search.name, "address": search.address, "at": _written(search.made)}
    return {**written, "looked": search.looked.isoformat()} if search.looked else written


def _trail_written(trail: TrailRecord) -> dict[str, Any]:
    return {
        "title": trail.title,
        "introduction": trail.introduction,
        "made": _written(trail.made),
        "at": _written(trail.changed),
        "entries": [_entry_written(entry) for entry in trail.entries],
    }


def _entry_written(entry: TrailEntry) -> dict[str, str]:
    what = {"paper": entry.arxiv_id} if entry.arxiv_id else {"url": entry.url or "", "title": entry.title}
    return {**what, "note": entry.note}


def _read_trail(sent: Mapping[str, Any], now: datetime) -> TrailRecord:
    entries = [each if isinstance(each, dict) else {} for each in _listed(sent.get("entries"))]
    made = min(read_moment(sent.get("made")), now)
    return TrailRecord(
        title=read_title(str(sent.get("title", ""))),
        introduction=read_text(_plain(str(sent.get("introduction", ""))), LONGEST_TEXT),
        entries=tuple(
            read_entries(
                {
                    "what": [_plain(str(each.get("paper") or each.get("url") or "?")) for each in entries],
                    "title": [_plain(str(each.get("title", ""))) for each in entries],
                    "note": [_plain(str(each.get("note", ""))) for each in entries],
                }
            )
        ),
        made=made,
        changed=max(made, min(read_moment(sent.get("at")), now)),
    )


def _read_article(sent: Mapping[str, Any], now: datetime) -> ReadingRecord:
    blog, article = (read_name(sent.get(name)) for name in ("blog", "article"))
    return ReadingRecord(blog, article, min(read_moment(sent.get("at")), now))


def _listed(sent: object) -> list[Any]:
    return sent if isinstance(sent, list) else []


def _parts(sent: object, read: Callable[[Mapping[str, Any]], Any], refused: list[Refusal]) -> Iterator[Any]:
    for each in _listed(sent):
        try:
            yield read(each if isinstance(each, dict) else {})
        except PaperstandError as error:
            refused.append(Refusal("", str(error)))


def _plain(text: str) -> str:
    """Without what no database and no page can hold: NUL and other controls, halves of surrogate pairs."""
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return "".join(character if character >= " " or character in "\n\t" else " " for character in text)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

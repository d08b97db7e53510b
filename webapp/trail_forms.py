"""What a form says of a reader's trail: read, checked, and put in order. Pure."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from flask_babel import gettext

from crawler.errors import IdentifierError, PaperstandError
from crawler.identifiers import parse_identifier
from crawler.store.reader_trails import MOST_ITEMS, TrailEntry

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NOTE, LONGEST_ADDRESS = 200, 5_000, 2_000, 2_000


class TrailFormError(PaperstandError):
    """A form that makes no trail. `str(error)` says what would be right."""


def read_title(text: str) -> str:
    """A trail's title in one line. Raises TrailFormError where there is none or it is too long."""
    title = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise TrailFormError(gettext("A trail needs a title of at most %(number)s characters.", number=LONGEST_TITLE))
    return title


def read_text(text: str, longest: int) -> str:
    """A text of several lines. Raises TrailFormError where it is too long."""
    plain = "".join(one for one in text.replace("\r\n", "\n") if one.isprintable() or one == "\n").strip()
    if len(plain) > longest:
        raise TrailFormError(
            gettext(
                "This text has %(number)s characters; at most %(most)s are kept.",
                number=f"{len(plain):,}",
                most=f"{longest:,}",
            )
        )
    return plain


def read_entry(what: str, title: str = "", note: str = "") -> TrailEntry:
    """A paper, by any form of its identifier, or a link by its address. Raises TrailFormError for anything else."""
    written = what.strip()[:LONGEST_ADDRESS]
    kept = read_text(note, LONGEST_NOTE)
    try:
        return TrailEntry(arxiv_id=parse_identifier(written).id, note=kept)
    except IdentifierError:
        pass
    try:
        parts = urlsplit(written)
        is_link = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        is_link = False
    if not is_link or not written.isprintable() or any(character in written for character in ' <>"\\'):
        raise TrailFormError(
            gettext(
                "“%(text)s” is neither a paper, as in 2402.12354, nor an address, as in https://kexue.fm.",
                text=written[:100],
            )
        )
    name = read_text(title, LONGEST_TITLE).replace("\n", " ")
    return TrailEntry(url=written, title=name or parts.netloc, note=kept)


def read_entries(form: Mapping[str, Sequence[str]]) -> list[TrailEntry]:
    """The entries of a form's rows in the order of their numbers, those ticked to go left out.

    form: `what`, `title`, `note` and `place`, one value a row each, and `drop`, the numbers of rows from 0. A row without `what` is none.
    Raises TrailFormError naming the first row that is neither paper nor link, or too many of them.
    """
    dropped = set(form.get("drop", ()))
    titles, notes, places = (list(form.get(name, ())) for name in ("title", "note", "place"))
    rows: list[tuple[float, int, TrailEntry]] = []
    for row, what in enumerate(form.get("what", ())):
        if what.strip() and str(row) not in dropped:
            entry = read_entry(what, _at(titles, row), _at(notes, row))
            rows.append((_place(_at(places, row), row), row, entry))
    if len(rows) > MOST_ITEMS:
        raise TrailFormError(gettext("A trail has at most %(number)s entries.", number=MOST_ITEMS))
    return [entry for *_, entry in sorted(rows, key=lambda one: one[:2])]


def _at(values: Sequence[str], row: int) -> str:
    return values[row] if row < len(values) else ""


def _place(text: str, row: int) -> float:
    """Where a row is to stand: its place in the form, or just past the one that stands at the number typed, on the way there."""
    written = text.strip()
    number = int(written[:6]) if written.isascii() and written.isdecimal() else row + 1
    return number if number == row + 1 else number + (0.5 if number > row + 1 else -0.5)

"""RIS, which reference managers read. Pure.

A line a fact: two letters or digits, two spaces, a hyphen, a space, the value; lines end in CR LF and a paper in `ER`
(Research Information Systems' "RIS Format Specifications", 2011). Authors are written family name first.
"""

from collections.abc import Iterable, Iterator

from crawler.tex import to_plain
from webapp.paper_files.entries import FileEntry, is_collaboration, one_line

_LONGEST_NAME = 255  # characters of an author or keyword, says the specification
# Words that begin a family name, written small: van den Oord, de la Cruz.
_PARTICLES = frozenset(
    ["af", "al", "av", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le",
     "ten", "ter", "van", "von", "zu", "zur"]
)  # fmt: skip
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


def ris(entries: Iterable[FileEntry]) -> str:
    """A file with a record for each paper: a journal article where it is known to have become one, else unpublished."""
    return "".join(f"{tag}  - {value}\r\n" for entry in entries for tag, value in _lines(entry))


def _lines(entry: FileEntry) -> Iterator[tuple[str, str]]:
    card = entry.card
    yield "TY", "JOUR" if card and card.journal_ref else "UNPB"
    yield "TI", to_plain(entry.title)
    for author in entry.authors:
        yield "AU", family_first(author.name)
    yield "PY", str(entry.year)
    if entry.day:
        yield "DA", f"{entry.day:%Y/%m/%d}"
    if card:
        if card.journal_ref:
            yield "JO", _periodical(card.journal_ref)
        yield "AB", one_line(to_plain(card.abstract))
        for subject in card.subjects:
            yield "KW", subject
        if card.comment:
            yield "N1", one_line(to_plain(card.comment))
        if card.withdrawn:
            yield "N1", "Withdrawn"
    if entry.doi:
        yield "DO", entry.doi
    yield "AN", f"arXiv:{entry.named}"
    yield "DB", "arXiv"
    yield "UR", entry.source
    yield "L1", entry.pdf
    yield "ER", ""


def family_first(name: str) -> str:
    """`Aaron van den Oord` → `van den Oord, Aaron`, `John Smith Jr.` → `Smith, John, Jr.`; collaborations and single names as they are."""
    words = _periodical(name)[:_LONGEST_NAME].split()
    if len(words) < 2 or is_collaboration(name) or "," in name:
        return " ".join(words)
    suffix = [words.pop()] if words[-1].lower() in _SUFFIXES and len(words) > 2 else []
    family = len(words) - 1
    while family > 1 and words[family - 1] in _PARTICLES:
        family -= 1
    return ", ".join([" ".join(words[family:]), " ".join(words[:family]), *suffix])


def _periodical(text: str) -> str:
    """A name on one line without asterisks, which the specification keeps for itself in names and periodicals."""
    return one_line(text).replace("*", "")

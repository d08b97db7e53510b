"""Many records at once: one that cannot be read is set aside and the rest lands."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from crawler.errors import IdentifierError, ParseError
from crawler.records import AnnouncementRecord, BadRecord

Entry = TypeVar("Entry")
Record = TypeVar("Record")


def read_each(
    entries: Sequence[Entry], read: Callable[[Entry], Record], named: Callable[[Entry], str], what: str
) -> tuple[list[Record], tuple[BadRecord, ...]]:
    """The records that `read` makes of the entries, in order, and those it refused with ParseError or IdentifierError.

    named: what to call an entry in the log, beside its number; may be empty.   what: names the document in messages.
    Raises ParseError where there are several entries and none of them could be read: then the document is not what we think
    it is. One alone proves nothing of its document.
    """
    records: list[Record] = []
    bad: list[BadRecord] = []
    for number, entry in enumerate(entries, 1):
        try:
            records.append(read(entry))
        except (ParseError, IdentifierError) as error:
            name = named(entry)[:100]
            bad.append(BadRecord(f"item {number} ({name})" if name else f"item {number}", str(error)))
    if len(bad) > 1 and not records:
        raise ParseError(
            f"{what} has {len(bad)} entries and none could be read; the first, {bad[0].where}: {bad[0].reason} "
            "arXiv may have changed its format."
        )
    return records, tuple(bad)


def strongest(announcements: Iterable[AnnouncementRecord]) -> tuple[AnnouncementRecord, ...]:
    """Each paper once, as the strongest kind it was announced as, in order of first appearance."""
    kept: dict[str, AnnouncementRecord] = {}
    for announcement in announcements:
        before = kept.get(announcement.id)
        if before is None or announcement.kind.rank < before.kind.rank:
            kept[announcement.id] = announcement
    return tuple(kept.values())

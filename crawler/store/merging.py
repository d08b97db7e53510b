"""What is known of a paper when several records tell of it: pure rules, no database.

`merge` is commutative, associative and idempotent, so the same records end in the same rows in whatever order and
however often they come. To that end each field is the maximum under a total order:

- A record's *strength* is its version (unknown: weakest), then its OAI datestamp (none: weakest), then its source, OAI before
  API, RSS, LISTING, SNAPSHOT. A dated record beats an undated one of the same version: it is arXiv's own latest word.
- Title, abstract and authors belong together and come from the strongest record.
- Every other field comes from the strongest record that says anything about it, so None never overwrites. Where that is
  not the strongest record of all, `weaker` remembers whose word it is, for comparing with what comes later.
- A full list of categories beats any that is known to be partial; among equals strength decides.
- Records of equal strength that differ are told apart by their text, the greater winning: arbitrary, but always the same.
- Of two times of one version the finer wins (midnight means: only the day is known), then the earlier, since
  sources that err give the date of something later. `updated` is the time of the latest version and of no other.
- Versions are only ever added to; one that was seen withdrawn stays so.
"""

from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from crawler.identifiers import order_key
from crawler.records import PaperRecord, Source, VersionRecord
from crawler.taxonomy import canonical_all

Row = dict[str, Any]  # column → value, of table papers
Strength = tuple[int, str, int]

_TEXT = ("title", "abstract", "authors")
_CATEGORIES = ("categories", "canonical_categories", "primary_category", "categories_partial")
_SINGLE = ("comment", "journal_ref", "doi", "report_no", "msc_class", "licence", "submitter", "withdrawn")
COLUMNS = (
    "arxiv_id", "order_key", *_TEXT, *_CATEGORIES, *_SINGLE,
    "version", "submitted", "updated", "datestamp", "source", "weaker",
)  # fmt: skip

_PRECEDENCE = {
    source.value: rank
    for rank, source in enumerate((Source.SNAPSHOT, Source.LISTING, Source.RSS, Source.API, Source.OAI))
}
_MIDNIGHT = time()


@dataclass(slots=True)
class Facts:
    """All that is known of one paper: its row (the columns named in COLUMNS) and its versions by number."""

    row: Row
    versions: dict[int, VersionRecord]


def facts_of(record: PaperRecord) -> Facts:
    """What one record alone tells."""
    canonical, primary = _canonical(record.categories)
    versions = {version.number: version for version in record.versions}
    number = max(record.version or 0, *versions, 0) or None
    row = {
        "arxiv_id": record.id,
        "order_key": order_key(record.id),
        "version": number,
        "title": record.title,
        "abstract": record.abstract,
        "authors": [[author.name, *author.affiliations] for author in record.authors],
        "categories": " ".join(record.categories),
        "canonical_categories": canonical,
        "primary_category": primary,
        "categories_partial": record.categories_partial,
        "submitted": record.submitted,
        "updated": record.updated,
        "datestamp": record.datestamp,
        "comment": record.comment,
        "journal_ref": record.journal_ref,
        "doi": record.doi,
        "report_no": record.report_no,
        "msc_class": record.msc_class,
        "licence": record.licence,
        "submitter": record.submitter,
        "withdrawn": record.withdrawn,
        "source": record.source.value,
        "weaker": None,
    }
    if number is not None:
        own = VersionRecord(record.version or number, record.updated)
        versions[own.number] = _merged_version(versions[own.number], own) if own.number in versions else own
        _settle_dates(row, versions)
    return Facts(row, versions)


def merge(one: Facts, other: Facts) -> Facts:
    """What two sets of facts about the same paper tell together. Leaves both as they are."""
    if one == other:
        return one
    pair = (one.row, other.row)
    strongest = max(pair, key=lambda row: (_strength(row), [row[field] for field in _TEXT]))
    row = dict(strongest)
    sayers: dict[str, Row] = {}

    fullest = max(
        pair, key=lambda row: (not row["categories_partial"], _strength(row, "categories"), row["categories"])
    )
    row.update((field, fullest[field]) for field in _CATEGORIES)
    sayers["categories"] = fullest
    for field in _SINGLE:
        if said := [row for row in pair if row[field] is not None]:
            sayers[field] = max(said, key=lambda row: (_strength(row, field), row[field]))
            row[field] = sayers[field][field]
    own = _strength(row)
    row["weaker"] = {
        field: _origin(sayer, field) for field, sayer in sayers.items() if _strength(sayer, field) != own
    } or None

    versions = dict(one.versions)
    for number, version in other.versions.items():
        versions[number] = _merged_version(versions[number], version) if number in versions else version
    row["submitted"] = _finest(*(row["submitted"] for row in pair))
    if row["version"] is None:
        row["updated"] = max((row["updated"] for row in pair if row["updated"]), key=_fine_then_late, default=None)
    else:
        _settle_dates(row, versions)
    return Facts(row, versions)


@lru_cache(maxsize=1_000)  # papers share few combinations, and an import asks by the million
def _canonical(categories: tuple[str, ...]) -> tuple[str, str]:
    """The columns canonical_categories and primary_category."""
    canonical = canonical_all(categories)
    return f" {' '.join(canonical)} ", canonical[0]


def _settle_dates(row: Row, versions: dict[int, VersionRecord]) -> None:
    """Make the dates on a paper whose version is known agree with those of its versions."""
    first = versions.get(1) or VersionRecord(1)
    row["submitted"] = _finest(row["submitted"], first.submitted)
    if row["submitted"] is not None:
        versions[1] = first if first.submitted == row["submitted"] else first._replace(submitted=row["submitted"])
    row["updated"] = versions[row["version"]].submitted


def _merged_version(one: VersionRecord, other: VersionRecord) -> VersionRecord:
    return VersionRecord(
        one.number,
        submitted=_finest(one.submitted, other.submitted),
        size=max(one.size or "", other.size or "") or None,
        source_type=max(one.source_type or "", other.source_type or "") or None,
        withdrawn=one.withdrawn or other.withdrawn,
    )


def _finest(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None or one == other:
        return one or other
    return min(one, other, key=lambda moment: (moment.time() == _MIDNIGHT, moment))


def _fine_then_late(moment: datetime) -> tuple[bool, datetime]:
    return moment.time() != _MIDNIGHT, moment


def _origin(row: Row, field: str) -> list[Any]:
    """Version, datestamp and source of the record that a field came from, as `weaker` keeps them."""
    if row["weaker"] and field in row["weaker"]:
        return list(row["weaker"][field])
    return [row["version"], row["datestamp"] and row["datestamp"].isoformat(), row["source"]]


def _strength(row: Row, field: str = "") -> Strength:
    version, datestamp, source = _origin(row, field)
    return version or 0, datestamp or "", _PRECEDENCE[source]

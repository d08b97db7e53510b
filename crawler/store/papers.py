"""Papers and their versions: storing what sources tell, and what the crawler needs to know of those held."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select, update
from sqlalchemy.orm import Session

from crawler.records import PaperRecord, VersionRecord
from crawler.store.bulk import execute_many
from crawler.store.merging import COLUMNS, Facts, Row, facts_of, merge
from crawler.store.models import Base
from crawler.store.session import in_chunks

_PAPERS = Base.metadata.tables["papers"]
_VERSIONS = Base.metadata.tables["versions"]
_ANNOUNCEMENTS = Base.metadata.tables["announcements"]
_COUNTERS = Base.metadata.tables["counters"]

# Made once: a statement leaves a cycle behind that holds on to the values given in it.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_HELD_PAPERS = select(_PAPERS.c.id, _PAPERS.c.keywords, *(_PAPERS.c[name] for name in COLUMNS)).where(
    _PAPERS.c.arxiv_id.in_(_SOME)
)
_HELD_VERSIONS = select(_VERSIONS).where(_VERSIONS.c.paper_id.in_(_SOME))
_CHANGE_PAPER = update(_PAPERS).where(_PAPERS.c.id == bindparam("held_id"))
_CHANGE_VERSION = update(_VERSIONS).where(
    _VERSIONS.c.paper_id == bindparam("held_paper"), _VERSIONS.c.number == bindparam("held_number")
)


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """How many papers of a batch were new, changed in some column or version, and already held just so."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "StoreCounts") -> "StoreCounts":
        return StoreCounts(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


def store_papers(session: Session, records: Iterable[PaperRecord]) -> StoreCounts:
    """Insert new papers and bring held ones up to date, matching on arXiv id, by the rules in `merging`.

    records: of any sources, in any order, duplicates included; taken a thousand at a time.
    New and changed papers get new revisions; a changed title or abstract loses its keywords. Commits nothing: the caller does.
    """
    lock_revisions(session)
    counts = StoreCounts()
    for chunk in in_chunks(records):
        counts += _store_chunk(session, chunk)
    return counts


def lock_revisions(session: Session) -> None:
    """Wait until no other transaction is changing papers, and keep others waiting until this one ends.

    So revisions are committed in the order of their numbers, and two writers never insert the same paper.
    (On SQLite the transaction's own lock already does this.)
    """
    session.execute(select(_COUNTERS.c.value).where(_COUNTERS.c.name == "revision").with_for_update())


def next_revisions(session: Session, count: int) -> range:
    """The next `count` revisions of papers, never handed out before. Call `lock_revisions` first."""
    raised = update(_COUNTERS).where(_COUNTERS.c.name == "revision").values(value=_COUNTERS.c.value + count)
    last: int = session.execute(raised.returning(_COUNTERS.c.value)).scalar_one()
    return range(last - count + 1, last + 1)


def known_ids(session: Session, ids: Iterable[str]) -> set[str]:
    """Those of the canonical ids whose papers are held."""
    return set(known_versions(session, ids))


def known_versions(session: Session, ids: Iterable[str]) -> dict[str, int | None]:
    """The latest known version of each of the ids that is held; None where it is held with its version unknown."""
    versions: dict[str, int | None] = {}
    for chunk in in_chunks(ids):
        found = session.execute(select(_PAPERS.c.arxiv_id, _PAPERS.c.version).where(_PAPERS.c.arxiv_id.in_(chunk)))
        versions.update((arxiv_id, version) for arxiv_id, version in found)
    return versions


def ids_lacking_details(session: Session, categories: Collection[str], since: date) -> list[str]:
    """Ids of papers announced in these categories on that day or later whose submission date or version no source has
    given yet, newest id first."""
    announced = select(_ANNOUNCEMENTS.c.paper_id).where(
        _ANNOUNCEMENTS.c.category.in_(categories), _ANNOUNCEMENTS.c.day >= since
    )
    lacking = (
        select(_PAPERS.c.arxiv_id)
        .where(_PAPERS.c.id.in_(announced), or_(_PAPERS.c.submitted.is_(None), _PAPERS.c.version.is_(None)))
        .order_by(_PAPERS.c.order_key.desc())
    )
    return list(session.scalars(lacking))


@dataclass(frozen=True, slots=True)
class _Held:
    """A paper as it stands in the database, before anything is merged into it."""

    id: int
    keywords: str | None
    facts: Facts


def _store_chunk(session: Session, records: Sequence[PaperRecord]) -> StoreCounts:
    held = _held(session, {record.id for record in records})
    known = {arxiv_id: paper.facts for arxiv_id, paper in held.items()}
    for record in records:
        given = facts_of(record)
        before = known.get(record.id)
        known[record.id] = given if before is None else merge(before, given)

    new = [facts for arxiv_id, facts in known.items() if arxiv_id not in held]
    changed = [(paper, known[arxiv_id]) for arxiv_id, paper in held.items() if known[arxiv_id] != paper.facts]
    if new or changed:
        revisions = next_revisions(session, len(new) + len(changed))
        inserted = list(zip(revisions, new, strict=False))
        updated = list(zip(revisions[len(new) :], changed, strict=True))
        rows = [{**facts.row, "id": first, "revision": first} for first, facts in inserted]
        execute_many(session, _PAPERS.insert(), rows)
        rows = [_changed_row(paper, facts, revision) for revision, (paper, facts) in updated]
        execute_many(session, _CHANGE_PAPER, rows)
        _store_versions(
            session,
            [(first, {}, facts.versions) for first, facts in inserted]
            + [(paper.id, paper.facts.versions, facts.versions) for paper, facts in changed],
        )
    return StoreCounts(len(new), len(changed), len(known) - len(new) - len(changed))


def _held(session: Session, ids: Collection[str]) -> dict[str, _Held]:
    held: dict[str, _Held] = {}
    by_id: dict[int, Facts] = {}
    for paper_id, keywords, *values in session.execute(_HELD_PAPERS, {"some": list(ids)}):
        by_id[paper_id] = facts = Facts(dict(zip(COLUMNS, values, strict=True)), {})
        held[facts.row["arxiv_id"]] = _Held(paper_id, keywords, facts)
    if by_id:
        for paper_id, *values in session.execute(_HELD_VERSIONS, {"some": list(by_id)}):
            version = VersionRecord(*values)
            by_id[paper_id].versions[version.number] = version
    return held


def _changed_row(paper: _Held, facts: Facts, revision: int) -> Row:
    was = paper.facts.row
    same_text = (was["title"], was["abstract"]) == (facts.row["title"], facts.row["abstract"])
    return {**facts.row, "revision": revision, "keywords": paper.keywords if same_text else None, "held_id": paper.id}


def _store_versions(
    session: Session, papers: Iterable[tuple[int, dict[int, VersionRecord], dict[int, VersionRecord]]]
) -> None:
    """Write the versions that differ. papers: (row id, versions held by number, versions now known by number)."""
    new: list[Row] = []
    changed: list[Row] = []
    for paper_id, held, known in papers:
        for number, version in known.items():
            if number not in held:
                new.append({"paper_id": paper_id, **_version_row(version)})
            elif version != held[number]:
                changed.append({"held_paper": paper_id, "held_number": number, **_version_row(version)})
    execute_many(session, _VERSIONS.insert(), new)
    execute_many(session, _CHANGE_VERSION, changed)


def _version_row(version: VersionRecord) -> Row:
    return {
        "number": version.number,
        "submitted": version.submitted,
        "size": version.size,
        "source_type": version.source_type,
        "withdrawn": version.withdrawn,
    }

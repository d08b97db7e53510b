"""Storing papers: the same input twice changes nothing, in any order, and followers never miss a change."""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

from sqlalchemy import Engine, event, select, text

from crawler.records import AnnouncementRecord, Author, Kind, PaperRecord, Source, VersionRecord
from crawler.store.announcements import store_announcements
from crawler.store.models import Paper, Version
from crawler.store.papers import StoreCounts, ids_lacking_details, known_ids, known_versions, store_papers
from crawler.store.session import reading, writing

FIRST = datetime(2026, 3, 2, 15, 4, 5, tzinfo=UTC)
SECOND = datetime(2026, 3, 9, 8, 0, 1, tzinfo=UTC)


def paper(arxiv_id: str = "2603.00001", **fields: Any) -> PaperRecord:
    """A paper as the RSS feed gives it, with some fields set."""
    plain: dict[str, Any] = {
        "source": Source.RSS, "version": 1, "title": "A title", "abstract": "An abstract.",
        "authors": (Author("Jane Doe", ("MIT", "ETH")), Author("Test Collaboration")), "categories": ("cs.CL", "cs.SY"),
    }  # fmt: skip
    return PaperRecord(id=arxiv_id, **{**plain, **fields})


HARVESTED = paper(
    source=Source.OAI,
    version=2,
    title="A better title",
    submitted=FIRST,
    updated=SECOND,
    datestamp=date(2026, 3, 10),
    licence="http://creativecommons.org/licenses/by/4.0/",
    withdrawn=False,
    versions=(VersionRecord(1, FIRST, "120kb", "D"), VersionRecord(2, SECOND, "121kb", "D")),
)
LOOKED_UP = paper(source=Source.API, submitted=FIRST, updated=FIRST, comment="4 pages")
LISTED = paper(source=Source.LISTING, version=None, title="A better title")


def store(engine: Engine, *records: PaperRecord) -> StoreCounts:
    with writing(engine) as session:
        return store_papers(session, records)


def held(engine: Engine) -> list[dict[str, Any]]:
    """All papers, each with its versions, without row ids and revisions."""
    with reading(engine) as session:
        papers = session.scalars(select(Paper).order_by(Paper.arxiv_id)).all()
        return [
            {column.name: getattr(row, column.name) for column in Paper.__table__.columns if column.name not in ("id", "revision")}
            | {"versions": _versions(session.scalars(select(Version).where(Version.paper_id == row.id)).all())}
            for row in papers
        ]  # fmt: skip


def _versions(rows: Sequence[Version]) -> dict[int, tuple[Any, ...]]:
    return {row.number: (row.submitted, row.size, row.source_type, row.withdrawn) for row in rows}


def revisions(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        return {row.arxiv_id: row.revision for row in session.execute(select(Paper.arxiv_id, Paper.revision))}


def test_a_new_paper_is_kept_with_all_that_its_record_says(engine: Engine) -> None:
    assert store(engine, HARVESTED) == StoreCounts(new=1)
    assert held(engine) == [
        {
            "arxiv_id": "2603.00001",
            "order_key": 202603000001,
            "version": 2,
            "title": "A better title",
            "abstract": "An abstract.",
            "authors": [["Jane Doe", "MIT", "ETH"], ["Test Collaboration"]],
            "categories": "cs.CL cs.SY",
            "canonical_categories": " cs.CL eess.SY ",
            "primary_category": "cs.CL",
            "categories_partial": False,
            "submitted": FIRST,
            "updated": SECOND,
            "announced": None,
            "datestamp": date(2026, 3, 10),
            "comment": None,
            "journal_ref": None,
            "doi": None,
            "report_no": None,
            "msc_class": None,
            "licence": "http://creativecommons.org/licenses/by/4.0/",
            "submitter": None,
            "withdrawn": False,
            "keywords": None,
            "source": "oai",
            "weaker": None,
            "versions": {1: (FIRST, "120kb", "D", False), 2: (SECOND, "121kb", "D", False)},
        }
    ]


def test_the_same_records_again_change_nothing(engine: Engine) -> None:
    store(engine, HARVESTED, LOOKED_UP)
    before = held(engine), revisions(engine)
    assert store(engine, LOOKED_UP, HARVESTED) == StoreCounts(unchanged=1)
    assert (held(engine), revisions(engine)) == before


def test_sources_may_come_in_any_order_in_one_batch_or_several(engine: Engine) -> None:
    records = [paper(), HARVESTED, LOOKED_UP, LISTED]
    store(engine, *records)
    together = held(engine)
    for order in permutations(records):
        with writing(engine) as session:
            session.execute(text("DELETE FROM versions"))
            session.execute(text("DELETE FROM papers"))
        for record in order:
            store(engine, record)
        assert held(engine) == together


def test_counts_tell_papers_not_records(engine: Engine) -> None:
    store(engine, paper("2603.00001"), paper("2603.00002"))
    counts = store(
        engine, paper("2603.00001"), HARVESTED, paper("2603.00002"), paper("2603.00003"), paper("2603.00003")
    )
    assert counts == StoreCounts(new=1, changed=1, unchanged=1)


def test_more_papers_than_one_statement_holds_are_all_stored(engine: Engine) -> None:
    papers = [paper(f"2603.{number:05}") for number in range(1, 2502)]
    assert store(engine, *papers, *papers) == StoreCounts(new=2501, unchanged=2501)
    with reading(engine) as session:
        assert len(known_ids(session, (record.id for record in papers))) == 2501


def test_every_new_or_changed_paper_gets_a_revision_of_its_own_and_no_other_does(engine: Engine) -> None:
    store(engine, paper("2603.00001"), paper("2603.00002"))
    assert sorted(revisions(engine).values()) == [1, 2]
    store(engine, HARVESTED, paper("2603.00002"), paper("2603.00003"))
    after = revisions(engine)
    assert after["2603.00002"] == 2
    assert sorted((after["2603.00001"], after["2603.00003"])) == [3, 4]


def test_a_version_that_becomes_better_known_is_a_change(engine: Engine) -> None:
    store(engine, HARVESTED)
    older = paper(versions=(VersionRecord(1, FIRST, "120kb", "DA"),))
    assert store(engine, older) == StoreCounts(changed=1)
    assert held(engine)[0]["versions"][1] == (FIRST, "120kb", "DA", False)


def test_revisions_are_committed_in_their_order_when_two_write_at_once(engine: Engine) -> None:
    """Whoever has read up to the greatest revision never finds a smaller one later."""
    seen: list[tuple[int, int]] = []
    done = threading.Event()

    def follow() -> None:
        while not done.is_set():
            with reading(engine) as session:
                found = session.scalars(select(Paper.revision)).all()
            seen.append((len(found), max(found, default=0)))

    def write(first: int) -> None:
        for number in range(first, first + 15):
            store(engine, paper(f"2603.{number:05}"))

    follower = threading.Thread(target=follow)
    writers = [threading.Thread(target=write, args=(first,)) for first in (100, 200)]
    for thread in (follower, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    done.set()
    follower.join()
    assert len(revisions(engine)) == 30
    assert [count for count, newest in seen] == [newest for count, newest in seen]


def test_two_programs_may_store_the_same_new_papers_at_once(engine: Engine) -> None:
    papers = [paper(f"2603.{number:05}") for number in range(1, 200)]
    counts: list[StoreCounts] = []
    writers = [threading.Thread(target=lambda: counts.append(store(engine, *papers))) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(count.new for count in counts) == [0, 199]


def test_a_new_title_or_abstract_loses_its_keywords_and_nothing_else_does(engine: Engine) -> None:
    store(engine, paper("2603.00001"), paper("2603.00002"))
    with writing(engine) as session:
        session.execute(text("UPDATE papers SET keywords = 'a,b'"))
    store(engine, HARVESTED, paper("2603.00002", comment="4 pages"))
    assert [row["keywords"] for row in held(engine)] == [None, "a,b"]


def test_the_number_of_queries_does_not_grow_with_the_papers(engine: Engine) -> None:
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))

    def queries(count: int, title: str) -> int:
        statements.clear()
        store(engine, *(paper(f"2603.{number:05}", title=title, source=Source.OAI) for number in range(1, count + 1)))
        return len(statements)

    assert queries(5, "A title") == queries(500, "A title") - 1  # the first five were held already: one update more
    assert queries(5, "B title") <= queries(500, "C title")


def test_it_is_known_which_papers_are_held_and_in_which_version(engine: Engine) -> None:
    store(engine, paper("2603.00001", version=3), paper("2603.00002", version=None))
    with reading(engine) as session:
        assert known_ids(session, ["2603.00001", "2603.00009"]) == {"2603.00001"}
        assert known_versions(session, ["2603.00001", "2603.00002", "2603.00009"]) == {
            "2603.00001": 3,
            "2603.00002": None,
        }


def test_papers_announced_without_date_or_version_are_named_newest_first(engine: Engine) -> None:
    before, day, after = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
    store(
        engine,
        paper("2603.00001"),
        paper("2603.00002", version=None, submitted=FIRST),
        paper("2603.00003", submitted=FIRST),
        paper("2603.00004"),
        paper("2603.00005"),
    )
    with writing(engine) as session:
        store_announcements(
            session,
            [AnnouncementRecord(f"2603.0000{number}", "cs.CL", day, Kind.NEW) for number in (1, 2, 3)]
            + [AnnouncementRecord("2603.00001", "cs.LG", after, Kind.CROSS)]
            + [AnnouncementRecord("2603.00004", "cs.LG", after, Kind.CROSS)]
            + [AnnouncementRecord("2603.00005", "cs.CL", before, Kind.NEW)],
        )
    with reading(engine) as session:
        assert ids_lacking_details(session, ["cs.CL"], day) == ["2603.00002", "2603.00001"]
        assert ids_lacking_details(session, ["cs.CL", "cs.LG"], after) == ["2603.00004", "2603.00001"]

"""Snapshots: both forms of line, every kind of packing, and lines that are no papers."""

import gzip
import json
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import ParseError
from crawler.records import AnnouncementRecord, Author, BadRecord, Kind, SnapshotLine, Source, VersionRecord
from crawler.sources.snapshot import read_snapshot

OF_ARXIV: dict[str, Any] = {
    "id": "2611.00001",
    "submitter": "Jane Doe",
    "authors": 'Jane Doe Jr (MIT), Fran\\c{c}ois No\\"el and Test Collaboration',
    "title": "An invented\n  title about $\\ell_1$",
    "comments": "4 pages",
    "journal-ref": "J. Inv. 1, 2",
    "doi": "10.1/a 10.1/b",
    "report-no": "INV-1",
    "categories": "cs.SY stat.ML",
    "license": "http://creativecommons.org/licenses/by/4.0/",
    "abstract": "  Invented abstract.\n",
    "versions": [
        {"version": "v1", "created": "Mon, 9 Nov 2026 15:00:00 GMT"},
        {"version": "v2", "created": "Tue, 10 Nov 2026 16:00:01 GMT"},
    ],
    "update_date": "2026-11-19",
    "authors_parsed": [["Doe", "Jane", "Jr"], ["Noël", "François", ""], ["Test Collaboration", "", ""]],
}
OF_A_MIRROR: dict[str, Any] = {
    "id": "2603.00002",
    "version": "v1",
    "title": "Another invented title",
    "abstract": "Another invented abstract.",
    "authors": ["Jane Doe (MIT", "ETH)", "Bo Li"],
    "categories": ["cs.CL", "cs.SY", "eess.SY"],
    "published": "2026-03-02",
    "updated": "2026-03-02",
    "announced": "2026-03-04",
    "comment": None,
    "id_month": "2026-03",
    "source": "somewhere",
}


def write(path: Path, entries: Iterable[dict[str, Any] | str]) -> Path:
    path.write_text("".join((entry if isinstance(entry, str) else json.dumps(entry)) + "\n" for entry in entries))
    return path


def read_one(tmp_path: Path, entry: dict[str, Any] | str) -> SnapshotLine | BadRecord:
    (line,) = read_snapshot(write(tmp_path / "one.jsonl", [entry]))
    return line


def paper_line(tmp_path: Path, entry: dict[str, Any]) -> SnapshotLine:
    line = read_one(tmp_path, entry)
    assert isinstance(line, SnapshotLine), line
    return line


def test_a_line_in_arxiv_s_form_gives_all_that_it_says(tmp_path: Path) -> None:
    line = paper_line(tmp_path, OF_ARXIV)
    paper, first, second = (
        line.paper,
        datetime(2026, 11, 9, 15, tzinfo=UTC),
        datetime(2026, 11, 10, 16, 0, 1, tzinfo=UTC),
    )
    assert line.announcements == ()
    assert (paper.id, paper.source, paper.version) == ("2611.00001", Source.SNAPSHOT, 2)
    assert paper.title == "An invented title about $\\ell_1$"
    assert paper.abstract == "Invented abstract."
    assert paper.authors == (Author("Jane Doe Jr", ("MIT",)), Author("François Noël"), Author("Test Collaboration"))
    assert paper.categories == ("cs.SY", "stat.ML")
    assert (paper.submitted, paper.updated, paper.datestamp) == (first, second, date(2026, 11, 19))
    assert paper.versions == (VersionRecord(1, first), VersionRecord(2, second))
    assert (paper.comment, paper.journal_ref, paper.doi, paper.report_no) == (
        "4 pages",
        "J. Inv. 1, 2",
        "10.1/a",
        "INV-1",
    )
    assert paper.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert (paper.submitter, paper.withdrawn) == ("Jane Doe", None)


def test_a_line_in_a_mirror_s_form_gives_all_that_it_says(tmp_path: Path) -> None:
    paper = paper_line(tmp_path, OF_A_MIRROR).paper
    assert (paper.id, paper.version, paper.versions) == ("2603.00002", 1, ())
    assert paper.authors == (Author("Jane Doe", ("MIT", "ETH")), Author("Bo Li"))
    assert paper.categories == ("cs.CL", "cs.SY", "eess.SY")
    assert paper.submitted == paper.updated == datetime(2026, 3, 2, tzinfo=UTC)
    assert (paper.datestamp, paper.comment, paper.categories_partial) == (None, None, False)


def test_authors_that_only_arxiv_s_division_names_are_put_together_again(tmp_path: Path) -> None:
    parsed = {"authors": None, "authors_parsed": [["Doe", "Jane", "Jr", "MIT"], ["Test Collaboration", "", ""], ["Li"]]}
    paper = paper_line(tmp_path, {**OF_ARXIV, **parsed}).paper
    assert paper.authors == (Author("Jane Doe Jr", ("MIT",)), Author("Test Collaboration"), Author("Li"))


def test_version_and_withdrawal_are_told_where_the_line_knows_them(tmp_path: Path) -> None:
    assert paper_line(tmp_path, {**OF_A_MIRROR, "version": None}).paper.version is None
    assert paper_line(tmp_path, {**OF_A_MIRROR, "version": None, "id": "2603.00002v3"}).paper.version == 3
    assert paper_line(tmp_path, {**OF_A_MIRROR, "withdrawn_hint": True}).paper.withdrawn is True
    assert paper_line(tmp_path, {**OF_ARXIV, "comments": "Withdrawn by the authors"}).paper.withdrawn is True
    assert paper_line(tmp_path, OF_A_MIRROR).paper.withdrawn is None


def test_no_text_keeps_a_character_that_a_database_refuses(tmp_path: Path) -> None:
    hostile = {name: f"a\0b {value}" if isinstance(value, str) else value for name, value in OF_ARXIV.items()}
    kept = {"id": OF_ARXIV["id"], "categories": OF_ARXIV["categories"], "update_date": OF_ARXIV["update_date"]}
    assert "\0" not in repr(paper_line(tmp_path, {**hostile, **kept})).replace("\\x00", "\0")


def test_versions_may_come_in_any_order(tmp_path: Path) -> None:
    backwards = paper_line(tmp_path, {**OF_ARXIV, "versions": OF_ARXIV["versions"][::-1]})
    assert backwards == paper_line(tmp_path, OF_ARXIV)


def announced(tmp_path: Path, **fields: Any) -> list[tuple[str, date, Kind]]:
    line = paper_line(tmp_path, {**OF_A_MIRROR, **fields})
    assert {one.id for one in line.announcements} == {line.paper.id}
    return [(one.category, one.day, one.kind) for one in line.announcements]


def test_a_bare_day_means_new_in_the_primary_category_and_cross_in_the_others(tmp_path: Path) -> None:
    day = date(2026, 3, 4)
    assert announced(tmp_path) == [("cs.CL", day, Kind.NEW), ("eess.SY", day, Kind.CROSS)]
    line = paper_line(tmp_path, OF_A_MIRROR)
    assert line.announcements[0] == AnnouncementRecord("2603.00002", "cs.CL", day, Kind.NEW, version=1)


@pytest.mark.parametrize(
    "later",
    [{"announced": "2026-04-06"}, {"version": "v2"}, {"id": "1707.00574"}],
    ids=["month", "version", "old paper"],
)
def test_after_the_first_version_or_the_id_s_month_it_means_a_replacement(
    tmp_path: Path, later: dict[str, str]
) -> None:
    assert [kind for _, _, kind in announced(tmp_path, **later)] == [Kind.REPLACE, Kind.REPLACE_CROSS]


def test_a_batch_of_a_month_s_last_evening_is_still_new(tmp_path: Path) -> None:
    assert announced(tmp_path, announced="2026-04-01", version=None)[0] == ("cs.CL", date(2026, 4, 1), Kind.NEW)


@pytest.mark.parametrize("seen", ["2026-03-07", "2026-03-08", "2026-03-09"], ids=["Saturday", "Sunday", "Monday"])
def test_what_was_seen_at_a_weekend_counts_under_monday(tmp_path: Path, seen: str) -> None:
    assert {day for _, day, _ in announced(tmp_path, announced=seen)} == {date(2026, 3, 9)}


def test_where_categories_are_partial_only_the_listings_looked_at_count_and_as_the_weaker_kind(tmp_path: Path) -> None:
    partial = {"categories": ["cs.AI", "cs.LG"], "categories_partial": True}
    assert announced(tmp_path, **partial, listed_in=["cs.LG"]) == [("cs.LG", date(2026, 3, 4), Kind.CROSS)]
    assert [category for category, _, _ in announced(tmp_path, **partial)] == ["cs.AI", "cs.LG"]


def test_the_packing_is_told_by_the_content_and_not_by_the_name(tmp_path: Path) -> None:
    plain = write(tmp_path / "plain", [OF_ARXIV, OF_A_MIRROR])
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    with zipfile.ZipFile(tmp_path / "archive", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", "")
        archive.write(plain, "folder/snapshot.json")
        archive.writestr("notes.txt", "not read")
    expected = list(read_snapshot(plain))
    assert len(expected) == 2
    assert list(read_snapshot(packed)) == list(read_snapshot(tmp_path / "archive")) == expected


def test_empty_lines_and_a_byte_order_mark_are_passed_over_but_counted(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.jsonl"
    path.write_text("\ufeff" + json.dumps(OF_ARXIV) + "\r\n\n  \nnonsense", encoding="utf-8")
    good, bad = read_snapshot(path)
    assert isinstance(good, SnapshotLine)
    assert isinstance(bad, BadRecord)
    assert bad.where == "line 4"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ('{"id": "2611.00001", "title": "\\ud800"}', "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no JSON object"),
        ("{}", "not an arXiv identifier"),
        ({**OF_ARXIV, "id": 2611.00001}, "id is not text"),
        ({**OF_ARXIV, "id": "2613.00001"}, "cannot be an arXiv identifier"),
        ({**OF_ARXIV, "title": None}, "no title"),
        ({**OF_ARXIV, "title": " \n\x00"}, "no title"),
        ({**OF_ARXIV, "title": ["a"]}, "title is not text"),
        ({**OF_ARXIV, "categories": None}, "no categories"),
        ({**OF_ARXIV, "categories": "cs.LG <script>"}, "“<script>” among its categories"),
        ({**OF_ARXIV, "categories": "cs." + "L" * 50}, "cannot be a category"),
        ({**OF_ARXIV, "categories": {"cs": 1}}, "categories are not a list of texts"),
        ({**OF_ARXIV, "authors": 7}, "authors are not a list of texts"),
        ({**OF_ARXIV, "authors": None, "authors_parsed": [["", ""]]}, "no name"),
        ({**OF_ARXIV, "versions": ["v1"]}, "not a list of objects"),
        ({**OF_ARXIV, "versions": [{"version": "v0"}]}, "cannot be a version"),
        ({**OF_ARXIV, "versions": [{"created": "Mon, 9 Nov 2026 15:00:00 GMT"}]}, "no number"),
        ({**OF_ARXIV, "versions": [{"version": "v1", "created": "yesterday"}]}, "not a date"),
        ({**OF_ARXIV, "update_date": "soon"}, "update_date is “soon”"),
        ({**OF_A_MIRROR, "version": 99_999}, "cannot be a version"),
        ({**OF_A_MIRROR, "announced": "2026-02-30"}, "no day"),
        ({**OF_A_MIRROR, "announced": 5}, "announced is not text"),
        ({**OF_A_MIRROR, "categories_partial": "yes"}, "neither true nor false"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_paper_is_told_with_its_number_and_loses_no_other(
    tmp_path: Path, line: dict[str, Any] | str, reason: str
) -> None:
    before, bad, after = read_snapshot(write(tmp_path / "snapshot.jsonl", [OF_ARXIV, line, OF_A_MIRROR]))
    assert isinstance(before, SnapshotLine)
    assert isinstance(after, SnapshotLine)
    assert isinstance(bad, BadRecord)
    assert bad.where == "line 2"
    assert reason in bad.reason
    assert len(bad.reason) < 300


def test_a_line_longer_than_any_paper_is_passed_over_without_being_held(tmp_path: Path) -> None:
    huge = json.dumps({**OF_ARXIV, "abstract": "x" * 3_500_000})
    before, bad, after = read_snapshot(write(tmp_path / "snapshot.jsonl", [OF_ARXIV, huge, OF_A_MIRROR]))
    assert isinstance(before, SnapshotLine)
    assert isinstance(after, SnapshotLine)
    assert bad == BadRecord("line 2", "It is longer than 1,000,000 bytes.")


def test_a_file_cut_short_gives_its_lines_first_and_then_says_where_it_ended(tmp_path: Path) -> None:
    packed = gzip.compress((json.dumps(OF_ARXIV) + "\n").encode() * 5000)
    path = tmp_path / "snapshot.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    lines = read_snapshot(path)
    assert all(isinstance(next(lines), SnapshotLine) for _ in range(2400))
    with pytest.raises(ParseError, match=r"snapshot\.jsonl\.gz is damaged or cut short after line 2[45]\d\d"):
        list(lines)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="nowhere cannot be read after line 0: No such file"):
        list(read_snapshot(tmp_path / "nowhere"))
    with pytest.raises(ParseError, match="Is a directory"):
        list(read_snapshot(tmp_path))
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("folder/", "")
    with pytest.raises(ParseError, match="holds no file that can be unpacked"):
        list(read_snapshot(tmp_path / "empty.zip"))
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(ParseError, match="damaged"):
        list(read_snapshot(tmp_path / "broken.zip"))

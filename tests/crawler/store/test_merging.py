"""Whatever the order in which records of a paper come, and however often, they end in the same facts."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Author, PaperRecord, Source, VersionRecord
from crawler.store.merging import Facts, facts_of, merge

DAY = datetime(2026, 3, 2, tzinfo=UTC)
WORDS = st.sampled_from(["first", "second", "third"])
MOMENTS = st.sampled_from([DAY, DAY + timedelta(hours=15), DAY + timedelta(days=1), DAY + timedelta(days=1, hours=3)])

VERSIONS = st.builds(
    VersionRecord,
    number=st.integers(1, 4),
    submitted=st.none() | MOMENTS,
    size=st.none() | st.sampled_from(["12kb", "0kb"]),
    source_type=st.none() | st.sampled_from(["D", "I"]),
    withdrawn=st.booleans(),
)


@st.composite
def records(draw: st.DrawFn) -> PaperRecord:
    """A record of one and the same paper as any source might give it."""
    source = draw(st.sampled_from(Source))
    partial = draw(st.booleans())
    return PaperRecord(
        id="2603.00001",
        source=source,
        title=draw(WORDS),
        abstract=draw(WORDS),
        authors=(Author("Jane Doe", draw(st.sampled_from([(), ("MIT",)]))),),
        categories=("cs.CL",) if partial else draw(st.sampled_from([("cs.CL", "cs.SY"), ("cs.LG",)])),
        categories_partial=partial,
        version=draw(st.none() | st.integers(1, 4)),
        submitted=draw(st.none() | MOMENTS),
        updated=draw(st.none() | MOMENTS),
        datestamp=draw(st.sampled_from([date(2026, 3, 3), date(2026, 3, 4)])) if source is Source.OAI else None,
        comment=draw(st.none() | WORDS),
        doi=draw(st.none() | st.sampled_from(["10.1/a", "10.1/b"])),
        withdrawn=draw(st.none() | st.booleans()),
        versions=tuple(draw(st.lists(VERSIONS, max_size=3, unique_by=lambda version: version.number))),
    )


def merged(*given: PaperRecord) -> Facts:
    return reduce(merge, map(facts_of, given))


def record(source: Source = Source.API, version: int | None = 1, **fields: object) -> PaperRecord:
    """A plain record with some fields set."""
    plain: dict[str, object] = {
        "title": "A title", "abstract": "An abstract.", "authors": (Author("Jane Doe"),), "categories": ("cs.CL", "cs.LG"),
    }  # fmt: skip
    return PaperRecord(id="2603.00001", source=source, version=version, **{**plain, **fields})  # type: ignore[arg-type]


@given(st.data())
def test_any_order_and_any_repetition_end_in_the_same_facts(data: st.DataObject) -> None:
    once = data.draw(st.lists(records(), min_size=1, max_size=6))
    again = data.draw(st.lists(st.sampled_from(once), max_size=4))
    shuffled = data.draw(st.permutations(once + again))
    assert merged(*shuffled) == merged(*once)


@given(records(), records(), records())
def test_merging_facts_already_merged_is_the_same_as_merging_the_records(
    one: PaperRecord, two: PaperRecord, three: PaperRecord
) -> None:
    assert merge(facts_of(one), merge(facts_of(two), facts_of(three))) == merged(one, two, three)


@given(st.lists(records(), min_size=1, max_size=6))
def test_a_version_is_never_lost_and_the_latest_is_the_greatest(given: list[PaperRecord]) -> None:
    facts = merged(*given)
    numbers = {version.number for told in given for version in told.versions} | {t.version for t in given if t.version}
    assert numbers <= facts.versions.keys()
    assert facts.row["version"] == max(numbers, default=None)


@given(st.lists(records(), min_size=1, max_size=6))
def test_what_any_record_says_is_never_replaced_by_nothing(given: list[PaperRecord]) -> None:
    row = merged(*given).row
    for field in ("comment", "doi", "withdrawn", "submitted"):
        if any(getattr(told, field) is not None for told in given):
            assert row[field] is not None


def test_an_older_version_overwrites_nothing_but_adds_what_it_alone_knows() -> None:
    newer = record(version=2, title="Second title", updated=DAY + timedelta(days=9, hours=1))
    older = record(version=1, title="First title", updated=DAY + timedelta(hours=1), submitted=DAY + timedelta(hours=1))
    facts = merged(newer, older)
    assert (facts.row["version"], facts.row["title"]) == (2, "Second title")
    assert facts.row["submitted"] == facts.versions[1].submitted == DAY + timedelta(hours=1)
    assert facts.row["updated"] == facts.versions[2].submitted == DAY + timedelta(days=9, hours=1)


def test_of_one_version_the_newer_datestamp_wins() -> None:
    yesterday = record(Source.OAI, datestamp=date(2026, 3, 3), journal_ref="to appear")
    today = record(Source.OAI, datestamp=date(2026, 3, 4), journal_ref="J. Inv. 1, 2")
    assert merged(today, yesterday).row["journal_ref"] == "J. Inv. 1, 2"


def test_of_one_version_without_datestamps_the_more_authoritative_source_wins() -> None:
    titles = {source: record(source, title=f"as {source} has it") for source in Source}
    order = [Source.SNAPSHOT, Source.LISTING, Source.RSS, Source.API, Source.OAI]
    for weaker, stronger in pairwise(order):
        assert merged(titles[stronger], titles[weaker]).row["source"] == stronger


def test_a_comment_from_an_old_version_gives_way_to_a_less_old_one_only() -> None:
    latest = record(Source.RSS, version=3)
    first = record(Source.OAI, version=1, comment="4 pages")
    second = record(Source.API, version=2, comment="5 pages")
    facts = merged(latest, second, first)
    assert facts.row["comment"] == "5 pages"
    assert facts.row["weaker"] == {"comment": [2, None, "api"]}


def test_a_listing_that_names_no_version_never_overwrites_but_a_known_version_does() -> None:
    listed = record(Source.LISTING, version=None, title="As listed")
    known = record(Source.RSS, version=1, title="As known")
    assert merged(known, listed).row["title"] == "As known"
    assert merged(listed, known).row["title"] == "As known"
    assert merged(listed).row["version"] is None


def test_full_categories_stay_whatever_partial_ones_come_later() -> None:
    full = record(Source.SNAPSHOT, version=1, categories=("cs.CL", "cs.LG"))
    partial = record(Source.API, version=2, categories=("cs.LG",), categories_partial=True)
    row = merged(full, partial).row
    assert (row["version"], row["categories"], row["categories_partial"]) == (2, "cs.CL cs.LG", False)


def test_a_bare_day_never_replaces_a_time() -> None:
    exact = record(submitted=DAY + timedelta(hours=15))
    assert merged(exact, record(submitted=DAY)).row["submitted"] == DAY + timedelta(hours=15)


def test_a_newer_version_without_date_does_not_carry_the_older_one_s() -> None:
    assert merged(record(updated=DAY), record(Source.RSS, version=2)).row["updated"] is None


def test_a_source_that_cannot_know_leaves_a_paper_withdrawn() -> None:
    withdrawn = record(Source.OAI, withdrawn=True, versions=(VersionRecord(1, DAY, "0kb", "I", withdrawn=True),))
    facts = merged(withdrawn, record(Source.RSS, version=1))
    assert facts.row["withdrawn"] is True
    assert facts.versions[1].withdrawn


def test_categories_are_kept_raw_and_canonical() -> None:
    row = merged(record(categories=("cs.SY", "eess.SY", "cs.LG"))).row
    assert row["categories"] == "cs.SY eess.SY cs.LG"
    assert row["canonical_categories"] == " eess.SY cs.LG "
    assert row["primary_category"] == "eess.SY"
    assert row["order_key"] == 202603000001

"""Marks and files of them as JSON: what is sent comes in, nonsense is named and holds nothing up."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.store.marks import MarkKind, MarkRecord
from crawler.store.reader_trails import ReadingRecord, TrailEntry, TrailRecord
from crawler.store.readers import SettingRecord
from crawler.store.saved_searches import SearchRecord
from webapp.kept_state import LONGEST_NOTE, KeptState, StateError, read_file, read_marks, state_file

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def sent(**changes: object) -> dict[str, Any]:
    """A mark as a script sends it."""
    return {"id": "a-1", "paper": "2611.00001", "kind": "star", "on": True, "at": "2026-11-20T14:00:00.000Z", **changes}


def read(*marks: object, clock: object = None) -> list[MarkRecord]:
    """The marks taken from what was sent, none of which may be refused."""
    taken, refused = read_marks(list(marks), NOW, clock)
    assert refused == []
    return taken


def test_a_mark_is_read_as_it_was_sent() -> None:
    assert read(sent(paper="arXiv:2611.00001v2")) == [
        MarkRecord(
            arxiv_id="2611.00001", kind=MarkKind.STAR, marked=datetime(2026, 11, 20, 14, tzinfo=UTC), client_id="a-1"
        )
    ]
    [note] = read(sent(kind="note", text=" Two\r\nlines \x00 \ud800 "))
    assert note.text == "Two\nlines   ?"
    [listed] = read(sent(kind="list", name="  low \n rank "))
    assert listed.name == "low rank"
    [gone] = read(sent(on=False))
    assert not gone.is_set


def test_an_empty_note_takes_the_note_away() -> None:
    [note] = read(sent(kind="note", text="  "))
    assert (note.is_set, note.text) == (False, None)


@pytest.mark.parametrize(
    "mark",
    [
        None,
        [],
        "star",
        sent(id=""),
        sent(id="x" * 41),
        sent(id="<b>"),
        sent(id=7),
        sent(paper="nonsense"),
        sent(paper=None),
        sent(paper={"id": 1}),
        sent(kind="like"),
        sent(kind=None),
        sent(at="yesterday"),
        sent(at="2026-11-20T14:00:00"),
        sent(at=1_700_000_000),
        sent(at="0001-01-01T00:00:00+14:00"),
        sent(at="1980-01-01T00:00:00Z"),
        sent(kind="list"),
        sent(kind="list", name="x" * 81),
        sent(kind="note", text="x" * (LONGEST_NOTE + 1)),
    ],
)
def test_a_mark_that_makes_no_sense_is_named_and_the_others_are_taken(mark: object) -> None:
    taken, [refusal] = read_marks([sent(id="good"), mark], NOW)
    assert [each.client_id for each in taken] == ["good"]
    assert refusal.why.endswith(".")


def test_a_browser_whose_clock_is_wrong_is_set_right_by_ours() -> None:
    [mark] = read(sent(at="2030-01-01T12:00:00Z"), clock="2030-01-01T12:05:00Z")
    assert mark.marked == NOW - timedelta(minutes=5)


def test_a_clock_that_is_nearly_right_is_left_alone_so_that_sending_again_is_the_same() -> None:
    [mark] = read(sent(), clock="2026-11-20T14:59:30Z")
    assert mark.marked == datetime(2026, 11, 20, 14, tzinfo=UTC)


def test_a_mark_from_the_future_counts_from_now() -> None:
    [mark] = read(sent(at="2036-01-01T00:00:00Z"))
    assert mark.marked == NOW


@pytest.mark.parametrize("nonsense", [None, {}, "marks", 3])
def test_what_is_no_list_of_marks_is_an_error(nonsense: object) -> None:
    with pytest.raises(StateError, match="list"):
        read_marks(nonsense, NOW)


def test_a_file_holds_everything_and_can_be_read_again() -> None:
    marks = [
        MarkRecord(arxiv_id="hep-th/9901001", kind=MarkKind.STAR, is_set=False, marked=NOW, client_id="a"),
        MarkRecord(arxiv_id="2611.00001", kind=MarkKind.NOTE, text="比较\n</script>", marked=NOW, client_id="b"),
        MarkRecord(arxiv_id="2611.00001", kind=MarkKind.LIST, name="low/rank?", marked=NOW, client_id="c"),
    ]
    settings = [SettingRecord("theme", "dark", NOW), SettingRecord("categories", ("cs.CL",), NOW)]
    entries = (
        TrailEntry("2611.00001", note="Begin\nhere."),
        TrailEntry(url="https://kexue.fm/1", title="A link", note=""),
    )
    kept = KeptState(
        marks=tuple(marks),
        settings=tuple(settings),
        searches=(
            SearchRecord("/arxiv/cs.CL", "Language", NOW),
            SearchRecord("/arxiv/search?query=lora", "LoRA", NOW, date(2026, 11, 19)),
        ),
        trails=(TrailRecord("My way", "Why.\nAnd how.", entries, NOW - timedelta(days=1), NOW),),
        articles=(ReadingRecord("kexue.fm", "10226", NOW),),
    )
    written = json.loads(json.dumps(state_file(kept, NOW)))
    assert read_file(written, NOW, str) == kept


@pytest.mark.parametrize("content", [None, [], "text", {}, {"format": "another"}])
def test_another_file_is_refused(content: object) -> None:
    with pytest.raises(StateError, match="Export"):
        read_file(content, NOW, str)


def test_what_makes_no_sense_in_a_file_is_left_out_and_named() -> None:
    content = {
        "format": "paperstand-reader",
        "marks": [sent(), sent(paper="?")],
        "settings": [{"name": "theme", "value": "purple", "at": NOW.isoformat()}, "theme", None],
        "searches": [
            {"name": "", "address": "/arxiv/cs.CL", "at": NOW.isoformat()},
            {"name": "x", "address": "/arxiv/cs.CL", "at": NOW.isoformat(), "looked": "yesterday"},
        ],
        "trails": [
            {"title": "", "made": NOW.isoformat(), "at": NOW.isoformat()},
            {"title": "x", "made": NOW.isoformat(), "at": NOW.isoformat(), "entries": [{"url": "javascript:alert(1)"}]},
            {"title": "x", "at": NOW.isoformat()},
        ],
        "articles": [{"blog": "", "article": "1", "at": NOW.isoformat()}, 3],
    }
    state = read_file(content, NOW, str)
    assert (len(state.marks), len(state.refused)) == (1, 11)
    assert (state.settings, state.searches, state.trails, state.articles) == ((), (), (), ())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(sent(), anything)) | anything, max_size=3))
def test_anything_at_all_is_taken_or_refused(marks: list[object]) -> None:
    taken, refused = read_marks(marks, NOW)
    assert len(taken) + len(refused) == len(marks)


@given(st.dictionaries(st.sampled_from(["settings", "searches", "trails", "articles"]), anything))
def test_anything_in_a_file_is_read_or_named(content: dict[str, object]) -> None:
    state = read_file({"format": "paperstand-reader", **content}, NOW, str)
    parts = [part for part in content.values() if isinstance(part, list)]
    taken = (state.settings, state.searches, state.trails, state.articles)
    assert sum(map(len, taken)) + len(state.refused) == sum(map(len, parts))

"""Marks: the reader's latest word holds, however often and in whatever order they come."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from crawler.store.marks import MarkKind, MarkRecord, marks_kept, store_marks
from crawler.store.readers import make_reader
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

marks = st.builds(
    MarkRecord,
    arxiv_id=st.sampled_from(["2611.00001", "hep-th/9901001"]),
    kind=st.sampled_from([MarkKind.STAR, MarkKind.READ]),
    is_set=st.booleans(),
    marked=st.integers(0, 2).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    client_id=st.sampled_from(["a", "b"]),
)


def star(*, is_set: bool = True, minutes: int = 0, client_id: str = "a") -> MarkRecord:
    """A star on one paper, so many minutes after a fixed moment."""
    return MarkRecord(
        arxiv_id="2611.00001",
        kind=MarkKind.STAR,
        is_set=is_set,
        marked=NOW + timedelta(minutes=minutes),
        client_id=client_id,
    )


def reader(engine: Engine) -> int:
    """The number of a new reader."""
    with writing(engine) as session:
        return make_reader(session, NOW)[0]


def store(engine: Engine, reader_id: int, *batches: Sequence[MarkRecord]) -> list[MarkRecord]:
    """Send batches of marks one after the other, and return what is kept in the end."""
    for batch in batches:
        with writing(engine) as session:
            store_marks(session, reader_id, batch)
    with reading(engine) as session:
        return list(marks_kept(session, reader_id))


def test_a_mark_is_kept_as_it_was_said(engine: Engine) -> None:
    said = MarkRecord(
        arxiv_id="hep-th/9901001",
        kind=MarkKind.NOTE,
        text="Compare with <b>the other</b> one: 比较",
        marked=NOW,
        client_id="f00d-1",
    )
    listed = MarkRecord(arxiv_id="2611.00001", kind=MarkKind.LIST, name="low rank", marked=NOW, client_id="b")
    assert store(engine, reader(engine), [said, listed]) == [listed, said]


def test_a_mark_taken_back_does_not_return_when_the_older_word_comes_late(engine: Engine) -> None:
    taken_back = star(is_set=False, minutes=5)
    assert store(engine, reader(engine), [taken_back], [star()]) == [taken_back]


def test_sending_twice_changes_nothing(engine: Engine) -> None:
    assert store(engine, reader(engine), [star(), star()], [star()]) == [star()]


def test_of_two_words_at_one_moment_the_same_one_holds_whichever_came_first(engine: Engine) -> None:
    one, other = star(client_id="a"), star(client_id="b", is_set=False)
    assert store(engine, reader(engine), [one], [other]) == store(engine, reader(engine), [other], [one]) == [other]


def test_a_note_taken_away_leaves_no_text(engine: Engine) -> None:
    note = MarkRecord(arxiv_id="2611.00001", kind=MarkKind.NOTE, text="private", marked=NOW, client_id="a")
    gone = MarkRecord(
        arxiv_id="2611.00001",
        kind=MarkKind.NOTE,
        is_set=False,
        text="private",
        marked=NOW + timedelta(minutes=1),
        client_id="b",
    )
    [kept] = store(engine, reader(engine), [note], [gone])
    assert (kept.is_set, kept.text) == (False, None)


def test_marks_of_different_kinds_lists_and_readers_do_not_touch_each_other(engine: Engine) -> None:
    one, other = reader(engine), reader(engine)
    lists = [
        MarkRecord(arxiv_id="2611.00001", kind=MarkKind.LIST, name=name, marked=NOW, client_id="a")
        for name in ("A", "B")
    ]
    assert store(engine, one, lists, [star()]) == [*lists, star()]
    assert store(engine, other) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(marks, max_size=8).flatmap(lambda said: st.tuples(st.just(said), st.permutations(said + said))))
def test_the_end_is_the_same_in_any_order_and_with_any_repetition(
    engine: Engine, sent: tuple[list[MarkRecord], list[MarkRecord]]
) -> None:
    said, again = sent
    # A browser makes an id once: two words with one id and one time are the same word.
    unique = {(mark.key, mark.age): mark for mark in said}
    in_order = store(engine, reader(engine), list(unique.values()))
    assert store(engine, reader(engine), *[[unique[mark.key, mark.age]] for mark in again]) == in_order

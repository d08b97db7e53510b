"""What forms say of trails."""

import pytest

from crawler.store.reader_trails import MOST_ITEMS, TrailEntry
from webapp.trail_forms import LONGEST_NOTE, TrailFormError, read_entries, read_entry, read_title


def entries(*whats: str, **more: list[str]) -> list[str | None]:
    return [one.arxiv_id or one.url for one in read_entries({"what": list(whats), **more})]


@pytest.mark.parametrize(
    "written", ["2402.12354", "arXiv:2402.12354v2", "https://arxiv.org/abs/2402.12354", " 2402.12354 "]
)
def test_a_paper_may_be_named_in_any_form(written: str) -> None:
    assert read_entry(written, "not kept", "A note.") == TrailEntry(arxiv_id="2402.12354", note="A note.")


def test_a_link_has_the_title_given_or_its_hosts_name() -> None:
    assert read_entry("https://kexue.fm/archives/1", "One") == TrailEntry(
        url="https://kexue.fm/archives/1", title="One"
    )
    assert read_entry("https://kexue.fm/archives/1").title == "kexue.fm"


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://user:pw@example.org/",
        'https://example.org/"onclick="x',
        "https://[::1",
        "two words",
        "https://example.org/a b",
        "ftp://example.org",
    ],
)
def test_what_is_neither_is_refused(written: str) -> None:
    with pytest.raises(TrailFormError, match="neither a paper"):
        read_entry(written)


def test_rows_stand_in_their_order_and_empty_ones_are_none() -> None:
    assert entries("2402.00001", "", "2402.00003") == ["2402.00001", "2402.00003"]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["1", "2", "3"], "123"),
        (["3", "2", "3"], "231"),
        (["1", "2", "1"], "312"),
        (["2", "1", "3"], "213"),
        (["1", "3", "3"], "132"),
        (["", "x", "９"], "123"),
        (["999999999999", "2", "3"], "231"),
    ],
)
def test_a_number_typed_moves_a_row_to_that_place(places: list[str], expected: str) -> None:
    found = entries("2402.00001", "2402.00002", "2402.00003", place=places)
    assert "".join(str(one)[-1] for one in found) == expected


def test_rows_that_are_ticked_go() -> None:
    assert entries("2402.00001", "2402.00002", drop=["0"]) == ["2402.00002"]


def test_too_many_rows_too_long_notes_and_missing_titles_are_refused() -> None:
    with pytest.raises(TrailFormError, match=f"at most {MOST_ITEMS}"):
        entries(*["2402.00001"] * (MOST_ITEMS + 1))
    with pytest.raises(TrailFormError, match="characters"):
        read_entry("2402.00001", note="x" * (LONGEST_NOTE + 1))
    for title in ("", " \n\t", "x" * 201):
        with pytest.raises(TrailFormError, match="title"):
            read_title(title)
    assert read_title(" A\u202e \n B ") == "A B"

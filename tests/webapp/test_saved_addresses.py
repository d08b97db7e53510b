"""Addresses that can be saved: lists and searches of this site."""

import pytest

from tests.webapp.stand import FRIDAY
from webapp.addresses import AddressError, ListAddress, SearchAddress, read_search
from webapp.saved_addresses import same_search, saved_address, saved_reader


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/arxiv/cs.CL", "/arxiv/cs.CL"),
        ("/arxiv/CS.cl+cs.LG-cs.CY?kind=new&sort=1", "/arxiv/cs.CL+cs.LG-cs.CY?kind=new&sort=stars"),
        ("/arxiv/cs.CL?date=2026-11-19&show=10&skip=20&unread=1", "/arxiv/cs.CL"),
        ("/arxiv/search?query=low+rank&cat=cs.CL", "/arxiv/search?query=low+rank&cat=cs.CL"),
        ("/arxiv/search?query=%22%3E%3Cscript%3E", "/arxiv/search?query=%22%3E%3Cscript%3E"),
    ],
)
def test_a_list_is_kept_without_its_day_and_slice(typed: str, kept: str) -> None:
    assert saved_address(typed, FRIDAY) == kept
    assert saved_address(kept, FRIDAY) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "/",
        "/status",
        "/arxiv/2611.00001",
        "/arxiv/cs.XX",
        "/arxiv/search",
        "/arxiv/search?query=",
        "https://evil.example/arxiv/cs.CL",
        "//evil.example/arxiv/cs.CL",
        "//[/arxiv/cs.CL",
        "javascript:alert(1)",
        "/arxiv/cs.CL?" + "&".join(f"a={number}" for number in range(60)),
        "/arxiv/cs.CL?sort=nonsense",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(AddressError):
        saved_address(typed, FRIDAY)


def test_a_saved_address_is_read_as_the_list_or_search_it_names_and_anything_else_as_none() -> None:
    read = saved_reader(FRIDAY)
    found = read("/arxiv/cs.CL+cs.LG?kind=new")
    assert isinstance(found, ListAddress)
    assert str(found.expression) == "cs.CL+cs.LG"
    assert read("/arxiv/search?query=x&category=cs.CL") == read_search({"query": ["x"], "category": ["cs.CL"]})
    for gone in ("/arxiv/cs.GONE", "/arxiv/search?query=x&category=cs.GONE", "//["):
        assert read(gone) is None


def test_a_search_is_the_same_in_any_order_and_slice_and_another_with_other_words_or_categories() -> None:
    def search(**query: str) -> SearchAddress:
        return read_search({name: [value] for name, value in query.items()})

    saved = search(query="x", category="cs.CL")
    for other in ({"sort": "date"}, {"skip": "50", "show": "10"}, {"date": "2026-11-20.."}):
        assert same_search(saved, search(query="x", category="cs.CL", **other))
    for other in (
        {"query": "y", "category": "cs.CL"},
        {"query": "x"},
        {"query": "x", "category": "cs.CL", "kind": "new"},
    ):
        assert not same_search(saved, search(**other))

"""Addresses that can be saved: lists and searches of this site."""

import pytest

from tests.webapp.stand import FRIDAY
from webapp.addresses import AddressError
from webapp.saved_addresses import list_reader, saved_address


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


def test_a_saved_list_is_read_as_the_list_and_anything_else_as_none() -> None:
    read = list_reader(FRIDAY)
    found = read("/arxiv/cs.CL+cs.LG?kind=new")
    assert found is not None
    assert str(found.expression) == "cs.CL+cs.LG"
    assert read("/arxiv/search?query=x") is None
    assert read("/arxiv/cs.GONE") is None

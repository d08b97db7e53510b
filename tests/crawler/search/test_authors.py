"""Names of authors: which spellings are one name, and which may be one person."""

from collections.abc import Callable

import pytest

from crawler.search import name_forms, papers_under
from crawler.search.authors import may_be_one
from crawler.search.names import name_words
from tests.crawler.search.conftest import Shelf, paper

NAMES = (
    "Ada Lovelace",
    "ADA LOVELACE",
    "Ada Lovelace",
    "A. Lovelace",
    "Ada K. Lovelace",
    "Lovelace Ada",
    "Anna Lovelace",
)


@pytest.fixture
def shelf(shelf_of: Callable[..., Shelf]) -> Shelf:
    """A paper by each of the names, numbered from 1."""
    return shelf_of(*(paper(f"2603.0000{number}", authors=["Bo Li", name]) for number, name in enumerate(NAMES, 1)))


def test_spellings_of_a_name_are_counted_the_commonest_first(shelf: Shelf) -> None:
    same = name_forms(shelf.index, "ada lovelace").same
    assert [(form.name, form.papers) for form in same] == [("Ada Lovelace", 2), ("ADA LOVELACE", 1)]


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Ada Lovelace", ["A. Lovelace", "Ada K. Lovelace", "Lovelace Ada"]),
        ("A. Lovelace", ["ADA LOVELACE", "Ada K. Lovelace", "Ada Lovelace", "Anna Lovelace"]),
        ("Anna Lovelace", ["A. Lovelace"]),
        ("Lovelace", []),
        ("?", []),
    ],
)
def test_other_forms_are_those_that_may_be_the_same_person(shelf: Shelf, name: str, others: list[str]) -> None:
    assert sorted(form.name for form in name_forms(shelf.index, name).others) == sorted(others)


def test_papers_under_several_forms_come_newest_first_in_slices(shelf: Shelf) -> None:
    names = ["Ada Lovelace", "A. Lovelace"]
    assert shelf.ids(papers_under(shelf.index, names, show=10)) == ["2603.00004", "2603.00003", "2603.00001"]
    middle = papers_under(shelf.index, names, show=1, skip=1)
    assert (shelf.ids(middle), middle.total) == (["2603.00003"], 3)
    assert papers_under(shelf.index, [], show=10).total == 0


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("Ada Lovelace", "A. Lovelace", True),
        ("Ada Lovelace", "Lovelace, Ada", True),
        ("Ada Lovelace", "Lovelace Ada", True),
        ("Ada Lovelace", "Ada K. Lovelace", True),
        ("Ada King Lovelace", "A. K. Lovelace", True),
        ("A. K. Lovelace", "A. B. Lovelace", False),
        ("Ada Lovelace", "Anna Lovelace", False),
        ("Ada Lovelace", "Ada Byron", False),
        ("Ada Lovelace", "Lovelace", False),
    ],
)
def test_names_that_may_be_one_persons(one: str, other: str, may: bool) -> None:
    words, others = tuple(name_words(one)), tuple(name_words(other))
    assert may_be_one(words, others) is may
    assert may_be_one(others, words) is may

"""Authors are found by their names in any order and with initials, and two authors never make one name."""

import pytest

from crawler.search.names import name_terms, name_words, wanted


def is_found(typed: str, *authors: str) -> bool:
    held = set(name_terms(authors))
    return all(not held.isdisjoint(group) for group in wanted(name_words(typed)))


@pytest.mark.parametrize(
    ("typed", "author"),
    [
        ("Maestro", "Adrian Del Maestro"),
        ("Adrian Del Maestro", "Adrian Del Maestro"),
        ("Del Maestro, Adrian", "Adrian Del Maestro"),
        ("A. Del Maestro", "Adrian Del Maestro"),
        ("del_maestro_a", "Adrian Del Maestro"),
        ("Adrian Del Maestro", "A. Del Maestro"),
        ("Schrodinger", "Erwin Schrödinger"),
        ("Jean-Pierre Serre", "J.-P. Serre"),
        ("J P Serre", "Jean-Pierre Serre"),
        ("Ji Ji", "Ji Ji"),
        ("王小明", "王小明"),
    ],
)
def test_a_name_is_found(typed: str, author: str) -> None:
    assert is_found(typed, "Somebody Else", author)


@pytest.mark.parametrize(
    ("typed", "authors"),
    [
        ("Ada Lovelace", ["Anna Lovelace"]),
        ("B Lovelace", ["Ada Lovelace"]),
        ("Wei Wang", ["Wei Li", "Yan Wang"]),
        ("Y Wang", ["Yan Li", "Wei Wang"]),
        ("A Lovelace B", ["Ada Lovelace"]),
    ],
)
def test_others_are_not(typed: str, authors: list[str]) -> None:
    assert not is_found(typed, *authors)

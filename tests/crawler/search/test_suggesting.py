"""While one types, authors and titles are suggested; a rare misspelling is put right."""

from collections.abc import Callable

import pytest

from crawler.search import AuthorSuggestion, did_you_mean, parse, suggest
from tests.crawler.search.conftest import Shelf, paper


@pytest.fixture
def hundred(shelf_of: Callable[..., Shelf]) -> Shelf:
    """A hundred papers on attention by Ashish Vaswani, one of them with Ada Lovelace."""
    papers = [
        paper(f"2603.{n:05}", f"Attention and transformers {n}", authors=["Ashish Vaswani"]) for n in range(1, 100)
    ]
    return shelf_of(*papers, paper("2603.00100", "Analytical engines", authors=["Ada Lovelace", "Ashish Vaswani"]))


@pytest.mark.parametrize("typed", ["vasw", "Ashish V", "VASWANI, A", "vaswani ashish"])
def test_an_author_is_suggested_however_the_name_is_begun(hundred: Shelf, typed: str) -> None:
    assert suggest(hundred.index, typed).authors == (AuthorSuggestion("Ashish Vaswani", 100),)


@pytest.mark.parametrize("typed", ["analyt", "engines ana", "analytical engine"])
def test_titles_are_suggested_by_words_the_last_of_them_only_begun(hundred: Shelf, typed: str) -> None:
    assert [hundred.name(found) for found in suggest(hundred.index, typed).papers] == ["2603.00100"]


def test_there_are_no_more_suggestions_than_asked_for(hundred: Shelf) -> None:
    assert len(suggest(hundred.index, "attention", limit=3).papers) == 3


@pytest.mark.parametrize("typed", ["", "an", "…", "\ud800ab"])
def test_too_little_suggests_nothing(hundred: Shelf, typed: str) -> None:
    found = suggest(hundred.index, typed)
    assert (found.authors, found.papers) == ((), ())


@pytest.mark.parametrize(
    ("search", "meant"),
    [
        ("atention", "attention"),
        ("attnetion is all", "attention is all"),
        ("ti:transfromer*", None),
        ("ti:transfromers", "ti:transformers"),
        ("attansion", "attention"),
        ('"atention and"', '"attention and"'),
    ],
)
def test_a_rare_misspelling_is_put_right(hundred: Shelf, search: str, meant: str | None) -> None:
    assert did_you_mean(hundred.index, parse(search)) == meant


@pytest.mark.parametrize(
    "search", ["attention", "transformer", "quizzaciously", "cat:cs.LG", "-atention", "2603.00001", ""]
)
def test_what_is_right_or_unlike_anything_is_left_alone(hundred: Shelf, search: str) -> None:
    assert did_you_mean(hundred.index, parse(search)) is None

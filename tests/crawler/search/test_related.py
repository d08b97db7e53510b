"""Related papers share what sets a paper apart, and say what it is."""

from collections.abc import Callable

import pytest

from crawler.search import more_like, related
from crawler.store.session import reading
from tests.crawler.search.conftest import Shelf, paper

SUBJECTS = {
    "2603.00001": ("Low-rank adapters", "Low-rank adapters of transformers learn by gradients."),
    "2603.00002": ("Adapters of low rank", "The gradients of low-rank adapters vanish."),
    "2603.00003": ("Galactic haloes", "Dark matter forms haloes around galaxies."),
    "2603.00004": ("Haloes of dark matter", "Galaxies spin in haloes of dark matter."),
    "2603.00005": ("Cooking", "A soup of gradients and haloes."),
}


@pytest.fixture
def five(shelf_of: Callable[..., Shelf]) -> Shelf:
    filling = [paper(f"2601.{n:05}", f"Filling {n}", "We study the effect of other things.") for n in range(1, 100)]
    return shelf_of(*(paper(name, *texts) for name, texts in SUBJECTS.items()), *filling)


def test_the_most_alike_comes_first_with_the_words_both_use(five: Shelf) -> None:
    with reading(five.engine) as session:
        found = related(session, five.index, five.row("2603.00001"), limit=2)
    assert [five.name(one.paper) for one in found] == ["2603.00002", "2603.00005"]
    assert set(found[0].shared) == {"Low-rank", "adapters", "gradients", "rank", "Low"}
    assert found[1].shared == ("gradients",)
    assert 1 > found[0].score > found[1].score > 0


def test_of_several_papers_those_like_any_of_them_are_found_and_not_themselves(five: Shelf) -> None:
    asked = [five.row("2603.00001"), five.row("2603.00003")]
    with reading(five.engine) as session:
        found = more_like(session, five.index, asked, limit=3)
    assert {five.name(one.paper) for one in found} == {"2603.00002", "2603.00004", "2603.00005"}


def test_a_paper_that_is_not_held_has_no_neighbours(five: Shelf) -> None:
    with reading(five.engine) as session:
        assert related(session, five.index, 10_000) == ()
        assert more_like(session, five.index, []) == ()

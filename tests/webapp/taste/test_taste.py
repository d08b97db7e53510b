"""The model: what a paper is to it, what it learns, the order it makes."""

from datetime import UTC, datetime, timedelta

import pytest

from webapp.taste import Evidence, Profile, Said, Wishes, features_of, learn, order, term_of, weigh
from webapp.taste.learning import HALF_LIFE

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
NOBODY = Wishes()

LOW_RANK = features_of("Low-rank adapters for tuning", "We adapt transformers by low-rank matrices.", ["Ada Lovelace"])
ADAPTERS = features_of("Merging adapters", "Adapters of low rank are merged.", ["Bao Nguyen"])
GALAXIES = features_of("Dust in galaxies", "We observe dust in distant galaxies.", ["Vera Invented"])
SOLVERS = features_of("A solver for flows", "Turbulent flows are computed on coarse grids.", ["Ada Lovelace"])
DAY = [GALAXIES, SOLVERS, ADAPTERS]


def marked(*papers: object, said: Said = Said.STAR, days_ago: float = 0) -> list[Evidence]:
    """Marks on papers."""
    return [Evidence(paper, said, NOW - timedelta(days=days_ago)) for paper in papers]  # type: ignore[arg-type]


def places(profile: Profile) -> list[int]:
    """Where the papers of DAY came from, best first."""
    return [each.at for each in order(profile, DAY)]


def test_what_is_like_the_starred_papers_comes_first_and_says_why() -> None:
    best = order(learn(marked(LOW_RANK), NOBODY, NOW), DAY)
    assert [each.at for each in best] == [2, 1, 0]
    assert "low rank" in best[0].because
    assert best[1].because == ("author:ada lovelace",)
    assert best[2].because == ()


def test_nothing_is_dropped_and_papers_alike_stay_as_they_came() -> None:
    assert places(learn([], NOBODY, NOW)) == [0, 1, 2]
    assert sorted(places(learn(marked(LOW_RANK), NOBODY, NOW))) == [0, 1, 2]
    assert order(learn(marked(LOW_RANK), NOBODY, NOW), []) == []


def test_the_same_marks_in_another_order_give_the_same_order() -> None:
    marks = marked(LOW_RANK, SOLVERS) + marked(GALAXIES, said=Said.HIDE)
    assert places(learn(marks, NOBODY, NOW)) == places(learn(marks[::-1], NOBODY, NOW))


@pytest.mark.parametrize("said", [Said.HIDE, Said.PASS])
def test_what_was_hidden_or_passed_over_goes_down_and_counts_less_than_a_star(said: Said) -> None:
    assert places(learn(marked(GALAXIES, said=said), NOBODY, NOW))[-1] == 0
    profile = learn(marked(ADAPTERS) + marked(ADAPTERS, said=said), NOBODY, NOW)
    assert places(profile)[0] == 2


def test_an_old_mark_counts_less_than_a_new_one() -> None:
    marks = marked(GALAXIES, days_ago=3 * HALF_LIFE) + marked(SOLVERS)
    assert places(learn(marks, NOBODY, NOW))[:2] == [1, 0]


def test_what_is_followed_by_word_orders_before_anything_is_marked() -> None:
    assert places(learn([], Wishes(keywords=["low-rank adaptation"]), NOW))[0] == 2
    assert places(learn([], Wishes(authors=["ada LOVELACE"]), NOW))[0] == 1
    assert places(learn([], Wishes(excluded_keywords=["galaxies"]), NOW))[-1] == 0
    assert places(learn([], Wishes(excluded_authors=["Vera Invented"]), NOW))[-1] == 0


def test_a_correction_outweighs_what_was_learned() -> None:
    marks = marked(LOW_RANK)
    assert places(learn(marks, NOBODY, NOW))[0] == 2
    assert places(learn(marks, Wishes(more=["galaxy"]), NOW))[0] == 0
    assert places(learn(marks, Wishes(less=["low rank", "adapter"]), NOW))[-1] == 2
    forgotten = learn(marks, Wishes(forgotten=["low rank"]), NOW)
    assert all("low rank" not in each.because for each in order(forgotten, DAY))


def test_the_weights_shown_go_from_one_down_and_disliked_words_are_negative() -> None:
    weights = weigh(learn(marked(LOW_RANK), Wishes(less=["galaxy"]), NOW), DAY)
    assert max(map(abs, weights.values())) == 1
    assert weights["galaxy"] < 0 < weights["low rank"]
    assert weigh(Profile({}), DAY) == {}


def test_words_are_told_in_the_singular_and_in_pairs_without_what_any_paper_says() -> None:
    terms = features_of("The low-rank adapters", "We propose a method of $x^2$ analysis at https://a.invalid/x").terms
    assert {"rank", "adapter", "low rank", "rank adapter"} <= set(terms)
    assert not {"the", "we", "propose", "method", "https", "the low"} & set(terms)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\ud800",
        "<script>alert(1)</script>",
        "$" * 5000,
        "\\" * 999,
        "a" * 100_000,
        "低秩适应",
        "author:x category:y",
        "' OR 1=1",
    ],
)
def test_no_text_is_too_strange_for_it(text: str) -> None:
    paper = features_of(text, text, [text], [])
    profile = learn(marked(paper), Wishes(keywords=[text], authors=[text], more=[text]), NOW)
    assert len(order(profile, [paper, *DAY])) == 4
    assert "category:y" not in paper.terms


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("Adapters", "adapter"),
        ("low-rank", "low rank"),
        ("language models for law", "language model"),
        ("the", None),
        ("  ", None),
        ("<b>", None),
    ],
)
def test_a_reader_names_a_term_by_a_word_or_two(typed: str, term: str | None) -> None:
    assert term_of(typed) == term

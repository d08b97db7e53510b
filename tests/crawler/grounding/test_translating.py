"""Translated titles and abstracts: read whatever labels a model puts before them, and looked through for the formulas."""

import pytest

from crawler.grounding import Translation, check_translation, read_translation


@pytest.mark.parametrize(
    ("text", "title", "abstract"),
    [
        ("# 论懒惰的叶子\n\n我们让 $x^2$ 等待。\n\n第二段。", "论懒惰的叶子", "我们让 $x^2$ 等待。 第二段。"),
        ("**标题**：论叶子\n**摘要：** 我们等待。", "论叶子", "我们等待。"),
        ("Title: On leaves\nAbstract\nWe wait.", "On leaves", "We wait."),
        ("Abstract interpretation of leaves\nTitles wait.", "Abstract interpretation of leaves", "Titles wait."),
        ("**A* for A***\n标题：$O(n)$ 步。", "A* for A*", "$O(n)$ 步。"),
    ],
)
def test_title_and_abstract_are_told_apart(text: str, title: str, abstract: str) -> None:
    assert read_translation(text) == Translation(title, abstract)


@pytest.mark.parametrize("text", ["", "I cannot do that.", "# 标题\n\n", "标题：论叶子"])
def test_what_has_not_both_is_no_translation(text: str) -> None:
    assert read_translation(text) is None


def test_every_formula_of_the_original_is_looked_for_as_often_as_it_stands_there() -> None:
    check = check_translation(
        "# 论 $a$\n\n我们有 $ x^2 $、$y$。", "On $a$", "We have $x^2$, $y$ and again $y$ for $5 or $6."
    )
    assert (check.total, check.verified) == (4, 3)
    title, abstract = check.paragraphs
    assert [quote.found for quote in title.quotes] == [True]
    assert [(quote.text, quote.found) for quote in abstract.quotes] == [("$x^2$", True), ("$y$", True), ("$y$", False)]


def test_a_formula_that_was_changed_or_moved_to_the_title_is_missed() -> None:
    check = check_translation("# 论 $y$\n\n$x^3$", "On leaves", "$x^2$ and $y$")
    assert check.verified == 0

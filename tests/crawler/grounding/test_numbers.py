"""Numbers of an answer are looked for in the paper by value, in English and Chinese."""

from decimal import Decimal

import pytest

from crawler.grounding.numbers import numbers_of, stray_numbers, values_of

PAPER = frozenset(
    values_of(
        "We train on 33,511 pairs, 35k of them new, and 175 billion words with three heads, twelve layers and forty-two "
        "stoves. The recall is 37.78% or 0.4; the rate 1e-5, and 10$^{-22}$ eV; 1{,}024 cups. 共有1.5万条，三百二十个。"
    )
)


@pytest.mark.parametrize(
    "prose",
    [
        "33,511 pairs or 33511 pairs",
        "35k, 35,000 or 3.5万 of them",
        "175B words, 175 billion words, 1750亿个词",
        "12 layers, twelve layers, 十二层",
        "42 stoves, forty-two stoves",
        "37.78%, 37.78 percent, 百分之37.78",
        "40% of them",
        "a rate of 1e-5",
        "$10^{-22}$ eV",
        "1024 cups and 1,024 cups",
        "15,000条, 320个",
    ],
)
def test_a_number_of_the_paper_is_not_stray_however_it_is_written(prose: str) -> None:
    assert stray_numbers(prose, PAPER) == ()


@pytest.mark.parametrize(
    ("prose", "stray"),
    [
        ("It gains 38.78% and again 38.78%.", ("38.78%",)),
        ("It needs 34k pairs.", ("34k",)),
        ("A factor of 3.5 on 33,512 pairs", ("3.5", "33,512")),
        ("It is 5% better and 7x faster.", ("5%", "7x")),
        ("共有1.6万条，百分之四十三。", ("1.6万", "百分之四十三")),
        ("thirteen layers", ("thirteen",)),
        ("十三层", ("十三",)),
        ("准确率提高了12.5个百分点", ("12.5个百分点",)),
    ],
)
def test_a_number_that_the_paper_does_not_have_is_stray(prose: str, stray: tuple[str, ...]) -> None:
    assert stray_numbers(prose, PAPER) == stray


@pytest.mark.parametrize(
    "prose",
    [
        "1. First\n2. Second\n11. Eleventh",
        "**(1)** one, (2) two, （13）",
        "It has 3 contributions and five parts, 七个步骤.",
        "as said before [14], [15, 16] and [17-19]",
        "as Li et al. (2019) and others (Doe, 2018; Roe and Poe, 2017) say （李等，2016）",
        "GPT-4 beats ResNet50, Llama-3.1 and x_{25}",
        "see https://example.org/2024/99 and arXiv 2401.12345v2",
        "一一对应, 统一, 万一",
    ],
)
def test_lists_citations_names_and_the_answers_own_counting_are_let_be(prose: str) -> None:
    assert stray_numbers(prose, frozenset()) == ()


def test_the_value_counts_its_unit_in() -> None:
    values = [number.value for number in numbers_of("1.2万, 3 billion, 42%, 三亿零五万, 十万, twenty-one")]
    assert values[:4] == [Decimal(12000), Decimal(3 * 10**9), Decimal(42), Decimal(300_050_000)]
    assert values[-2:] == [Decimal(100_000), Decimal(21)]

"""Keywords tell one paper from the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.keywords import keywords

TITLE = "Low-Rank Adapters for Quantized Transformers"
ABSTRACT = (
    "We propose a novel method to fine-tune quantized transformers. Our approach adds low-rank adapters, which need 3% of the "
    "memory, and outperforms state-of-the-art results on 12 benchmarks. Code is at https://github.com/someone/adapterzoo."
)


def test_the_words_of_the_subject_come_first() -> None:
    assert set(keywords(TITLE, ABSTRACT)[:4]) == {"low-rank", "adapter", "quantized", "transformer"}


def test_what_any_paper_says_is_left_out() -> None:
    said = {
        "propose",
        "novel",
        "method",
        "approach",
        "outperforms",
        "state-of-the-art",
        "results",
        "result",
        "code",
        "the",
        "our",
    }
    assert not said & set(keywords(TITLE, ABSTRACT))


def test_addresses_and_numbers_are_left_out() -> None:
    assert not {"github", "someone", "adapterzoo", "https", "com", "12", "3"} & set(keywords(TITLE, ABSTRACT))


def test_tex_and_formulas_are_left_out_and_accents_read() -> None:
    found = keywords(
        r"Schr\"odinger operators with $\mathcal{PT}$ symmetry", r"\textbf{Eigenvalues} of $\Delta_{foo}$ $$x_{bar}$$"
    )
    assert found == ("schrödinger", "symmetry", "operator", "eigenvalue")


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("eigenvalues", "eigenvalue"), ("galaxies", "galaxy"), ("meshes", "mesh"), ("neural-networks", "neural-network"),
     ("physics", "physics"), ("bias", "bias"), ("torus", "torus"), ("gas", "gas"), ("kubernetes", "kubernetes")],
)  # fmt: skip
def test_a_plural_counts_as_its_singular(plural: str, singular: str) -> None:
    assert keywords(plural, "") == (singular,)


def test_there_are_ten_at_most_and_fewer_in_a_short_text() -> None:
    assert len(keywords(TITLE, " ".join(f"quasar{chr(97 + n)}" for n in range(20)))) == 10
    assert keywords("A $x$ of 12", "We show the results.") == ()
    assert keywords("", "") == ()


@given(st.text(), st.text())
def test_any_text_gives_distinct_lower_case_words_always_the_same(title: str, abstract: str) -> None:
    found = keywords(title, abstract)
    assert len(set(found)) == len(found) <= 10
    assert all(
        word == word.lower() and not any(char.isspace() for char in word) and not word.isdigit() for word in found
    )
    assert keywords(title, abstract) == found

"""Text is folded, stemmed and cut alike for the index and for searches."""

import pytest

from crawler.search.text import joined, prepare, sought, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Schrödinger", "schrodinger"),
        ("Łódź", "lodz"),
        ("theories", "theory"),
        ("running", "runs"),
        ("Euler's", "Euler"),
        ("Euler’s", "Euler"),
        ("ﬁnetuning", "finetuning"),
        ("$\\alpha$-decay", "α-decay"),
        ("x$^2$", "x²"),
        ("Low‐rank", "low-rank"),
    ],
)
def test_two_spellings_are_one(one: str, other: str) -> None:
    assert stems(prepare(one)) == stems(prepare(other)) != []


def test_commands_of_formulas_that_have_no_plain_form_are_no_words() -> None:
    assert "mathfrak" not in stems(prepare(r"The group $\begin{pmatrix}\mathfrak{g}\\h\end{pmatrix}$"))


def test_hyphenated_words_are_there_in_parts_and_whole() -> None:
    assert stems(prepare("GPT-4 and LoRA-GA")) == ["gpt", "4", "and", "lora", "ga", "gpt4", "loraga"]
    assert stems(sought("GPT-4")) == ["gpt", "4"]
    assert joined("low-rank") == "lowrank"
    assert joined("lowrank") is joined("state-of-the-art") is None


def test_chinese_is_cut_into_pairs_of_characters() -> None:
    assert stems(prepare("低秩适应 LoRA")) == ["低秩", "秩适", "适应", "应", "lora"]
    assert stems(sought("低秩适应 LoRA")) == ["低秩", "秩适", "适应", "lora"]


def test_a_monster_of_a_word_is_left_out() -> None:
    assert stems(prepare("x" * 5000)) == []

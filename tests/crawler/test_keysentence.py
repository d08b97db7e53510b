"""The sentence of an abstract that says what the paper does."""

import pytest

from crawler.keysentence import key_sentence, sentences_of


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            "Trees waste light. However, leaves are rarely asked. We propose lazy leaves, which wait until they are asked for. "
            "Code is available at https://example.org.",
            "We propose lazy leaves, which wait until they are asked for.",
        ),
        (
            "In this paper we study the light of orchards. It is bright.",
            "In this paper we study the light of orchards.",
        ),
        ("Nothing here has a cue. The second sentence has none.", "Nothing here has a cue."),
        ("树木浪费光。本文提出懒叶，等到被需要时才生长。代码已公开。", "本文提出懒叶，等到被需要时才生长。"),
        ("", ""),
        ("   ", ""),
        ("One sentence without an end", "One sentence without an end"),
    ],
)
def test_the_sentence_that_says_what_is_done_is_chosen(abstract: str, expected: str) -> None:
    assert key_sentence(abstract) == expected


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("As Doe et al. Show, it is so. Yes.", ["As Doe et al. Show, it is so.", "Yes."]),
        ("Let $a. B$ be given. It holds.", ["Let $a. B$ be given.", "It holds."]),
        ("It is 3.5 times as fast. $x$ is not.", ["It is 3.5 times as fast.", "$x$ is not."]),
        ("一。二！三", ["一。", "二！", "三"]),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences

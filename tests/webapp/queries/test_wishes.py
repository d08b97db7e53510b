"""Followed and excluded keywords and authors: whole words, whatever the case and accents, and names as papers write them."""

import pytest

from crawler.records import Author
from webapp.preferences import Preferences
from webapp.queries.shapes import Card
from webapp.queries.wishes import Told, wishes_of


def card(title: str = "A title", abstract: str = "An abstract.", authors: tuple[str, ...] = ("Ada Lovelace",)) -> Card:
    """A paper with these words."""
    return Card(
        number=1, id="2611.00001", revision=1, version=1, title=title, abstract=abstract,
        authors=tuple(map(Author, authors)), subjects=("cs.CL",), primary="cs.CL", kind=None, announced=None,
        submitted=None, updated=None, comment=None, journal_ref=None, doi=None, licence=None, withdrawn=False, keywords=(),
    )  # fmt: skip


def told(paper: Card, **wishes: tuple[str, ...]) -> Told | None:
    """What a reader with these wishes is told of a paper."""
    found = wishes_of(Preferences(**wishes))  # type: ignore[arg-type]  # lists of names
    assert found is not None
    return found.told(paper)


def test_a_reader_without_wishes_has_none() -> None:
    assert wishes_of(Preferences(categories=("cs.CL",), excluded=("cs.CY",))) is None


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("lora", "LoRA: a method"),
        ("low rank", "on Low-Rank\nadaptation"),
        ("low-rank", "on low rank adaptation"),
        ("holder", "a Hölder bound"),
        ("hölder", "a Holder bound"),
        ("c++", "in C++, quickly"),
        ("$x^2$", "we bound $x^2$ from above"),
        ("(", "( unclosed"),
        ("扩散", "关于扩散模型的研究"),
        ("finding", "a ﬁnding"),
    ],
)
def test_a_keyword_is_found_in_title_or_abstract_whatever_its_case_accents_and_hyphens(keyword: str, text: str) -> None:
    assert told(card(title=text), keywords=(keyword,)) == Told(keywords=(keyword,))
    assert told(card(abstract=text), excluded_keywords=(keyword,)) == Told(excluded_keywords=(keyword,))


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("lora", "exploratory work"),
        ("rank", "ranking"),
        ("low rank", "lowrank"),
        ("-", "a - b"),
    ],
)
def test_a_part_of_a_word_is_no_keyword(keyword: str, text: str) -> None:
    assert told(card(abstract=text), keywords=(keyword,)) is None


def test_of_keywords_that_begin_alike_each_that_is_there_is_named() -> None:
    found = told(card(title="Low-rank adaptation"), keywords=("low", "low rank", "low rank adaptation", "high"))
    assert found == Told(keywords=("low", "low rank", "low rank adaptation"))


@pytest.mark.parametrize("name", ["Ada Lovelace", "Lovelace, Ada", "ada lovelace", "A. Lovelace", "Ada K. Lovelace"])
def test_an_author_followed_may_be_written_in_any_of_the_usual_ways(name: str) -> None:
    assert told(card(authors=("Bao Nguyen", name)), authors=("Ada Lovelace",)) == Told(authors=("Ada Lovelace",))


@pytest.mark.parametrize(("name", "muted"), [("Ada Lovelace", True), ("A. Lovelace", False), ("Anna Lovelace", False)])
def test_an_author_excluded_is_the_one_of_that_name_and_no_namesake_by_an_initial(name: str, muted: bool) -> None:
    found = told(card(authors=(name,)), excluded_authors=("Lovelace, Ada",))
    assert (found is not None and found.muted) is muted


def test_what_is_followed_and_what_is_excluded_are_told_apart() -> None:
    found = told(
        card(title="Low-rank blockchains", authors=("Ada Lovelace", "王小明")),
        keywords=("low-rank",), excluded_keywords=("blockchains",), authors=("王小明",), excluded_authors=("Bao Nguyen",),
    )  # fmt: skip
    assert found == Told(("low-rank",), ("王小明",), ("blockchains",), ())
    assert found is not None
    assert found.muted

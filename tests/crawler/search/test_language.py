"""What a person types means what it seems to mean, and nothing typed is an error.

PAPERSTAND_EXAMPLES sets how many texts the last tests try (default 500).
"""

import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.identifiers import Identifier
from crawler.search import parse
from crawler.search.tree import All, AnyOf, Days, Field, Node, Not, Tag, Words

EXAMPLES = int(os.environ.get("PAPERSTAND_EXAMPLES", "500"))
TOKENS = 'ti: au: cat: date: id: in: x: ( ) " - * .. , [ ] lora del_maestro cs.CL 2026-03 低秩 2402.12354 é'
ALPHABET = st.sampled_from([*TOKENS.split(), " ", " OR ", " AND ", " ANDNOT ", " TO ", "\x00", "\ud800"])
TYPED = st.one_of(st.text(), st.lists(ALPHABET, max_size=40).map("".join))


def word(text: str, field: Field = Field.ANYWHERE) -> Words:
    return Words(text, field)


def phrase(text: str, field: Field = Field.ANYWHERE) -> Words:
    return Words(text, field, phrase=True)


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("lora", word("lora")),
        ("low rank", All((word("low"), word("rank")))),
        ('"low rank"', phrase("low rank")),
        ("“low rank”", phrase("low rank")),
        ("transf*", Words("transf", prefix=True)),
        ("lora -survey", All((word("lora"), Not(word("survey"))))),
        ('-"low rank"', Not(phrase("low rank"))),
        ("a OR b", AnyOf((word("a"), word("b")))),
        ("a b OR c", AnyOf((All((word("a"), word("b"))), word("c")))),
        ("a (b OR c)", All((word("a"), AnyOf((word("b"), word("c")))))),
        ("-(a b)", Not(All((word("a"), word("b"))))),
        ("ti:lora", word("lora", Field.TITLE)),
        ("ti: lora", word("lora", Field.TITLE)),
        ("-abs:survey", Not(word("survey", Field.ABSTRACT))),
        ('co:"10 pages"', phrase("10 pages", Field.COMMENT)),
        ("ti:(a OR abs:b)", AnyOf((word("a", Field.TITLE), word("b", Field.ABSTRACT)))),
        ("low-rank", word("low-rank")),
        ("or and not", All((word("or"), word("and"), word("not")))),
        ("LoRA: low-rank", All((word("LoRA"), word("low-rank")))),
        ("低秩 适应", All((word("低秩"), word("适应")))),
        ("", None),
        (" - * & ", None),
    ],
)
def test_words_and_operators(typed: str, tree: Node | None) -> None:
    query = parse(typed)
    assert query.tree == tree
    assert query.notes == ()


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        (
            "au:del_maestro AND ti:checkerboard",
            All((word("del maestro", Field.AUTHORS), word("checkerboard", Field.TITLE))),
        ),
        ("au:del_maestro ANDNOT ti:x", All((word("del maestro", Field.AUTHORS), Not(word("x", Field.TITLE))))),
        ("all:electron", word("electron")),
        ("cat:cs.ai", Tag("cat", "cs.AI")),
        ("cat:cs.*", Tag("cat", "cs")),
        ("submittedDate:[202301010600 TO 202401010600]", Days("submitted", 20230101, 20240101)),
        ('ti:"quantum criticality"', phrase("quantum criticality", Field.TITLE)),
    ],
)
def test_spellings_of_arxivs_own_api(typed: str, tree: Node) -> None:
    assert (parse(typed).tree, parse(typed).notes) == (tree, ())


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("cat:cs.CL", Tag("cat", "cs.CL")),
        ("cat:cs.SY", Tag("cat", "eess.SY")),
        ("cat:cmp-lg", Tag("cat", "cs.CL")),
        ("cat:cs.CL,hep-th", AnyOf((Tag("cat", "cs.CL"), Tag("cat", "hep-th")))),
        ("cat:(cs.CL OR cs)", AnyOf((Tag("cat", "cs.CL"), Tag("cat", "cs")))),
        ("year:2024", Days("date", 20240000, 20249999)),
        ("year:2020-2024", Days("date", 20200000, 20249999)),
        ("date:2026-03", Days("date", 20260300, 20260399)),
        ("date:2026-03-06", Days("date", 20260306, 20260306)),
        ("date:2026-01..2026-03", Days("date", 20260100, 20260399)),
        ("date:2026-03..2026-01", Days("date", 20260100, 20260399)),
        ("date:2026-03-06..", Days("date", 20260306, 99999999)),
        ("announced:..2026", Days("announced", 0, 20269999)),
        ("kind:replace-cross", Tag("kind", "replace-cross")),
        ("has:answers", Tag("has", "answers")),
        ("in:stars", Tag("in", "stars")),
        ("id:2402.12354v2", Tag("id", "2402.12354")),
    ],
)
def test_properties(typed: str, tree: Node) -> None:
    assert (parse(typed).tree, parse(typed).notes) == (tree, ())


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("2402.12354", [Identifier("2402.12354")]),
        ("arXiv:2402.12354v3 [cs.LG]", [Identifier("2402.12354", 3)]),
        (" https://arxiv.org/abs/hep-th/9901001 ", [Identifier("hep-th/9901001")]),
        ("10.48550/arXiv.2402.12354", [Identifier("2402.12354")]),
        ("2402.12354, 2403.00001", [Identifier("2402.12354"), Identifier("2403.00001")]),
        ("2402.12354 lora", []),
        ("9913.12354", []),
    ],
)
def test_text_that_only_names_papers_leads_to_them(typed: str, ids: list[Identifier]) -> None:
    assert list(parse(typed).ids) == ids


@pytest.mark.parametrize(
    ("typed", "tree", "note"),
    [
        ('"low rank', All((word("low"), word("rank"))), "quotation mark"),
        ("(a b", All((word("a"), word("b"))), "not closed"),
        ("a) b", All((word("a"), word("b"))), "never opened"),
        ("a OR", word("a"), "OR needs"),
        ("OR", None, "OR needs"),
        ("a NOT", word("a"), "“NOT” needs"),
        ("foo:bar", All((word("foo"), word("bar"))), "no field “foo”"),
        ("cat:nope", word("nope"), "no category “nope”"),
        ("date:2026-13", word("2026-13"), "month that does not exist"),
        ("date:2026-02-30", word("2026-02-30"), "day that does not exist"),
        ("date:soon", word("soon"), "no time such as"),
        ("kind:old", word("old"), "no kind “old”"),
        ("has:code", word("code"), "only answers"),
        ("id:lora", word("lora"), "no arXiv identifier"),
        ("a*", word("a"), "two letters"),
        ("(" * 30 + "a", word("a"), "deep"),
        (" ".join(["a"] * 70), All((word("a"),) * 64), "first 64 words"),
    ],
)
def test_what_is_not_understood_is_searched_as_words_with_a_note(typed: str, tree: Node | None, note: str) -> None:
    query = parse(typed)
    assert query.tree == tree
    assert any(note in sentence for sentence in query.notes), query.notes


def test_a_text_of_any_length_is_cut_with_a_note() -> None:
    query = parse("word " * 100_000)
    assert len(query.text) <= 2000
    assert "first 2,000 characters" in query.notes[0]


def nodes(tree: Node | None) -> Iterator[Node]:
    if tree is None:
        return
    yield tree
    inner = tree.parts if isinstance(tree, All | AnyOf) else (tree.part,) if isinstance(tree, Not) else ()
    for part in inner:
        yield from nodes(part)


@given(TYPED)
@settings(max_examples=EXAMPLES)
def test_anything_typed_gives_a_tree_of_words_that_were_typed(text: str) -> None:
    query = parse(text)
    for node in nodes(query.tree):
        if isinstance(node, Words):
            assert re.search(r"\w", node.text)
            assert set(re.findall(r"\w", node.text)) <= set(text)
        if isinstance(node, All | AnyOf):
            assert len(node.parts) > 1 or query.ids
    assert all(note.endswith(".") for note in query.notes)

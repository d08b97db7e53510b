"""A model's Markdown as HTML: what it may do, and that nothing it writes does harm."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.grounding import Passages, check_answer
from tests.standin.scripted import HOSTILE
from webapp.answer_text import as_markdown, gist_of, markdown_html, unchecked_html

ALLOWED = {
    "p", "br", "hr", "strong", "em", "s", "del", "sub", "sup", "code", "pre", "blockquote", "ul", "ol", "li",
    "table", "thead", "tbody", "tr", "th", "td", "div", "span",
}  # fmt: skip
PIECES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![i](https://evil.example/x)",
    "<svg onload=alert(1)>", "$x^2$", "$$", "\\(", "\\)", "\\[", "`", "```\n", "|", "\n", "---", "<", ">", "&", "\ue0000\ue001",
    "\x00", "**", "_", "# ", "- ", "1. ", "> ", "    ", "]]>", "<!--", "-->", "<style>", "</style>", "<math><mtext><style>",
]  # fmt: skip


def elements(markup: str) -> list[html.HtmlElement]:
    """All elements but those of formulas, which Temml makes."""
    tree = html.fromstring(f"<div>{re.sub('<math.*?</math>', '', markup, flags=re.DOTALL)}</div>")
    return list(tree.iter())


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Plain **bold** and `code`", "<p>Plain <strong>bold</strong> and <code>code</code></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. third", '<ol start="3">\n<li>third</li>\n</ol>'),
        ("## Heading", "<p><strong>Heading</strong></p>"),
        ("It costs $5 and $10 a month", "<p>It costs $5 and $10 a month</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("    an indented line", "<p>an indented line</p>"),
    ],
)
def test_markdown_becomes_html(markdown: str, expected: str) -> None:
    assert markdown_html(markdown).strip() == expected


@pytest.mark.parametrize("formula", ["$x^2$", "\\(x^2\\)", "$$x^2$$", "\\[x^2\\]", "$$\nx^2\n$$"])
def test_formulas_are_set_however_they_are_delimited(formula: str) -> None:
    assert re.search(r"<math|class=\"tex\"", markdown_html(f"{formula}"))


def test_code_keeps_its_dollars_and_brackets() -> None:
    assert "<code>$HOME &lt;b&gt;</code>" in markdown_html("`$HOME <b>` and `$PATH`")


def test_a_wide_table_scrolls_in_a_box_that_the_keyboard_reaches() -> None:
    table = markdown_html("| a | b |\n|---|---|\n| 1 | $x$ |")
    assert '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>' in table


@pytest.mark.parametrize("written", [markdown_html(HOSTILE), unchecked_html(HOSTILE)])
def test_hostile_markdown_is_harmless(written: str) -> None:
    assert {element.tag for element in elements(written)} <= ALLOWED
    assert "evil.example" not in written
    assert "owned" not in [element.get(name) for element in elements(written) for name in element.attrib]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25).map("".join))
def test_whatever_is_written_only_harmless_elements_and_attributes_come_of_it(markdown: str) -> None:
    for written in (markdown_html(markdown), unchecked_html(markdown)):
        for element in elements(written):
            assert element.tag in ALLOWED
            assert set(element.attrib) <= {"start", "class", "role", "aria-label", "tabindex"}


@pytest.mark.parametrize("piece", ["[", "*a ", ">", "$", "\\(", "|a", "<", "![a](", "&", "_a_b", "<!--", "`"])
def test_a_megabyte_of_anything_comes_to_an_end(piece: str) -> None:
    assert unchecked_html(piece * (1_000_000 // len(piece)))


def test_formulas_without_end_are_not_set_without_end() -> None:
    assert markdown_html("$x$ " * 2_400).count("<math") <= 300


def test_a_gist_is_the_sentence_without_its_passage() -> None:
    assert gist_of('**It saves $x$ of the light.**\n\n> "this saves"') == "It saves $x$ of the light."
    assert gist_of('> "only a passage"') == ""


def test_a_gist_that_runs_on_is_cut_between_words_and_never_in_a_formula() -> None:
    formula = "$a + b + c$"
    assert gist_of(f"{'word ' * 30}{formula} end.") == f"{'word ' * 30}{formula} end."
    assert gist_of(f"{'word ' * 59}{formula} and more.") == f"{'word ' * 59}{formula} …"
    assert gist_of("字" * 80 + "。") == "字" * 80 + "。"
    assert gist_of("字" * 500) == "字" * 120 + " …"
    assert len(gist_of("x" * 5000)) <= 1000


def test_markdown_to_take_along_says_where_each_passage_is_from() -> None:
    check = check_answer('Said.\n\n> "not in it at all, anywhere"', Passages([]))
    assert as_markdown(check) == 'Said.\n\n> "not in it at all, anywhere" (not found in the paper)'

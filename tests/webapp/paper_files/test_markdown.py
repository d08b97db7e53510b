"""Markdown: reads as it was written, formulas as their TeX source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crawler.records import Author
from tests.webapp.paper_files.cards import entry
from webapp.paper_files import FileEntry
from webapp.paper_files.markdown import escaped, markdown


def test_a_paper_is_a_heading_its_authors_its_address_and_its_abstract() -> None:
    assert markdown([entry(abstract=r"We show $x_1^2 < \alpha$ in_place, *at last*.")]) == (
        "# On lazy leaves\n\nAda Invented, Zoë Ünal\n\n<https://arxiv.org/abs/2611.00001>\n\n"
        "We show $x_1^2 < \\alpha$ in_place, \\*at last\\*.\n"
    )


def test_a_paper_that_is_not_held_leads_to_arxiv() -> None:
    assert "<https://arxiv.org/abs/2402.12354>" in markdown([FileEntry(id="2402.12354")])


@pytest.mark.parametrize("text", ["# head", "- list", "1. list", "> said", "| a |", "=====", "+ plus", "2) two"])
def test_a_line_that_looks_like_a_block_stays_a_paragraph(text: str) -> None:
    assert MarkdownIt().render(escaped(text)).startswith("<p>")


@given(st.text(alphabet=st.sampled_from("\\`*_{}[]()<>#|~!&$-+=.1a é关اب;"), max_size=30))
def test_any_text_reads_as_it_was_written(text: str) -> None:
    [paragraph, *rest] = [token for token in MarkdownIt().parse(escaped(f"a {text}")) if token.type == "inline"]
    assert not rest
    assert "".join(child.content for child in paragraph.children or []) == " ".join(f"a {text}".split())


def test_halves_of_characters_and_zeros_do_not_break_the_file() -> None:
    assert markdown([entry(title="a\ud800b\x00c", authors=(Author("x\ud800"),))]).encode()

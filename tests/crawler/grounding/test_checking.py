"""An answer's paragraphs with their quotes, checked."""

import json

from hypothesis import given
from hypothesis import strategies as st

from crawler.fulltext import Section
from crawler.grounding import Check, Paragraph, Passages, Quote, check_answer

PAPER = Passages([Section("1 Introduction", "Kettles whistle at 99.5 degrees. They do not leak when they are new.")])
WHISTLE = Quote("Kettles whistle at 99.5 degrees.", found=True, section="1 Introduction", exact=True)


def paragraphs(markdown: str) -> tuple[Paragraph, ...]:
    return check_answer(markdown, PAPER).paragraphs


def quotes(markdown: str) -> list[str]:
    return [quote.text for paragraph in paragraphs(markdown) for quote in paragraph.quotes]


def test_a_quote_belongs_to_the_paragraph_before_it() -> None:
    answer = """## Problem

The paper asks why kettles whistle.

> "Kettles whistle at 99.5 degrees."
> "They leak when they are new."

It says no more than 12 things about it.
"""
    check = check_answer(answer, PAPER)
    assert check.paragraphs == (
        Paragraph("## Problem", claims=False),
        Paragraph(
            "The paper asks why kettles whistle.", True, (WHISTLE, Quote("They leak when they are new.", found=False))
        ),
        Paragraph("It says no more than 12 things about it.", claims=True, stray_numbers=("12",)),
    )
    assert (check.verified, check.total) == (1, 2)


def test_a_check_comes_back_from_storage_as_it_was() -> None:
    check = check_answer('It whistles, all 77 of it.\n> "Kettles whistle at 99.5 degrees."', PAPER)
    assert Check.from_json(json.loads(json.dumps(check.to_json()))) == check


def test_all_kinds_of_quotation_marks_are_taken_off() -> None:
    for opening, closing in ("“”", '""', "「」", "『』", "«»", "„”", "‘’", ("", "")):
        assert paragraphs(f"As said there.\n\n> {opening}Kettles whistle at 99.5 degrees.{closing}")[0].quotes == (
            WHISTLE,
        )


def test_what_follows_the_closing_mark_is_no_part_of_the_quote() -> None:
    assert quotes('Said so.\n> "Kettles whistle at 99.5 degrees." (Section 1)\n> “They do not leak” — p. 3') == [
        "Kettles whistle at 99.5 degrees.",
        "They do not leak",
    ]


def test_several_quotes_may_stand_on_one_line_and_one_on_several() -> None:
    assert quotes('Said so.\n> "Kettles whistle"; "They do not leak"') == ["Kettles whistle", "They do not leak"]
    assert quotes('Said so.\n> "Kettles whistle\n> at 99.5 degrees."') == ["Kettles whistle at 99.5 degrees."]
    assert quotes('Said so.\n> "a "whistling" kettle"') == ['a "whistling" kettle']


def test_quotes_inside_lists_are_found() -> None:
    listed = '- Kettles whistle.\n  > "Kettles whistle at 99.5 degrees."\n- New ones are tight, it is said.\n\n  > "They do not leak"'
    first, second = paragraphs(listed)
    assert first.quotes == (WHISTLE,)
    assert second.text == "- New ones are tight, it is said."
    assert second.quotes[0].found


def test_headings_lead_ins_scraps_code_and_silence_claim_nothing() -> None:
    for text in (
        "# What it is about, at some length",
        "**What it is about**",
        "The paper names these three parts:",
        "论文的主要贡献如下：",
        "Yes.",
        "---",
        "```\nfor kettle in kettles: boil(kettle)\n```",
        "The paper does not state how many kettles were bought.",
        "论文没有提到购买了多少个水壶。",
    ):
        assert [paragraph.claims for paragraph in paragraphs(text)] == [False], text
    for text in (
        "The paper says that kettles whistle loudly.",
        "论文认为水壶会发出声音。",
        "- Kettles whistle when they boil\n- and not before",
    ):
        assert [paragraph.claims for paragraph in paragraphs(text)] == [True], text


def test_code_with_empty_lines_and_marks_stays_one_paragraph() -> None:
    code = "```python\nx = 1\n\n> no quote\n# no heading\n```"
    assert [(one.text, one.quotes) for one in paragraphs(f"{code}\n\nAfter it.")] == [(code, ()), ("After it.", ())]


def test_an_answer_of_quotes_alone_keeps_them() -> None:
    (only,) = paragraphs('> "Kettles whistle at 99.5 degrees."')
    assert (only.text, only.claims, only.quotes) == ("", False, (WHISTLE,))


def test_an_empty_answer_has_no_paragraphs() -> None:
    check = check_answer(" \n\n", PAPER)
    assert (check.paragraphs, check.verified, check.total) == ((), 0, 0)


@given(st.text(alphabet='> "“”a1.\n#`-*', max_size=200))
def test_no_markdown_breaks_it_and_none_of_the_prose_is_lost(markdown: str) -> None:
    check = check_answer(markdown, PAPER)
    assert Check.from_json(check.to_json()) == check
    prose = "".join("".join(line.split()) for line in markdown.splitlines() if ">" not in line)
    kept = "".join("".join(one.text.split()) for one in check.paragraphs)
    assert all(kept.count(letter) >= prose.count(letter) for letter in "a1")

"""A full text is cut to a budget by sections, and says what is left."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.fulltext import FullText, Section, cut, tokens
from crawler.fulltext.sections import Part

PARAGRAPH = "word " * 40
WHOLE = FullText(
    "html",
    (
        Section("Abstract", PARAGRAPH, Part.ABSTRACT),
        *(Section(f"{number} Part", f"{PARAGRAPH}\n\n{PARAGRAPH}") for number in range(1, 5)),
        Section("5 Conclusion", PARAGRAPH),
        Section("A Proofs", PARAGRAPH, Part.APPENDIX),
        Section("B Data", PARAGRAPH, Part.APPENDIX),
    ),
)


def test_what_fits_is_left_whole() -> None:
    left = cut(WHOLE, 10_000)
    assert (left.sections, left.whole, left.read) == (WHOLE.sections, True, "all 7 sections")


def test_appendices_go_first_the_last_one_foremost() -> None:
    all_but_one = sum(tokens(section.text) + 10 for section in WHOLE.sections[:-1])
    left = cut(WHOLE, all_but_one)
    assert [section.title for section in left.sections][-1] == "A Proofs"
    assert (left.whole, left.read) == (False, "sections 1–6 of 7")


def test_then_the_middle_goes_and_the_conclusion_stays() -> None:
    left = cut(WHOLE, 400)
    assert [section.title for section in left.sections] == ["Abstract", "1 Part", "2 Part", "5 Conclusion"]
    assert left.read == "sections 1–2 and 5 of 7"


def test_a_section_is_not_cut_in_its_middle_while_more_than_half_of_the_budget_is_used() -> None:
    texts = {section.text for section in WHOLE.sections}
    assert {section.text for section in cut(WHOLE, 400).sections} <= texts


def test_a_section_that_alone_is_too_long_is_cut_after_a_paragraph_and_that_is_said() -> None:
    long = FullText("pdf", (Section("1 All", "\n\n".join([PARAGRAPH] * 100)), Section("2 Conclusion", PARAGRAPH)))
    left = cut(long, 500)
    assert left.read == "the beginning of 1 of 2"
    assert left.sections[0].text.split("\n\n")[-1] == PARAGRAPH
    after = FullText("pdf", (Section("1 Introduction", PARAGRAPH), Section("2 All", "\n\n".join([PARAGRAPH] * 100))))
    assert cut(after, 500).read == "section 1 and the beginning of 2 of 2"


def test_too_small_a_budget_leaves_the_abstract_or_nothing() -> None:
    assert cut(WHOLE, 80).read == "the abstract"
    assert (cut(WHOLE, 3).text, cut(WHOLE, 3).read) == ("", "nothing")


def test_the_text_has_a_heading_for_every_section() -> None:
    assert cut(FullText("html", (Section("1 Tea", "Hot."), Section("2 Milk", "Cold."))), 99).text == (
        "## 1 Tea\n\nHot.\n\n## 2 Milk\n\nCold."
    )


def test_tokens_are_estimated_on_the_safe_side() -> None:
    assert tokens("") == 0
    assert tokens("four") == 1
    assert tokens("A plain English sentence of ten words, and no more.") >= 11
    assert tokens("论文解决了什么问题") == 9
    assert tokens("3.14159") == 7


@given(st.integers(0, 2000), st.lists(st.text(max_size=200), max_size=6))
def test_the_budget_is_kept_whatever_the_text(budget: int, texts: list[str]) -> None:
    full_text = FullText("html", tuple(Section(str(place), text) for place, text in enumerate(texts)))
    assert tokens(cut(full_text, budget).text) <= budget

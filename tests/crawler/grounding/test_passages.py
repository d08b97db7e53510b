"""A quote is found where every word, number, negation and sign of it is the paper's, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fulltext import Section
from crawler.grounding import Passages

PAPER = Passages(
    [
        Section("Title", "On the boiling of kettles"),
        Section(
            "1 Introduction",
            "We show $O(n^{2})$ bounds (Li et al., 2016) on kettles of pre-trained size. The whistle does not improve "
            "the taste by 3.5% on 33,511 cups [12], where $\\alpha \\leq 0.05$ and $p<0.01$ hold for all of them.\n\n"
            "“Unsupervised” kettles use 42% of 12k joules; we measure −5 degrees and 7 m$^{-2}$, as given in (3). "
            "A non-linear kettle isn't atypical, and its coefﬁcient is not large, see Poincaré.",
        ),
        Section("2 Results", "The stove, after Lema\u02c6\u0131tre\u00b9 [3], is at 10\u207b\u00b2\u00b2 eV. "
            "It has $d\\times d$ plates and 1.5 litres, with 48 plates in all and 16 32 plates in rows of −7 degrees or 3–6 joules."),
    ]
)  # fmt: skip


def exactness(quote: str) -> bool | None:
    """Whether a quote is found exactly; None where it is not found."""
    place = PAPER.find(quote)
    return None if place is None else place.exact


@pytest.mark.parametrize(
    "quote",
    [
        "The whistle does not improve the taste by 3.5% on 33,511 cups [12]",
        "the  whistle\ndoes not\u00a0improve the taste",
        "The whis-\ntle does not im\u00adprove the taste",
        "The whistle doesn't improve the taste",
        "We show O(n²) bounds (Li et al., 2016) on kettles of pretrained size",
        "We show $O(n^2)$ bounds (Li et al., 2016) on kettles of pre‑trained size.",
        "where α ≤ 0.05 and p < 0.01 hold",
        r"where \(\alpha \le 0.05\) and \(p &lt; 0.01\) hold",
        '"Unsupervised" kettles use 42 % of 12k joules;',
        "**Unsupervised** kettles use 42 percent of 12k joules",
        "by 3.5% on 33511 cups [12]",
        "we measure -5 degrees and 7 m⁻²",
        "A non-linear kettle is not atypical, and its coefficient",
        "its coeﬃcient is not large, see Poincare",
        "It has d × d plates and 1.5 litres",
        "6 joules",
    ],
)
def test_another_way_of_writing_the_same_is_found_exactly(quote: str) -> None:
    assert exactness(quote.replace("by 3.5% on 33511", "the taste by 3.5% on 33511")) is True


@pytest.mark.parametrize(
    "quote",
    [
        "The whistle improves the taste by 3.5%",
        "The whistle does improve the taste by 3.5%",
        "The whistle does not ever improve the taste",
        "improve the taste by 3.5% on 33,511 cups",
        "the taste by 3.6% on 33,511 cups",
        "the taste by 35% on 33,511 cups",
        "the taste by 3.5 on 33,511 cups",
        "the taste by 3.5% on 33,51 cups",
        "the taste by 3.5% on 33",
        "the taste by 3.5% on 33,511 cups [13]",
        "bounds (Li et al., 2017) on kettles",
        "where α ≥ 0.05 and p < 0.01",
        "and p > 0.01 hold for all",
        "supervised kettles use 42% of 12k joules",
        "we measure 5 degrees and 7",
        "5 degrees and 7 m⁻²",
        "we measure −5 degrees and 7 m²",
        "A linear kettle isn't atypical",
        "linear kettle isn't atypical",
        "A non-linear kettle isn't a typical",
        "its coefficient is",
        "hold for some of them",
        "on kettles of size pre-trained",
        "The stove is at 10⁻²³ eV",
        "It has d × d plates and 15 litres",
        "with 4 8 plates",
        "with 1632 plates in rows",
        "rows of 7 degrees",
        "the",
        "",
        "…",
    ],
)
def test_a_changed_word_number_negation_or_sign_is_not_found(quote: str) -> None:
    assert PAPER.find(quote) is None


@pytest.mark.parametrize(
    "quote",
    [
        "We show $O(n^{2})$ bounds on kettles",
        "the taste by 3.5% on 33,511 cups, where",
        "The stove, after Lemaître, is at 10⁻²² eV",
        "The stove, after Lemaître¹, is at 10^{-22} eV",
        "we measure −5 degrees … A non-linear kettle",
        "We show O(n²) bounds [...] hold for all of them.",
    ],
)
def test_citations_left_out_and_pieces_in_order_are_found_but_not_exactly(quote: str) -> None:
    assert exactness(quote) is False


@pytest.mark.parametrize(
    "quote",
    [
        "A non-linear kettle … we measure −5 degrees",
        "The whistle does … improve the taste by 3.5%",
        "We show O(n²) bounds … The stove, after",
        "We show O(n²) bounds … invented words … hold for all",
    ],
    ids=["order", "negation left out", "two sections", "invented"],
)
def test_pieces_must_stand_in_order_in_one_section_and_leave_out_no_negation(quote: str) -> None:
    assert PAPER.find(quote) is None


def test_a_quote_is_located_by_its_section() -> None:
    places = [PAPER.find(quote) for quote in ("boiling of kettles", "We show O(n²) bounds", "It has d × d plates")]
    assert [place.section if place else None for place in places] == ["Title", "1 Introduction", "2 Results"]


def test_a_later_place_is_taken_where_an_earlier_one_only_looks_like_it() -> None:
    paper = Passages([Section("1", "The loss is x > 0 at first."), Section("2", "The loss is x < 0 at first.")])
    place = paper.find("The loss is x < 0 at first")
    assert place is not None
    assert place.section == "2"


def test_chinese_is_found_without_regard_to_its_marks() -> None:
    paper = Passages([Section("1 引言", "我们提出了一种新的方法，其准确率达到42%。")])
    assert paper.find("我们提出了一种新的方法,其准确率达到 42%") is not None
    assert paper.find("一种新的方法") is not None
    assert paper.find("我们提出了一种旧的方法") is None


def test_a_paper_without_text_holds_no_quote() -> None:
    assert Passages([]).find("We show bounds on kettles") is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_it_and_what_is_found_is_the_papers(text: str, quote: str) -> None:
    paper = Passages([Section("1", text), Section("2", "Kettles boil.")])
    paper.find(quote)
    assert paper.find("Kettles boil") is not None


@pytest.mark.parametrize(
    "unit", [" ", "(", "1", "1,", ".", '"', "$^{-", "(a, ", "[1,", "a¹", "not ", "百分之", "…", "\\", "twenty-"]
)
def test_a_hostile_text_or_quote_is_dealt_with(unit: str) -> None:
    long = unit * 50_000
    assert Passages([Section("1", long)]).find("words that are not there") is None
    assert PAPER.find(long) is None

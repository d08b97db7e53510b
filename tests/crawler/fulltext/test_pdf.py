"""A paper's PDF becomes sections of text, and a hostile one an error."""

import os
import zlib
from pathlib import Path

import pytest

from crawler.errors import ParseError
from crawler.fulltext import FullText, read_pdf
from crawler.fulltext.sections import Part
from tests.standin.pdf import Placed, assembled, with_table

LEFT, RIGHT = 54.0, 310.0  # where the columns begin


def column(x: float, top: float, *lines: str | Placed) -> list[Placed]:
    """Lines below each other. One written as Placed keeps its size and weight."""
    return [
        Placed(line.text, x, top - 12 * place, line.size, line.bold)
        if isinstance(line, Placed)
        else Placed(line, x, top - 12 * place)
        for place, line in enumerate(lines)
    ]


def heading(text: str) -> Placed:
    return Placed(text, 0, 0, size=12, bold=True)


def small(text: str) -> Placed:
    return Placed(text, 0, 0, size=8)


TWO_COLUMNS = assembled(
    [
        [
            Placed("On kettles", 250, 790, size=17, bold=True),
            Placed("Jane Doe, Institute of Tea", 230, 770),
            *column(
                LEFT, 700,
                heading("Abstract"),
                "We boil water in three kettles and find that",
                "all of them whistle at a tempera-",
                "ture of 99.5 degrees.",
                heading("1 Introduction"),
                "A kettle is a vessel that is heated until the",
                "water in it boils. Older kettles did not whis-",
                "tle, which was a danger to those who slept",
                "beside them, and this is why the whistle was",
            ),
            *column(LEFT, 150, small("1 All kettles were bought by the authors.")),
            *column(
                RIGHT, 700,
                "invented in the north of the country.",
                heading("2 Experiments"),
                heading("and results"),
                "Every kettle was filled with 1.5 litres of wa-",
                "ter and heated on the same stove. We used a GPT-",
                "4 thermometer.",
            ),
            Placed("1", 297, 40),
            Placed("arXiv:2611.01234v2  [cs.CL]  20 Nov 2026", 30, 300, size=20, upwards=True),
        ],
        [
            Placed("Doe, On kettles", 54, 800, size=9),
            *column(
                LEFT, 700,
                Placed("Figure 1: A kettle.", 0, 0),
                "",
                "The results stand in the table.",
                heading("3 Conclusion"),
                "Kettles whistle. More of them will have to be tried",
                "before it is certain.",
                heading("Acknowledgements"),
                "We thank the stove.",
                heading("References"),
                "[1] A. Nobody. On stoves. 2020.",
                heading("A Further kettles"),
                "There were two more that leaked.",
            ),
            Placed("2", 297, 40),
        ],
        [Placed("Doe, On kettles", 54, 800, size=9), *column(LEFT, 700, "They were thrown away."), Placed("3", 297, 40)],
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def kettles() -> FullText:
    return read_pdf(TWO_COLUMNS)


def text(full_text: FullText, title: str) -> str:
    return next(section.text for section in full_text.sections if section.title == title)


def test_headings_make_sections_and_references_and_thanks_are_left_out(kettles: FullText) -> None:
    assert [(section.title, section.part) for section in kettles.sections] == [
        ("Abstract", Part.ABSTRACT),
        ("1 Introduction", Part.SECTION),
        ("2 Experiments and results", Part.SECTION),
        ("3 Conclusion", Part.SECTION),
        ("A Further kettles", Part.APPENDIX),
    ]


def test_broken_words_are_joined_and_compounds_keep_their_hyphen(kettles: FullText) -> None:
    assert text(kettles, "Abstract").endswith("whistle at a temperature of 99.5 degrees.")
    assert "litres of water and heated" in text(kettles, "2 Experiments and results")
    assert "a GPT-4 thermometer" in text(kettles, "2 Experiments and results")


def test_a_sentence_goes_on_in_the_next_column_before_the_footnote_that_stood_between(kettles: FullText) -> None:
    first, *rest = text(kettles, "1 Introduction").split("\n\n")
    assert first.endswith("this is why the whistle was invented in the north of the country.")
    assert rest == ["1 All kettles were bought by the authors."]


def test_running_heads_page_numbers_and_the_stamp_are_dropped(kettles: FullText) -> None:
    whole = "\n".join(section.text for section in kettles.sections)
    assert "Doe" not in whole
    assert "arXiv" not in whole
    assert not {"1", "2", "3"} & set(whole.splitlines())


def test_an_appendix_goes_on_over_pages(kettles: FullText) -> None:
    assert text(kettles, "A Further kettles").split("\n\n") == [
        "There were two more that leaked.",
        "They were thrown away.",
    ]


FILLER = ["Water boils in a kettle that stands on a stove, and then it whistles."] * 6


def titles(*pages: list[str | Placed]) -> list[str]:
    """The titles of the sections of a paper in one column."""
    placed = [column(LEFT, 700, *(part for line in page for part in (line, *FILLER))) for page in pages]
    return [section.title for section in read_pdf(assembled(placed)).sections]


def test_headings_may_have_roman_numbers_or_none() -> None:
    capitals = [Placed("I. INTRODUCTION", 0, 0, size=9), Placed("II. BOILING", 0, 0, size=9)]
    assert titles(["Abstract. Short.", *capitals]) == ["Abstract", "I. INTRODUCTION", "II. BOILING"]
    unnumbered = [heading("Abstract"), heading("Introduction")], [heading("Boiling"), heading("Conclusion")]
    assert titles(*unnumbered) == ["Abstract", "Introduction", "Boiling", "Conclusion"]


def test_a_paper_without_headings_is_one_text() -> None:
    assert titles(["A letter on kettles."]) == ["First page"]


def test_raised_numbers_stay_raised() -> None:
    lines = [Placed(f"Line {number} of the text, which is long enough.", 54, 600 - 12 * number) for number in range(8)]
    mass = [Placed("a mass of 10", 54, 700), Placed("-22", 111, 704, size=7), Placed("eV", 124, 700)]
    (section,) = read_pdf(assembled([[*mass, *lines]])).sections
    assert section.text.startswith("a mass of 10⁻²² eV")


def bomb() -> bytes:
    """A page whose content unpacks to a gigabyte."""
    packing, megabyte = zlib.compressobj(), b"BT 50 700 Td (hello) Tj ET\n".ljust(32) * 2**15
    packed = b"".join([*(packing.compress(megabyte) for _ in range(1024)), packing.flush()]).decode("latin-1")
    return with_table(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed}\nendstream",
        ]
    )


LOCKED = with_table(
    [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
        f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >>",
    ]
).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>]")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html><body>Not found</body></html>",
        b"%PDF-1.7\n" + b"(" * 1_000_000,
        TWO_COLUMNS[:2000],
        assembled([[]]),
        with_table(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>"]),
        LOCKED,
        bomb(),
    ],
    ids=["empty", "a page", "one line", "cut", "no text", "pages in a circle", "encrypted", "bomb"],
)
def test_a_hostile_or_broken_file_is_refused_in_a_sentence(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"\.$"):
        read_pdf(body)


def shared_pdfs() -> Path:
    folder = Path(os.environ.get("PAPERSTAND_SHARED") or Path(__file__).parents[4] / "shared") / "data" / "fulltext"
    if not folder.is_dir():
        pytest.skip("no folder of real papers here (PAPERSTAND_SHARED)")
    return folder


def test_a_real_paper_in_two_columns_is_read_in_order() -> None:
    paper = read_pdf((shared_pdfs() / "paperqa_pasa.pdf").read_bytes())
    titles = [section.title for section in paper.sections]
    assert titles[:7] == [
        "Abstract", "1 Introduction", "2 Related Work", "3 Datasets", "4 Methodology", "5 Experiments", "6 Conclusion"
    ]  # fmt: skip
    assert [title[0] for title in titles[7:]] == ["A", "B", "C", "D", "E"]
    introduction = text(paper, "1 Introduction")
    assert "While widely used academic search systems like Google Scholar are effective" in introduction
    assert "PaSa-7b achieves a 34.05% improvement in Recall@20" in introduction


def test_a_real_paper_in_one_column_keeps_its_appendix_and_loses_its_running_heads() -> None:
    paper = read_pdf((shared_pdfs() / "arxiv_0807.3577.pdf").read_bytes())
    assert [section.title[:12] for section in paper.sections[1:]] == [
        "1. Introduct", "2. The Buche", "3. The Lemaˆ", "4. The appar", "5. Connectio", "6. Conclusio", "Appendix. Mo"
    ]  # fmt: skip
    assert "Apparent and average accelerations of the Universe" not in "".join(one.text for one in paper.sections)
    assert "cosmological model of the Universe" in text(paper, "1. Introduction")

"""RIS: a line a fact, whatever the fact holds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Author
from tests.webapp.paper_files.cards import entry
from webapp.paper_files import FileEntry
from webapp.paper_files.ris import family_first, ris


def test_a_record_has_type_title_authors_family_first_and_its_end() -> None:
    assert ris([entry()]).split("\r\n") == [
        "TY  - UNPB",
        "TI  - On lazy leaves",
        "AU  - Invented, Ada",
        "AU  - Ünal, Zoë",
        "PY  - 2026",
        "DA  - 2026/11/18",
        "AB  - Leaves wait until they are asked for.",
        "KW  - cs.CL",
        "KW  - cs.LG",
        "AN  - arXiv:2611.00001",
        "DB  - arXiv",
        "UR  - https://arxiv.org/abs/2611.00001",
        "L1  - https://arxiv.org/pdf/2611.00001",
        "ER  - ",
        "",
    ]


def test_a_published_paper_is_an_article_with_journal_and_doi() -> None:
    lines = ris([entry(journal_ref="J. Inv. 1*2", doi="10.1000/182 10.1000/183", comment="9 pages")]).split("\r\n")
    assert {"TY  - JOUR", "JO  - J. Inv. 12", "DO  - 10.1000/182", "N1  - 9 pages"} <= set(lines)


def test_a_paper_that_is_not_held_is_there_by_its_number() -> None:
    lines = ris([FileEntry(id="hep-th/9901001", version=2)]).split("\r\n")
    assert {"TI  - arXiv:hep-th/9901001", "PY  - 1999", "UR  - https://arxiv.org/abs/hep-th/9901001v2"} <= set(lines)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Aaron van den Oord", "van den Oord, Aaron"),
        ("José de la Cruz", "de la Cruz, José"),
        ("Van Nguyen", "Nguyen, Van"),
        ("John Smith Jr.", "Smith, John, Jr."),
        ("ATLAS Collaboration", "ATLAS Collaboration"),
        ("王小明", "王小明"),
        ("Plato", "Plato"),
        ("Bao* Nguyen", "Nguyen, Bao"),
    ],
)
def test_names_are_turned_round_as_far_as_they_can_be(name: str, written: str) -> None:
    assert family_first(name) == written


@given(st.text(alphabet=st.sampled_from("\r\n\x0b\x85\u2028 -TYER*aé关اب"), max_size=40))
def test_no_text_begins_a_line_of_its_own(text: str) -> None:
    written = ris([entry(title=text, abstract=text, comment=text, journal_ref=text, doi=text, authors=(Author(text),))])
    lines = written.splitlines()
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert [line[:2] for line in lines].count("ER") == 1

"""BibTeX: entries that programs read whatever a title holds, under keys that stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Author
from tests.webapp.paper_files.cards import entry
from webapp.paper_files import FileEntry
from webapp.paper_files.bibtex import bibtex


def fields(text: str) -> dict[str, str]:
    """The fields of one entry, read as BibTeX reads them: to the brace that closes, backslash or not."""
    found = {}
    for match in re.finditer(r"^  (\w+) = \{", text, re.MULTILINE):
        depth, at = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        found[match[1]] = text[match.end() : at - 1]
    return found


def test_an_entry_has_the_fields_of_arxivs_own_export() -> None:
    assert bibtex([entry()]) == (
        "@misc{arxiv_2611_00001,\n"
        "  title = {{On lazy leaves}},\n"
        "  author = {Ada Invented and Zoë Ünal},\n"
        "  year = {2026},\n"
        "  eprint = {2611.00001},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/2611.00001}\n"
        "}\n"
    )


def test_a_published_paper_says_where_and_a_withdrawn_one_that_it_is() -> None:
    published = fields(bibtex([entry(journal_ref="J. Inv. & App. 1 (2026) 1_2", doi="10.1000/1_8{2} 10.1000/183")]))
    assert published["doi"] == "10.1000/1_8%7B2%7D"
    assert published["note"] == r"J. Inv. \& App. 1 (2026) 1\_2"
    assert fields(bibtex([entry(withdrawn=True)]))["note"] == "Withdrawn"


def test_a_version_that_was_named_is_cited_and_the_key_is_the_papers_all_the_same() -> None:
    text = bibtex([entry("hep-th/9901001", 3)])
    assert text.startswith("@misc{arxiv_hep_th_9901001,")
    assert fields(text)["eprint"] == "hep-th/9901001v3"
    assert fields(text)["url"] == "https://arxiv.org/abs/hep-th/9901001v3"


def test_a_paper_that_is_not_held_is_there_by_its_number() -> None:
    text = fields(bibtex([FileEntry(id="2402.12354")]))
    assert (text["title"], text["eprint"], text["year"]) == ("arXiv:2402.12354", "2402.12354", "2024")


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("50% of R&D_x #1", r"50\% of R\&D\_x \#1"),
        (r"a \ b ~ c ^ d", r"a \textbackslash{} b \textasciitilde{} c \textasciicircum{} d"),
        ("a } b", r"a \textbraceright{} b"),
        ("costs $5", r"costs \$5"),
        (r"On $\mathcal{O}(n \log n)$ steps", r"On $\mathcal{O}(n \log n)$ steps"),
        (r"$\input{/etc/passwd}$", r"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}"),
        ("two\nlines\u2028and\x00a zero", "two lines and a zero"),
        ("مقدمة في الأوراق", "مقدمة في الأوراق"),
        ("关于树叶的研究", "关于树叶的研究"),
    ],
)
def test_a_title_prints_as_it_is_and_only_harmless_formulas_stay_tex(title: str, printed: str) -> None:
    assert fields(bibtex([entry(title=title)]))["title"] == f"{{{printed}}}"


@pytest.mark.parametrize(
    "formula", [r"$x^{2$", "$a^^5c$", "$x%y$", r"$\def\x{1}$", r"$\begin{matrix}1\end{matrix}$", "$#1$"]
)
def test_a_formula_that_could_do_harm_becomes_text(formula: str) -> None:
    title = fields(bibtex([entry(title=f"On {formula}")]))["title"]
    assert not re.search(r"(?<!\\)[$%#]|\^\^|\\(?:def|begin)", title)


@pytest.mark.parametrize("name", ["ATLAS Collaboration", "The CMS and LHCb Teams", "Smith, Jr., John", "Cat and Dog"])
def test_a_name_that_would_be_read_as_two_stands_in_braces(name: str) -> None:
    assert (
        fields(bibtex([entry(authors=(Author(name), Author("Ada Invented")))]))["author"]
        == f"{{{name}}} and Ada Invented"
    )


def test_a_thousand_authors_are_all_there() -> None:
    authors = tuple(Author(f"Author Number{number}") for number in range(1000))
    assert fields(bibtex([entry(authors=authors)]))["author"].count(" and ") == 999


def test_keys_tell_papers_apart() -> None:
    ids = ["2611.00001", "2611.00010", "0704.0001", "hep-th/9901001", "hep-ph/9901001", "math/9901001"]
    keys = re.findall(r"@misc\{([^,]+),", bibtex([entry(arxiv_id) for arxiv_id in ids]))
    assert len(set(keys)) == len(ids)


@given(st.text(alphabet=st.sampled_from('\\{}$%#&_^~"@,=\n aé关ابx'), max_size=40))
def test_no_text_leaves_its_field(text: str) -> None:
    written = bibtex([entry(title=text, journal_ref=text, doi=text, authors=(Author(text),))])
    read = fields(written)
    assert {"title", "year", "eprint", "archivePrefix", "primaryClass", "url"} <= read.keys()
    rest = [value for name, value in read.items() if name not in ("url", "doi")]
    assert not re.search(r"(?<!\\)%", "".join(rest))
    assert written.endswith("\n}\n")

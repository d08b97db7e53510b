import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import taxonomy
from crawler.errors import IdentifierError
from crawler.identifiers import Identifier, month_of, order_key, parse_identifier


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2402.12354", Identifier("2402.12354")),
        ("2402.12354v2", Identifier("2402.12354", 2)),
        (" 2402.12354v12 \n", Identifier("2402.12354", 12)),
        ("arXiv:2402.12354", Identifier("2402.12354")),
        ("ARXIV: 2402.12354v1", Identifier("2402.12354", 1)),
        ("oai:arXiv.org:2402.12354", Identifier("2402.12354")),
        ("oai:arXiv.org:hep-th/9901001v3", Identifier("hep-th/9901001", 3)),
        ("0704.0001", Identifier("0704.0001")),
        ("0808.05394", Identifier("0808.5394")),
        ("1501.0001", Identifier("1501.00001")),
        ("hep-th/9901001", Identifier("hep-th/9901001")),
        ("HEP-TH/9901001v2", Identifier("hep-th/9901001", 2)),
        ("math.GT/0309136", Identifier("math/0309136")),
        ("math/0309136", Identifier("math/0309136")),
        ("cmp-lg/9404001", Identifier("cmp-lg/9404001")),
        ("https://arxiv.org/abs/2402.12354v2", Identifier("2402.12354", 2)),
        ("http://arxiv.org/abs/hep-th/9901001v1", Identifier("hep-th/9901001", 1)),
        ("arxiv.org/pdf/2402.12354v2.pdf", Identifier("2402.12354", 2)),
        ("https://www.arxiv.org/pdf/2402.12354/?download=1#page=2", Identifier("2402.12354")),
        ("https://export.arxiv.org/html/2402.12354v1", Identifier("2402.12354", 1)),
        ("https://ar5iv.labs.arxiv.org/html/2402.12354", Identifier("2402.12354")),
        ("https://papers.cool/arxiv/2402.12354", Identifier("2402.12354")),
        ("https://doi.org/10.48550/arXiv.2402.12354", Identifier("2402.12354")),
        ("doi:10.48550/arxiv.hep-th/9901001", Identifier("hep-th/9901001")),
    ],
)
def test_every_way_of_writing_an_identifier_gives_the_canonical_one(text, expected):
    assert parse_identifier(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "2402",
        "2402.123",
        "2402.123456",
        "2402.12354v",
        "2402.12354v0",
        "2402.12354 v1",
        "0703.0001",
        "0000.0000",
        "2413.00001",
        "2400.00001",
        "2402.00000",
        "1412.12345",
        "hep-th/0704001",
        "hep-th/9106001",
        "hep-th/9913001",
        "hep-th/9901000",
        "nope/9901001",
        "hep-th/99010011",
        "٢٤٠٢.١٢٣٥٤",
        "2402.12354\x00",
        "https://example.org/abs/2402.12354",
        "2402.12354,2402.12355",
    ],
)
def test_what_cannot_be_an_identifier_is_refused_by_name(text):
    with pytest.raises(IdentifierError, match="arXiv identifier"):
        parse_identifier(text)


@st.composite
def canonical_ids(draw: st.DrawFn) -> tuple[str, int, int, int]:
    """A canonical id of either scheme with its year, month and number."""
    if draw(st.booleans()):
        year, month = draw(st.tuples(st.integers(2007, 2090), st.integers(1, 12)).filter(lambda one: one >= (2007, 4)))
        digits = 5 if year >= 2015 else 4
        number = draw(st.integers(1, 10**digits - 1))
        return f"{year % 100:02}{month:02}.{number:0{digits}}", year, month, number
    allowed = st.tuples(st.integers(1991, 2007), st.integers(1, 12)).filter(lambda one: (1991, 7) <= one < (2007, 4))
    year, month = draw(allowed)
    number = draw(st.integers(1, 999))
    archive = draw(st.sampled_from(sorted(taxonomy.ARCHIVES)))
    return f"{archive}/{year % 100:02}{month:02}{number:03}", year, month, number


@given(canonical_ids(), st.none() | st.integers(1, 999))
def test_a_canonical_id_is_read_as_itself_in_every_form(made, version):
    written = str(Identifier(made[0], version))
    for text in (written, f"arXiv:{written}", f"https://arxiv.org/abs/{written}", f"oai:arXiv.org:{written}"):
        assert parse_identifier(text) == Identifier(made[0], version)


@given(canonical_ids(), canonical_ids())
def test_the_order_is_by_year_month_and_number_across_both_schemes(one, other):
    assert (order_key(one[0]) < order_key(other[0])) == (one[1:] < other[1:])
    assert month_of(one[0]) == one[1:3]


@given(st.text(max_size=40))
def test_any_text_is_an_identifier_or_refused(text):
    try:
        found = parse_identifier(text)
    except IdentifierError:
        return
    assert parse_identifier(str(found)) == found

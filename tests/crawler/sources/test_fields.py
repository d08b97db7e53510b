from datetime import UTC, datetime

import pytest

from crawler.errors import ParseError
from crawler.sources.fields import first_doi, iso_moment, mail_moment, optional, required


def test_dates_of_both_forms_become_utc():
    moment = datetime(2026, 11, 9, 15, tzinfo=UTC)
    assert mail_moment("Mon, 09 Nov 2026 15:00:00 GMT") == mail_moment("Mon, 9 Nov 2026 10:00:00 -0500") == moment
    assert iso_moment("2026-11-09T15:00:00Z") == iso_moment("2026-11-09T10:00:00-05:00") == moment
    assert mail_moment("Mon, 9 Nov 2026 10:00:00 -0500").tzinfo is UTC


@pytest.mark.parametrize("text", ["", "today", "Mon, 39 Nov 2026 15:00:00 GMT", "Mon, 09 Nov 2026 15:00:00 -0000"])
def test_a_mail_date_that_is_none_is_refused(text):
    with pytest.raises(ParseError):
        mail_moment(text)


@pytest.mark.parametrize("text", ["", "today", "2026-11-09T15:00:00", "0001-01-01T00:00:00+09:00"])
def test_an_iso_date_that_is_none_is_refused(text):
    with pytest.raises(ParseError):
        iso_moment(text)


def test_text_is_collapsed_and_in_unicode():
    assert optional("  Erd\\H{o}s\n  number ") == required("Erdős number", "title") == "Erdős number"
    assert optional(None) is optional("  \n") is None
    with pytest.raises(ParseError, match="no title"):
        required("\n", "title")


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/xyz", "10.1000/xyz"),
        (" 10.1000/xyz 10.1000/erratum\n", "10.1000/xyz"),
        ("https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("doi:10.1000/xyz", "10.1000/xyz"),
        ("doi:", None),
        ("", None),
        (None, None),
    ],
)
def test_the_first_doi_is_taken_bare(text, doi):
    assert first_doi(text) == doi

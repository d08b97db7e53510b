import pytest

from crawler.errors import ParseError
from crawler.sources import xml
from crawler.sources.xml import parse_xml, text_of

BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss>&j;</rss>"
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"Rate exceeded.", "begins “Rate exceeded.”"),
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "an HTML page"),
        (b"\n<!-- proxy --><HTML><body>Sorry</body></HTML>", "an HTML page"),
        (b"<rss><channel></channel>", "cut short"),
        (b"<rss>&eacute;</rss>", "damaged"),
        (b"<rss>\xff\xfe</rss>", "damaged"),
        (b"<a>" * 5000 + b"</a>" * 5000, "damaged"),
        (BILLION_LAUGHS, "damaged"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "document type"),
    ],
)
def test_a_body_that_is_no_whole_plain_document_is_refused_with_a_reason(body, reason):
    with pytest.raises(ParseError, match=reason) as error:
        parse_xml(body, "The feed")
    assert str(error.value).startswith("The feed ")


def test_a_body_larger_than_any_answer_is_refused_unread(monkeypatch):
    monkeypatch.setattr(xml, "MAX_BYTES", 10)
    with pytest.raises(ParseError, match="MB"):
        parse_xml(b"<a>1234567890</a>", "The feed")


def test_white_space_around_the_document_is_tolerated():
    assert parse_xml(b"\n <?xml version='1.0'?><a/>\n", "The feed").tag == "a"


def test_the_text_of_an_element_comes_once_unescaped():
    root = parse_xml(b"<a><b>x &lt; y &amp;amp; <!-- no -->z<![CDATA[ <script>]]></b></a>", "The feed")
    assert text_of(root, "b") == "x < y &amp; z <script>"
    assert text_of(root, "c") == ""

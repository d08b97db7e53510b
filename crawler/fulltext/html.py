"""arXiv's HTML of a paper, as LaTeXML makes it → sections of text."""

from crawler.fulltext.sections import FullText


def read_html(body: bytes) -> FullText:
    """The sections of a page of arXiv's `/html/ID`. Raises ParseError."""
    raise NotImplementedError

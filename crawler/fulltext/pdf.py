"""A paper's PDF → sections of text."""

from crawler.fulltext.sections import FullText


def read_pdf(body: bytes) -> FullText:
    """The sections of a PDF. Raises ParseError."""
    raise NotImplementedError

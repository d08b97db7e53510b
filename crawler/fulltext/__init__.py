"""A paper's full text: arXiv's HTML or PDF → sections of text, and cutting them to what a model can read.

Pure: bytes in, records out. A PDF is read in a child process, since its reader is a C library that hostile files can crash.

    read_html(body) -> FullText           raises ParseError
    read_pdf(body) -> FullText            raises ParseError
    cut(full_text, budget_tokens) -> Cut  what fits, and in words what it is
    tokens(text) -> int                   a cautious estimate
"""

from crawler.fulltext.cutting import Cut, cut, tokens
from crawler.fulltext.html import read_html
from crawler.fulltext.pdf import read_pdf
from crawler.fulltext.sections import FullText, Section

__all__ = ["Cut", "FullText", "Section", "cut", "read_html", "read_pdf", "tokens"]

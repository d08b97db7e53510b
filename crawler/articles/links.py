"""arXiv papers in a text, by every form of link that blogs use."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote

from crawler.errors import IdentifierError
from crawler.identifiers import parse_identifier

MOST_PAPERS = 200  # of one text: a post that names more is a list, and explains none of them

_ID = r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z-]{2,17})?/[0-9]{7})(?:v[0-9]{1,4})?"
_FORMS = re.compile(
    r"(?:(?<![\w-])arxiv\.org/(?:abs|pdf|html|src|e-print|format|ps)/|(?<![\w-])papers\.cool/arxiv/"
    r"|(?<![\w-])alphaxiv\.org/(?:abs|overview)/|(?<![\w-])huggingface\.co/papers/"
    r"|(?<![\w-])10\.48550/arxiv\.|(?<![\w-])arxiv:\s{0,3})"
    rf"(?P<ids>{_ID}(?:[,+]{_ID}){{0,99}})(?![\w/])",
    re.IGNORECASE | re.ASCII,
)


def arxiv_ids_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The canonical ids, without versions, of the papers that links and texts name, each once, in their order; at most 200.

    texts: addresses, HTML or plain text. Known are arxiv.org/abs, /pdf and /html, papers.cool/arxiv/ID, DOIs of arXiv and `arXiv:ID`.
    What has an identifier's form but cannot be one is passed over.
    """
    found: dict[str, None] = {}
    for text in texts:
        for match in _FORMS.finditer(unquote(unescape(text))):
            for written in re.split("[,+]", match["ids"]):
                try:
                    found[parse_identifier(written).id] = None
                except IdentifierError:
                    continue
            if len(found) >= MOST_PAPERS:
                return tuple(found)[:MOST_PAPERS]
    return tuple(found)


def article_key(written: str) -> str:
    """What tells one post of a blog from another, from its guid or address: web addresses without scheme and slash at the end."""
    match = re.fullmatch(r"https?://(.+?)/?", written, re.IGNORECASE | re.DOTALL)
    return match[1] if match else written

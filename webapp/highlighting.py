"""Marks what a search found in the HTML of titles, authors and abstracts, and leaves formulas and tags alone."""

import re
from html import escape, unescape

from markupsafe import Markup

from crawler.search import Query, highlights
from crawler.search.tree import Field

# A title, an author or an abstract on a card, by the tag it begins with.
_TEXT = re.compile(
    r'(?P<begins><(?P<element>a|p) [^>]*?(?:class="(?P<class>title-link|author)"|id="(?P<summary>summary)-)[^>]*>)'
    r"(?P<inside>.*?)(?P<ends></(?P=element)>)",
    re.DOTALL,
)
_FIELDS = {"title-link": Field.TITLE, "author": Field.AUTHORS, "summary": Field.ABSTRACT}
# What stays as it is: a formula, one that could not be set, and any single tag.
_UNTOUCHED = re.compile(r'(<math\b.*?</math>|<span class="tex">.*?</span>|<[^>]*>)', re.DOTALL)


def marked(html: Markup, query: Query | None) -> Markup:
    """A part of a card with `<mark>` around what the query looked for there; as it was, without a query."""
    if query is None or query.tree is None:
        return html

    def mark(text: re.Match[str]) -> str:
        field = _FIELDS[text["class"] or text["summary"]]
        # Every other piece is text: between two of them stands what the pattern captured.
        pieces = _UNTOUCHED.split(text["inside"])
        pieces[::2] = [_marked_text(piece, query, field) for piece in pieces[::2]]
        return f"{text['begins']}{''.join(pieces)}{text['ends']}"

    return Markup(_TEXT.sub(mark, html))  # noqa: S704 (what a template wrote, and marks around escaped text)


def _marked_text(html: str, query: Query, field: Field) -> str:
    """Text between two tags, with marks."""
    text = unescape(html)
    parts, done = [], 0
    for start, end in highlights(query, text, field):
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return "".join([*parts, escape(text[done:])]) if parts else html

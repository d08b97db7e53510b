"""A line of authors, as a paper carries it, → one Author each.

arXiv's rules for the line: https://info.arxiv.org/help/prep.html#author. Names are separated by commas or "and",
affiliations follow in parentheses, numbered ones are spelled out at the end: `A. One (1), B. Two (2) ((1) MIT, (2) ETH)`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from crawler.records import Author
from crawler.tex import to_unicode

# Most lines hold nothing but names and commas; they are told apart first, because an import reads them by the million.
_PLAIN = re.compile(r"\w[\w .,'’-]*")
_UNUSUAL = re.compile(r" (?: |and |for |on behalf |et al|$)|,(?! \w)|, (?:[JS]r|II|IV|et)\b")

_WORD = re.compile(r"\w")
_PARENTHESIS = re.compile("[()]")
# Stand in for what was in parentheses while the line is cut. Noncharacters: to_unicode lets none through.
_GROUP, _UNCLOSED = "\ufdd1", "\ufdd2"

_BODY = r"(?:Collaboration|Group|Team|Consortium)"
_BOUNDARY = re.compile(
    # Names of collaborations begin a new author and keep the commas and "and"s they contain.
    rf"(?P<collaboration>\b(?:for|on behalf of) the [^,;:{_GROUP}{_UNCLOSED}]{{1,80}}? {_BODY}\b(?!s)"
    rf"|\b(?:for|on behalf of)(?: the)? [^;:{_GROUP}{_UNCLOSED}]{{1,160}}? {_BODY}s\b"
    rf"|(?:\bthe )?\b[^\s,;:]{{1,40}} and [^\s,;:]{{1,40}} {_BODY}s\b)"
    r"|[,;:]|(?:^|(?<=\s))(?:and|&)(?=\s)|\bet\.? al\b\.?",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(?:[JS]r\.?|II|III|IV)", re.IGNORECASE)
_LEGEND_ENTRY = re.compile(r"\((\w{1,3})\)([^()]*(?:\([^()]{4,}\)[^()]*)*)")
_NUMBERS = re.compile(r"\s*(?:,|;|&|\band\b)\s*")


def split_authors(text: str) -> tuple[Author, ...]:
    """The authors named in one line, in its order, TeX accents as Unicode.

    An author's affiliations are what each pair of parentheses after the name holds, whole, since institutes have commas in
    their addresses; only a row of single words (`MIT, ETH`) and numbers explained at the end of the line are taken apart.
    A collaboration is an author of its own ("for the STAR Collaboration"). Parentheses that do not match lose nobody.
    """
    if _PLAIN.fullmatch(text) and not _UNUSUAL.search(text) and unicodedata.is_normalized("NFC", text):
        return tuple([Author(name) for name in text.split(", ")])
    text = to_unicode(text)
    outside, groups = _lift_groups(text)
    legend = _legend(groups)
    remaining = iter(groups)
    authors: list[Author] = []
    for piece in _pieces(outside):
        for name, held in _names(piece, remaining):
            affiliations = tuple(part for group in held for part in _affiliations(group, legend))
            if authors and (not name or _SUFFIX.fullmatch(name)):
                before = authors.pop()
                authors.append(Author(f"{before.name} {name}".rstrip(), before.affiliations + affiliations))
            elif _WORD.search(name):
                authors.append(Author(name, affiliations))
    if not authors and _WORD.search(text):
        return (Author(text),)
    return tuple(authors)


def rejoin_authors(names: Sequence[str]) -> tuple[Author, ...]:
    """The authors of a list that was cut at every comma, affiliations included, or not cut everywhere.

    `["Jane Doe (MIT", "ETH)", "Anna Müller and Bo Li"]` → Jane Doe of MIT and ETH, Anna Müller, Bo Li.
    """
    return split_authors(", ".join(names))


def _lift_groups(text: str) -> tuple[str, list[str]]:
    """The text with a mark for each outermost pair of parentheses, and what those pairs hold; a lone `)` is dropped."""
    opened: list[int] = []
    closes: dict[int, int] = {}
    for found in _PARENTHESIS.finditer(text):
        if found[0] == "(":
            opened.append(found.start())
        elif opened:
            closes[opened.pop()] = found.start()
    outside: list[str] = []
    groups: list[str] = []
    position = 0
    for found in _PARENTHESIS.finditer(text):
        start = found.start()
        if start < position:
            continue
        outside.append(text[position:start])
        position = start + 1
        if start in closes:
            groups.append(text[start + 1 : closes[start]].strip())
            outside.append(_GROUP)
            position = closes[start] + 1
        elif found[0] == "(":
            outside.append(_UNCLOSED)
    outside.append(text[position:])
    return "".join(outside), groups


def _pieces(outside: str) -> Iterator[str]:
    """The line cut where one author ends and the next begins."""
    start = 0
    for boundary in _BOUNDARY.finditer(outside):
        yield outside[start : boundary.start()]
        start = boundary.start() if boundary["collaboration"] else boundary.end()
    yield outside[start:]


def _names(piece: str, groups: Iterator[str]) -> Iterator[tuple[str, list[str]]]:
    """Each name in a piece with the parentheses after it: two full names with only an affiliation between are two authors."""
    piece, _, unclosed = piece.partition(_UNCLOSED)
    first, *after = piece.split(_GROUP)
    name, held = first.strip(), []
    for text in after:
        group, text = next(groups), text.strip()
        if not text:
            held.append(group)
        elif _SUFFIX.fullmatch(text):
            name, held = f"{name} {text}", [*held, group]
        elif "(" not in name and (" " not in name or " " not in text):  # a first name's other form: John (Jack) Smith
            name = f"{name} ({group}) {text}".strip()
        else:
            yield name, [*held, group]
            name, held = text, []
    held.extend(next(groups) for _ in range(unclosed.count(_GROUP)))
    if rest := unclosed.replace(_GROUP, "").replace(_UNCLOSED, "").strip():
        held.append(rest)
    yield name, held


def _legend(groups: Sequence[str]) -> dict[str, str]:
    """What the numbers stand for, where the line ends with `((1) MIT, (2) ETH)`."""
    if not groups or not groups[-1].startswith("("):
        return {}
    return {number: name.strip(" ,;.") for number, name in _LEGEND_ENTRY.findall(groups[-1])}


def _affiliations(group: str, legend: dict[str, str]) -> tuple[str, ...]:
    """The affiliations one pair of parentheses names: none for the legend itself."""
    if legend:
        if group.startswith("("):
            return ()
        numbers = _NUMBERS.split(group)
        if all(number in legend for number in numbers):
            return tuple(legend[number] for number in numbers)
    parts = [part.strip() for part in group.split(",")]
    if len(parts) > 1 and not any(" " in part or not part for part in parts):
        return tuple(parts)
    return (group,) if group else ()

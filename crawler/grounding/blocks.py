"""An answer's Markdown → its paragraphs, each with the quotes given directly after it.

A paragraph is a run of lines between empty lines: running text, a heading, a list, a table, or a fenced block of code. The
lines that begin with ">" after it are its quotes, with or without an empty line between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_QUOTE_LINE = re.compile(r"[ \t]*>[ \t]?(?P<text>.*)")
_FENCE = re.compile(r"[ \t]{0,3}(?P<fence>`{3,}|~{3,})")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}(?:\s|$)|(?:\*\*|__)[^*_]{1,80}(?:\*\*|__)[:：]?\s*$|[-*_]{3,}\s*$")
_OPENING, _CLOSING = "\"“„«「『‘'", "\"”“»」』’'"
_NEXT_QUOTE = re.compile(r"(?<=[\"”」』])\s*[;,，；、]?\s*(?=[\"“「『])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CJK = re.compile(r"[\u3400-\u9fff]")
_FEWEST_WORDS, _FEWEST_CJK = 4, 6
_LONGEST_QUOTE = 4000  # characters
_ABSENCE = re.compile(
    r"(?i)\b(?:paper|text|authors?|abstract|passages?) (?:does|do|did) not (?:\w+ )?(?:say|state|mention|report|give|specify|discuss"
    r"|describe|provide|name|include)\w*"
    r"|\bnot (?:stated|mentioned|reported|given|specified|discussed|described) in the (?:paper|text|abstract)"
    r"|(?:论文|文中|摘要|作者|原文)[^。]{0,6}(?:没有|未曾|并未|未)[^。]{0,4}(?:提到|提及|说明|给出|报告|讨论|明确|描述|介绍)"
)


@dataclass(slots=True)
class Block:
    """A paragraph in Markdown and its quotes, without their marks. claims: it says something that wants a passage."""

    text: str
    claims: bool
    quotes: list[str] = field(default_factory=list)


def blocks_of(markdown: str) -> list[Block]:
    """The paragraphs of an answer in order. Quotes before any paragraph get an empty one of their own."""
    blocks: list[Block] = []
    for is_quote, text in _runs(markdown):
        if not is_quote:
            blocks.append(Block(text, _claims(text)))
            continue
        if not blocks:
            blocks.append(Block("", claims=False))
        blocks[-1].quotes += _quotes(text)
    return blocks


def _runs(markdown: str) -> Iterator[tuple[bool, str]]:
    """Runs of lines that belong together: (they are quotes, their text), without empty ones."""
    lines: list[str] = []
    quoting, fence = False, ""
    for line in [*markdown.splitlines(), ""]:
        quoted = None if fence else _QUOTE_LINE.fullmatch(line)
        opened = _FENCE.match(line)
        alone = not fence and _HEADING.match(line) is not None
        ends = not fence and (not line.strip() or (quoted is not None) != quoting or alone)
        if ends and any(map(str.strip, lines)):
            yield quoting, "\n".join(lines).strip("\n")
        if ends:
            lines, quoting = [], quoted is not None
        lines.append(quoted["text"] if quoted else line)
        if opened and not quoted:
            fence = "" if fence and line.strip().startswith(fence) else fence or opened["fence"]
        if alone and not quoted:
            yield False, line.strip()
            lines = []
    if any(map(str.strip, lines)):
        yield quoting, "\n".join(lines).strip("\n")


def _quotes(text: str) -> Iterator[str]:
    """The quotes of a run of quote lines. One that opens goes on over lines until it closes."""
    pending = ""
    for line in text.splitlines():
        pending = " ".join([pending, *line.split()]).strip()
        unclosed = pending[:1] in _OPENING and not any(mark in _CLOSING for mark in pending[1:])
        if unclosed and len(pending) < _LONGEST_QUOTE:
            continue
        yield from filter(None, map(_without_marks, _NEXT_QUOTE.split(pending)))
        pending = ""
    if last := _without_marks(pending):
        yield last


def _without_marks(quote: str) -> str:
    """What stands between the first mark and the last one; what follows them ("(Section 3)") is no part of it."""
    quote = quote.strip().strip("*").strip()
    if quote[:1] in _OPENING and quote[:1]:
        last = max(quote.rfind(mark) for mark in _CLOSING)
        quote = quote[1 : last if last > 0 else len(quote)]
    return quote.strip()


def _claims(text: str) -> bool:
    """Whether a paragraph says something about the paper: no heading, lead-in, scrap, code, or word that the paper is silent."""
    if (
        _HEADING.fullmatch(text)
        or _HEADING.match(text)
        or _FENCE.match(text)
        or text.rstrip(" *_").endswith((":", "："))
    ):
        return False
    if _ABSENCE.search(text):
        return False
    return len(_WORD.findall(text)) >= _FEWEST_WORDS or len(_CJK.findall(text)) >= _FEWEST_CJK

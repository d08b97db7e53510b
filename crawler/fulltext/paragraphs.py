"""Lines of a PDF → paragraphs: footnotes, captions and tables do not interrupt the sentence that they stand in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.fulltext.layout import Line

_CAPTION = re.compile(
    r"(?:Figure|Fig\.|FIG\.|FIGURE|Table|TABLE|Algorithm|Listing)\s*(?:\d+|[IVX]+|[A-Z]\.?\d*)\s*[.:|]"
)
_ITEM = re.compile(r"(?:[•◦∙▪■►‣]|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\))\s")
_ENDED = re.compile(r"[.!?:;。！？：；][\"'”’)\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_HYPHENATED = re.compile(r"\b[^\W\d_]+(?:-[^\W\d_]+)+")
_LAST_WORD = re.compile(r"[\w-]*$")
_FIRST_WORD = re.compile(r"[\w-]*")
_SMALL = 0.93  # of the body's size: footnotes, most captions and tables
_SAME_SIZE = 0.3  # points
_LEADING = 1.6  # of the size: what is further below begins a new paragraph


@dataclass(slots=True)
class _Block:
    """Lines that follow each other in one column and one look. aside: a footnote, caption or table."""

    lines: list[Line]
    aside: bool


def paragraphs_of(lines: Sequence[Line], size: float) -> list[str]:
    """The paragraphs in reading order. size: of the body's text.

    A sentence that goes on in the next column or page is joined, and what stood between comes after its paragraph.
    """
    compounds = {word.casefold() for line in lines for word in _HYPHENATED.findall(line.text)}
    texts: list[str] = []
    running: int | None = None  # the place in `texts` of the paragraph that may still go on
    last: Line | None = None  # the last line of that paragraph
    for block in _blocks(lines, size):
        text = _joined(block.lines, compounds)
        if block.aside:
            texts.append(text)
        elif running is not None and last is not None and _goes_on_elsewhere(last, block.lines[0]):
            texts[running] = _join(texts[running], text, compounds, broken=last.broken)
            last = block.lines[-1]
        else:
            texts.append(text)
            if last is None or not _open(last) or abs(block.lines[0].size - last.size) < _SAME_SIZE:
                running, last = len(texts) - 1, block.lines[-1]
    return texts


def _goes_on_elsewhere(last: Line, first: Line) -> bool:
    """Whether a paragraph goes on at the top of another column or page: its sentence has not ended, and the look is the same."""
    elsewhere = first.page != last.page or first.baseline > last.baseline
    same_look = abs(first.size - last.size) < _SAME_SIZE and first.bold == last.bold
    return elsewhere and same_look and _open(last)


def _open(last: Line) -> bool:
    """Whether a paragraph's last line leaves its sentence open."""
    return last.broken or _ENDED.search(last.text[-20:]) is None


def _blocks(lines: Sequence[Line], size: float) -> Iterable[_Block]:
    block: _Block | None = None
    for line in lines:
        captions = _CAPTION.match(line.text) is not None
        if block is not None and not captions and _follows(block.lines[-1], line):
            block.lines.append(line)
            continue
        if block is not None:
            yield block
        block = _Block([line], aside=captions or line.size < _SMALL * size)
    if block is not None:
        yield block


def _follows(before: Line, line: Line) -> bool:
    """Whether a line belongs to the same paragraph as the one before it in the same column."""
    below = before.baseline - line.baseline
    if line.page != before.page or not -0.5 * line.size < below < _LEADING * max(line.size, before.size):
        return False
    if before.broken:
        return True
    if abs(line.size - before.size) > 0.6 or line.bold != before.bold or _ITEM.match(line.text):
        return False
    return not 0.7 * line.size < line.left - before.left < 4 * line.size


def _joined(lines: Sequence[Line], compounds: set[str]) -> str:
    text = lines[0].text
    for before, line in pairwise(lines):
        text = _join(text, line.text, compounds, broken=before.broken)
    return text


def _join(text: str, following: str, compounds: set[str], *, broken: bool) -> str:
    """Two lines as one. A broken word loses its hyphen unless it is a compound: one with capitals or digits, or seen elsewhere."""
    if not broken:
        return f"{text} {following}"
    first, second = _LAST_WORD.search(text[-60:]), _FIRST_WORD.match(following)
    begins, ends = first[0] if first else "", second[0] if second else ""
    hyphen = ends[:1].isdigit() or ends[:1].isupper() or f"{begins}-{ends}".casefold() in compounds
    return f"{text}{'-' if hyphen else ''}{following}"

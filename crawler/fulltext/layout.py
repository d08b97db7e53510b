"""Runs of characters on PDF pages → lines in reading order, without what belongs to the page and not to the text.

A PDF's own order is that of the typesetter, who finishes a column before the next (LaTeX always does), so it is kept.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crawler.fulltext.plain import one_line


class Run(NamedTuple):
    """Characters of one size on one line. Lengths in points, from the lower left corner of the page."""

    text: str
    size: float
    bold: bool
    left: float
    right: float
    baseline: float


class Page(NamedTuple):
    """A page and its runs, in the order of the file."""

    width: float
    height: float
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column. broken: its last word goes on in the next line.   size: of most of its characters.   bold: nearly all of it."""

    text: str
    page: int
    size: float
    bold: bool
    left: float
    right: float
    baseline: float
    broken: bool


_STAMP = re.compile(r"arXiv:\S+v\d+\s*\[[\w.-]+\]\s*\d{1,2} \w{3} \d{4}")
_PAGE_NUMBER = re.compile(r"(?i)[-–—\s]*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*")
_MARGIN = 0.13  # share of the page's height, at its top and at its bottom, where running heads and page numbers stand
_TITLE_AND_AUTHORS = 1000  # characters of the first page in which both stand
_TELLING = 15  # characters
_SMALL = 0.85  # of the line's size: a superscript or subscript
_UP = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_DOWN = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_NUMERIC = re.compile(r"[-+−]?\d+")
_BROKEN = "\ufffe"  # how PDFium shows a hyphen at the end of a line


def lines_of(pages: Sequence[Page]) -> list[Line]:
    """The lines of the text in reading order. Running heads, page numbers and arXiv's stamp at the side are dropped."""
    lines = [line for number, page in enumerate(pages) for line in _lines(page, number)]
    heads = _running_heads(lines, pages)
    return [line for line in lines if not _belongs_to_page(line, pages, heads)]


def body_size(lines: Sequence[Line]) -> float:
    """The size that most of the text is set in."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _lines(page: Page, number: int) -> list[Line]:
    gathered: list[list[Run]] = []
    longest: Run | None = None  # of the line being gathered
    for run in page.runs:
        if longest is not None and _goes_on(gathered[-1][-1], longest, run):
            gathered[-1].append(run)
            longest = max(longest, run, key=lambda one: len(one.text))
        else:
            gathered.append([run])
            longest = run
    return [line for runs in gathered if (line := _line(runs, number)).text]


def _goes_on(last: Run, main: Run, run: Run) -> bool:
    """Whether a run stands to the right of a line's last one, at about the height of its main one."""
    tall = max(main.size, run.size)
    level = abs(run.baseline - main.baseline) < 0.6 * tall or abs(run.baseline - last.baseline) < 0.1 * tall
    return level and last.left - 0.3 * tall <= run.left and -0.6 * tall <= run.left - last.right < 2.5 * tall


def _line(runs: list[Run], page: int) -> Line:
    weight = Counter[tuple[float, float]]()
    for run in runs:
        weight[run.size, run.baseline] += len(run.text.strip())
    (size, baseline), _ = weight.most_common(1)[0]
    bold = sum(len(run.text) for run in runs if run.bold) > 0.9 * sum(len(run.text) for run in runs)
    pieces: list[str] = []
    for before, run in zip([None, *runs[:-1]], runs, strict=True):
        if before is not None and run.left - before.right > 0.15 * size:
            pieces.append(" ")
        pieces.append(_raised(run, size, baseline))
    text = "".join(pieces).rstrip()
    plain = one_line(text.replace(_BROKEN, ""))
    broken = text.endswith(_BROKEN) and text[-2:-1].isalpha()
    return Line(plain, page, size, bold, runs[0].left, runs[-1].right, baseline, broken)


def _raised(run: Run, size: float, baseline: float) -> str:
    """A run's text, small numbers above or below the line in the characters that Unicode has for them."""
    if run.size >= _SMALL * size or not _NUMERIC.fullmatch(number := run.text.strip()):
        return run.text
    shift = (run.baseline - baseline) / size
    table = _UP if shift > 0.15 else _DOWN if shift < -0.08 else None
    return run.text if table is None else run.text.replace(number, number.translate(table))


def _running_heads(lines: Sequence[Line], pages: Sequence[Page]) -> set[str]:
    """What stands in the margins of several pages, its numbers left open."""
    margins = {(_without_numbers(line.text), line.page) for line in lines if _in_margin(line, pages)}
    seen = Counter(text for text, _ in margins)
    often = 3 if len(pages) > 4 else 2
    # A short paper shows its title over a single page beside the first.
    first_page = " ".join(line.text for line in lines if line.page == 0)[:_TITLE_AND_AUTHORS]
    first_page = _without_numbers(first_page)
    on_top = {text for text, page in margins if page > 0 and len(text) >= _TELLING and text in first_page}
    return {text for text, count in seen.items() if count >= often} | on_top


def _belongs_to_page(line: Line, pages: Sequence[Page], heads: set[str]) -> bool:
    if _STAMP.fullmatch(line.text):
        return True
    if not _in_margin(line, pages):
        return False
    return _PAGE_NUMBER.fullmatch(line.text) is not None or _without_numbers(line.text) in heads


def _in_margin(line: Line, pages: Sequence[Page]) -> bool:
    height = pages[line.page].height
    return not _MARGIN * height < line.baseline < (1 - _MARGIN) * height


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", text)

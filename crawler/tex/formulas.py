"""Where the formulas are in a text."""

from __future__ import annotations

import re
from typing import NamedTuple


class Text(NamedTuple):
    """Running text; it may hold TeX commands, but no formula."""

    source: str


class Formula(NamedTuple):
    """A formula: `source` as written, its delimiters included; `tex` is what stands between them.

    `display`: set off on a line of its own ($$…$$, \\[…\\], \\begin{equation}…) rather than in the line of text.
    """

    source: str
    tex: str
    display: bool


_ENVIRONMENTS = "equation|align|alignat|gather|multline|eqnarray|displaymath|math"
_DELIMITER = re.compile(
    rf"\\begin\{{(?P<environment>(?:{_ENVIRONMENTS})\*?)\}}|\\(?P<bracket>[\[(])|\\.|\$(?P<inline>(?:[^$\\]++|\\.)++)\$|\$\$?",
    re.DOTALL,
)
_DISPLAY = re.compile(r"\$\$((?:[^$\\]++|\\.|\$(?!\$))++)\$\$", re.DOTALL)

_TEX_SIGNS = re.compile(r"[\\^_=<>|]")
_TEXT_INSIDE = re.compile(r"\\(?:text\w*|mbox|hbox|mathrm|operatorname\*?|rm)\s*\{[^{}]*\}")
_WORD = re.compile(r"(?<![\\\w{])[A-Za-z]?[a-z]{2,}(?=[\s,.;:)?!/-]|$)")
_AMOUNT = re.compile(r"[.\d]")
_PROSE = 4  # words within TeX from which a missing dollar is likelier than a wordy formula
_TOO_SHORT_FOR_PROSE = 16  # characters


def segments(text: str) -> list[Text | Formula]:
    """Split `text` into running text and formulas, in order; their sources joined are `text` again.

    Dollars that are money ("between $5 and $10 a month"), that are escaped, or whose partner is missing stay text: the text
    up to the next dollar must look like a formula, not like prose. An opening delimiter without its end is text.
    """
    if "$" not in text and "\\" not in text:
        return [Text(text)] if text else []
    parts: list[Text | Formula] = []
    unclosed: set[str] = set()
    done = at = 0
    while delimiter := _DELIMITER.search(text, at):
        formula = _formula_at(text, delimiter, unclosed)
        if formula is None:
            # After a literal dollar a formula may begin, and be what looked like this one's inside.
            at = delimiter.start() + 1 if delimiter[0][0] == "$" else delimiter.end()
            continue
        if delimiter.start() > done:
            parts.append(Text(text[done : delimiter.start()]))
        parts.append(formula)
        done = at = delimiter.start() + len(formula.source)
    if done < len(text):
        parts.append(Text(text[done:]))
    return parts


def _formula_at(text: str, delimiter: re.Match[str], unclosed: set[str]) -> Formula | None:
    """The formula that `delimiter` opens. `unclosed`: closing delimiters known to be missing from here on."""
    if inline := delimiter["inline"]:
        following = text[delimiter.end() : delimiter.end() + 1]
        return Formula(delimiter[0], inline, display=False) if _is_formula(inline, following) else None
    start = delimiter.start()
    environment, bracket = delimiter["environment"], delimiter["bracket"]
    if environment or bracket:
        closing = f"\\end{{{environment}}}" if environment else {"(": "\\)", "[": "\\]"}[bracket]
        end = -1 if closing in unclosed else text.find(closing, delimiter.end())
        if end < 0:
            unclosed.add(closing)
            return None
        stop = end + len(closing)
        # An environment is handed on whole: its name says how its lines are laid out.
        tex = text[start:stop] if environment else text[delimiter.end() : end]
        return Formula(text[start:stop], tex, display=bracket != "(" and environment != "math") if tex.strip() else None
    if delimiter[0] == "$$" and (match := _DISPLAY.match(text, start)) and match[1].strip():
        return Formula(match[0], match[1], display=True)
    return None


def _is_formula(content: str, following: str) -> bool:
    """Whether what stands between two dollars is a formula, given the character after the second dollar."""
    if content.isspace():
        return False
    tex = _TEX_SIGNS.search(content)
    if len(content) < _TOO_SHORT_FOR_PROSE and (tex or not (_AMOUNT.match(content) or " " in content)):
        return True
    words = len(_WORD.findall(_TEXT_INSIDE.sub("", content)))
    if tex:
        return words < _PROSE
    if _AMOUNT.match(content) and (following.isdigit() or (words and content[-1] in " \n(~/–—-")):
        return False
    return words < _PROSE - 1 and not (words and content[0].isspace() and content[-1].isspace())

"""Simple formulas in plain Unicode, for where no markup can go: page titles, feeds, citations."""

from __future__ import annotations

import re

from crawler.tex.formulas import Text, segments
from crawler.tex.symbols import GREEK, OPERATORS, names
from crawler.tex.text import print_tex, to_unicode

_NAMES = names(
    "log ln exp sin cos tan cot sinh cosh tanh arctan max min sup inf lim limsup liminf det dim ker deg gcd arg argmin "
    "argmax Pr tr Tr rank mod poly polylog"
)
_FONTS = names(
    "mathbb Bbb mathcal mathbf mathrm mathit mathsf mathtt mathfrak mathscr boldsymbol bm pmb text textrm textbf textit "
    "textsf texttt textsc mbox hbox operatorname hat bar tilde vec dot ddot check breve acute grave mathring"
)
_SIMPLE = (
    _NAMES | _FONTS | GREEK.keys() | OPERATORS.keys()
    | names("R C N Z Q RR CC NN ZZ QQ dots ldots quad qquad left right cal rm bf it deg dagger dag frac dfrac tfrac sqrt")
)  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
# Fractions and roots are only read with their arguments in braces; lines and columns not at all.
_NOT_SIMPLE = re.compile(r"\\(?:[dt]?frac(?!\s*\{)|sqrt(?!\s*\{))|\\\\|&|\$")
_BARE_ARGUMENT = re.compile(rf"\\({'|'.join(sorted(_FONTS))})(?:\s+([A-Za-z0-9])|([0-9]))")
_BARE_SCRIPT = re.compile(r"([\^_])\s*(\\[A-Za-z]+|[^\s{}\\])")
_GLUED_NAME = re.compile(rf"(?<=[\w)\]}}])\s*(?=\\(?:{'|'.join(sorted(_NAMES))})(?![A-Za-z]))")


def to_plain(text: str) -> str:
    """`text` in Unicode with its simple formulas spelled out ("$O(n^2)$" → "O(n²)"), others as their source without dollars."""
    return "".join(
        part.source if isinstance(part, Text) else plain_formula(part.tex) or " ".join(part.tex.split())
        for part in segments(to_unicode(text))
    ).strip()


def plain_formula(tex: str) -> str | None:
    """The formula `tex` (without its dollars) in one line of Unicode, or None when it would not read well so."""
    if _NOT_SIMPLE.search(tex) or any(name not in _SIMPLE for name in _COMMAND.findall(tex)):
        return None
    tex = _BARE_ARGUMENT.sub(lambda found: f"\\{found[1]}{{{found[2] or found[3]}}}", tex)
    tex = _GLUED_NAME.sub(" ", _BARE_SCRIPT.sub(r"\1{\2}", tex))
    return " ".join(print_tex(tex).replace("'", "′").replace("~", " ").split()) or None

"""Formulas are told from running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.tex import Formula, segments

FORMULAS = [
    ("$x$", ["x"]),
    ("let $ a_1 $ and $b$-adic $c$", [" a_1 ", "b", "c"]),
    (r"\(x\) or $$y$$ or \[z\]", ["x", "y", "z"]),
    (r"$x$$y$", ["x", "y"]),
    (r"$a \text{ for all } b$", [r"a \text{ for all } b"]),
    (r"$\$5$", [r"\$5"]),
    ("$10$ percent, $5 \\%$ and $10 kpc$", ["10", "5 \\%", "10 kpc"]),
    (r"\begin{align}a&=b\end{align}", [r"\begin{align}a&=b\end{align}"]),
    (r"\begin{eqnarray*}a\end{eqnarray*}", [r"\begin{eqnarray*}a\end{eqnarray*}"]),
    (r"line\\[2pt] break", []),
    ("it costs $5", []),
    ("between $5 and $10", []),
    ("from $5-$10 to $0.01/image ($0.02)", []),
    (r"\$5 and \$10", []),
    ("less than $1 per 100 chapters and $f(x)$", ["f(x)"]),
    (r"If $\hat{R} is the pure hull of a ring $R$, then $S$", ["R", "S"]),
    ("an empty $ $ pair, a $ or a small $ sign, and $$", []),
    (r"never closed \( or \[ or \begin{equation}", []),
]


@pytest.mark.parametrize(("text", "expected"), FORMULAS)
def test_formulas_are_found_and_money_is_not(text: str, expected: list[str]) -> None:
    assert [part.tex for part in segments(text) if isinstance(part, Formula)] == expected


@pytest.mark.parametrize(
    ("text", "display"),
    [("$x$", False), (r"\(x\)", False), (r"\begin{math}x\end{math}", False), ("$$x$$", True), (r"\[x\]", True),
     (r"\begin{gather}x\end{gather}", True)],
)  # fmt: skip
def test_display_formulas_are_told_from_those_in_the_line(text: str, display: bool) -> None:
    (part,) = segments(text)
    assert isinstance(part, Formula)
    assert part.display is display


@given(st.lists(st.sampled_from([*"ab1 $\\()[]{}^_", "$$", r"\begin{equation}", r"\end{equation}"])).map("".join))
def test_nothing_is_lost_between_the_parts(text: str) -> None:
    parts = segments(text)
    assert "".join(part.source for part in parts) == text
    assert all(part.source for part in parts)

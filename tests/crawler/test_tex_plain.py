"""Simple formulas in plain text."""

from __future__ import annotations

import pytest

from crawler.tex import to_plain

PLAIN = [
    (r"$\alpha$-stable laws in $O(n^2)$", "α-stable laws in O(n²)"),
    (r"$O(n\log n)$ and $L^p$", "O(n log n) and Lᵖ"),
    (r"$\ell_1$ over $\mathbb{R}^n$ or $\mathbb R^n$", "ℓ₁ over ℝⁿ or ℝⁿ"),
    (r"$\mathcal{N}=4$ and $SU(2)_L \times U(1)_Y$", "N=4 and SU(2)_L × U(1)_Y"),
    (r"$\frac{a}{b}$, $\sqrt{n}$, $\hat x$, $f'(x)$", "a/b, √n, x̂, f′(x)"),
    (r"$\Lambda$CDM, H$\alpha$, $^{3}$He, $x_{ij}$, $10^{-3}$", "ΛCDM, Hα, ³He, xᵢⱼ, 10⁻³"),
    (r"Poincar\'e's $5\%$ of $5", "Poincaré's 5% of $5"),
]
NOT_SIMPLE = [
    (r"on $\begin{matrix}a\\b\end{matrix}$", r"on \begin{matrix}a\\b\end{matrix}"),
    (r"$\frac12$ of $\widehat{HFK}$", r"\frac12 of \widehat{HFK}"),
    (r"$\mymacro x$", r"\mymacro x"),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_simple_formulas_are_spelled_out(text: str, expected: str) -> None:
    assert to_plain(text) == expected


@pytest.mark.parametrize(("text", "expected"), NOT_SIMPLE)
def test_other_formulas_keep_their_source_without_dollars(text: str, expected: str) -> None:
    assert to_plain(text) == expected

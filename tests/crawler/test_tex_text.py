"""TeX in running text becomes Unicode."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.tex import to_unicode

ACCENTS = [
    (r"Schr\"odinger, Schr\"{o}dinger, Schr{\"o}dinger", "Schrödinger, Schrödinger, Schrödinger"),
    (r"Erd\H{o}s and Erd\H os; R\'{e}nyi, Poincar\' e", "Erdős and Erdős; Rényi, Poincaré"),
    (r"na\"{\i}ve, na\"\i ve, V\'{\i}ctor", "naïve, naïve, Víctor"),
    (r"\v{S}afa\v{r}\'ik, \v Cech", "Šafařík, Čech"),
    (r"Gar\c{c}on, Fran\c cois, \c{C}a\u{g}lar", "Garçon, François, Çağlar"),
    (r"\r{A}ngstr\"om, \aa rhus, S\o ren, \O{}rsted, {\L}ojasiewicz, W\l odek", "Ångström, århus, Søren, Ørsted, Łojasiewicz, Włodek"),
    (r"Gau{\ss}, \ae ther, {\OE}uvre, \=Oe, \.Z, \d{u}, \b{o}, W\k{a}s", "Gauß, æther, Œuvre, Ōe, Ż, ụ, o̱, Wąs"),
    (r"\`a la carte, \^ile, Espa\~na, Vi\^{e}t", "à la carte, île, España, Viêt"),
    (r"\"\i", "ï"),
]  # fmt: skip

PUNCTUATION = [
    ("``quoted'' and `single' and ''large''", "“quoted” and ‘single’ and “large”"),
    ("the `what's really going on?' question, don't", "the ‘what's really going on?’ question, don't"),
    ("f''(x) and 5'' wide", "f''(x) and 5'' wide"),
    ("pages 3--5, Navier--Stokes, so---that", "pages 3–5, Navier–Stokes, so—that"),
    ("run it with --dry-run or --seed=3", "run it with --dry-run or --seed=3"),
    ("----- Nous montrons, A --> B", "----- Nous montrons, A --> B"),
    ("Fig.~1 of M.~Smith, 10~kpc, Theorem~2", "Fig. 1 of M. Smith, 10 kpc, Theorem 2"),
    ("about ~10 km at z~2, 3~5, a ~ b, (~3)", "about ~10 km at z~2, 3~5, a ~ b, (~3)"),
    ("http://www.x.edu/~jane--doe and www.y.org/~joe", "http://www.x.edu/~jane--doe and www.y.org/~joe"),
    ("a use of `backquotes` in code", "a use of `backquotes` in code"),
]  # fmt: skip

COMMANDS = [
    (r"85.2\% of \$5 \& C\_x \#1", "85.2% of $5 & C_x #1"),
    (r"50% of my_variable_name #1 & more", "50% of my_variable_name #1 & more"),
    (r"\textbf{bold \emph{and} \textit{more}}, {\it old}, {\bf style, too}", "bold and more, old, style, too"),
    (r"\texttt{code} \textsc{Caps} \textcolor{red}{word} \underline{x}", "code Caps word x"),
    (r"see \url{https://a.b/c\_d~e} and \href{https://x.y/z}{the page}", "see https://a.b/c_d~e and the page (https://x.y/z)"),
    (r"\href{https://x.y}{https://x.y}", "https://x.y"),
    (r"proved in~\cite{a,b}. As in [\cite{c}], and (\citep[p.~3]{d}; \citep{e}), we", "proved in. As in, and, we"),
    (r"a new bound\footnote{See \url{http://x.y}} holds", "a new bound (See http://x.y) holds"),
    (r"\alpha-stable, \leq 5, 3 \times 4, 25\deg, \S 2", "α-stable, ≤ 5, 3 × 4, 25°, § 2"),
    (r"10^{-3} cm^{2}, XX^{th}, H_{2}O, T_{cut}, x^{a,b}", "10⁻³ cm², XXᵗʰ, H₂O, T_cut, x^(a,b)"),
    (r"\frac{a}{b+c}, \sqrt{n}, \mathbb{R}", "a/(b+c), √n, ℝ"),
    (r"\ours beats \method{} and \foo{this}", "ours beats method and this"),
    (r"{BERT} and 3{,}900 {words} from {0, 1}, \{a, b\}", "BERT and 3,900 words from {0, 1}, {a, b}"),
    (r"\begin{itemize}\item one \item two\end{itemize} a\\b\,c\ d", "• one • two a b c d"),
    (r"e.g.\ this, \dots\ and \ldots", "e.g. this, … and …"),
    (r"5\' by 3\", \~{} \^{}", "5' by 3\", ~ ^"),
]  # fmt: skip

LEFT_ALONE = [
    "Plain words, 50% of them (a_b, c#d) & no TeX: $5 and $10.",
    r"A bound $\|x\|_{2} \leq \text{``a--b''}$ and $$\frac{~}{2}$$",
    r"\(x^{2}\) and \[\alpha\] and \begin{equation}\label{a}x\end{equation}",
    "}}} unmatched {{{",
    "Ångström 漢字 שלום",
]


@pytest.mark.parametrize(("tex", "expected"), ACCENTS + PUNCTUATION + COMMANDS)
def test_tex_in_running_text_becomes_what_it_prints(tex: str, expected: str) -> None:
    assert to_unicode(tex) == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_text_without_tex_and_formulas_stay_as_they_are(text: str) -> None:
    assert to_unicode(text) == text


def test_a_formula_inside_a_command_survives_it() -> None:
    assert to_unicode(r"\textbf{On $x^{2}$ and \emph{$\alpha$-words}}") == r"On $x^{2}$ and $\alpha$-words"


def test_a_formula_inside_a_dropped_command_goes_with_it() -> None:
    assert to_unicode(r"A $a$\thanks{For $b$}, then $c$") == "A $a$, then $c$"


def test_spaces_and_lines_become_single_spaces() -> None:
    assert to_unicode("  two\n  words\t\u00a0here \x00 ") == "two words here"


def test_letters_are_composed() -> None:
    assert to_unicode("e\u0301") == "é"


def test_characters_that_could_break_or_turn_a_page_are_dropped() -> None:
    assert to_unicode("a\x00b\x1bc\x7f\u202ed\u2066e\ufefff\ud800g\ufffeh\U000e0041i\u200b") == "abcdefghi"


def test_hebrew_and_arabic_keep_their_letters_and_marks() -> None:
    assert to_unicode("\u202bשלום\u202c ab\u200f مرحبا") == "שלום ab\u200f مرحبا"


@pytest.mark.parametrize(
    "hostile",
    ["{" * 50_000, "}" * 50_000, "{a" * 5_000 + "}" * 5_000, r"\'" * 50_000, r"\textbf{" * 5_000 + "}" * 5_000, "~" * 50_000,
     "`" * 50_000, r"\(" * 50_000, "$" * 50_001, r"\cite{x}~" * 5_000, "^{" * 5_000 + "}" * 5_000, "[" * 50_000 + r"\cite{a}"],
    ids=lambda hostile: hostile[:8],
)  # fmt: skip
def test_hostile_repetition_is_read_to_the_end(hostile: str) -> None:
    assert len(to_unicode(hostile)) <= 2 * len(hostile)


@given(st.text(st.sampled_from(list("aé1 \n~`'-{}[]$%&_^\\\"\ud800\u202e\U000f0000,.")), max_size=60) | st.text())
def test_any_text_gives_clean_text(text: str) -> None:
    clean = to_unicode(text)
    assert clean == " ".join(clean.split())
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode("utf-8")
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in clean)
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

"""What TeX's commands stand for in plain Unicode.

From The TeXbook (accents, chapter 9), the LaTeX 2e text symbols (`texdoc encguide`), and the commands authors of arXiv
abstracts really type outside formulas.
"""

from __future__ import annotations


def names(words: str) -> frozenset[str]:
    """The words of a line of them."""
    return frozenset(words.split())


# Combining marks, written after the letter they sit on. https://www.unicode.org/charts/PDF/U0300.pdf
ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "H": "\u030b",
    "v": "\u030c",
    "k": "\u0328",
    "u": "\u0306",
    "r": "\u030a",
    "b": "\u0331",
    "d": "\u0323",
    "t": "\u0361",
    # what formulas call the same marks
    "acute": "\u0301",
    "grave": "\u0300",
    "hat": "\u0302",
    "widehat": "\u0302",
    "ddot": "\u0308",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "dot": "\u0307",
    "check": "\u030c",
    "breve": "\u0306",
    "mathring": "\u030a",
    "vec": "\u20d7",
}

# Letters. A space after one of these ends its name in TeX and is not printed: "\o rsted" is "ørsted".
LETTERS = {
    "aa": "å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß",
    "SS": "ẞ", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "th": "þ", "TH": "Þ",
}  # fmt: skip

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "omicron": "ο", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "eps": "ε",
}  # fmt: skip

OPERATORS = {
    "times": "×", "pm": "±", "mp": "∓", "cdot": "·", "div": "÷", "ast": "∗", "star": "⋆", "circ": "∘", "bullet": "•",
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠",
    "ll": "≪", "gg": "≫", "lt": "<", "gt": ">", "lesssim": "≲", "gtrsim": "≳", "approx": "≈", "sim": "∼",
    "simeq": "≃", "cong": "≅", "equiv": "≡", "propto": "∝", "prec": "≺", "succ": "≻", "perp": "⊥", "parallel": "∥",
    "mid": "|", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇",
    "subsetneq": "⊊", "cup": "∪", "cap": "∩", "setminus": "∖", "emptyset": "∅", "varnothing": "∅",
    "forall": "∀", "exists": "∃", "neg": "¬", "lnot": "¬", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨",
    "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "odot": "⊙", "boxplus": "⊞", "boxtimes": "⊠", "rtimes": "⋊",
    "ltimes": "⋉", "bowtie": "⋈", "wr": "≀", "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬",
    "oint": "∮", "partial": "∂", "nabla": "∇", "infty": "∞", "surd": "√", "triangle": "△", "Box": "□", "square": "□",
    "to": "→", "rightarrow": "→", "longrightarrow": "⟶", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔",
    "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "implies": "⇒", "iff": "⇔", "mapsto": "↦",
    "uparrow": "↑", "downarrow": "↓", "hookrightarrow": "↪", "rightleftharpoons": "⇌", "langle": "⟨", "rangle": "⟩",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "hbar": "ℏ", "ell": "ℓ", "wp": "℘", "Re": "ℜ", "Im": "ℑ",
    "aleph": "ℵ", "prime": "′", "angle": "∠", "top": "⊤", "bot": "⊥", "vdash": "⊢", "models": "⊨", "Vert": "‖",
    "backslash": "\\", "colon": ":", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱",
}  # fmt: skip

# Symbols of running text, the personal abbreviations common enough to be recognised among them.
TEXT_SYMBOLS = {
    "S": "§", "P": "¶", "dag": "†", "dagger": "†", "ddag": "‡", "ddagger": "‡", "copyright": "©", "pounds": "£",
    "euro": "€", "texteuro": "€", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "degree": "°",
    "deg": "°", "textmu": "µ", "micron": "µm", "um": "µm", "mum": "µm", "dots": "…", "ldots": "…", "textellipsis": "…",
    "lq": "‘", "rq": "’", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "guillemotleft": "«", "guillemotright": "»", "og": "«",
    "fg": "»", "textendash": "–", "textemdash": "—", "textless": "<", "textgreater": ">", "textbar": "|", "AA": "Å", "angstrom": "Å",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textbullet": "•",
    "textperiodcentered": "·", "textdollar": "$", "checkmark": "✓", "item": "• ", "slash": "/", "over": "/", "quad": " ",
    "qquad": " ", "par": " ", "newline": " ", "linebreak": " ", "xspace": "", "TeX": "TeX", "LaTeX": "LaTeX",
    "LaTeXe": "LaTeX2e", "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "etc": "etc.", "R": "ℝ", "C": "ℂ", "N": "ℕ", "Z": "ℤ",
    "Q": "ℚ", "RR": "ℝ", "CC": "ℂ", "NN": "ℕ", "ZZ": "ℤ", "QQ": "ℚ",
}  # fmt: skip

SYMBOLS = GREEK | OPERATORS | TEXT_SYMBOLS

# Switches of font, size and layout: nothing of them is left in plain text.
SWITCHES = names(
    "it em bf rm sf sc tt sl cal itshape bfseries scshape ttfamily rmfamily sffamily upshape slshape mdseries normalfont "
    "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge noindent centering medskip smallskip "
    "bigskip hfill newpage protect left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle scriptstyle "
    "limits nolimits maketitle boldmath unboldmath"
)

# Commands dropped together with this many arguments in braces.
DROPPED = {
    "label": 1, "vspace": 1, "hspace": 1, "thanks": 1, "begin": 1, "end": 1, "color": 1, "phantom": 1, "index": 1,
    "bibliographystyle": 1, "bibliography": 1, "pagestyle": 1, "thispagestyle": 1,
}  # fmt: skip

# Pointers into a paper that the reader of its abstract does not have.
CITATIONS = names(
    "cite citep citet citealp citealt citeauthor citeyear citenum nocite parencite textcite autocite footcite ref eqref "
    "cref Cref autoref pageref"
)

BLACKBOARD = {"C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ", "1": "𝟙"}

_DIGITS_AND_SIGNS = "0123456789+-=()"
SUPERSCRIPTS = dict(
    zip(
        _DIGITS_AND_SIGNS + "−–abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′∗",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾" + "⁻⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′*",
        strict=True,
    )
)
SUBSCRIPTS = dict(
    zip(
        _DIGITS_AND_SIGNS + "−–aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎" + "₋₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)


def accented(letter: str, accent: str) -> str:
    """`letter` (one character) under TeX's accent command named `accent`; dotless ı and ȷ get their plain letter back."""
    return {"ı": "i", "ȷ": "j"}.get(letter, letter) + ACCENTS[accent]


def script(sign: str, content: str) -> str:
    """`content` raised (`sign` "^") or lowered ("_"): in Unicode's own small letters where it has all of them,
    else after the sign, in parentheses when it is more than a word.
    """
    table = SUPERSCRIPTS if sign == "^" else SUBSCRIPTS
    content = content.strip()
    if content and all(char in table for char in content):
        return "".join(table[char] for char in content)
    if sign == "^" and content in {"∘", "°"}:
        return "°"
    if content.isalnum() or (content[:1] == "(" and content[-1:] == ")") or len(content) <= 1:
        return sign + content
    return f"{sign}({content})"

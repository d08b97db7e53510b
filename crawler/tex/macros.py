"""Commands that authors use in formulas as if every reader had their preamble, as Temml macros (#1 is an argument).

Only names that mean one thing nearly everywhere; \\la, say, is ≲ to an astronomer and λ or ⟨ to others. A command that is
neither here nor in Temml is shown by its name.
"""

from __future__ import annotations

from string import ascii_uppercase

_BLACKBOARD = {
    **{f"\\{letter}{letter}": letter for letter in "CEFKNPQRTZ"},
    **{f"\\I{letter}": letter for letter in "CEFNPQRZ"},
    **{f"\\bb{letter}": letter for letter in ascii_uppercase},
    **{f"\\Bbb{letter}": letter for letter in "CFNPQRZ"},
    **{f"\\{letter}": letter for letter in "CFHNQRZ"},
}

_ALIASES = {
    # fonts and boxes
    "\\mbox": "\\text", "\\hbox": "\\text", "\\textsc": "\\text", "\\textsl": "\\textit", "\\mathbbm": "\\mathbb",
    "\\mathds": "\\mathbb", "\\bb": "\\mathbb", "\\Cal": "\\mathcal", "\\mc": "\\mathcal", "\\Scr": "\\mathscr",
    "\\goth": "\\mathfrak", "\\wt": "\\widetilde", "\\wh": "\\widehat", "\\ol": "\\overline", "\\ul": "\\underline",
    "\\sp": "^", "\\sb": "_",
    # Greek
    "\\eps": "\\varepsilon", "\\veps": "\\varepsilon", "\\vareps": "\\varepsilon", "\\ve": "\\varepsilon",
    "\\ep": "\\epsilon", "\\al": "\\alpha", "\\om": "\\omega", "\\vphi": "\\varphi", "\\vp": "\\varphi",
    "\\lam": "\\lambda", "\\lbd": "\\lambda", "\\sig": "\\sigma", "\\gam": "\\gamma", "\\Om": "\\Omega", "\\Ga": "\\Gamma",
    "\\De": "\\Delta", "\\La": "\\Lambda", "\\Lam": "\\Lambda", "\\Si": "\\Sigma", "\\Th": "\\Theta",
    # relations and signs
    "\\lsim": "\\lesssim", "\\gsim": "\\gtrsim", "\\simlt": "\\lesssim", "\\simgt": "\\gtrsim", "\\ltsim": "\\lesssim",
    "\\gtsim": "\\gtrsim", "\\apprle": "\\lesssim", "\\apprge": "\\gtrsim", "\\ltorder": "\\lesssim",
    "\\gtorder": "\\gtrsim", "\\textless": "<", "\\textgreater": ">", "\\textendash": "-", "\\textbar": "|", "\\ot": "\\otimes",
    "\\op": "\\oplus", "\\pa": "\\partial", "\\del": "\\partial", "\\dd": "\\mathrm{d}", "\\dx": "\\,\\mathrm{d}x",
    "\\dt": "\\,\\mathrm{d}t", "\\half": "\\tfrac{1}{2}", "\\third": "\\tfrac{1}{3}", "\\inv": "^{-1}", "\\dag": "\\dagger",
    "\\textdegree": "{}^\\circ", "\\degree": "{}^\\circ", "\\grad": "\\nabla", "\\iy": "\\infty",
    "\\1": "\\mathbf{1}", "\\-": "-", "\\xspace": "",
    # spaces of numbers, units, the Sun
    "\\Rd": "\\mathbb{R}^d", "\\Rn": "\\mathbb{R}^n", "\\msun": "M_\\odot", "\\Msun": "M_\\odot", "\\Lsun": "L_\\odot",
    "\\lsun": "L_\\odot", "\\Rsun": "R_\\odot", "\\Zsun": "Z_\\odot", "\\kms": "\\mathrm{km\\,s^{-1}}",
    "\\kmsmpc": "\\mathrm{km\\,s^{-1}\\,Mpc^{-1}}", "\\micron": "\\mathrm{\\mu m}", "\\um": "\\mathrm{\\mu m}",
    "\\mum": "\\mathrm{\\mu m}",
}  # fmt: skip

_WITH_ARGUMENTS = {
    "\\abs": "\\left|#1\\right|", "\\norm": "\\left\\|#1\\right\\|", "\\floor": "\\left\\lfloor#1\\right\\rfloor",
    "\\ceil": "\\left\\lceil#1\\right\\rceil", "\\SI": "#1\\,\\mathrm{#2}", "\\num": "#1", "\\unit": "\\mathrm{#1}",
    "\\ensuremath": "#1", "\\textsuperscript": "^{\\text{#1}}", "\\textsubscript": "_{\\text{#1}}",
    "\\eqalign": "\\begin{aligned}#1\\end{aligned}", "\\hspace": "\\;", "\\vspace": "",
}  # fmt: skip

MACROS: dict[str, str] = {
    **{name: f"\\mathbb{{{letter}}}" for name, letter in _BLACKBOARD.items()},
    **{f"\\c{letter}": f"\\mathcal{{{letter}}}" for letter in ascii_uppercase},
    **_ALIASES,
    **_WITH_ARGUMENTS,
}

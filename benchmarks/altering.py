"""Quotes as models give them: altered in ways that a fair judge calls altered, or varied in ways that leave them faithful.

Each maker takes a quote and a source of chance and gives the changed quote, or None where it has nothing to change there.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Maker = Callable[[str, random.Random], str | None]

OPPOSITES = [
    ("increase", "decrease"), ("increases", "decreases"), ("increasing", "decreasing"), ("higher", "lower"), ("high", "low"),
    ("large", "small"), ("larger", "smaller"), ("better", "worse"), ("best", "worst"), ("more", "less"), ("most", "least"),
    ("before", "after"), ("above", "below"), ("all", "some"), ("always", "sometimes"), ("first", "last"), ("with", "without"),
    ("maximum", "minimum"), ("positive", "negative"), ("upper", "lower"), ("strong", "weak"), ("early", "late"), ("new", "old"),
    ("same", "different"), ("similar", "unlike"), ("possible", "impossible"), ("many", "few"), ("long", "short"), ("finite", "infinite"),
]  # fmt: skip
SMALL_WORDS = [
    ("and", "or"), ("may", "must"), ("can", "cannot"), ("each", "no"), ("if", "unless"), ("only", "also"), ("from", "to"),
    ("both", "neither"),
]  # fmt: skip
STRESSES = ["significantly", "always", "only", "rarely", "strongly", "never"]
NEGATED = re.compile(r"\b(is|are|was|were|does|do|can|could|should|will|has|have)\b")
NEGATION = re.compile(r"\s+(?:not|never|no|without)\b")
WORD = re.compile(r"(?<![\w$\\{^_-])[A-Za-z]{4,}(?![\w$\\}-])")
NUMBER = re.compile(r"(?<![\w.\[,(^_{-])\d+(?:\.\d+)?(?![\w\]),;:.-]|\s*[\])])")
FORMULA = re.compile(r"\$[^$]+\$")
CITATION = re.compile(
    r"(?<=[a-z.,;)])[¹²³⁴⁵⁶⁷⁸⁹⁰]+(?=\s|$)|\s*\[\d{1,3}(?:, \d{1,3})*\]|\s*\((?:[A-Z][^()]{2,60}, (?:19|20)\d\d[a-z]?)\)"
)
TO_UNICODE = {
    r"\alpha": "α", r"\beta": "β", r"\lambda": "λ", r"\theta": "θ", r"\sigma": "σ", r"\leq": "≤", r"\geq": "≥", r"\times": "×",
    r"\in": "∈", r"\mathbb{R}": "ℝ", r"\mathcal{L}": "ℒ", r"\to": "→", r"\infty": "∞", "^{2}": "²", "^{-1}": "⁻¹", "^{n}": "ⁿ", "_{0}": "₀",
    "_{1}": "₁", "_{i}": "ᵢ", "_{n}": "ₙ", r"\log": "log",
}  # fmt: skip


def _exchanged(pairs: list[tuple[str, str]]) -> Maker:
    table = {**dict(pairs), **{right: left for left, right in pairs}}
    found = re.compile(rf"(?<![\w$\\-])(?:{'|'.join(table)})(?![\w$-])")

    def exchange(quote: str, chance: random.Random) -> str | None:
        places = list(found.finditer(quote))
        if not places:
            return None
        place = chance.choice(places)
        return quote[: place.start()] + table[place[0]] + quote[place.end() :]

    return exchange


def another_word(quote: str, chance: random.Random) -> str | None:
    """A word replaced by another of the same quote."""
    words = list(WORD.finditer(quote))
    if len(words) < 4:
        return None
    place = chance.choice(words)
    others = [word[0] for word in words if word[0].lower()[:4] != place[0].lower()[:4]]
    return quote[: place.start()] + chance.choice(others) + quote[place.end() :] if others else None


def another_form(quote: str, chance: random.Random) -> str | None:
    """A singular made plural, or the other way round."""
    words = [word for word in WORD.finditer(quote) if word[0][-1] in "setrnlm" and word.end() < len(quote)]
    if not words:
        return None
    place = chance.choice(words)
    word = place[0][:-1] if place[0].endswith("s") else place[0] + "s"
    return quote[: place.start()] + word + quote[place.end() :]


def another_number(quote: str, chance: random.Random) -> str | None:
    """A digit changed, added or lost, or the decimal point moved."""
    numbers = list(NUMBER.finditer(quote))
    if not numbers:
        return None
    place = chance.choice(numbers)
    digits = place[0]
    at = chance.randrange(len(digits))
    changed = [digits + str(chance.randint(1, 9)), str(chance.randint(1, 9)) + digits]
    if digits[at].isdigit():
        changed.append(digits[:at] + str((int(digits[at]) + chance.randint(1, 9)) % 10) + digits[at + 1 :])
    if "." in digits:
        changed.append(digits.replace(".", ""))
    return quote[: place.start()] + chance.choice(changed) + quote[place.end() :]


def percent_lost(quote: str, _chance: random.Random) -> str | None:
    """42% made 42."""
    return quote.replace("%", "", 1) if re.search(r"\d%", quote) else None


def negation_inserted(quote: str, chance: random.Random) -> str | None:
    """is → is not."""
    places = [place for place in NEGATED.finditer(quote) if place.end() < len(quote) - 3]
    if not places:
        return None
    place = chance.choice(places)
    return quote[: place.end()] + " not" + quote[place.end() :]


def negation_removed(quote: str, chance: random.Random) -> str | None:
    """is not → is."""
    places = list(NEGATION.finditer(quote))
    if not places:
        return None
    place = chance.choice(places)
    return quote[: place.start()] + quote[place.end() :]


def word_inserted(quote: str, chance: random.Random) -> str | None:
    """A stress or limit that the paper does not give."""
    places = [place.start() for place in WORD.finditer(quote)][1:]
    if not places:
        return None
    place = chance.choice(places)
    return f"{quote[:place]}{chance.choice(STRESSES)} {quote[place:]}"


def words_swapped(quote: str, chance: random.Random) -> str | None:
    """Two words in each other's place."""
    words = list(WORD.finditer(quote))
    if len(words) < 4:
        return None
    left, right = sorted(chance.sample(words, 2), key=lambda word: word.start())
    if left[0].lower() == right[0].lower():
        return None
    return quote[: left.start()] + right[0] + quote[left.end() : right.start()] + left[0] + quote[right.end() :]


def clauses_swapped(quote: str, _chance: random.Random) -> str | None:
    """What follows the first comma put in front."""
    before, comma, after = quote.partition(", ")
    return f"{after.rstrip('.')}, {before}." if comma and len(before) > 15 and len(after) > 15 else None


def clause_dropped(quote: str, chance: random.Random) -> str | None:
    """Three to eight words left out in the middle without a sign."""
    words = quote.split(" ")
    if len(words) < 14:
        return None
    count = chance.randint(3, 8)
    at = chance.randint(3, len(words) - count - 3)
    dropped = " ".join(words[at : at + count])
    if not WORD.search(dropped):
        return None
    return " ".join(words[:at] + words[at + count :])


def relation_turned(quote: str, _chance: random.Random) -> str | None:
    """≤ made ≥, in TeX."""
    for old, new in ((r"\leq", r"\geq"), (r"\geq", r"\leq"), (" < ", " > "), (" > ", " < ")):
        if old in quote:
            return quote.replace(old, new, 1)
    return None


def sign_lost(quote: str, _chance: random.Random) -> str | None:
    """A minus before a number left out."""
    found = re.search(r"(?<=[\s=({^])[-−](?=\d)", quote)
    return quote[: found.start()] + quote[found.end() :] if found else None


def formula_changed(quote: str, chance: random.Random) -> str | None:
    """Another digit, or another letter, in a formula."""
    places = [
        formula.start() + sign.start()
        for formula in FORMULA.finditer(quote)
        for sign in re.finditer(r"\d|(?<![A-Za-z\\])[a-z](?![A-Za-z])", formula[0])
    ]
    if not places:
        return None
    at = chance.choice(places)
    others = "0123456789" if quote[at].isdigit() else "abckmnpqrstxyz"
    return quote[:at] + chance.choice(others.replace(quote[at], "")) + quote[at + 1 :]


def prefix_added(quote: str, chance: random.Random) -> str | None:
    """linear → non-linear."""
    words = list(WORD.finditer(quote))[1:]
    if not words:
        return None
    place = chance.choice(words)
    return quote[: place.start()] + chance.choice(["non-", "un", "non"]) + quote[place.start() :]


def prefix_removed(quote: str, _chance: random.Random) -> str | None:
    """non-linear → linear."""
    found = re.search(r"\b(?:non-?|un(?=[bcdfghlmprstw]))(?=[a-z]{5})", quote)
    return quote[: found.start()] + quote[found.end() :] if found and found.start() else None


def elided_negation(quote: str, _chance: random.Random) -> str | None:
    """A negation replaced by "…"."""
    found = NEGATION.search(quote, 20)
    return f"{quote[: found.start()]} … {quote[found.end() :]}" if found and found.end() < len(quote) - 20 else None


def turned_around(quote: str, _chance: random.Random) -> str | None:
    """The second half before the first, joined by "…"."""
    words = quote.split()
    half = len(words) // 2
    return f"{' '.join(words[half:])} … {' '.join(words[:half])}" if half > 5 else None


ALTERED: dict[str, Maker] = {
    "another word": another_word,
    "opposite": _exchanged(OPPOSITES),
    "small word": _exchanged(SMALL_WORDS),
    "singular or plural": another_form,
    "another number": another_number,
    "percent sign lost": percent_lost,
    "negation inserted": negation_inserted,
    "negation removed": negation_removed,
    "negation elided by …": elided_negation,
    "word inserted": word_inserted,
    "two words swapped": words_swapped,
    "clauses swapped": clauses_swapped,
    "clause dropped": clause_dropped,
    "prefix added": prefix_added,
    "prefix removed": prefix_removed,
    "formula changed": formula_changed,
    "relation turned": relation_turned,
    "minus lost": sign_lost,
    "pieces in wrong order": turned_around,
}


def as_it_is(quote: str, _chance: random.Random) -> str | None:
    """Word for word."""
    return quote


def other_spaces(quote: str, chance: random.Random) -> str | None:
    """Line breaks, double and no-break spaces."""
    return re.sub(" ", lambda _: chance.choice([" ", " ", "  ", "\n", "\u00a0", "\u2009"]), quote)


def hyphenated(quote: str, chance: random.Random) -> str | None:
    """Words broken as at the end of a line, compounds closed or opened."""
    words = [word for word in WORD.finditer(quote) if len(word[0]) > 6]
    if not words:
        return None
    place = chance.choice(words)
    at = place.start() + len(place[0]) // 2
    quote = quote[:at] + chance.choice(["-\n", "\u00ad", "- ", "-", "\ufffe"]) + quote[at:]
    return re.sub(r"(?<=[a-z]{3})-(?=[a-z]{3})", chance.choice(["-", " ", "", "‑"]), quote)


def with_ligatures(quote: str, _chance: random.Random) -> str | None:
    """ﬁ for fi."""
    changed = quote.replace("ffi", "ﬃ").replace("ff", "ﬀ").replace("fi", "ﬁ").replace("fl", "ﬂ")
    return changed if changed != quote else None


def in_unicode(quote: str, _chance: random.Random) -> str | None:
    """Formulas in Unicode instead of TeX."""
    if not FORMULA.search(quote):
        return None

    def shown(found: re.Match[str]) -> str:
        formula = found[0].strip("$")
        for tex, character in sorted(TO_UNICODE.items(), key=lambda pair: -len(pair[0])):
            formula = formula.replace(tex, character)
        return re.sub(r"[\\{}]", "", formula)

    return FORMULA.sub(shown, quote)


def other_dollars(quote: str, _chance: random.Random) -> str | None:
    r"""Formulas in \( \), with other spaces inside."""
    return (
        FORMULA.sub(lambda found: rf"\({re.sub(r'(?<![a-z]) | (?![A-Za-z])', '', found[0][1:-1])}\)", quote)
        if "$" in quote
        else None
    )


def other_quotation_marks(quote: str, _chance: random.Random) -> str | None:
    """Straight for curly and the other way round."""
    changed = quote.translate(str.maketrans("’'\"“”‘", "'’”\"\"'"))
    return changed if changed != quote else None


def other_dashes(quote: str, chance: random.Random) -> str | None:
    """One kind of dash for another."""
    changed = re.sub(r"–|—|--+|(?<=\w)-(?=\w)", chance.choice(["–", "—", "-", "‐"]), quote)
    return changed if changed != quote else None


def trimmed(quote: str, chance: random.Random) -> str | None:
    """Cut at either end between words, never between a number and its sign, and not so that a negation is lost."""
    words = quote.split()
    if len(words) < 10:
        return None
    start, end = chance.randint(0, 3), len(words) - chance.randint(0, 3)
    unfair = re.compile(r"(?i)\W*(?:not|no|never|neither|nor|without|cannot|hardly|\S*n[’']t|non-?)\W*")
    if start and (unfair.fullmatch(words[start - 1]) or unfair.fullmatch(words[start])):
        return None
    if end < len(words) and unfair.fullmatch(words[end]):
        return None
    cut = " ".join(words[start:end])
    torn = cut.count("$") % 2 or cut.count("(") != cut.count(")") or cut.count("[") != cut.count("]")
    return None if torn or (start and re.match(r"[\d.]", words[start])) else cut


def elided(quote: str, chance: random.Random) -> str | None:
    """Words in the middle replaced by "…", none of them a negation."""
    words = quote.split()
    if len(words) < 16:
        return None
    at = chance.randint(5, len(words) - 9)
    count = chance.randint(2, 4)
    left, right = words[:at], words[at + count :]
    if re.search(
        r"(?i)\b(?:no|not|cannot|never|without|nor|neither|non)\b|n[’']t", " ".join(words[at - 1 : at + count])
    ):
        return None
    if any(" ".join(part).count("$") % 2 or re.search(r"[\[(][^\])]*$", " ".join(part)) for part in (left, right)):
        return None
    if re.match(r"[^\[(]*[\])]", " ".join(right)):
        return None
    return f"{' '.join(left)}{chance.choice([' … ', '... ', ' [...] ', '…', ' [...] '])}{' '.join(right)}"


def first_letter(quote: str, _chance: random.Random) -> str | None:
    """The first letter in the other case."""
    return quote[0].swapcase() + quote[1:] if quote[0].isalpha() else None


def last_mark(quote: str, chance: random.Random) -> str | None:
    """Another mark at the end, or none."""
    return quote.rstrip(".!?;:,") + chance.choice(["", ".", ",", ";", "…", "..."])


def other_numerals(quote: str, _chance: random.Random) -> str | None:
    """Thousands without their comma, a percent sign apart."""
    changed = re.sub(r"(?<=\d),(?=\d{3}\b)", "", re.sub(r"(?<=\d)%", " %", quote))
    return changed if changed != quote else None


def without_citations(quote: str, _chance: random.Random) -> str | None:
    """Citations and footnote marks left out."""
    changed = CITATION.sub("", quote)
    return changed if changed != quote else None


def in_markdown(quote: str, chance: random.Random) -> str | None:
    """A word stressed, special characters escaped."""
    words = list(WORD.finditer(quote))
    if not words or "$" in quote:
        return None
    place = chance.choice(words)
    mark = chance.choice(["**", "*", "`"])
    changed = f"{quote[: place.start()]}{mark}{place[0]}{mark}{quote[place.end() :]}"
    return changed.replace("_", r"\_").replace("%", r"\%").replace("<", "&lt;")


def several(quote: str, chance: random.Random) -> str | None:
    """Three of these at once."""
    for make in chance.sample(
        [other_spaces, with_ligatures, in_unicode, other_dashes, first_letter, last_mark, hyphenated], 3
    ):
        quote = make(quote, chance) or quote
    return quote


FAITHFUL: dict[str, Maker] = {
    "word for word": as_it_is,
    "other spaces": other_spaces,
    "hyphenation": hyphenated,
    "ligatures": with_ligatures,
    "formulas in Unicode": in_unicode,
    r"formulas in \( \)": other_dollars,
    "quotation marks": other_quotation_marks,
    "dashes": other_dashes,
    "trimmed": trimmed,
    "elided with …": elided,
    "first letter": first_letter,
    "last mark": last_mark,
    "numerals": other_numerals,
    "citations left out": without_citations,
    "Markdown": in_markdown,
    "three at once": several,
}

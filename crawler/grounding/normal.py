"""What of a text counts when a quote is compared with it: letters, numbers, signs. Spaces, hyphens, quotes and TeX do not.

Two texts that a reader would call the same come out the same, whether they were typed in TeX, in Unicode or by a PDF.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field

from crawler.tex.symbols import ACCENTS, GREEK, LETTERS, OPERATORS, names

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_SILENT = frozenset(ACCENTS) | names(
    "mathbb Bbb mathcal mathbf mathrm mathit mathsf mathtt mathfrak mathscr boldsymbol bm pmb text textrm textbf textit textsf "
    "texttt textsc textnormal mbox hbox operatorname displaystyle textstyle scriptstyle left right big Big bigg Bigg bigl bigr "
    "Bigl Bigr biggl biggr middle rm bf it sf tt cal limits nolimits quad qquad frac dfrac tfrac cfrac sqrt overline underline "
    "overbrace underbrace widehat widetilde vec emph mathop mathrel mathbin mathord ensuremath label nonumber notag phantom "
    "ldots dots cdots vdots ddots dotsc dotsb cdot ast star bullet mid vert Vert lvert rvert lVert rVert langle rangle sim approx "
    "simeq circ prime footnotesize small large xspace unboldmath boldmath mathnormal"
)
_COMMANDS = {**OPERATORS, **GREEK, **LETTERS, "times": "x", **dict.fromkeys(_SILENT, "")}
_TEX = re.compile(r"[_^]\{?-|\\([A-Za-z]+)\*?|\\(.)|[{}$^_]", re.DOTALL)

_SAME = str.maketrans(
    {"×": "x", "ı": "i", "ȷ": "j", "⁄": "", "∕": "", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "⟶": "→", "⟵": "←", "ϵ": "ε",
     "ϕ": "φ", "ϑ": "θ", "ϱ": "ρ", "ς": "σ", "µ": "μ", "∆": "δ", "Ω": "ω",
     **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff\ufffe\xa8\xb4\xb8\xaf\u02c6\u02c7\u02d8\u02d9\u02da\u02dc\u02dd`")}
)  # fmt: skip
_FOOTNOTE_MARK = re.compile(r"(?:(?<=[.,;:!?)\]”’\"'])|(?<=[a-z]{3}))([¹²³⁰⁴-⁹]{1,3})(?![⁺⁻\d])")
_SPELLED = re.compile(r"(?P<percent>(?<=\d)\s*(?:%|percent\b|per cent\b))|n['’]t\b|<=|>=|!=|->|<-")
_SPELLINGS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→", "<-": "←"}

# A citation, the number of an equation, or a word: letters and numbers in one go, "0.5", "33,511", "42%", one Chinese character.
_UNIT = re.compile(
    r"(?P<aside>\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|\(\d{1,3}(?:\.\d{1,3})?[a-z]?\)|\((?:19|20)\d\d[a-z]?\)"
    r"|[(\[](?=[^()\[\]]{0,400}(?:,|\bal\.|&|\band\b)[^()\[\]\d]{0,20}(?:19|20)\d\d[a-z]?[)\];,])[^()\[\]]{1,400}[)\]])"
    rf"|[{_CJK}]|(?:\d+(?:,\d{{3}}(?!\d))*(?:\.\d+)*|[^\W\d_{_CJK}])+%?"
)
_PLAIN_GAP = frozenset({"", " ", ", ", ". ", "\n\n", "."})
_SIGNS = frozenset("<>=≤≥≠≪≫±∓∈∉⊂⊆⊃→←↔⇒⇔∧∨¬∀∃∪∩∞∂∇∑∏∫")
_MINUS = "−"
_DASHES = frozenset("-‐‑‒–—−")
_MARKS = _SIGNS | _DASHES | {"+"}
_NEGATIONS = frozenset("not no never neither nor cannot without hardly barely nobody nothing none".split())
_NEGATING_PREFIXES = frozenset("non un anti in im dis".split())
_SENTENCE_END = re.compile(r"[.;:!?]")


@dataclass(slots=True)
class Normal:
    """A normalised text.

    letters: the words and numbers run together.   starts, ends: where words begin and end in it, ascending.
    gaps: by position, what stands before that letter, where it holds a sign or a dash.
    asides: by position, the letters of citations, equation numbers and footnote marks that stood there and are not in `letters`.
    denied: where the words begin that directly follow a negation.
    """

    letters: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: dict[int, str] = field(default_factory=dict)
    asides: dict[int, str] = field(default_factory=dict)
    denied: set[int] = field(default_factory=set)


def normalise(text: str) -> Normal:
    """What of a text counts."""
    return _units(plain(text))


def plain(text: str) -> str:
    """A text in lower case without TeX, accents, ligatures and look-alikes; its words still apart."""
    if "\\" in text or "$" in text or "^" in text or "_" in text:
        text = _TEX.sub(_printed, text)
    if not text.isascii():
        text = _FOOTNOTE_MARK.sub(r" [\1]", text)
        decomposed = unicodedata.normalize("NFKD", text.translate(_SAME))
        text = "".join(filter(_is_no_accent, decomposed)) if decomposed != text else text
        text = text.translate(_SAME)
    return _SPELLED.sub(_spelled, text.casefold())


def _is_no_accent(character: str) -> bool:
    return not unicodedata.combining(character)


def _printed(found: re.Match[str]) -> str:
    """What TeX's commands and signs come to; a minus in an exponent stays a minus."""
    name, sign = found[1], found[2]
    if name is not None:
        return _COMMANDS.get(name, name)
    if sign is not None:
        return sign if sign in "%&#_$" else " " if sign in " ,;:!\\" else ""
    return _MINUS if found[0].endswith("-") else ""


def _spelled(found: re.Match[str]) -> str:
    if found["percent"] is not None:
        return "%"
    return _SPELLINGS.get(found[0], " not")


def _units(text: str) -> Normal:
    """The units of a plain text, run together."""
    normal = Normal()
    starts, ends, words = normal.starts, normal.ends, list[str]()
    at = behind = 0
    previous = ""
    for unit in _UNIT.finditer(text):
        word = unit[0]
        if unit.lastgroup:
            normal.asides[at] = normal.asides.get(at, "") + "".join(_inner_letters(word))
            continue
        begin = unit.start()
        gap = text[behind:begin]
        if gap not in _PLAIN_GAP and not _MARKS.isdisjoint(gap):
            normal.gaps[at] = gap
        if (previous in _NEGATIONS and not _SENTENCE_END.search(gap)) or (
            previous in _NEGATING_PREFIXES and gap in _DASHES
        ):
            normal.denied.add(at)
        behind = unit.end()
        if "," in word:
            word = word.replace(",", "")
        starts.append(at)
        words.append(word)
        at += len(word)
        ends.append(at)
        previous = word
    normal.letters = "".join(words)
    return normal


def _inner_letters(aside: str) -> list[str]:
    return re.findall(r"[^\W_]+", aside)


def gaps_agree(ours: str, theirs: str, before: str, after: str, *, first: bool) -> bool:
    """Whether what stands between two letters means the same in paper and quote.

    ours: the paper's gap.   theirs: the quote's.   before, after: the letters around.   first: the quote begins here, so that
    what the paper has more is left out, but for a minus, which belongs to the number after it.
    """
    our_signs = [sign for sign in ours if sign in _SIGNS]
    their_signs = [sign for sign in theirs if sign in _SIGNS]
    if first:
        our_signs = our_signs[len(our_signs) - len(their_signs) :]
        before = "" if not ours[:1].isspace() and before.isdigit() else before
    if our_signs != their_signs:
        return False
    if ("+" in ours and not _DASHES.isdisjoint(theirs)) or ("+" in theirs and not _DASHES.isdisjoint(ours)):
        return False
    if _counts(ours, before, after) and _DASHES.isdisjoint(theirs):
        return first and before.isdigit()
    return not (_counts(theirs, before, after) and _DASHES.isdisjoint(ours))


def _counts(gap: str, before: str, after: str) -> bool:
    """Whether a dash in a gap is a minus or the middle of a range, not a hyphen and not a pause."""
    if _DASHES.isdisjoint(gap):
        return False
    if _MINUS in gap:
        return True
    if not after.isdigit():
        return False
    if before.isdigit():
        return True
    return gap[-1] in _DASHES and gap[0] not in _DASHES


def boundaries_agree(paper: Normal, at: int, quote: Normal) -> bool:
    """Whether words are apart in the same places, but for compounds: "data set" is "dataset", "a typical" is not "atypical"."""
    end = at + len(quote.letters)
    ours = set(paper.starts[bisect_left(paper.starts, at) : bisect_left(paper.starts, end)])
    theirs = {at + start for start in quote.starts}
    for one in ours ^ theirs:
        side = paper if one in ours else quote
        place = one if one in ours else one - at
        before = bisect_left(side.starts, place) - 1
        if before >= 0 and side.letters[side.starts[before] : place] in ("a", "no", "not"):
            return False
    return True

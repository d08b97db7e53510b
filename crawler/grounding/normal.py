"""What of a text counts when a quote is compared with it: letters, numbers, signs. Spaces, hyphens, quotes and TeX do not.

Two texts that a reader would call the same come out the same, whether they were typed in TeX, in Unicode or by a PDF.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate, islice

from crawler.tex.symbols import ACCENTS, GREEK, LETTERS, OPERATORS, names

_SILENT = frozenset(ACCENTS) | names(
    "mathbb Bbb mathcal mathbf mathrm mathit mathsf mathtt mathfrak mathscr boldsymbol bm pmb text textrm textbf textit textsf "
    "texttt textsc textnormal mbox hbox operatorname displaystyle textstyle scriptstyle left right big Big bigg Bigg bigl bigr "
    "Bigl Bigr biggl biggr middle rm bf it sf tt cal limits nolimits quad qquad frac dfrac tfrac cfrac sqrt overline underline "
    "overbrace underbrace widehat widetilde vec emph mathop mathrel mathbin mathord ensuremath label nonumber notag phantom "
    "ldots dots cdots vdots ddots dotsc dotsb cdot ast star bullet mid vert Vert lvert rvert lVert rVert langle rangle sim approx "
    "simeq circ prime footnotesize small large xspace unboldmath boldmath mathnormal"
)
_COMMANDS = {**OPERATORS, **GREEK, **LETTERS, "times": "x", **dict.fromkeys(_SILENT, "")}
_TEX_SIGN = re.compile(r"[\\$^_{]")
_RAISED_MINUS = re.compile(r"[_^]\{?-")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?|(.))", re.DOTALL)
_GROUPING = re.compile(r"[{}$^_]+")

_SAME = {
    "×": "x", "ı": "i", "ȷ": "j", "⁄": "", "∕": "", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "⟶": "→", "⟵": "←", "ϵ": "ε", "ϕ": "φ",
    "ϑ": "θ", "ϱ": "ρ", "ς": "σ", "µ": "μ", "∆": "δ", "Ω": "ω",
    **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff\ufffe\xa8\xb4\xb8\xaf\u02c6\u02c7\u02d8\u02d9\u02da\u02dc\u02dd", ""),
}  # fmt: skip
_SAME_SIGN = re.compile(f"[{''.join(_SAME)}]")
_ACCENT = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_FOOTNOTE_MARK = re.compile(r"(?:(?<=[.,;:!?)\]”’\"'])|(?<=[a-z]{3}))([¹²³⁰⁴-⁹]{1,3})(?![⁺⁻\d])")
_SPELLED = re.compile(r"(?P<percent>(?<=\d)\s*(?:%|percent\b|per cent\b))|n['’]t\b|<=|>=|!=|->|<-")
_SPELLINGS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→", "<-": "←"}

# A citation, or the number of an equation.
_ASIDE = re.compile(
    r"\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|\(\d{1,3}(?:\.\d{1,3})?[a-z]?\)|\((?:19|20)\d\d[a-z]?\)"
    r"|[(\[](?=[^()\[\]]{0,400}(?:,|\bal\.|&|\band\b)[^()\[\]\d]{0,20}(?:19|20)\d\d[a-z]?[)\];,])[^()\[\]]{1,400}[)\]]"
)
_PRIVATE = re.compile("[\ue000\ue001]")
_STOOD = "\ue000"  # where an aside stood
_PART = "\ue001"  # where a part begins
# A word or number with what belongs to it: "0.5", "33,511", "42%", "10cm".
_WORD = re.compile(r"([^\W_]+(?:(?<=\d)(?:\.(?=\d)|,(?=\d{3}(?!\d)))[^\W_]+)*%?)")
_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_PLAIN_GAP = frozenset({"", " ", ", ", ". ", "\n\n", "."})
_SIGNS = frozenset("<>=≤≥≠≪≫±∓∈∉⊂⊆⊃→←↔⇒⇔∧∨¬∀∃∪∩∞∂∇∑∏∫")
_MINUS = "−"
_DASHES = frozenset("-‐‑‒–—−")
_MARKS = _SIGNS | _DASHES | {"+"}
_NEGATIONS = names("not no never neither nor cannot without hardly barely nobody nothing none")
_NEGATING_PREFIXES = names("non un anti in im dis")
_NEGATING = _NEGATIONS | _NEGATING_PREFIXES
_SENTENCE_END = re.compile(r"[.;:!?]")


@dataclass(slots=True)
class Normal:
    """A normalised text.

    letters: the words and numbers run together.   starts, ends: where words begin and end in it, ascending.
    gaps: by position, what stands before that letter, where it holds a sign or a dash.
    asides: by position, the citations, equation numbers and footnote marks that stood there; `letters` is without them.
    negated, negating: where a word begins that directly follows a negation, and where one ends that directly precedes it.
    parts: where the parts that the text was joined from begin.
    """

    letters: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: dict[int, str] = field(default_factory=dict)
    asides: dict[int, tuple[str, ...]] = field(default_factory=dict)
    negated: set[int] = field(default_factory=set)
    negating: set[int] = field(default_factory=set)
    parts: list[int] = field(default_factory=list)


def normalise(*parts: str) -> Normal:
    """What of a text counts. parts: the text, or pieces of it in order."""
    return _run_together(plain(_PART.join(["", *(_PRIVATE.sub("", part) for part in parts)])))


def plain(text: str) -> str:
    """A text in lower case without TeX, accents, ligatures and look-alikes; its words still apart."""
    if _TEX_SIGN.search(text):
        text = _COMMAND.sub(_printed, _RAISED_MINUS.sub(_MINUS, text))  # a minus in an exponent stays a minus
        text = _GROUPING.sub("", text)
    if not text.isascii():
        text = _FOOTNOTE_MARK.sub(r" [\1]", text)
        text = unicodedata.normalize("NFKD", _SAME_SIGN.sub(_same, text))
        text = _ACCENT.sub("", text)
    return _SPELLED.sub(_spelled, text.casefold())


def _same(found: re.Match[str]) -> str:
    return _SAME[found[0]]


def _printed(found: re.Match[str]) -> str:
    """What a command of TeX comes to."""
    name, sign = found[1], found[2]
    if name is not None:
        return _COMMANDS.get(name, name)
    return sign if sign in "%&#" else " " if sign in " ,;:!\\" else ""


def _spelled(found: re.Match[str]) -> str:
    if found["percent"] is not None:
        return "%"
    return _SPELLINGS.get(found[0], " not")


def _run_together(text: str) -> Normal:
    """A plain text's words run together. Whole papers come here: what is done for every word is done by C code."""
    stood: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        stood.append("".join(re.findall(r"[^\W_]+", found[0])))
        return _STOOD

    text = _ASIDE.sub(set_aside, text)
    if _CJK.search(text):
        text = _CJK.sub(r" \1 ", text)  # each is a word
    parts = _WORD.split(text)
    gaps, words = parts[0::2], parts[1::2]
    for place in [place for place, word in enumerate(words) if "," in word]:
        words[place] = words[place].replace(",", "")
    ends = list(accumulate(map(len, words)))
    starts = [0, *ends[:-1]] if ends else []
    normal, remaining = Normal("".join(words), starts, ends), iter(stood)
    for place in [place for place, gap in enumerate(gaps) if gap not in _PLAIN_GAP]:
        gap, at = gaps[place], starts[place] if place < len(starts) else len(normal.letters)
        if count := gap.count(_STOOD):
            normal.asides[at] = tuple(islice(remaining, count))
        normal.parts += [at] * gap.count(_PART)
        if not _MARKS.isdisjoint(gap) and place < len(words):
            normal.gaps[at] = gap
    for place in [place for place, word in enumerate(words) if word in _NEGATING]:
        before, after, whole = gaps[place], gaps[place + 1], words[place] in _NEGATIONS
        if not _SENTENCE_END.search(after) if whole else after in _DASHES:
            normal.negated.add(ends[place])
        if whole and before.isspace():
            normal.negating.add(starts[place])
    return normal


def gaps_agree(ours: str, theirs: str, before: str, after: str, *, first: bool) -> bool:
    """Whether what stands between two letters means the same in paper and quote.

    ours: the paper's gap.   theirs: the quote's.   before, after: the letters around.   first: the quote begins here, so that
    what the paper has more is left out, but for a minus, which belongs to the number after it; the dash of a range does not.
    """
    our_signs = [sign for sign in ours if sign in _SIGNS]
    their_signs = [sign for sign in theirs if sign in _SIGNS]
    if first:
        our_signs = our_signs[len(our_signs) - len(their_signs) :]
        ours = "" if before.isdigit() and _MINUS not in ours else ours
    if our_signs != their_signs:
        return False
    if ("+" in ours and not _DASHES.isdisjoint(theirs)) or ("+" in theirs and not _DASHES.isdisjoint(ours)):
        return False
    if _counts(ours, before, after) and _DASHES.isdisjoint(theirs):
        return False
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
    """Whether words are apart in the same places, but for compounds: "data set" is "dataset".

    "a typical" is not "atypical", and "10 20" is not "1020".
    """
    end = at + len(quote.letters)
    ours = set(paper.starts[bisect_left(paper.starts, at) : bisect_left(paper.starts, end)])
    theirs = {at + start for start in quote.starts}
    for one in ours ^ theirs:
        side = paper if one in ours else quote
        place = one if one in ours else one - at
        if side.letters[place - 1 : place + 1].isdigit():
            return False
        before = bisect_left(side.starts, place) - 1
        if before >= 0 and side.letters[side.starts[before] : place] in ("a", "no", "not"):
            return False
    return True

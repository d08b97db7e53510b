"""Numbers in running text, in English and Chinese, by their value: 33,511 = 33511, 1.2万 = 12,000, twelve = 12."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_ONES.split())} | {
    word: 10 * ten for ten, word in enumerate(_TENS.split(), start=2)
}
_SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9, "trillion": 10**12,
    "百": 100, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9,
    "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_CHINESE_GROUPS = frozenset("万亿")

# Digits that belong to a name (GPT-4, ResNet50, x_2) are no numbers. The first digit comes first: searching is fast so.
_DIGITS = re.compile(
    r"(?P<digits>\d(?<![A-Za-zÀ-ɏͰ-Ͽ\d_.^]\d)(?<![A-Za-z][-‐‑]\d)"
    r"(?:\d{0,2}(?:,\d{3}){1,8}(?!\d)|\d{0,29})(?:\.\d{1,30})?(?:e[-+−]?\d{1,3}(?!\w))?)"
    r"(?P<unit>\s?(?:%|％|\\%|个百分点|倍|×|x\b|(?:percent|per cent)\b"
    rf"|(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![A-Za-z])))?",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"(?:(?:{_TENS.replace(' ', '|')})(?:[- ](?:{'|'.join(_ONES.split()[1:10])})\b)?|{_ONES.replace(' ', '|')})(?!\w)",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"百分之(?P<of>[零〇一二两三四五六七八九十百点]{1,12}|\d{1,9}(?:\.\d{1,9})?)"
    r"|(?P<chinese>[一二两三四五六七八九][零〇一二两三四五六七八九十百千万亿]{1,20}|十[一二三四五六七八九万亿])"
)
_LATIN = re.compile(r"[a-z]+(?:-[a-z]+)?")
_THOUSANDS = re.compile(r"(?<=\d)(?:\{,\}|\\,|[\u2009\u202f])(?=\d{3}(?!\d))")

# What of an answer is no claim about the paper: numbers of lists, citations, addresses.
_NO_CLAIM = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:\*\*)?[(（]?\d{1,2}[.)、）]\s?(?!\d)|[(（]\d{1,2}[)）]|https?://\S+|\b\d{4}\.\d{4,5}(?:v\d+)?\b"
    r"|_\{\d+\}|\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|[(（](?:19|20)\d\d[a-z]?[)）]"
    r"|[(（][^()（）]{0,100}(?:\bal\.?|等人?|&|\band\b|[A-Za-z]{2,}),?，?\s*(?:19|20)\d\d[a-z]?[)）;；]",
    re.MULTILINE,
)
_PERCENT = frozenset(("%", "％", "\\%", "percent", "per cent", "个百分点"))
_COUNTING = 10  # up to here a bare number is the answer's own counting: "3 contributions"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    start: where.   text: as written, with its unit.   value, unscaled: with and without its unit reckoned in.
    bare: a whole number without unit.   percent: its unit is a hundredth.
    """

    start: int
    text: str
    value: Decimal
    unscaled: Decimal
    bare: bool
    percent: bool = False


def numbers_of(text: str) -> list[Number]:
    """The numbers of a text, in order."""
    text = _THOUSANDS.sub(",", text)
    found = [*_in_digits(text), *_in_words(text), *_in_chinese(text)]
    return sorted(found, key=lambda number: number.start)


def values_of(text: str) -> Iterator[Decimal]:
    """All values that a paper's text may be said to name: with and without their units."""
    text = _THOUSANDS.sub(",", text)
    for number in (*_in_digits(text), *_in_chinese(text)):
        yield number.value
        yield number.unscaled
    for words in set(_LATIN.findall(text.casefold())):
        if (number_words := words.split("-"))[0] in _WORDS:
            yield Decimal(_WORDS[number_words[0]])
            yield Decimal(sum(_WORDS.get(word, 0) for word in number_words))


def stray_numbers(markdown: str, values: Collection[Decimal]) -> tuple[str, ...]:
    """The numbers of an answer's prose that are not among a paper's values, as written, each once.

    Not looked at: numbers of lists, citations and their years, addresses, and bare whole numbers up to ten.
    """
    stray = [
        number.text
        for number in numbers_of(_NO_CLAIM.sub(" ", markdown))
        if not (number.bare and number.value <= _COUNTING)
        if number.value not in values and not (number.percent and number.value / 100 in values)
    ]
    return tuple(dict.fromkeys(stray))


def _in_digits(text: str) -> Iterator[Number]:
    for found in _DIGITS.finditer(text):
        unscaled = Decimal(found["digits"].replace(",", "").replace("−", "-"))
        unit = (found["unit"] or "").strip().casefold()
        value = unscaled * _SCALES.get(unit, 1)
        bare = not unit and value == value.to_integral_value()
        yield Number(found.start(), found[0].strip(), value, unscaled, bare, percent=unit in _PERCENT)


def _in_words(text: str) -> Iterator[Number]:
    for found in _SPELLED.finditer(text):
        if found.start() and text[found.start() - 1].isalnum():
            continue
        value = Decimal(sum(_WORDS[word] for word in re.split("[- ]", found[0].casefold())))
        yield Number(found.start(), found[0], value, value, bare=True)


def _in_chinese(text: str) -> Iterator[Number]:
    for found in _CHINESE.finditer(text):
        share = found["of"]
        written = share or found["chinese"]
        value = Decimal(written) if written[0].isdigit() else _chinese(written)
        if value is not None:
            yield Number(found.start(), found[0], value, value, bare=not share, percent=bool(share))


def _chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral such as 三百二十 or 四十二点五; None where the characters make no number (一一)."""
    whole, point, fraction = text.partition("点")
    if set(fraction) - _CHINESE_DIGITS.keys() or (point and not fraction):
        return None
    if len(whole) > 1 and not set(whole) & (_CHINESE_UNITS.keys() | _CHINESE_GROUPS):
        return None
    total = group = digit = 0
    for character in whole:
        if character in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[character]
        elif character in _CHINESE_UNITS:
            group, digit = group + (digit or 1) * _CHINESE_UNITS[character], 0
        elif character == "万":
            total, group, digit = total + (group + digit or 1) * 10**4, 0, 0
        else:
            total, group, digit = (total + group + digit or 1) * 10**8, 0, 0
    digits = "".join(str(_CHINESE_DIGITS[character]) for character in fraction)
    return Decimal(f"{total + group + digit}.{digits or 0}")

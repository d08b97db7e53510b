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
    "百": 100, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11,
    "万亿": 10**12,
}  # fmt: skip
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_CHINESE_GROUPS = {"万": 10**4, "亿": 10**8}

# Digits that belong to a name (GPT-4, ResNet50, x_2) are no numbers.
_NUMBER = re.compile(
    r"(?<![A-Za-zÀ-ɏͰ-Ͽ\d_.^])(?<![A-Za-z][-‐‑])(?P<digits>(?:\d{1,3}(?:,\d{3}){1,8}(?!\d)|\d{1,30})(?:\.\d{1,30})?(?:[eE][-+−]?\d{1,3}(?!\w))?)"
    rf"(?P<unit>\s?(?:%|％|\\%|个百分点|倍|×|x\b|(?:percent|per cent)\b|(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![A-Za-z])))?"
    rf"|\b(?P<words>(?:{_TENS.replace(' ', '|')})(?:[- ](?:{'|'.join(_ONES.split()[1:10])})\b)?|{_ONES.replace(' ', '|')})\b"
    r"|(?P<percent>百分之(?P<of>[零〇一二两三四五六七八九十百点]{1,12}|\d{1,9}(?:\.\d{1,9})?))"
    r"|(?P<chinese>[一二两三四五六七八九][零〇一二两三四五六七八九十百千万亿]{1,20}|十[一二三四五六七八九万亿])",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<=\d)(?:\{,\}|\\,|[\u2009\u202f])(?=\d{3}(?!\d))")

# What of an answer is no claim about the paper: numbers of lists, citations, addresses.
_NO_CLAIM = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:\*\*)?[(（]?\d{1,2}[.)、）]\s?(?!\d)|[(（]\d{1,2}[)）]|https?://\S+|\b\d{4}\.\d{4,5}(?:v\d+)?\b"
    r"|\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|[(（](?:19|20)\d\d[a-z]?[)）]"
    r"|[(（][^()（）]{0,100}(?:\bal\.?|等人?|&|\band\b|[A-Za-z]{2,}),?，?\s*(?:19|20)\d\d[a-z]?[)）;；]",
    re.MULTILINE,
)
_COUNTING = 10  # up to here a bare number is the answer's own counting: "3 contributions"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. text: as written, with its unit.   bare: a whole number without unit.   value: its unit reckoned in."""

    text: str
    value: Decimal
    unscaled: Decimal
    bare: bool
    percent: bool


def numbers_of(text: str) -> Iterator[Number]:
    """The numbers of a text, in order."""
    for found in _NUMBER.finditer(_THOUSANDS.sub(",", text)):
        number = _digits(found) if found["digits"] else _spelled(found)
        if number is not None:
            yield number


def values_of(text: str) -> Iterator[Decimal]:
    """All values that a paper's text may be said to name: with and without their units."""
    for number in numbers_of(text):
        yield number.value
        yield number.unscaled


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


def _digits(found: re.Match[str]) -> Number:
    unscaled = Decimal(found["digits"].replace(",", "").replace("−", "-"))
    unit = (found["unit"] or "").strip().casefold()
    value = unscaled * _SCALES.get(unit, 1)
    percent = unit in ("%", "％", "\\%", "percent", "per cent", "个百分点")
    return Number(found[0].strip(), value, unscaled, not unit and value == value.to_integral_value(), percent)


def _spelled(found: re.Match[str]) -> Number | None:
    if found["words"]:
        value = Decimal(sum(_WORDS[word] for word in re.split("[- ]", found["words"].casefold())))
        return Number(found[0], value, value, bare=True, percent=False)
    if found["percent"]:
        share = found["of"]
        parsed = Decimal(share) if share[0].isdigit() else _chinese(share)
        return None if parsed is None else Number(found[0], parsed, parsed, bare=False, percent=True)
    counted = _chinese(found["chinese"])
    return None if counted is None else Number(found[0], counted, counted, bare=True, percent=False)


def _chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral such as 三百二十 or 四十二点五; None where the characters make no number (一一)."""
    whole, point, fraction = text.partition("点")
    if set(fraction) - _CHINESE_DIGITS.keys() or (point and not fraction):
        return None
    if len(whole) > 1 and not set(whole) & (_CHINESE_UNITS.keys() | _CHINESE_GROUPS.keys()):
        return None
    total = group = digit = 0
    for character in whole:
        if character in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[character]
        elif character in _CHINESE_UNITS:
            group, digit = group + (digit or 1) * _CHINESE_UNITS[character], 0
        else:
            total, group, digit = (total + group + digit or 1) * _CHINESE_GROUPS[character], 0, 0
    digits = "".join(str(_CHINESE_DIGITS[character]) for character in fraction)
    return Decimal(f"{total + group + digit}.{digits or 0}")

"""The part of a series that a title names: 「低秩近似之路（六）：…」, "Transformer升级之路：21、…", "On low rank (Part 3)"."""

import re
import unicodedata
from typing import NamedTuple

_LONGEST_TITLE = 500
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE = "".join(_DIGITS) + "十百"
_NUMBER = rf"(?:第|part|no\.?)?\s*(?P<number>[0-9]{{1,3}}|[{_CHINESE}]{{1,6}})\s*(?:篇|部分|章)?"
# What stands between a series' name and what the part itself is about.
_BRACKETED = re.compile(rf"\s*[(\[【〔「]\s*{_NUMBER}\s*[)\]】〕」]", re.IGNORECASE)
_COLONED = re.compile(rf"\s*:\s*{_NUMBER}\s*(?:[、.:)]|$)", re.IGNORECASE)


class Part(NamedTuple):
    """A part's series, as it was asked for, and its number from 1."""

    series: str
    number: int


def part_in(title: str, series: str) -> Part | None:
    """The part of `series` that a title names, or None where it names none.

    Chinese and Arabic numerals, full-width and half-width characters, and blanks make no difference, nor does the case of letters.
    """
    name, text = _plain(series), _plain(title[:_LONGEST_TITLE])
    if not name or not text.startswith(name):
        return None
    rest = text[len(name) :]
    found = _BRACKETED.match(rest) or _COLONED.match(rest)
    number = _value(found["number"]) if found else None
    return Part(series, number) if number else None


def _plain(text: str) -> str:
    """Full-width brackets, colons and digits as half-width ones, without blanks, in lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _value(numeral: str) -> int | None:
    """The number a numeral means: 21, 二十一, 二一, 十, 一百零三. None for what is no number, and for nought."""
    if numeral.isascii():
        return int(numeral) or None
    if not set(numeral) & set("十百"):
        return int("".join(str(_DIGITS[character]) for character in numeral)) or None
    total, digit = 0, None
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (1 if digit is None else digit) * (100 if character == "百" else 10)
            digit = None
    return total + (digit or 0) or None

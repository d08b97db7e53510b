"""Text into XML and HTML, and the one bit of TeX that arXiv's list pages resolve: accents."""

import re
import unicodedata
from xml.sax.saxutils import escape

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COMBINING = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "H": "\u030b",
    "u": "\u0306",
    "k": "\u0328",
    "r": "\u030a",
}
_LETTERS = {"o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "ae": "æ", "AE": "Æ", "aa": "å", "AA": "Å", "i": "ı"}
_ACCENT = re.compile(r"""\\(?:(['`^"~=.])\s*|([cvHukr])(?=[\s{\\])\s*)(?:\{(\\i|\w)\}|\{?\{?(\\i|\w)\}?\}?)""")
_SPECIAL = re.compile(r"\{\\(ss|ae|AE|aa|AA|[oOlL])\}|\\(ss|ae|AE|aa|AA|[oOlL])(?:\{\}|(?![A-Za-z]))")


def xml_text(text: str) -> str:
    """Text as XML character data: escaped, characters XML forbids left out, quotes kept as they are."""
    return escape(_NOT_XML.sub("", text))


def attribute(text: str) -> str:
    """Text for a double-quoted attribute."""
    return escape(_NOT_XML.sub("", text), {'"': "&quot;"})


def one_line(text: str) -> str:
    """Line breaks and runs of blanks as single spaces, as the feed and the API give titles."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """An abstract as the feed and the API give it: wrapped lines joined, an indented line a new one with two blanks."""
    return "\n  ".join(one_line(part) for part in re.split(r"\n[ \t]+", text.strip()))


def without_accents_in_tex(text: str) -> str:
    r"""``Fran\c{c}ois Erd\H{o}s`` as ``François Erdős``; other TeX stays."""

    def accent(found: re.Match[str]) -> str:
        letter = (found[3] or found[4]).replace("\\i", "i")
        return unicodedata.normalize("NFC", letter + _COMBINING[found[1] or found[2]])

    return _SPECIAL.sub(lambda found: _LETTERS[found[1] or found[2]], _ACCENT.sub(accent, text))

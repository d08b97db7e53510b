"""Text as the index sees it: TeX gone, accents folded, English stems, Chinese in pairs of characters."""

import re
import unicodedata
from functools import cache

import tantivy

from crawler.tex.plain import to_plain

_COMMAND = re.compile(r"\\[A-Za-z]+|[${}^_]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
# Words of two or three parts: LoRA-GA, GPT-4, low-rank. What is longer (state-of-the-art) nobody writes as one word.
_COMPOUND = re.compile(r"(?<![\w-])\w+(?:-\w+){1,2}(?![\w-])")
# Written without spaces between words: Chinese characters and Japanese kana.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

_LONGEST_TOKEN = 60  # bytes; addresses and other monsters are left out


def prepare(text: str) -> str:
    """`text` as it goes to the tokenizers of this module, for indexing and for searching alike.

    Hyphenated words are there in parts, and once more at the end as one word: GPT-4 is found by `GPT4` too.
    """
    plain = spread(text)
    if "-" in plain and (compounds := _COMPOUND.findall(plain)):
        plain = f"{plain} {' '.join(compounds).replace('-', '')}"
    return plain


def spread(text: str) -> str:
    """The same without the compounds at the end, so that the words stand as in `text`."""
    plain = _COMMAND.sub(" ", to_plain(text)) if "$" in text or "\\" in text else text
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).replace("\u2010", "-")
        plain = _UNSPACED.sub(_in_pairs, plain)
    if "'" in plain or "’" in plain:
        plain = _POSSESSIVE.sub("", plain)
    return plain


def joined(word: str) -> str | None:
    """A hyphenated word of two or three parts as one (GPT-4 → GPT4); None for any other."""
    return word.replace("-", "") if _COMPOUND.fullmatch(word) else None


def stems(text: str) -> list[str]:
    """The index's terms for a prepared text, in order, repeated ones too."""
    return english().analyze(text)


@cache
def english() -> tantivy.TextAnalyzer:
    """Letters and digits make words; lower case, no accents, English stems (Porter's second algorithm)."""
    return _words().filter(tantivy.Filter.stemmer("english")).build()


@cache
def unstemmed() -> tantivy.TextAnalyzer:
    """The same with words as they are: for names, and for spelling."""
    return _words().build()


@cache
def spaced() -> tantivy.TextAnalyzer:
    """Terms that we made ourselves, separated by spaces."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _words() -> tantivy.TextAnalyzerBuilder:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(_LONGEST_TOKEN),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
    ):
        builder = builder.filter(step)
    return builder


def _in_pairs(run: re.Match[str]) -> str:
    """低秩适应 → 低秩 秩适 适应 应: every pair of neighbours, and the last alone, so that `应*` finds it."""
    characters = run[0]
    pairs = [characters[at : at + 2] for at in range(len(characters))]
    return f" {' '.join(pairs)} "

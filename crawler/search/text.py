"""Text as the index sees it: TeX gone, accents folded, English stems, Chinese in pairs of characters."""

import re
import unicodedata
from collections.abc import Callable, Iterable
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
    """`text` as it goes into the index, for the tokenizers of this module.

    Hyphenated words are there in parts, and once more at the end as one word: GPT-4 is found by `GPT4` too. Of Chinese, which has
    no spaces, every pair of neighbours is a word, and the last character alone: so each begins one.
    """
    plain = _plain(text, _pairs_and_last)
    if "-" in plain:
        # Looking only where there is a hyphen is four times faster, and an index is made of millions.
        compounds = [compound for word in plain.split() if "-" in word for compound in _COMPOUND.findall(word)]
        plain = f"{plain} {' '.join(compounds).replace('-', '')}"
    return plain


def sought(text: str) -> str:
    """`text` as it is looked up: its words stand in order, and in Chinese only pairs do, so that 低秩 finds 低秩适应."""
    return _plain(text, _pairs)


def is_one_character(word: str) -> bool:
    """Whether this is a single Chinese character or kana, which is only a part of words in the index."""
    return len(word) == 1 and _UNSPACED.fullmatch(word) is not None


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


def _plain(text: str, cut: Callable[[str], Iterable[str]]) -> str:
    """Without TeX and possessives, letters in their usual forms, and what has no spaces cut into words."""
    plain = _COMMAND.sub(" ", to_plain(text)) if "$" in text or "\\" in text else text
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).replace("\u2010", "-")
        plain = _UNSPACED.sub(lambda run: f" {' '.join(cut(run[0]))} ", plain)
    if "'" in plain or "’" in plain:
        plain = _POSSESSIVE.sub("", plain)
    return plain


def _pairs_and_last(run: str) -> Iterable[str]:
    """低秩适应 → 低秩 秩适 适应 应"""
    return (run[at : at + 2] for at in range(len(run)))


def _pairs(run: str) -> Iterable[str]:
    """低秩适应 → 低秩 秩适 适应"""
    return (run[at : at + 2] for at in range(max(len(run) - 1, 1)))

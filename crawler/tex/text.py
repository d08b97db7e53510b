"""TeX in running text, as arXiv's authors type it into titles, names, abstracts and comments → Unicode."""

from __future__ import annotations

import re
import unicodedata

from crawler.tex.formulas import Formula, Text, segments
from crawler.tex.symbols import (
    ACCENTS,
    BLACKBOARD,
    CITATIONS,
    DROPPED,
    LETTERS,
    SWITCHES,
    SYMBOLS,
    accented,
    script,
)

# Characters that are never text: controls, soft hyphens, zero-width spaces, explicit directions (U+202A-E, U+2066-9: one
# left open would turn round the page after it; letters keep their own direction), interlinear marks, tags, lone
# surrogates, non-characters, and the private characters that stand in for formulas and citations below.
_NEVER_TEXT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_ASCII_CONTROLS = bytes([*range(0x20), 0x7F])
_CITATION = "\ufdd0"
_FIRST_FORMULA, _LAST_FORMULA = 0xF0000, 0xFFFFF
_FORMULA = re.compile(f"[{chr(_FIRST_FORMULA)}-{chr(_LAST_FORMULA)}]")

# In these patterns every branch begins with a plain character, no [] or {2,}: re then skips to the next of those at once.
_TOKEN = re.compile(r"\\(?P<name>[A-Za-z]+)\*?|\\(?P<sign>.)|\^\{|_\{|\{|\}", re.DOTALL)
_ESCAPED_OR_BRACE = re.compile(r"\\.|\{|\}", re.DOTALL)
_BRACKETS = re.compile(r" ?\[[^\[\]]{0,80}\]")
_BEFORE = r"[ ~]{0,9}"
_CITED = re.compile(
    rf"{_BEFORE}(?:[\[(][^\[\]()\w]*{_CITATION}[^\[\]()\w]*[\])]|{_CITATION})(?:(?:,| and)?{_BEFORE}{_CITATION})*"
)
_MARK = re.compile(r"://(?:(?!'')\S)+|``|''|--+>?|~|`(?<![\w`']`)(?=\S)[^`]{1,300}?(?<=\S)'(?!\w)")
# A command-line option, which wants its two hyphens: --dry-run, --n=3. One plain word after -- is an aside in dashes.
_OPTION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+\b|[a-z-]+=")
# Braces around these were meant to be seen: {0, 1}, {x | x > 0}, {"key": 1}. Others only group, as in 3{,}900.
_SET = re.compile(r"(?!\\|https?:|,$)(?=.{1,80}$)(?:\d+$|.*(?:[,;|:=]|\.\.))", re.DOTALL)
_DEEPEST = 40  # groups within groups; what is deeper is left as typed

_SIGNS = {" ": " ", ",": " ", ";": " ", ":": " ", ">": " ", "\\": " ", "|": "‖", "-": "", "/": "", "!": "", "@": ""}


def to_unicode(text: str) -> str:
    """`text` in Unicode (NFC, single spaces, no control or direction characters), its formulas left as they are.

    Accents, quotes, dashes, ties, fonts, links and symbols typed outside dollars become what TeX would print; citations are
    left out, footnotes go into parentheses, an author's own macros lose their backslash. Never raises.
    """
    text = _cleaned(text)
    if not _has_tex(text):
        return text
    parts = segments(text)
    if not _has_tex("".join(part.source for part in parts if isinstance(part, Text))):
        return text
    formulas = [part.source for part in parts if isinstance(part, Formula)]
    if len(formulas) > _LAST_FORMULA - _FIRST_FORMULA:
        return text
    stand_ins = map(chr, range(_FIRST_FORMULA, _LAST_FORMULA))
    text = "".join(next(stand_ins) if isinstance(part, Formula) else part.source for part in parts)
    if "\\" in text or "{" in text:
        text = print_tex(text)
    if _has_marks(text):
        text = _punctuation(text)
    if formulas:
        text = _FORMULA.sub(lambda stand_in: formulas[ord(stand_in[0]) - _FIRST_FORMULA], text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _cleaned(text: str) -> str:
    """`text` in NFC without characters that are never text, its white space collapsed."""
    if text.isascii():  # as most is; then it is in NFC, and bytes are searched faster than characters
        if "  " not in text and len(text.encode().translate(None, _ASCII_CONTROLS)) == len(text):
            return text.strip(" ")
        words = " ".join(text.split()).encode().translate(None, _ASCII_CONTROLS)
        return " ".join(words.decode().split())
    if not text.isprintable():
        text = _NEVER_TEXT.sub("", " ".join(text.split()))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _has_tex(text: str) -> bool:
    return "\\" in text or "{" in text or _has_marks(text)


def _has_marks(text: str) -> bool:
    return "`" in text or "--" in text or "~" in text or "''" in text


def print_tex(source: str) -> str:
    """What TeX would print for `source`: its commands, accents and groups resolved, other characters left alone."""
    printed = _Reader(source).read(0, len(source))
    return _CITED.sub("", printed) if _CITATION in printed else printed


class _Reader:
    """Reads TeX's commands and groups; every method that consumes says where it stopped."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.closing = _matching_braces(text)
        self.depth = 0

    def read(self, start: int, end: int) -> str:
        """What `text[start:end]`, in which braces balance, prints."""
        if self.depth > _DEEPEST:
            return self.text[start:end]
        self.depth += 1
        out: list[str] = []
        at = start
        while token := _TOKEN.search(self.text, at, end):
            out.append(self.text[at : token.start()])
            at = token.end()
            if name := token["name"]:
                at = self._command(name, at, out)
            elif sign := token["sign"]:
                at = self._accent(sign, at, out) if sign in ACCENTS else self._sign(sign, at, out)
            elif (opening := at - 1) not in self.closing:
                out.append(token[0])
            elif token[0] in {"^{", "_{"}:
                content, at = self._argument(opening)
                out.append(script(token[0][0], content))
            else:
                at = self._group(opening, out)
        out.append(self.text[at:end])
        self.depth -= 1
        return "".join(out)

    def _argument(self, at: int) -> tuple[str, int]:
        """The printed content of the group that opens at `at` ("" if none does), and where it ends."""
        if at not in self.closing:
            return "", at
        return self.read(at + 1, self.closing[at]), self.closing[at] + 1

    def _raw_argument(self, at: int) -> tuple[str, int]:
        """The same for an address: only its escapes are undone."""
        if at not in self.closing:
            return "", at
        return re.sub(r"\\([#$%&_{}~])", r"\1", self.text[at + 1 : self.closing[at]]).strip(), self.closing[at] + 1

    def _group(self, opening: int, out: list[str]) -> int:
        content, at = self._argument(opening)
        raw = self.text[opening + 1 : at - 1]
        out.append(f"{{{content}}}" if _SET.match(raw) else content)
        return at

    def _sign(self, sign: str, at: int, out: list[str]) -> int:
        out.append(_SIGNS.get(sign, "\\" + sign if sign.isdigit() else sign))
        return at

    def _accent(self, accent: str, at: int, out: list[str]) -> int:
        """An accent takes the letter, group or dotless letter after it; over anything else its sign is just printed."""
        start = at
        if accent.isalpha() or (out and out[-1][-1:].isalpha()):
            at = _after_spaces(self.text, at)
        if at in self.closing:
            content, at = self._argument(at)
        elif (token := _TOKEN.match(self.text, at)) and (letter := LETTERS.get(token["name"] or "")):
            content, at = letter, _after_spaces(self.text, token.end())
        elif self.text[at : at + 1].isalpha():
            content, at = self.text[at], at + 1
        else:
            content = ""
        content = content.lstrip()
        if content[:1].isalpha():
            out.append(accented(content[0], accent) + content[1:])
            return at
        out.append(accent + content if not accent.isalpha() else content)
        return at if content else start

    def _command(self, name: str, at: int, out: list[str]) -> int:
        if name in LETTERS:
            out.append(LETTERS[name])
            return _after_spaces(self.text, at)
        if name in ACCENTS:
            return self._accent(name, at, out)
        if name in SYMBOLS:
            out.append(SYMBOLS[name])
            return at
        if name in SWITCHES:
            return _after_spaces(self.text, at)
        after_options = at
        while options := _BRACKETS.match(self.text, after_options):
            after_options = options.end()
        if name in DROPPED or name in CITATIONS:
            out.append(_CITATION if name in CITATIONS else "")
            return self.closing.get(after_options, after_options - 1) + 1
        opening = _after_spaces(self.text, after_options)
        if opening not in self.closing or self.closing[opening] == opening + 1:
            out.append("" if name.startswith(("text", "emph")) else name)  # an author's own macro: \ours, \method{}
            return at if opening not in self.closing else opening + 2
        if name in {"url", "path", "nolinkurl"}:
            address, at = self._raw_argument(opening)
            out.append(address)
            return at
        return self._command_with_arguments(name, opening, out)

    def _command_with_arguments(self, name: str, at: int, out: list[str]) -> int:
        if name == "href":
            address, at = self._raw_argument(at)
            content, at = self._argument(_after_spaces(self.text, at))
            out.append(f"{content} ({address})" if content.strip() not in {"", address} else address)
            return at
        if name in {"textcolor", "colorbox"}:
            at = _after_spaces(self.text, self.closing[at] + 1)
        content, at = self._argument(at)
        if name in {"frac", "dfrac", "tfrac"} and at in self.closing:
            below, at = self._argument(at)
            content = f"{_bound(content)}/{_bound(below)}"
        elif name == "footnote":
            content = f" ({content.strip()})"
        elif name == "enquote":
            content = f"“{content}”"
        elif name == "sqrt":
            content = f"√{_bound(content)}"
        elif name in {"mathbb", "Bbb"}:
            content = "".join(BLACKBOARD.get(char, char) for char in content)
        elif name in {"textsuperscript", "textsubscript"}:
            content = script("^" if name == "textsuperscript" else "_", content)
        out.append(content)
        while at in self.closing:  # \SI{3}{kg}
            content, at = self._argument(at)
            out.append(f" {content}")
        return at


def _matching_braces(text: str) -> dict[int, int]:
    """Where each opened brace closes; braces without a partner are not in it."""
    closing: dict[int, int] = {}
    if "{" not in text:
        return closing
    opened: list[int] = []
    for found in _ESCAPED_OR_BRACE.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            closing[opened.pop()] = found.start()
    return closing


def _after_spaces(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] == " " else at


def _bound(content: str) -> str:
    """`content` in parentheses when it is more than one thing."""
    return content if len(content) <= 1 or content.isalnum() else f"({content})"


def _punctuation(text: str) -> str:
    """Quotes, dashes and ties, which TeX makes of plain characters; addresses are left alone."""
    open_quotes = 0

    def replaced(mark: re.Match[str]) -> str:
        nonlocal open_quotes
        found = mark[0]
        start, end = mark.span()
        before, after = text[max(start - 1, 0) : start], text[end : end + 1]
        if found in {"``", "''"}:
            opens = found == "``" or (not open_quotes and before in " ([" and after.isalpha())
            if not opens and not open_quotes:
                return found  # a second derivative, an arc second
            open_quotes += 1 if opens else -1
            return "“" if opens else "”"
        if found[0] == "`":
            return f"‘{_punctuation(found[1:-1])}’"
        if found in {"--", "---"} and (before.isalnum() or not _OPTION.match(text, end)):
            return "–" if found == "--" else "—"
        if found == "~" and _is_tie(text, start):
            return " "
        return found

    return _MARK.sub(replaced, text)


def _is_tie(text: str, at: int) -> bool:
    """Whether the ~ at `at` is TeX's space between words, not "about" or "similar to": ~10 km, z~2, 3~5, a ~ b, /~home."""
    before, after = text[max(at - 2, 0) : at], text[at + 1 : at + 2]
    if not after or not before or before[-1] in " ([{/=<>\"'“‘≈∼~":
        return False
    if before[-1].isdigit():
        return not (after.isdigit() or after in "-–.")
    alone = before[-1].isalpha() and not before[:-1].isalnum()
    return not (alone and (after.isdigit() or after in " -–."))

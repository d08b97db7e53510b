"""The query language: what a person types → a tree. Pure; anything typed gives a tree, nothing raises.

    text   = group { "OR" group }            group = part { ["AND"] part }
    part   = ["-" | "NOT" | "ANDNOT"] (word | word* | "phrase" | field:part | "(" text ")")

Words are all needed. A field before parentheses holds for everything in them. Operators are written in capitals. The spellings of
arXiv's own query API (https://info.arxiv.org/help/api/user-manual.html#query_details) mean the same here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.errors import IdentifierError
from crawler.identifiers import Identifier, parse_identifier
from crawler.search.properties import NAMES, NotUnderstoodError, property_of
from crawler.search.tree import All, AnyOf, Field, Node, Not, Query, Words
from crawler.sentences import Sentence, sentence

_MOST_CHARACTERS = 2000
_MOST_PARTS = 64
_DEEPEST = 20  # parentheses within parentheses

_FIELDS = {
    **dict.fromkeys(("all", "any"), Field.ANYWHERE),
    **dict.fromkeys(("ti", "title"), Field.TITLE),
    **dict.fromkeys(("au", "author", "authors"), Field.AUTHORS),
    **dict.fromkeys(("abs", "abstract"), Field.ABSTRACT),
    **dict.fromkeys(("co", "comment", "comments", "jr", "rn", "doi"), Field.COMMENT),
}
_JOINING = ("OR", "AND")
_NEGATING = ("NOT", "ANDNOT")

_QUOTES = str.maketrans("“”„«»＂（）：", '""""""():')
_TOKEN = re.compile(
    r"""(?P<space>\s+) | (?P<open>\() | (?P<close>\)) | "(?P<phrase>[^"]*)" | (?P<lone>")
      | (?P<field>[A-Za-z]{1,20}):(?=\s*[^\s:/)]) | \[(?P<range>[^\[\]]{1,60})\]
      | (?P<minus>(?<![^\s(:])-(?=[^\s-])) | (?P<word>[^\s()"]+)""",
    re.VERBOSE,
)
_LISTED_WITH = re.compile(r"\s*\[[A-Za-z.-]+\]$")  # arXiv:2402.12354 [cs.LG]


def parse(text: str) -> Query:
    """What a search text means. Words are all needed; `OR`, `-not`, "phrase", prefix*, parentheses and fields narrow or widen it.

    Broken syntax is searched as words, and `notes` of the result says what was not understood. Never raises.
    """
    # What no encoding can carry (lone surrogates) cannot be in the index either.
    clean = " ".join(text.encode("utf-8", "replace").decode().split())
    notes = []
    if len(clean) > _MOST_CHARACTERS:
        clean = clean[:_MOST_CHARACTERS]
        notes.append(
            sentence("Only the first %(number)s characters were searched for.", number=f"{_MOST_CHARACTERS:,}")
        )
    if ids := _identifiers(clean):
        return Query(clean, AnyOf(tuple(property_of("id", one.id) for one in ids)), tuple(notes), ids)
    parser = _Parser(list(_tokens(clean.translate(_QUOTES))))
    tree = parser.whole()
    return Query(clean, tree, tuple(dict.fromkeys([*notes, *parser.notes])))


def _identifiers(text: str) -> tuple[Identifier, ...]:
    """The papers that a text consists of naming; none where there is anything else in it."""
    try:
        return (parse_identifier(_LISTED_WITH.sub("", text)),)
    except IdentifierError:
        pass
    parts = [part for part in re.split(r"[,;\s]+", text) if part][: _MOST_PARTS + 1]
    if not 2 <= len(parts) <= _MOST_PARTS:
        return ()
    try:
        return tuple(dict.fromkeys(parse_identifier(part) for part in parts))
    except IdentifierError:
        return ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # open, close, phrase, lone, field, range, minus, word
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "word"
        if kind == "field" and found["field"].lower() not in (*_FIELDS, *NAMES):
            yield from _words_with_colon(text, found)
        elif kind != "space":
            yield _Token(kind, found[kind])


def _words_with_colon(text: str, found: re.Match[str]) -> Iterator[_Token]:
    """`LoRA: low-rank` is a title, `foo:bar` may have been meant as a field."""
    follows = text[found.end() : found.end() + 1]
    if found["field"].islower() and not follows.isspace():
        yield _Token("unknown", found["field"])
    yield _Token("word", found["field"])


class _Parser:
    """Reads tokens from left to right; whatever does not fit is left out and noted."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.notes: list[Sentence] = []
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._parts = 0

    def whole(self) -> Node | None:
        """Everything, in as many pieces as stray closing parentheses cut it into."""
        pieces = []
        while self._at < len(self._tokens):
            pieces.append(self._alternatives(Field.ANYWHERE))
            if self._next("close"):
                self._note(sentence("A parenthesis closes that was never opened; it was left out."))
        return _all([piece for piece in pieces if piece])

    def _alternatives(self, field: str) -> Node | None:
        groups, dangling = [], False
        while True:
            group = self._group(field)
            dangling = dangling or group is None
            groups.append(group)
            if not self._next("word", "OR"):
                break
        if dangling and len(groups) > 1:
            self._note(sentence("OR needs something on both sides; it was left out where there was nothing."))
        return _any([group for group in groups if group])

    def _group(self, field: str) -> Node | None:
        """Everything up to the next OR, closing parenthesis or end."""
        parts = []
        while (token := self._peek()) and token.kind != "close" and token != _Token("word", "OR"):
            if part := self._part(field):
                parts.append(part)
        return _all(parts)

    def _part(self, field: str) -> Node | None:
        """One part, or None where the token stands for nothing. Always takes a token."""
        token = self._take()
        if token.kind == "word" and token.text == "AND":
            return None
        if token.kind == "minus" or (token.kind == "word" and token.text in _NEGATING):
            return self._negated(field, token)
        if token.kind == "open":
            return self._parentheses(field)
        if token.kind == "field":
            return self._fielded(token.text.lower())
        if token.kind == "lone":
            self._note(sentence("A quotation mark has no partner; it was left out."))
        elif token.kind == "unknown":
            self._note(sentence("There is no field “%(text)s”; it was searched as a word.", text=token.text))
        elif self._counted():
            return self._leaf(field, token)
        return None

    def _negated(self, field: str, token: _Token) -> Node | None:
        follows = self._peek()
        if follows is None or follows.kind == "close" or follows.text in (*_JOINING, *_NEGATING):
            self._note(sentence("“%(text)s” needs something after it; it was left out.", text=token.text))
            return None
        part = self._part(field)
        return Not(part) if part else None

    def _parentheses(self, field: str) -> Node | None:
        if self._depth == _DEEPEST:
            self._note(sentence("Parentheses more than %(number)s deep were left out.", number=_DEEPEST))
            return None
        self._depth += 1
        inside = self._alternatives(field)
        self._depth -= 1
        if not self._next("close"):
            self._note(sentence("A parenthesis was not closed; it was taken to reach to the end."))
        return inside

    def _fielded(self, name: str) -> Node | None:
        follows = self._peek()
        if follows is None or follows.kind not in ("word", "phrase", "range", "open"):
            self._note(sentence("“%(name)s:” needs something after it; it was left out.", name=name))
            return None
        return self._part(_FIELDS.get(name, name))

    def _leaf(self, field: str, token: _Token) -> Node | None:
        if field in NAMES:
            try:
                return property_of(field, token.text)
            except NotUnderstoodError as error:
                self._note(error.sentence)
                field = Field.ANYWHERE
        if not re.search(r"\w", token.text.replace("_", " ")):
            return None
        text = token.text.replace("_", " ") if field == Field.AUTHORS else token.text
        if token.kind == "phrase":
            return Words(text.strip(), Field(field), phrase=True)
        begun = text.rstrip("*")
        if begun == text or "*" in begun:
            return Words(text, Field(field))
        if len(begun.strip()) < 2:
            self._note(sentence("A * needs at least two letters before it; it was left out."))
            return Words(begun, Field(field))
        return Words(begun, Field(field), prefix=True)

    def _counted(self) -> bool:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            self._note(sentence("Only the first %(number)s words were searched for.", number=_MOST_PARTS))
        return self._parts <= _MOST_PARTS

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _next(self, kind: str, text: str | None = None) -> bool:
        """Take the next token if it is of that kind (and text)."""
        token = self._peek()
        if token is None or token.kind != kind or (text is not None and token.text != text):
            return False
        self._at += 1
        return True

    def _note(self, note: Sentence) -> None:
        self.notes.append(note)


def _all(parts: Sequence[Node]) -> Node | None:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    return (flat[0] if len(flat) == 1 else All(tuple(flat))) if flat else None


def _any(parts: Sequence[Node]) -> Node | None:
    return (parts[0] if len(parts) == 1 else AnyOf(tuple(parts))) if parts else None

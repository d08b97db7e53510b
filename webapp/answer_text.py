"""An answer's text, which a model wrote and which is hostile, as HTML that is safe to show and as Markdown to take along.

Markdown is read by markdown-it-py, and what comes of it is cleaned by nh3, which lets through a few elements and hardly an
attribute. Links lose their address and images go altogether, so that nothing leads away from the page or is loaded by it.
Formulas are set by `crawler.tex` and put in after the cleaning, since Temml's MathML is safe by its own settings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

import nh3
import orjson
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

from crawler.grounding import Check, Paragraph
from crawler.grounding.blocks import blocks_of
from crawler.tex import Formula, segments, to_html

LONGEST_TEXT = 100_000  # characters of an answer that are looked at; workers take fewer
_LONGEST_PARAGRAPH = 10_000  # characters that are read as Markdown; a longer one is shown as it is
_MOST_WORDS = 60  # of a gist on a card
_WORD = re.compile(r"\s*[\u3400-\u9fff]|\s*[^\s\u3400-\u9fff]+|\s+")
_CHINESE = re.compile(r"\s*[\u3400-\u9fff]")
_MOST_OPENINGS = 400  # formulas that begin with a bracket: one that does not end is looked for to the end of the text
_MOST_FORMULAS = 300  # of a paragraph; a summary has a dozen

_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "del", "sub", "sup", "code", "pre", "blockquote",
    "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"ol": {"start"}}
# What may be wider than a phone scrolls in its own box, which the keyboard has to reach.
_SCROLLED = {
    "<table>": '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>',
    "</table>": "</table></div>",
    "<pre>": '<pre tabindex="0">',
}
# Where a formula comes, its number between two characters that no text has a use for.
_PLACE = re.compile("\ue000([0-9]{1,6})\ue001")
_PRIVATE = str.maketrans("", "", "\ue000\ue001")


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A passage under a paragraph. section: where the paper has it; None for one that was not found."""

    html: Markup
    found: bool
    section: str | None
    exact: bool


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph as HTML with its passages.

    missing: one of its passages is not in the paper.   bare: it claims something and gives none.
    stray_numbers: as written, those that the paper does not have; they are marked in `html`.
    """

    html: Markup
    quotes: tuple[ShownQuote, ...]
    missing: bool
    bare: bool
    stray_numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownText:
    """A whole answer. total, verified: how many passages it gives, and how many of them the paper has."""

    paragraphs: tuple[ShownParagraph, ...]
    total: int
    verified: int


@lru_cache(maxsize=512)
def shown_text(checks: str) -> ShownText:
    """A checked answer for a page.   checks: `Check.to_json` as JSON text, by which what was made lately is kept."""
    check = Check.from_json(orjson.loads(checks))
    return ShownText(tuple(map(_shown, check.paragraphs)), check.total, check.verified)


def unchecked_html(markdown: str) -> Markup:
    """A text that is still coming, or that broke off, as HTML: its passages stand as they are, not looked for."""
    html = []
    for block in blocks_of(markdown[:LONGEST_TEXT]):
        html.append(markdown_html(block.text))
        html += [Markup("<blockquote><p>%s</p></blockquote>") % _quote_html(quote) for quote in block.quotes]
    return Markup("").join(html)


def gist_of(markdown: str) -> str:
    """The sentence of a `tldr` as plain text with its formulas in dollars, without its passage.

    Models are asked for 40 words or 80 Chinese characters; one that runs on is cut off at half as many again.
    """
    lines = []
    for line in markdown[:2000].splitlines():
        if line.lstrip().startswith(">"):
            break
        lines.append(line.strip(" *_#"))
    return _within(" ".join(" ".join(lines).split())[:1000], _MOST_WORDS)


def _within(text: str, room: float) -> str:
    """As much of a text as `room` words hold, with dots where it goes on. A formula is a word, a Chinese character half of one."""
    kept: list[str] = []
    for part in segments(text):
        words = [part.source] if isinstance(part, Formula) else _WORD.findall(part.source)
        for word in words:
            room -= 0.5 if _CHINESE.fullmatch(word) else bool(word.strip())
            if room < 0:
                return "".join(kept).rstrip() + " …"
            kept.append(word)
    return "".join(kept)


def as_markdown(check: Check) -> str:
    """A checked answer as Markdown to take along: passages say where they are from, or that the paper does not have them."""
    parts = []
    for paragraph in check.paragraphs:
        parts.append(paragraph.text)
        for quote in paragraph.quotes:
            place = f"({quote.section})" if quote.found else "(not found in the paper)"
            parts.append(f'> "{" ".join(quote.text.split())}" {place}')
    return "\n\n".join(filter(None, parts))


def markdown_html(markdown: str) -> Markup:
    """One paragraph of Markdown as safe HTML. Never raises, whatever it holds."""
    text = markdown.translate(_PRIVATE)
    if len(text) > _LONGEST_PARAGRAPH or text.count("\\(") > _MOST_OPENINGS:
        return Markup("<p>%s</p>") % text
    formulas: list[str] = []
    html = nh3.clean(
        _reader().render(text, {"formulas": formulas}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=set(),
        strip_comments=True,
    )
    for bare, reachable in _SCROLLED.items():
        html = html.replace(bare, reachable)
    return Markup(_PLACE.sub(lambda place: _formula(formulas, place), html))  # noqa: S704 (cleaned by the lines above)


def _shown(paragraph: Paragraph) -> ShownParagraph:
    quotes = tuple(
        ShownQuote(_quote_html(quote.text), quote.found, quote.section, quote.exact) for quote in paragraph.quotes
    )
    return ShownParagraph(
        html=_marked(markdown_html(paragraph.text), paragraph.stray_numbers),
        quotes=quotes,
        missing=not all(quote.found for quote in quotes),
        bare=paragraph.claims and not quotes,
        stray_numbers=paragraph.stray_numbers,
    )


@lru_cache(maxsize=2048)
def _quote_html(text: str) -> Markup:
    """A passage: the paper's words, in which only formulas mean anything."""
    return Markup(to_html(text[:_LONGEST_PARAGRAPH]))  # noqa: S704 (escaped by to_html)


def _marked(html: Markup, numbers: Sequence[str]) -> Markup:
    """The numbers marked wherever they stand in the text. Formulas are left alone."""
    if not numbers:
        return html
    sought = re.compile("|".join(rf"(?<![\w.,]){re.escape(escape(number))}(?![\w])" for number in numbers))
    parts = re.split(r"(<math.*?</math>|<[^>]*>)", html, flags=re.DOTALL)
    for place in range(0, len(parts), 2):
        parts[place] = sought.sub(lambda number: f'<mark class="stray">{number[0]}</mark>', parts[place])
    return Markup("".join(parts))  # noqa: S704 (what stood between the tags was escaped and still is)


def _formula(formulas: Sequence[str], place: re.Match[str]) -> str:
    number = int(place[1])
    return formulas[number] if number < len(formulas) else ""


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # An indented line goes on with what stood before it; the paragraphs come one by one.
    reader.disable("code")
    reader.use(texmath_plugin, delimiters="brackets")
    reader.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    for name in ("math_inline", "math_inline_double", "math_single"):
        reader.add_render_rule(name, _inline_formula)
    for name in ("math_block", "math_block_label", "math_block_eqno", "math_block_end"):
        reader.add_render_rule(name, _display_formula)
    reader.add_render_rule("image", _nothing)
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("heading_close", _heading)
    return reader


def _inline_formula(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    return _kept_formula(f"${tokens[place].content.strip()}$", env)


def _display_formula(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    return f"<p>{_kept_formula(f'$${tokens[place].content.strip()}$$', env)}</p>"


def _kept_formula(source: str, env: Any) -> str:
    formulas: list[str] = env["formulas"]
    formulas.append(to_html(source) if len(formulas) < _MOST_FORMULAS else escape(source))
    return f"\ue000{len(formulas) - 1}\ue001"


def _nothing(_self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
    return ""


def _heading(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    """The answer stands under a heading of its own, whose rank this does not know: one inside it is a line in bold."""
    return "<p><strong>" if tokens[place].nesting > 0 else "</strong></p>"

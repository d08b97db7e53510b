"""Everything that pages say can be said in Chinese, and nothing in the catalogues is left over."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import quickjs
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "webapp/translations/zh/LC_MESSAGES/messages.po"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"), key=str)
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"), key=str)
CHINESE_OF_SCRIPTS = ROOT / "static/js/words.zh.js"

# The same in every language.
KEYS = {"Ctrl", "Ctrl F", "Enter", "Esc", "Shift"}
NAMES = {"PDF", "arXiv", "Markdown", "BibTeX", "RIS", "JSON", "AI", "DOI", "doi", "expression"}
WORD = re.compile(r"[A-Za-z]{2,}")
TRANSLATING = ("_", "gettext", "ngettext", "pgettext")
READ_ALOUD = ("aria-label", "title", "placeholder", "alt")


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as written:
        return read_po(written, locale="zh")


def entries(held: Catalog) -> dict[tuple[str | None, object], Message]:
    return {(message.context, message.id): message for message in held if message.id}


def forms(text: object) -> tuple[str, ...]:
    """A message's id or string in its one or several forms."""
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text),)


def places(text: str) -> set[str]:
    """The values a sentence has room for."""
    return set(re.findall(r"%\((\w+)\)s", text))


def markup(text: str) -> list[str]:
    """The tags of a sentence, in any order: Chinese has another."""
    return sorted(re.findall(r"<[^>]*>", text))


MESSAGES = list(entries(catalogue(CATALOGUE)).values())


def test_every_sentence_has_its_chinese_and_none_is_a_guess_or_left_over() -> None:
    held = catalogue(CATALOGUE)
    assert [message.id for message in MESSAGES if not all(forms(message.string))] == []
    assert [message.id for message in MESSAGES if message.fuzzy] == []
    assert list(held.obsolete) == []


def test_the_catalogue_has_the_sentences_that_templates_and_code_say_and_no_other(tmp_path: Path) -> None:
    found = tmp_path / "words.pot"
    extract = ["extract", "-F", "pyproject.toml", "-k", "lazy_gettext", "-k", "sentence", "-o", str(found), "."]
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "--quiet", *extract], cwd=ROOT, check=True)
    assert sorted(map(str, entries(catalogue(found)))) == sorted(map(str, entries(catalogue(CATALOGUE)))), (
        "`make words`"
    )


def test_a_sentence_has_room_for_the_same_values_and_markup_in_both_languages() -> None:
    for message in MESSAGES:
        english, chinese = forms(message.id), forms(message.string)
        assert {frozenset(places(form)) for form in chinese} == {frozenset(places(english[-1]))}, english
        assert {tuple(markup(form)) for form in chinese} == {tuple(markup(english[-1]))}, english
        assert all(re.fullmatch(r"(?:[^%]|%%|%\(\w+\)s)*", form) for form in (*english, *chinese)), english


def said_by_scripts() -> Iterator[str]:
    for path in SCRIPTS:
        source = path.read_text(encoding="utf-8")
        for written in re.findall(r"(?<![\w.])t\(\s*(.)", source):
            assert written == '"' or path.name == "words.js", f"{path.name}: t() takes a sentence as it stands"
        yield from re.findall(r'(?<![\w.])t\(\s*"((?:[^"\\]|\\.)*)"', source)


def test_what_scripts_say_has_its_chinese_and_nothing_is_left_over() -> None:
    source = CHINESE_OF_SCRIPTS.read_text(encoding="utf-8")
    context = quickjs.Context()
    context.eval("var chinese = " + source.partition("export default")[2])
    chinese = {
        key: context.eval(f"chinese[{key!r}]") for key in context.eval("Object.keys(chinese).join('\\n')").split("\n")
    }
    assert set(said_by_scripts()) == set(chinese)
    assert [key for key, text in chinese.items() if places(key) != places(text)] == []


class Text(HTMLParser):
    """The words of a template's markup that stand there as they are, whatever Jinja writes beside them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.bare: list[str] = []
        self._within: list[str] = []
        source = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", source, flags=re.DOTALL)
        self.feed(re.sub(r"\{\{.*?\}\}", "", source, flags=re.DOTALL))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within.append(tag)
        for name, value in attrs:
            if name in READ_ALOUD:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"code", "kbd", "script"} & set(self._within):
            self._note(data)

    def _note(self, text: str) -> None:
        # An attribute that Jinja puts behind a tag's name is no text.
        if set(WORD.findall(text)) - NAMES and not re.match(r'\s*[\w-]+="', text):
            self.bare.append(text.strip())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_the_text_of_a_template_can_be_translated(path: Path) -> None:
    allowed = {"cs.CL, stat", "arXiv:", "v", "Q"}
    assert [text for text in Text(path.read_text(encoding="utf-8")).bare if text not in allowed] == []


def literals(node: nodes.Node) -> Iterator[str]:
    """The texts in a template's expressions, but for those that are to be translated."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATING:
        for value in node.kwargs:
            yield from literals(value)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from literals(child)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_the_sentences_in_a_templates_expressions_can_be_translated(path: Path) -> None:
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(path.read_text(encoding="utf-8"))
    assert [
        text
        for text in literals(tree)
        if re.search(r"[a-z]{2} [a-z]|^[A-Z][a-z]{2,}", text) and text not in NAMES | KEYS
    ] == []

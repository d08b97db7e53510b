"""Rules that every page keeps: it compiles, has a frame and a title, and asks nobody else for anything."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from crawler.config import Settings
from webapp import create_app

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
HTML = [name for name in NAMES if name.endswith(".html")]
PARTIALS = [name for name in HTML if Path(name).name.startswith("_")]
PAGES = [name for name in HTML if name not in PARTIALS and name != "base.html"]

# Where a link may lead, beside our own pages: the paper, its licence and its publisher. Nothing is loaded from them.
LINKED = ("arxiv.org", "info.arxiv.org", "doi.org", "creativecommons.org")


def source(name: str) -> str:
    """A template's text."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def frames(name: str) -> list[str]:
    """The templates that a template extends, nearest first."""
    extended = re.match(r"(?:\s*\{#.*?#\})*\s*\{%-?\s*extends \"([^\"]+)\"", source(name), re.DOTALL)
    return [extended[1], *frames(extended[1])] if extended else []


class Markup(HTMLParser):
    """The tags of a template with their attributes, and the text inside script and style elements."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inline: list[str] = []
        self._within: str | None = None
        # What Jinja writes is unknown here: an expression may be any word, a statement or a comment is nothing.
        text = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", source(name), flags=re.DOTALL)
        self.feed(re.sub(r"\{\{.*?\}\}", "expression", text, flags=re.DOTALL))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        is_data = attributes.get("type", "").endswith("json")  # a data block: no browser runs it
        self._within = tag if tag in ("script", "style") and not is_data else None

    def handle_endtag(self, tag: str) -> None:
        self._within = None

    def handle_data(self, data: str) -> None:
        if self._within and data.strip():
            self.inline.append(data)


def of_another_site(address: str) -> bool:
    """Whether an address in an attribute names a host."""
    return bool(re.match(r"\s*(?:https?:)?//", address))


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site, which nobody visits."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data"), database_url=f"sqlite:///{migrated_file}"))


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str, site: Flask) -> None:
    site.jinja_env.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_in_the_frame_and_has_a_title(name: str) -> None:
    chain = frames(name)
    assert chain[-1:] == ["base.html"]
    assert any(re.search(r"\{%-?\s*block title\b", source(part)) for part in [name, *chain[:-1]])


@pytest.mark.parametrize("name", PARTIALS)
def test_a_partial_states_its_inputs_first(name: str) -> None:
    first_line = source(name).splitlines()[0]
    assert first_line.startswith("{#")
    assert re.search(r"\b(?:Inputs:|No inputs)", first_line)


@pytest.mark.parametrize("name", HTML)
def test_scripts_and_styles_are_files_of_their_own(name: str) -> None:
    markup = Markup(name)
    assert markup.inline == []
    assert [
        (tag, attribute)
        for tag, attributes in markup.tags
        for attribute in attributes
        if attribute == "style" or attribute.startswith("on")
    ] == []
    assert [tag for tag, attributes in markup.tags for value in attributes.values() if "javascript:" in value] == []


@pytest.mark.parametrize("name", HTML)
def test_nothing_is_loaded_from_another_site(name: str) -> None:
    loaded = [
        (tag, value)
        for tag, attributes in Markup(name).tags
        for attribute, value in attributes.items()
        if attribute in ("src", "srcset", "poster", "data", "action", "formaction")
        or (tag, attribute) == ("link", "href")
        if of_another_site(value)
    ]
    assert loaded == []


@pytest.mark.parametrize("name", HTML)
def test_links_lead_to_our_pages_arxiv_a_publisher_or_a_licence(name: str) -> None:
    hosts = {
        urlsplit(attributes["href"]).hostname
        for tag, attributes in Markup(name).tags
        if tag == "a" and of_another_site(attributes.get("href", ""))
    }
    assert hosts <= set(LINKED)


@pytest.mark.parametrize("path", sorted((ROOT / "static").glob("css/**/*.css")), ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing_from_another_site(path: Path) -> None:
    named = re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s]+)", path.read_text(encoding="utf-8"))
    assert [address for address in named if of_another_site(address)] == []

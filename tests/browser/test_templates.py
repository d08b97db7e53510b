"""The templates as files: each compiles, pages keep to one frame, partials say what they need, nothing stands inline."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from webapp import category_choices, filters
from webapp.kept import KeptParts

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
PAGES = [name for name in NAMES if not Path(name).name.startswith("_") and name != "base.html"]

each_template = pytest.mark.parametrize("name", NAMES)


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@each_template
def test_a_template_compiles_with_the_filters_there_are(name: str) -> None:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    filters.install(environment)
    category_choices.install(environment)
    environment.filters["kept"] = KeptParts()
    environment.get_template(name)


@each_template
def test_a_template_says_in_its_first_line_what_it_is_given(name: str) -> None:
    first = source(name).partition("\n")[0]
    assert re.match(r"\{# .*\binputs\b", first, re.IGNORECASE), first


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_in_the_frame_and_has_a_title_of_its_own(name: str) -> None:
    assert '{% extends "base.html" %}' in source(name)
    assert "{% block title %}" in source(name)


@each_template
def test_no_script_style_or_handler_stands_in_a_template(name: str) -> None:
    text = source(name)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@each_template
def test_nothing_is_marked_safe_past_the_escaping(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", source(name))

"""Imports run one way: source → records → store → queries → page, and no page can reach the network."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PURE = (
    "crawler.__version__",
    "crawler.articles",
    "crawler.authors",
    "crawler.clock",
    "crawler.errors",
    "crawler.fulltext",
    "crawler.grounding",
    "crawler.identifiers",
    "crawler.keysentence",
    "crawler.keywords",
    "crawler.ledger",
    "crawler.llm.prompts",
    "crawler.records",
    "crawler.sentences",
    "crawler.taxonomy",
    "crawler.tex",
)

# What a module and everything inside it may import of our own, beside itself. The longest name that fits is the rule;
# a module without one may import nothing of ours. The reasons: what is pure can be tested and reused alone; a source
# knows nothing of the store, nor the store of a source (jobs join them); the crawler runs without Flask.
OUR_OWN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(PURE, PURE),
    "crawler.config": PURE,
    "crawler.store": (*PURE, "crawler.config"),
    "crawler.gate": (*PURE, "crawler.config", "crawler.store"),
    "crawler.blogs": (*PURE, "crawler.gate"),
    "crawler.sources": (*PURE, "crawler.gate"),
    "crawler.search": (*PURE, "crawler.config", "crawler.store"),
    "crawler.fulltext": PURE,
    "crawler.grounding": (*PURE, "crawler.fulltext"),
    "crawler.llm": PURE,
    "crawler.jobs": (
        *PURE,
        "crawler.blogs",
        "crawler.config",
        "crawler.fulltext",
        "crawler.gate",
        "crawler.grounding",
        "crawler.llm",
        "crawler.search",
        "crawler.sources",
        "crawler.store",
    ),
    "crawler.schedule": (*PURE, "crawler.config", "crawler.jobs", "crawler.store"),
    "crawler.commands": ("crawler",),
    "crawler.__main__": ("crawler",),
    "webapp": (*PURE, "crawler.config", "crawler.search", "crawler.store"),
    "webapp.addresses": (*PURE, "webapp.language"),
    "webapp.preferences": (*PURE, "webapp.addresses", "webapp.visits"),
    "webapp.visits": (*PURE, "webapp.addresses"),
    "webapp.taste": PURE,
    "webapp.queries": (
        *PURE,
        "crawler.search",
        "crawler.store",
        "webapp.addresses",
        "webapp.preferences",
        "webapp.taste",
    ),
    "webapp.cli": ("crawler", "webapp"),
}

NETWORK = (
    "aiohttp",
    "feedparser",
    "ftplib",
    "http.client",
    "httpx",
    "openai",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
)
FLASK = ("flask", "jinja2", "werkzeug")

# What a module may not import of others' work.
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "crawler": FLASK,
    "webapp": NETWORK,  # a web request never reaches the network: it writes a row, and a worker does the rest
    "webapp.queries": (*NETWORK, *FLASK),
    "webapp.cli": (),
}

# Pure modules use the standard library, and these.
PURE_MAY_USE = {
    "crawler.fulltext": ("lxml", "pypdfium2"),
    "crawler.keywords": ("wordfreq",),
    "crawler.tex": ("lxml", "quickjs"),
}


def imports(source: str, module: str, *, package: bool) -> Iterator[str]:
    """Every module that a source imports, wherever in it. A name imported from a package counts as a module of it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                parents = module.split(".")[: len(module.split(".")) - node.level + (1 if package else 0)]
                origin = ".".join([*parents, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def inside(module: str, names: tuple[str, ...]) -> bool:
    """Whether a module is one of the named ones or lies inside one."""
    return any(module == name or module.startswith(f"{name}.") for name in names)


def longest(module: str, names: Iterable[str]) -> str | None:
    """The longest of the names that the module is or lies inside."""
    return max((name for name in names if inside(module, (name,))), key=len, default=None)


def breaches(module: str, source: str, *, package: bool = False) -> list[str]:
    """What a module imports and may not. package: the source is the package's own `__init__.py`."""
    rule = longest(module, OUR_OWN)
    ours = (rule, *OUR_OWN[rule]) if rule else ()
    forbidden = FORBIDDEN[longest(module, FORBIDDEN) or "crawler"]
    found = []
    for imported in imports(source, module, package=package):
        top = imported.split(".")[0]
        if top in ("crawler", "webapp"):
            allowed = imported == "crawler" or inside(imported, ours)  # the package itself holds only its version
        elif pure := longest(module, PURE):
            allowed = top in sys.stdlib_module_names or top in PURE_MAY_USE.get(pure, ())
        else:
            allowed = not inside(imported, forbidden)
        if not allowed:
            found.append(imported)
    return found


def our_modules() -> list[tuple[str, Path]]:
    """Every module of the two packages by name."""
    modules = []
    for path in sorted([*ROOT.glob("crawler/**/*.py"), *ROOT.glob("webapp/**/*.py")]):
        parts = path.relative_to(ROOT).with_suffix("").parts
        modules.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return modules


@pytest.mark.parametrize(("module", "path"), our_modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_module_imports_only_what_its_place_allows(module: str, path: Path) -> None:
    assert breaches(module, path.read_text(encoding="utf-8"), package=path.name == "__init__.py") == [], (
        "see the rules, and their reasons, at the top of this test"
    )


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("crawler.jobs", "import webapp"),
        ("crawler.store.papers", "from flask import g"),
        ("crawler.store.papers", "from crawler.sources import rss"),
        ("crawler.sources.rss", "from crawler.store import papers"),
        ("crawler.sources.rss", "from ..store import papers"),
        ("crawler.records", "import requests"),
        ("crawler.records", "from crawler.config import Settings"),
        ("crawler.schedule", "from crawler.gate import Gate"),
        ("webapp.pages.listing", "from crawler import jobs"),
        ("webapp.pages.listing", "def view():\n    import requests"),
        ("webapp.pages.listing", "from urllib.request import urlopen"),
        ("webapp.pages.listing", "import urllib.request"),
        ("webapp.pages.listing", "from http import client"),
        ("webapp.queries.listing", "from flask import abort"),
        ("webapp.queries.listing", "from webapp.pages import listing"),
    ],
)
def test_a_breach_is_found(module: str, source: str) -> None:
    assert len(breaches(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("crawler.jobs", "from crawler.sources import rss"),
        ("crawler.sources.rss", "from urllib.parse import urlsplit\nimport feedparser"),
        ("crawler.tex.formulas", "import quickjs\nfrom . import text"),
        ("webapp.cli.admin", "from crawler import jobs\nimport requests"),
        (
            "webapp.pages.listing",
            "from crawler.store import papers\nfrom urllib.parse import quote\nfrom flask import abort",
        ),
        ("webapp.queries.listing", "from sqlalchemy import select\nfrom crawler.store.models import Paper"),
    ],
)
def test_what_is_allowed_is_no_breach(module: str, source: str) -> None:
    assert breaches(module, source) == []

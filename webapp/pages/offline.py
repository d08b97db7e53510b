"""The site as an app that opens without a network: its manifest, its service worker, and what that should keep."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template
from flask_babel import gettext

from webapp.addresses import CategoryExpression, Days, ListAddress, Term, list_path
from webapp.addresses.lists import SHOWN
from webapp.language import LANGUAGES, language
from webapp.links import static_url
from webapp.preferences import Preferences
from webapp.queries.home import latest_counts
from webapp.queries.shapes import CategoryToday
from webapp.reader import current_reader, shown_categories
from webapp.site import this_site

pages = Blueprint("offline", __name__)

_NEEDED = (".css", ".js", ".svg", ".png")  # of every page; the fonts of formulas are large and come after
_FONTS = (".woff2",)
_MOST_LISTS = 60  # pages of up to 200 KB each
_COLOURS = {"light": "#fbf9f4", "dark": "#181715"}  # --paper of static/css/tokens.css
_ICONS = (
    {"src": "img/mark.svg", "sizes": "any", "type": "image/svg+xml"},
    {"src": "img/icon-192.png", "sizes": "192x192", "type": "image/png"},
    {"src": "img/icon-512.png", "sizes": "512x512", "type": "image/png"},
    {"src": "img/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
)


@pages.get("/manifest.webmanifest")
def manifest() -> Response:
    """What an installed site is called and looks like, in the reader's language and colours. https://www.w3.org/TR/appmanifest/"""
    site, reader = this_site(), current_reader()
    colour = _COLOURS["dark" if reader and reader.preferences.theme == "dark" else "light"]
    places = ((gettext("Today"), "/"), (gettext("Stars"), "/reader/stars"), (gettext("Search"), "/arxiv/search"))
    content = {
        "id": "/",
        "name": site.name,
        "short_name": site.name,
        "description": gettext("New papers of arXiv, every day"),
        "lang": language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": colour,
        "background_color": colour,
        "categories": ["news", "education"],
        "icons": [{**icon, "src": static_url(_static(), icon["src"])} for icon in _ICONS],
        "shortcuts": [{"name": name, "url": url} for name, url in places],
    }
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/manifest+json")


@pages.get("/sw.js")
def worker() -> Response:
    """The service worker: two lines, which change with any static file, so that browsers then put a new one in the old one's place.

    It lies at the root since it may serve what is at or below its own address and nothing else.
    https://www.w3.org/TR/service-workers/#path-restriction
    """
    shell = _shell()
    start = static_url(_static(), "js/worker.js")
    script = f'import {{ start }} from "{start}";\nstart({json.dumps(shell)});\n'
    return Response(script, mimetype="text/javascript")


@pages.get("/offline")
def offline() -> str:
    """What is kept in this browser, which only a script can tell. Shown in place of pages that are not."""
    return render_template("offline/show.html")


@pages.get("/offline/lists")
def lists() -> Response:
    """The pages of lists that are worth keeping: `{"lists": [{"address": PATH, "stamp": TEXT}, …]}`.

    The front page, then the latest day of each followed (else carried) category in as many pages as it has; the first page of each
    before the second of any. A day has its own address, since it shall still be found when another is the latest. A stamp changes
    when the page does, as far as is known without writing it.
    """
    reader, categories = current_reader(), shown_categories()
    with this_site().reading() as session:
        tiles = latest_counts(session, categories)
    looks = f"{_shell()['version']} {language()} {_look(reader.preferences if reader else Preferences())}"
    front = ("/", tiles)
    wanted = [front, *_slices(tiles)][:_MOST_LISTS]
    return jsonify(lists=[{"address": address, "stamp": _hash(f"{looks} {holds}")} for address, holds in wanted])


def _slices(tiles: Sequence[CategoryToday]) -> Iterator[tuple[str, CategoryToday]]:
    """The pages of each category's latest day, with what tells one state of them from another."""
    held = {tile: tile.counts.total + tile.counts.replacements for tile in tiles}
    for skip in range(0, max(held.values(), default=0), SHOWN):
        for tile in tiles:
            if tile.day and skip < held[tile]:
                categories = CategoryExpression((Term(",", tile.category),))
                yield list_path(ListAddress(expression=categories, days=Days(tile.day, tile.day), skip=skip)), tile


def _look(preferences: Preferences) -> str:
    """All that a reader set, without what changes by reading alone."""
    return str({name: value for name, value in asdict(preferences).items() if name != "visit"})


def _shell() -> dict[str, Any]:
    """What pages are made of beside their words: addresses by when they are needed, and a version of all together."""
    needed, fonts = _files(_NEEDED), _files(_FONTS)
    return {
        "version": _hash("\n".join([*needed, *fonts])),
        "files": needed,
        "fonts": fonts,
        "pages": {code: f"/offline?lang={code}" for code in LANGUAGES},
    }


def _files(endings: tuple[str, ...]) -> list[str]:
    folder = _static()
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in endings)
    return [static_url(folder, path) for path in found]


def _static() -> Path:
    return Path(current_app.static_folder or "")


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

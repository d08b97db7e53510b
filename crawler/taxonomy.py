"""arXiv's categories: groups, archives, categories, and the names that mean the same.

Source of the table in taxonomy.json: https://arxiv.org/category_taxonomy and `arxiv/taxonomy/definitions.py` in arXiv/arxiv-base.
An *alias* (cs.SY) and a *subsumed* archive (cmp-lg) count under their canonical category (eess.SY, cs.CL).
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict


class _Archive(TypedDict):
    name: str
    group: str
    active: bool


class _Category(TypedDict):
    name: str
    archive: str
    active: bool


class _Table(TypedDict):
    groups: dict[str, str]
    archives: dict[str, _Archive]
    categories: dict[str, _Category]
    aliases: dict[str, str]
    subsumed: dict[str, str]


_TABLE: _Table = json.loads((Path(__file__).parent / "taxonomy.json").read_text(encoding="utf-8"))

ARCHIVES: frozenset[str] = frozenset(_TABLE["archives"])
CATEGORIES: frozenset[str] = frozenset(_TABLE["categories"])
_CANONICAL: dict[str, str] = {**_TABLE["aliases"], **_TABLE["subsumed"]}
_SPELLING: dict[str, str] = {name.lower(): name for name in (*ARCHIVES, *CATEGORIES)}


def find(name: str) -> str | None:
    """The proper spelling of a category or archive written in any case (`CS.cl` → `cs.CL`), or None where there is none.

    An alias stays an alias here; see `canonical`.
    """
    return _SPELLING.get(name.strip().lower())


def canonical(category: str) -> str:
    """The category that a name counts under. An unknown name is returned as it came: arXiv may add one any day."""
    return _CANONICAL.get(category, category)


def canonical_all(categories: Iterable[str]) -> tuple[str, ...]:
    """The canonical categories of a paper, primary first, each once."""
    return tuple(dict.fromkeys(_CANONICAL.get(category, category) for category in categories))


def is_category(name: str) -> bool:
    """Whether `name` is a category that papers are listed under today (canonical and active)."""
    entry = _TABLE["categories"].get(name)
    return entry is not None and entry["active"] and name not in _CANONICAL


def is_archive(name: str) -> bool:
    """Whether `name` is an archive of several categories, such as `cs` or `astro-ph`, rather than a category of its own."""
    return name in ARCHIVES and len(members(name)) > 1


def members(name: str) -> tuple[str, ...]:
    """The canonical categories a name stands for, sorted: an archive's own (aliases counted under their canonical), else the one.

    `cs` → cs.AI … eess.SY, math.NA;  `hep-th` → hep-th;  `astro-ph` → astro-ph (papers before 2009), astro-ph.CO …
    """
    if name not in ARCHIVES:
        return (canonical(name),)
    held = {canonical(category) for category, entry in _TABLE["categories"].items() if entry["archive"] == name}
    return tuple(sorted(held)) or (canonical(name),)


def name_of(name: str) -> str:
    """What a category or archive is called in English; an unknown one is its own name."""
    if name in _TABLE["categories"]:
        return _TABLE["categories"][name]["name"]
    if name in _TABLE["archives"]:
        return _TABLE["archives"][name]["name"]
    return name


def archive_of(category: str) -> str:
    """The archive a category belongs to: `cs.CL` → `cs`, `hep-th` → `hep-th`."""
    entry = _TABLE["categories"].get(category)
    return entry["archive"] if entry else category.partition(".")[0]


def groups() -> dict[str, dict[str, tuple[str, ...]]]:
    """All active canonical categories for choosing from: group name → archive → its categories."""
    chosen: dict[str, dict[str, tuple[str, ...]]] = {}
    for archive, entry in _TABLE["archives"].items():
        if not entry["active"]:
            continue
        categories = tuple(
            sorted(
                name
                for name, category in _TABLE["categories"].items()
                if category["archive"] == archive and is_category(name)
            )
        )
        if categories:
            chosen.setdefault(_TABLE["groups"][entry["group"]], {})[archive] = categories
    return chosen


def oai_set(category: str) -> str:
    """The OAI-PMH set of a category: `cs.LG` → `cs:cs:LG`, `hep-th` → `physics:hep-th`, `cs` → `cs:cs`."""
    archive = archive_of(category)
    entry = _TABLE["archives"].get(archive)
    group = entry["group"].removeprefix("grp_") if entry else archive
    subject = category.partition(".")[2]
    return ":".join(part for part in (group, archive, subject) if part)

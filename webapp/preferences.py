"""A reader's settings: what there is to set, what it may be, and what holds until it is set. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext

from crawler import taxonomy
from crawler.errors import PaperstandError
from webapp.visits import read_visit

MOST_FOLLOWED = 200  # of each: categories, keywords, authors
_LONGEST = 80  # characters of a keyword or an author's name


class PreferenceError(PaperstandError):
    """A setting that does not exist, or a value it cannot have. Says what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How a reader wants the site.

    translation: the language that titles and abstracts are translated into, or `none`.
    mark_read: what makes a paper read beside saying so: opening it, scrolling past it, nothing.
    again: whether a paper read before counts as unread when it is replaced.
    categories: followed, canonical, in the reader's order; excluded: left out of the list of all that is followed.
    keywords, authors: papers with one of them are marked; excluded_keywords, excluded_authors: those with one are folded.
    more, less, forgotten: terms of `webapp.taste` that the order for the reader was corrected by.   anew: the moment before which marks
    teach it nothing, in ISO 8601; empty: all do.
    visit: which days the reader has been shown, as `webapp.visits` writes it.
    """

    theme: str = "system"
    density: str = "abstracts"
    language: str = "browser"
    translation: str = "none"
    mark_read: str = "open"
    again: str = "never"
    categories: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    excluded_keywords: tuple[str, ...] = ()
    excluded_authors: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    anew: str = ""
    visit: str = ""


@dataclass(frozen=True, slots=True)
class CurrentReader:
    """The reader that a request comes from."""

    id: int
    preferences: Preferences


CHOICES: Mapping[str, Mapping[str, Any]] = {
    "theme": {
        "system": lazy_gettext("As the system"),
        "light": lazy_gettext("Light"),
        "dark": lazy_gettext("Dark"),
    },
    "density": {
        "titles": lazy_gettext("Titles only"),
        "keywords": lazy_gettext("Titles, authors, gist and keywords"),
        "abstracts": lazy_gettext("With abstracts"),
    },
    "language": {"browser": lazy_gettext("As the browser"), "en": "English", "zh": "中文"},
    "translation": {"none": lazy_gettext("Nothing"), "zh": "中文", "en": "English"},
    "mark_read": {
        "open": lazy_gettext("When I open the paper, its PDF or its answers"),
        "scroll": lazy_gettext("Also when I scroll past it"),
        "hand": lazy_gettext("Only when I say so"),
    },
    "again": {
        "never": lazy_gettext("Once read, always read"),
        "replaced": lazy_gettext("Unread again when it is replaced"),
    },
}


def read_preferences(kept: Mapping[str, Any]) -> Preferences:
    """The settings as kept, checked again: what makes no sense any more (a name from another version) is as if never set."""
    known = {}
    for field in fields(Preferences):
        try:
            if field.name in kept:
                known[field.name] = read_preference(field.name, kept[field.name])
        except PreferenceError:
            continue
    return Preferences(**known)


def read_preference(name: str, value: object) -> Any:
    """A value for a setting, as `Preferences` has it. value: as typed or from JSON; several words as a list.

    Raises PreferenceError.
    """
    if name in CHOICES:
        if isinstance(value, str) and value in CHOICES[name]:
            return value
        raise PreferenceError(
            gettext(
                "%(name)s is one of %(choices)s, not “%(value)s”.",
                name=name,
                choices=", ".join(CHOICES[name]),
                value=str(value)[:40],
            )
        )
    if name == "visit":
        return _visit(value)
    if name == "anew":
        return _moment(value)
    if name not in _LISTS:
        raise PreferenceError(gettext("There is no setting “%(name)s”.", name=name[:40]))
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise PreferenceError(gettext("%(name)s is a list of names.", name=name))
    if len(value) > MOST_FOLLOWED:
        raise PreferenceError(
            gettext("At most %(number)s %(name)s can be kept.", number=MOST_FOLLOWED, name=name.replace("_", " "))
        )
    return tuple(dict.fromkeys(_LISTS[name](each) for each in value))


def _category(text: str) -> str:
    name = taxonomy.find(text[:_LONGEST])
    if name is None:
        raise PreferenceError(gettext("arXiv has no category “%(name)s”.", name=text[:40]))
    if taxonomy.is_archive(name):
        raise PreferenceError(
            gettext(
                "%(name)s is a whole archive; name its categories, such as %(category)s.",
                name=name,
                category=taxonomy.members(name)[0],
            )
        )
    return taxonomy.canonical(name)


def _words(text: str) -> str:
    words = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    if not words or len(words) > _LONGEST:
        raise PreferenceError(gettext("A keyword or name has 1 to %(number)s characters.", number=_LONGEST))
    return words


def _keyword(text: str) -> str:
    return _words(text).lower()


def _visit(value: object) -> str:
    visit = read_visit(value)
    if visit is None:
        raise PreferenceError(gettext("A visit is two days, as in 2026-11-19..2026-11-20."))
    return str(visit)


def _term(text: str) -> str:
    kind, colon, name = text.rpartition(":")
    return f"{kind[:_LONGEST]}{colon}{_keyword(name)}"


def _moment(value: object) -> str:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise PreferenceError(gettext("This is no time; one would be 2026-11-20T15:00:00+00:00."))
    return moment.isoformat()


_LISTS: Mapping[str, Callable[[str], str]] = {
    "categories": _category,
    "excluded": _category,
    "keywords": _keyword,
    "authors": _words,
    "excluded_keywords": _keyword,
    "excluded_authors": _words,
    "more": _term,
    "less": _term,
    "forgotten": _term,
}

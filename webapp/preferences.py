"""A reader's settings: what there is to set, what it may be, and what holds until it is set. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from crawler import taxonomy
from crawler.errors import PaperstandError

MOST_FOLLOWED = 200  # of each: categories, keywords, authors
_LONGEST = 80  # characters of a keyword or an author's name


class PreferenceError(PaperstandError):
    """A setting that does not exist, or a value it cannot have. Says what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How a reader wants the site.

    mark_read: what makes a paper read beside saying so: opening it, scrolling past it, nothing.
    again: whether a paper read before counts as unread when it is replaced.
    categories: followed, canonical, in the reader's order; excluded: left out of the list of all that is followed.
    """

    theme: str = "system"
    density: str = "abstracts"
    language: str = "browser"
    mark_read: str = "open"
    again: str = "never"
    categories: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CurrentReader:
    """The reader that a request comes from."""

    id: int
    preferences: Preferences


CHOICES: Mapping[str, Mapping[str, str]] = {
    "theme": {"system": "As the system", "light": "Light", "dark": "Dark"},
    "density": {"titles": "Titles only", "keywords": "Titles, authors, gist and keywords", "abstracts": "With abstracts"},
    "language": {"browser": "As the browser", "en": "English", "zh": "中文"},
    "mark_read": {
        "open": "When I open the paper, its PDF or its answers",
        "scroll": "Also when I scroll past it",
        "hand": "Only when I say so",
    },
    "again": {"never": "Once read, always read", "replaced": "Unread again when it is replaced"},
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
        raise PreferenceError(f"{name} is one of {', '.join(CHOICES[name])}, not “{str(value)[:40]}”.")
    if name not in _LISTS:
        raise PreferenceError(f"There is no setting “{name[:40]}”.")
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise PreferenceError(f"{name} is a list of names.")
    if len(value) > MOST_FOLLOWED:
        raise PreferenceError(f"At most {MOST_FOLLOWED} {name} can be kept.")
    return tuple(dict.fromkeys(_LISTS[name](each) for each in value))


def _category(text: str) -> str:
    name = taxonomy.find(text[:_LONGEST])
    if name is None:
        raise PreferenceError(f"arXiv has no category “{text[:40]}”.")
    if taxonomy.is_archive(name):
        raise PreferenceError(f"{name} is a whole archive; name its categories, such as {taxonomy.members(name)[0]}.")
    return taxonomy.canonical(name)


def _words(text: str) -> str:
    words = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    if not words or len(words) > _LONGEST:
        raise PreferenceError(f"A keyword or name has 1 to {_LONGEST} characters.")
    return words


_LISTS: Mapping[str, Callable[[str], str]] = {
    "categories": _category,
    "excluded": _category,
    "keywords": lambda text: _words(text).lower(),
    "authors": _words,
}

"""What pages write of categories: the subjects of cards with their choices, and all of arXiv's categories to choose among."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from jinja2 import Environment
from markupsafe import Markup

from crawler.taxonomy import groups, name_of
from webapp.addresses import ListAddress
from webapp.language import cached_by_language


class SubjectLinks(dict[str, Markup]):
    """A subject → its links on one list's cards: the subject, `+` to take it into this list, `−` to leave it out; for a reader also
    buttons to follow or exclude it, of the form that `_marking.html` has.

    A day's papers share few subjects, so that each is written once a list; the lists shown lately are kept.
    """

    def __init__(self, links: Mapping[str, Any], address: ListAddress | None, for_reader: bool = False) -> None:
        """links: `category_url(category)`, `follow_url(address, category)`, `exclude_url(address, category)`.

        address: the list's own, or None on a page that is no list: then a subject has only its own link.
        """
        self._links, self._address, self._for_reader = links, address, for_reader

    def __missing__(self, category: str) -> Markup:
        subject = Markup('<a class="subject" href="%s" title="%s">%s</a>') % (
            self._links["category_url"](category),
            name_of(category),
            category,
        )
        if self._address is not None:
            subject += Markup(
                '<span class="choose"><a href="%s" aria-label="%s">+</a><a href="%s" aria-label="%s">−</a>%s</span>'
            ) % (
                self._links["follow_url"](self._address, category),
                gettext("Add %(category)s to this list", category=category),
                self._links["exclude_url"](self._address, category),
                gettext("Leave %(category)s out of this list", category=category),
                self._choices(category),
            )
        self[category] = subject = Markup('<span class="of">%s</span>') % subject
        return subject

    def _choices(self, category: str) -> Markup:
        if not self._for_reader:
            return Markup("")
        button = Markup('<button form="following" name="%s" value="%s" aria-label="%s">%s</button>')
        follow = gettext("follow"), gettext("Follow %(category)s", category=category)
        exclude = gettext("exclude"), gettext("Exclude %(category)s", category=category)
        return Markup("").join(
            button % (name, category, label, words)
            for name, (words, label) in (("follow", follow), ("exclude", exclude))
        )


def subjects_html(subjects: Iterable[str], links: SubjectLinks) -> Markup:
    """A card's subjects, each as `links` has it, in their order."""
    return Markup(" ".join([links[category] for category in subjects]))  # noqa: S704 (each is escaped)


def install(environment: Environment) -> None:
    """Give a Jinja environment the filter `subjects_html`, `subject_links(address, for_reader)`, which uses the environment's own
    address functions, and `category_choices(followed, excluded)`, the rows of the form that chooses among all categories."""
    environment.filters["subjects_html"] = subjects_html
    # Some 50 kB each, and most visitors have chosen nothing.
    environment.globals["category_choices"] = cached_by_language(16)(
        lambda followed, excluded: Markup(  # noqa: S704 (a template escapes what it writes)
            environment.get_template("home/_choices.html").render(groups=groups(), followed=followed, excluded=excluded)
        )
    )
    # All of arXiv's subjects take a list some 0.1 MB.
    environment.globals["subject_links"] = cached_by_language(64)(
        lambda address=None, for_reader=False: SubjectLinks(environment.globals, address, for_reader)
    )

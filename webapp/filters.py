"""Filters for templates: one line each over pure functions that turn values into the words and HTML a page shows."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask_babel import gettext, lazy_gettext, ngettext
from jinja2 import Environment
from markupsafe import Markup, escape

from crawler.records import Author, Kind
from crawler.taxonomy import name_of
from crawler.tex import to_html, to_plain
from crawler.tex.mathml import find_temml
from webapp import answer_words, list_words, status_words
from webapp.addresses import MOST_SEARCHED, paper_path
from webapp.highlighting import marked
from webapp.language import cached_by_language, in_english, translated
from webapp.links import author_url, pdf_url, source_url, with_density
from webapp.queries.search import MOST_REORDERED
from webapp.queries.shapes import (
    Card,
    Explanation,
    Listing,
)
from webapp.search_words import search_days, search_examples, search_orders, shared_words
from webapp.taste_words import OF_TASTE
from webapp.words import (
    count,
    day,
    days_span,
    machine_time,
    moment_html,
    month_day,
    month_name,
    plain_date,
    short_day,
    short_month,
    stamp,
    stamp_html,
)

# From 41 authors on, a card names 30 and folds the others away.
AUTHORS_UNFOLDED = 40
AUTHORS_SHOWN = 30

# A formula costs a fifth of a millisecond to set; what this process showed lately is kept, some 20 MB of it at most.
_set_formulas = lru_cache(maxsize=4096)(to_html)


def tex(text: str, rendered: Mapping[str, str] | None = None) -> Markup:
    """A title or abstract as safe HTML with its formulas in MathML.

    rendered: text → HTML that `crawler.tex.to_html` made earlier, such as a page's renderings read from the database.
    """
    if "$" not in text and "\\" not in text:
        return escape(text)
    html = rendered.get(text) if rendered else None
    return Markup(_set_formulas(text) if html is None else html)  # noqa: S704 (escaped by to_html)


def plain(text: str) -> str:
    """A title or abstract as plain Unicode text, for places that hold no markup (page titles, metadata)."""
    return to_plain(text)


_URL = re.compile(r"https?://[^\s<>\"'{}|\\^`$]+")


def linked(text: str, rendered: Mapping[str, str] | None = None) -> Markup:
    """An abstract or comment as `tex` makes it, its web addresses made links (without the full stop that ends the sentence)."""
    if "://" not in text:
        return tex(text, rendered)
    parts: list[Markup] = []
    done = 0
    for match in _URL.finditer(text):
        url = match[0].rstrip(".,;:!?")
        if url.endswith(")") and "(" not in url:
            url = url.rstrip(").,;")
        link = Markup('<a href="%s" rel="nofollow noopener">%s</a>') % (url, url)
        parts += [_between(text[done : match.start()], rendered), link]
        done = match.start() + len(url)
    return Markup("").join([*parts, _between(text[done:], rendered)])


def _between(text: str, rendered: Mapping[str, str] | None) -> Markup:
    """`tex` of a piece of a text, with the space at either end that would be taken for the text's own margin."""
    inner = text.strip()
    before, _, after = text.partition(inner) if inner else (text, "", "")
    return before + tex(inner, rendered) + after


_KIND_NAMES = {
    Kind.NEW: lazy_gettext("New"),
    Kind.CROSS: lazy_gettext("Cross-list"),
    Kind.REPLACE: lazy_gettext("Replacement"),
    Kind.REPLACE_CROSS: lazy_gettext("Replacement of a cross-list"),
}


def kind_name(kind: Kind) -> str:
    """An announcement kind in words: `Cross-list`."""
    return str(_KIND_NAMES[kind])


_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)")
_OTHER_LICENCES = {
    "creativecommons.org/publicdomain/zero/1.0": "CC0 1.0",
    "creativecommons.org/licenses/publicdomain": lazy_gettext("Public domain"),
    "arxiv.org/licenses/nonexclusive-distrib/1.0": lazy_gettext("arXiv licence"),
    "arxiv.org/licenses/assumed-1991-2003": lazy_gettext("arXiv licence, assumed"),
}


def licence_name(uri: str) -> str:
    """The short name of a licence that arXiv offers, from its address (https://info.arxiv.org/help/license/): `CC BY 4.0`."""
    if match := _CREATIVE_COMMONS.search(uri):
        return f"CC {match[1].upper()} {match[2]}"
    known = _OTHER_LICENCES.get(uri.partition("://")[2].removeprefix("www.").rstrip("/"))
    return str(known or gettext("Licence"))


@cached_by_language(256)
def licence_html(uri: str) -> Markup:
    """A licence's short name, linked to its text where the address is one a browser may be sent to (http or https)."""
    if not uri.startswith(("https://", "http://")):
        return escape(uri)
    return Markup('<a rel="license" href="%s">%s</a>') % (uri, licence_name(uri))


def doi_html(dois: str) -> Markup:
    """The DOIs in the field, each a link: authors of several articles put several, with spaces or commas between."""
    link = Markup('<a href="https://doi.org/%s">doi:%s</a>')
    return Markup(" ").join([link % (quote(doi, safe="/()<>;:._-"), doi) for doi in dois.replace(",", " ").split()])


@lru_cache(maxsize=20_000)
def _author_link(name: str) -> Markup:
    return Markup(f'<a class="author" href="{author_url(name)}">{escape(name)}</a>')  # noqa: S704 (both parts are escaped)


def authors_html(authors: Iterable[Author]) -> Markup:
    """The authors' names, each a link to its papers, with commas between."""
    return Markup(", ".join([_author_link(author.name) for author in authors]))  # noqa: S704 (each is escaped)


def authors_shown(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors that stand on a card: all of them, or the first 30 of more than 40."""
    return authors if len(authors) <= AUTHORS_UNFOLDED else authors[:AUTHORS_SHOWN]


def authors_folded(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors that a card folds away; usually none."""
    return authors[len(authors_shown(authors)) :]


# What may stand in a query as it is (RFC 3986), and the space, which is replaced afterwards: quoting little is quick.
_UNQUOTED = " :,/?!()*@"


def _quoted(text: str) -> str:
    return quote(text, safe=_UNQUOTED, errors="replace").replace(" ", "%20")


@lru_cache(maxsize=4096)
def _titled(title: str) -> str:
    return "&rft.title=" + _quoted(to_plain(title))


@lru_cache(maxsize=20_000)
def _creator(name: str) -> str:
    return "&rft.creator=" + _quoted(name)


def coins(card: Card) -> str:
    """The title of a COinS span (unescaped: a template escapes it), by which Zotero offers a list's papers for saving.

    Dublin Core over OpenURL 1.0 (ANSI/NISO Z39.88); `rft.type=preprint` is Zotero's own item type. Authors beyond the folding
    are left out, their names stay in the paper's order of given and family name.
    """
    published = card.submitted or card.announced
    arxiv_id = card.id.replace("/", "%2F")
    return "".join(
        (
            "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc&rft.type=preprint",
            _titled(card.title),
            *[_creator(author.name) for author in authors_shown(card.authors)],
            f"&rft.date={published:%Y-%m-%d}" if published else "",
            f"&rft_id=info%3Adoi%2F10.48550%2FarXiv.{arxiv_id}&rft.identifier=arXiv%3A{arxiv_id}",
        )
    )


EXPLANATIONS_SHOWN = 3


@cached_by_language(512)
def explained_html(articles: tuple[Explanation, ...]) -> Markup:
    """The line on a card that names the articles about its paper, then those that cite it: the first three, the others counted."""
    parts = []
    for explains, told in ((True, gettext("explained in %(articles)s")), (False, gettext("cited in %(articles)s"))):
        links = [
            Markup('<a href="%s">%s</a>') % (one.path, one.title)
            for one in articles[:EXPLANATIONS_SHOWN]
            if one.explains is explains
        ]
        if links:
            parts.append(Markup(told) % {"articles": Markup(", ").join(links)})  # noqa: S704 (of our catalogue)
    line = Markup("; ").join(parts)
    more = len(articles) - EXPLANATIONS_SHOWN
    rest = ngettext(" and %(num)s other article", " and %(num)s other articles", more) if more > 0 else ""
    return Markup('<p class="explained">%s%s%s</p>\n') % (line[0].upper(), line[1:], rest)


def explained_links(listing: Listing) -> Markup:
    """The papers of a list that articles explain, each a link to its card on this page or to its own page."""
    here = {card.id for card in listing.cards}
    link = Markup('<a href="%s">%s</a>')
    links = [link % (f"#{one}" if one in here else paper_path(one), one) for one in listing.explained]
    return Markup(", ").join(links)


FILTERS: dict[str, Callable[..., Any]] = {
    **answer_words.FILTERS,
    **list_words.FILTERS,
    "answer_state": status_words.answer_state,
    "authors_folded": authors_folded,
    "budget_words": status_words.budget,
    "authors_html": authors_html,
    "authors_shown": authors_shown,
    "commas": ",".join,
    "coins": coins,
    "count": count,
    "day": day,
    "doi_html": doi_html,
    "explained_html": explained_html,
    "explained_links": explained_links,
    "in_english": in_english,
    "kind_name": kind_name,
    "licence_html": licence_html,
    "linked": linked,
    "marked": marked,
    "machine_time": machine_time,
    "moment": moment_html,
    "month_day": month_day,
    "month_name": month_name,
    "outcome_words": status_words.outcome,
    "paper_url": paper_path,
    "pdf_url": pdf_url,
    "plain": plain,
    "plain_date": plain_date,
    "queue_words": status_words.queue,
    "request_state": status_words.request_state,
    "search_days": search_days,
    "shared_words": shared_words,
    **OF_TASTE,
    "short_day": short_day,
    "short_month": short_month,
    "source_url": source_url,
    "stamp": stamp,
    "stamp_html": stamp_html,
    "tex": tex,
    "translated": translated,
    "days_span": days_span,
    "window_name": status_words.window,
    "with_density": with_density,
}


def _formula_styles() -> str | None:
    """The style sheet and font that belong to the installed formula engine, as a path under static/; None without them."""
    temml = find_temml()
    return f"vendor/{temml.parent.name}/Temml-STIX2.css" if temml else None


def install(environment: Environment) -> None:
    """Give a Jinja environment the filters, `formula_styles`, `orders()` and `category_name`."""
    environment.filters.update(FILTERS)
    environment.globals["formula_styles"] = _formula_styles()
    environment.globals["orders"] = list_words.orders
    environment.globals.update(
        search_orders=search_orders,
        search_examples=search_examples,
        most_reordered=MOST_REORDERED,
        most_searched=MOST_SEARCHED,
    )
    environment.globals["category_name"] = name_of

"""A list's Atom feed."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from lxml import etree

from crawler.tex import to_plain
from webapp.addresses import (
    ARXIV_BEGAN,
    ListAddress,
    PaperSelection,
    feed_path,
    list_path,
    paper_path,
    read_kinds,
    read_path,
)
from webapp.feeds.document import absolute, add, add_text, answer, midnight, new_entry, new_feed, written
from webapp.headers import moved
from webapp.links import source_url
from webapp.queries.cards import cards_by_ids
from webapp.queries.feed import feed_cards
from webapp.queries.shapes import Card
from webapp.queries.status import last_sign_of_life
from webapp.site import this_site

feeds = Blueprint("feeds", __name__)


@feeds.get("/arxiv/<path:text>/feed")
def show(text: str) -> ResponseReturnValue:
    """The feed of a list of categories, which obeys `kind=`, or of papers named one by one."""
    site = this_site()
    named = read_path(text, site.newest_day())
    if str(named) != text:
        return moved(f"/arxiv/{named}/feed")
    kinds = read_kinds(request.args.getlist("kind"))
    with site.reading() as session:
        if isinstance(named, PaperSelection):
            page, here = f"/arxiv/{named}", f"/arxiv/{named}/feed"
            cards = cards_by_ids(session, [paper.id for paper in named.papers])
        else:
            address = ListAddress(expression=named, kinds=kinds)
            page, here = list_path(address), feed_path(address)
            cards = feed_cards(session, named, kinds)
        changed = last_sign_of_life(session)
    body = atom_feed(f"{named} at {site.name}", cards, page=page, here=here, otherwise=site.newest_day())
    return answer(body, changed)


def atom_feed(title: str, cards: Sequence[Card], *, page: str, here: str, otherwise: date) -> bytes:
    """An Atom document with an entry for each card, in their order. Built within a request, whose host its links name.

    page, here: paths of the list and of this feed.   otherwise: the day of a feed without entries.
    """
    newest = max(map(_updated, cards), default=midnight(otherwise))
    feed = new_feed(title, newest, page=page, here=here, author="arXiv")
    feed.extend([_entry(card) for card in cards])
    return written(feed)


def _entry(card: Card) -> etree._Element:
    # Without version and on every site the same, so that readers of several feeds get a paper once.
    entry = new_entry(f"oai:arXiv.org:{card.id}", to_plain(card.title), _updated(card))
    if card.submitted:
        add_text(entry, "published", card.submitted.isoformat())
    add(entry, "link", rel="alternate", type="text/html", href=absolute(paper_path(card.id)))
    add(entry, "link", rel="related", type="text/html", href=source_url(card.id))
    for author in card.authors:
        add_text(add(entry, "author"), "name", author.name)
    for subject in card.subjects:
        add(entry, "category", term=subject)
    add_text(entry, "summary", to_plain(card.abstract))
    return entry


def _updated(card: Card) -> datetime:
    if card.announced:
        return midnight(card.announced)
    return card.updated or card.submitted or midnight(ARXIV_BEGAN)

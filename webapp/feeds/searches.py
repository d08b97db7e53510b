"""A search's Atom feed: the newest hundred papers it finds."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from crawler.errors import SearchError
from webapp.addresses import read_search, search_feed_path, search_path
from webapp.feeds.atom import atom_feed
from webapp.queries.search import newest_found
from webapp.queries.status import last_sign_of_life
from webapp.site import this_site

feeds = Blueprint("search_feeds", __name__)


@feeds.get("/arxiv/search/feed")
def show() -> ResponseReturnValue:
    """The newest papers that a search finds; while the site has no index an empty feed, which says so in its title."""
    site = this_site()
    address = read_search(request.args.to_dict(flat=False))
    title = f"{address.text or address.categories or 'All papers'} at {site.name}"
    with site.reading() as session:
        changed = last_sign_of_life(session)
        try:
            cards = newest_found(session, site.index, address)
        except SearchError:
            cards, title, changed = [], f"{title}: search is not ready", None
    body = atom_feed(
        title, cards, page=search_path(address), here=search_feed_path(address), otherwise=site.newest_day()
    )
    response = Response(body, content_type="application/atom+xml; charset=utf-8")
    response.last_modified = changed
    response.headers["Cache-Control"] = "public, max-age=600" if changed else "no-store"
    return response

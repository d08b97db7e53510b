"""The home page, the help page, and what belongs to no other page."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template

from webapp.queries import home, trails
from webapp.queries.calendar import calendar
from webapp.queries.saved import searches_of
from webapp.reader import current_reader, last_visit, shown_categories, shown_list
from webapp.saved_addresses import saved_reader
from webapp.site import this_site

pages = Blueprint("home", __name__)

_EARLIER = timedelta(weeks=3)  # shown before the week that goes on


@pages.get("/")
def index() -> str:
    """The carried or followed categories with their latest counts, the recent days, all categories; progress while a crawl runs."""
    site = this_site()
    now = site.now()
    reader, categories, together = current_reader(), shown_categories(), shown_list()
    with site.reading() as session:
        tiles = home.tiles(session, categories, reader)
        newest = site.newest_day()
        monday = newest - timedelta(days=newest.weekday())
        days = calendar(session, together.expression, monday - _EARLIER, newest, site.carried, reader)
        searches = searches_of(session, reader, site.index, saved_reader(site.newest_day()))
        progress = home.running(session, now)
        on_trails = trails.trails(session)
    return render_template(
        "home/index.html",
        tiles=tiles,
        together=together,
        days=days,
        visit=last_visit(max(filter(None, (tile.day for tile in tiles)), default=None)),
        searches=searches,
        progress=progress,
        trails=on_trails,
    )


@pages.get("/help")
def help_page() -> str:
    """How to use the site."""
    return render_template("help/index.html")


@pages.get("/robots.txt")
def robots() -> Response:
    """arXiv's own pages are the ones to index, and a robot trying identifiers would have them all fetched."""
    return Response("User-agent: *\nDisallow: /arxiv/\n", mimetype="text/plain")


@pages.get("/favicon.ico")
def favicon() -> Response:
    """The mark, for programs that do not read the page's own link to it."""
    return current_app.send_static_file("img/mark.svg")

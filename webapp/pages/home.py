"""The home page, the help page, and what belongs to no other page."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template

from crawler import taxonomy
from crawler.clock import eastern_day
from webapp.queries import home, trails
from webapp.queries.saved import searches_of
from webapp.reader import current_reader, shown_categories
from webapp.saved_addresses import saved_reader
from webapp.site import this_site

pages = Blueprint("home", __name__)

_RECENT = timedelta(days=13)


@pages.get("/")
def index() -> str:
    """The carried or followed categories with their latest counts, the recent days, all categories; progress while a crawl runs."""
    site = this_site()
    now = site.now()
    reader, categories = current_reader(), shown_categories()
    with site.reading() as session:
        tiles = home.tiles(session, categories, reader)
        days = home.recent_days(session, categories, eastern_day(now) - _RECENT, reader)
        searches = searches_of(session, reader, site.index, saved_reader(site.newest_day()))
        progress = home.running(session, now)
        on_trails = trails.trails(session)
    return render_template(
        "home/index.html",
        tiles=tiles,
        days=days,
        searches=searches,
        progress=progress,
        groups=taxonomy.groups(),
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

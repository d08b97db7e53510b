"""Shows what the crawler holds: pages and feeds."""

from pathlib import Path

from flask import Flask

from crawler.config import Settings
from crawler.store.migrations import ensure_current
from crawler.store.session import open_database
from webapp import filters, headers, links
from webapp.feeds import atom
from webapp.pages import errors, home, listing, status
from webapp.site import Site

_ROOT = Path(__file__).parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """The site as a WSGI application: `gunicorn 'webapp:create_app()'`.

    settings: those of the environment unless given.
    Raises SettingsError for a setting that makes no sense, StoreError for a database that is not reachable or not migrated.
    """
    settings = settings or Settings.from_environment()
    engine = open_database(settings.database)
    ensure_current(engine)

    app = Flask(__name__, template_folder=str(_ROOT / "templates"), static_folder=str(_ROOT / "static"))
    site = Site(engine=engine, clock=settings.clock, carried=settings.categories)
    app.extensions["paperstand"] = site
    app.jinja_env.globals.update(links.for_templates(_ROOT / "static"), site=site)
    filters.install(app.jinja_env)
    app.jinja_env.filters["kept"] = site.kept
    headers.install(app)
    errors.install(app)
    for pages in (home.pages, listing.pages, atom.feeds, status.pages):
        app.register_blueprint(pages)
    return app

"""Shows what the crawler holds: pages and feeds."""

from functools import partial
from pathlib import Path

import click
from flask import Flask

from crawler.config import Settings
from crawler.errors import PaperstandError
from crawler.search import Index
from crawler.store.migrations import ensure_current
from crawler.store.session import open_database
from crawler.store.spending import Limits
from webapp import category_choices, compression, filters, headers, language, links, origin, reader, scripts
from webapp.cli import admin
from webapp.feeds import articles as article_feeds
from webapp.feeds import atom
from webapp.feeds import searches as search_feeds
from webapp.follow import Watch
from webapp.pages import (
    answers,
    articles,
    authors,
    cards,
    days,
    errors,
    foryou,
    home,
    hot,
    kimi,
    languages,
    listing,
    marking,
    months,
    offline,
    own_trails,
    related,
    search,
    status,
)
from webapp.pages import reader as reader_pages
from webapp.secret import site_secret
from webapp.site import Site

_ROOT = Path(__file__).parent.parent
_LARGEST_REQUEST = 2 * 1024 * 1024  # a view that takes files says how large they may be


def create_app(settings: Settings | None = None) -> Flask:
    """The site as a WSGI application: `gunicorn 'webapp:create_app()'`.

    settings: those of the environment unless given.
    Raises SettingsError for a setting that makes no sense or a secret key that cannot be kept,
    StoreError for a database that is not reachable or not migrated. A `flask` command ends with their sentence instead.
    """
    try:
        return _site_app(settings or Settings.from_environment())
    except PaperstandError as error:
        if click.get_current_context(silent=True) is None:
            raise
        raise click.UsageError(str(error)) from error


def _site_app(settings: Settings) -> Flask:
    engine = open_database(settings.database)
    ensure_current(engine)

    app = Flask(__name__, template_folder=str(_ROOT / "templates"), static_folder=str(_ROOT / "static"))
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    site = Site(
        engine=engine,
        clock=settings.clock,
        carried=settings.categories,
        secret=site_secret(settings),
        model=settings.llm_model,
        languages=settings.llm_languages,
        limits=Limits(settings.llm_daily_tokens, settings.llm_daily_cost, settings.llm_reserve),
        watch=Watch(engine),
        index=Index.open(settings),
    )
    app.extensions["paperstand"] = site
    app.extensions["paperstand_settings"] = settings
    app.jinja_env.globals.update(links.for_templates(_ROOT / "static"), site=site)
    filters.install(app.jinja_env)
    category_choices.install(app.jinja_env)
    app.jinja_env.filters["kept"] = site.kept
    files_url = links.without_credentials(settings.arxiv_files_url)
    app.jinja_env.filters["pdf_url"] = partial(links.pdf_url, files_url=files_url)
    compression.install(app)
    scripts.install(app)
    headers.install(app, files_url)
    language.install(app, reader.set_language)
    origin.install(app)
    reader.install(app)
    errors.install(app)
    for pages in (
        home.pages,
        foryou.pages,
        days.pages,
        listing.pages,
        answers.pages,
        kimi.pages,
        atom.feeds,
        search.pages,
        search_feeds.feeds,
        related.pages,
        cards.pages,
        authors.pages,
        months.pages,
        hot.pages,
        articles.pages,
        own_trails.pages,
        article_feeds.feeds,
        status.pages,
        offline.pages,
        marking.pages,
        reader_pages.pages,
        languages.pages,
    ):
        app.register_blueprint(pages)
    app.cli.add_command(admin)
    return app

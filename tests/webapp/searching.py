"""A newsstand whose papers are indexed."""

from pathlib import Path

from flask.testing import FlaskClient
from lxml import html

from crawler.config import Settings
from crawler.jobs.indexing import update_index
from tests.site import open_site
from tests.webapp.stand import Stand


def searchable(stand: Stand, folder: Path) -> FlaskClient:
    """A browser before the site, all papers that the stand holds by now in an index in `folder`."""
    settings = Settings(
        database_url=stand.engine.url.render_as_string(hide_password=False),
        data_dir=folder,
        categories=stand.carried,
        now=stand.now,
        secret_key="invented, sixteen or more",
    )
    update_index(stand.engine, settings)
    return open_site(settings).test_client()


def found(page: str) -> list[str]:
    """The papers on a page, in their order."""
    return [str(card.get("id")) for card in html.fromstring(page).find_class("paper")]


def total(page: str) -> int:
    """How many papers the page's header counts."""
    [header] = html.fromstring(page).xpath("//*[@data-total]")
    return int(header.get("data-total"))

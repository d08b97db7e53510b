"""`status`: the ledger and the queue in a table."""

from datetime import timedelta

import click
from rich.console import Console
from rich.table import Table

from crawler.clock import EASTERN
from crawler.commands.common import open_crawl, with_settings
from crawler.commands.fetch import line
from crawler.config import Settings
from crawler.jobs.crawl import Crawl
from crawler.store import fetch_requests, listings
from crawler.store.listings import Standing
from crawler.store.session import reading


@click.command()
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 90), help="How many days back.")
@with_settings
def status(settings: Settings, days: int) -> None:
    """Show how the carried categories' listings stand, and what readers are waiting for.

    On a terminal a table; otherwise a line a listing, CATEGORY DATE STATE HELD/EXPECTED.

    \b
    Example:
      python -m crawler status --days 14
    """
    crawl = open_crawl(settings)
    standings, waiting = _standings(crawl, days)
    console = Console()
    if console.is_terminal:
        console.print(_table(standings))
    else:
        for standing in standings:
            click.echo(line(standing))
    click.echo(f"Papers readers asked for and wait for: {waiting}.")


def _standings(crawl: Crawl, days: int) -> tuple[list[Standing], int]:
    first = crawl.now().astimezone(EASTERN).date() - timedelta(days=days)
    with reading(crawl.engine) as session:
        standings = [
            listings.standing(session, category, row.day)
            for category in crawl.settings.categories
            for row in reversed(listings.rows_since(session, [category], first))
        ]
        return standings, fetch_requests.waiting(session)


def _table(standings: list[Standing]) -> Table:
    table = Table("Category", "Day", "State", "Held", "Expected", "Why")
    for row in standings:
        expected = "?" if row.expected is None else str(row.expected)
        table.add_row(row.category, str(row.day), str(row.state), str(row.held), expected, row.reason or "")
    return table

"""`migrate`: bring the database's tables up to date."""

import click

from crawler.commands.common import with_settings
from crawler.config import Settings
from crawler.jobs.articles import take_shipped
from crawler.store import migrations
from crawler.store.session import open_database


@click.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Make the tables, or bring them up to date, with the articles that ship. Safe to run at any time.

    \b
    Example:
      python -m crawler migrate
    """
    engine = open_database(settings.database)
    migrations.migrate(engine)
    take_shipped(engine, settings.clock.now())
    click.echo("The database is up to date.")

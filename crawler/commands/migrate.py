"""`migrate`: bring the database's tables up to date."""

import click

from crawler.commands.common import with_settings
from crawler.config import Settings
from crawler.store import migrations
from crawler.store.session import open_database


@click.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Make the tables, or bring them up to date. Safe to run at any time.

    \b
    Example:
      python -m crawler migrate
    """
    migrations.migrate(open_database(settings.database))
    click.echo("The database is up to date.")

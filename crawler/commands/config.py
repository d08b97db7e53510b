"""`config`: the settings in force."""

import click

from crawler.commands.common import with_settings
from crawler.config import Settings


@click.command()
@with_settings
def config(settings: Settings) -> None:
    """Print every setting in force, secrets masked.

    \b
    Example:
      python -m crawler config
    """
    for name, value in settings.masked().items():
        click.echo(f"{name}={value}")

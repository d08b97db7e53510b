"""`admin check`: whether everything is whole."""

import sys

import click

from crawler.config import Settings
from crawler.errors import SearchError
from crawler.search import parse
from crawler.store.checks import troubles
from webapp.cli.common import FAILED, as_json, echo_json, with_settings
from webapp.site import this_site


@click.command()
@as_json
@with_settings
def check(_settings: Settings, as_json: bool) -> None:
    """Look whether the database and the search index are whole, and say what to do where they are not.

    Reads every row: minutes for millions of papers. Exit code 0: all is well; 1: something is wrong.

    \b
    Example:
      flask --app webapp admin check
    """
    site = this_site()
    with site.reading() as session:
        found = list(troubles(session))
    try:
        site.index.search(parse(""))
    except SearchError as error:
        found.append(str(error))
    for trouble in found:
        if as_json:
            echo_json({"trouble": trouble})
        else:
            click.echo(trouble)
    if found:
        sys.exit(FAILED)
    if not as_json:
        click.echo("Database and search index are whole.")

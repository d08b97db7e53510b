"""`reindex`: the search index from nothing."""

import click

from crawler.commands.common import open_crawl, shown_progress, with_settings
from crawler.config import Settings
from crawler.jobs import indexing


@click.command()
@with_settings
def reindex(settings: Settings) -> None:
    """Make the search index anew from the database, beside the one in use, and put it in its place when it is done.

    Never needed as a matter of course: the index follows the database by itself. It heals an index that is damaged.

    \b
    Example:
      python -m crawler reindex
    """
    with shown_progress() as report:
        papers = indexing.reindex(open_crawl(settings).engine, settings, report)
    click.echo(f"{papers:,} papers are in the index.")

"""The crawler's commands, a file each, joined in one group."""

import click

from crawler import __version__
from crawler.commands.answer import answer
from crawler.commands.articles import articles
from crawler.commands.config import config
from crawler.commands.fetch import fetch
from crawler.commands.harvest import harvest
from crawler.commands.importing import import_
from crawler.commands.migrate import migrate
from crawler.commands.reindex import reindex
from crawler.commands.run import run
from crawler.commands.status import status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="paperstand")
def cli() -> None:
    """Fill Paperstand's database: crawl arXiv's announcements, harvest metadata, look after the ledger.

    \b
    Example:
      python -m crawler fetch
    """


for command in (fetch, answer, harvest, import_, articles, run, status, reindex, config, migrate):
    cli.add_command(command)

"""`harvest`: metadata of the past through OAI-PMH."""

from datetime import UTC, datetime, timedelta

import click

from crawler.commands.common import index_new_papers, open_crawl, shown_progress, with_settings
from crawler.config import Settings
from crawler.jobs.harvesting import EARLIEST
from crawler.jobs.harvesting import harvest as read_all


@click.command()
@click.option(
    "--from", "begin", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Records changed since this UTC day."
)
@click.option(
    "--set", "set_spec", default="", help="An OAI set such as cs, cs:cs:LG or physics:hep-th; all of arXiv without."
)
@with_settings
def harvest(settings: Settings, begin: datetime, set_spec: str) -> None:
    """Read the metadata of every paper changed since a day, over OAI-PMH. Goes on where it stopped when it is run again.

    \b
    Example:
      python -m crawler harvest --from 2026-11-01 --set cs
    """
    yesterday = settings.clock.now().astimezone(UTC).date() - timedelta(days=1)
    if not EARLIEST <= begin.date() <= yesterday:
        raise click.BadParameter(
            f"arXiv's records can be asked for from {EARLIEST} to {yesterday}.", param_hint="--from"
        )
    with shown_progress() as report:
        crawl = open_crawl(settings)
        harvested = read_all(crawl, set_spec, begin.date(), report)
        index_new_papers(crawl, report)
    tally = harvested.tally
    click.echo(
        f"{harvested.pages} pages: {tally.papers_new} papers new, {tally.papers_changed} changed, {tally.bad_records} unreadable."
    )

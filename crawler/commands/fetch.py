"""`fetch`: one crawl, then exit. What cron runs."""

import sys
from datetime import datetime

import click

from crawler.clock import newest_possible_day
from crawler.commands.common import (
    FAILED,
    chosen_categories,
    index_new_papers,
    open_crawl,
    shown_progress,
    with_settings,
)
from crawler.config import Settings
from crawler.jobs.fetching import fetch as crawl_once
from crawler.store.listings import Standing


@click.command()
@click.option(
    "--category", "-c", "categories", multiple=True, help="A category or archive; may be given several times."
)
@click.option(
    "--date", "-d", "day", type=click.DateTime(["%Y-%m-%d"]), help="One announcement day instead of the newest."
)
@with_settings
def fetch(settings: Settings, categories: tuple[str, ...], day: datetime | None) -> None:
    """Crawl once: the newest listing of every category, and whatever the ledger still lacks.

    The last lines are CATEGORY DATE STATE HELD/EXPECTED. Exit code 0: all complete, empty or not yet due; 1: arXiv cannot
    be reached, or something is late, stale or partial; 2: wrong usage.

    \b
    Example:
      python -m crawler fetch --category cs.CL --date 2026-11-20
    """
    chosen = chosen_categories(settings, categories)
    if day is not None and day.date() > newest_possible_day(settings.clock.now()):
        raise click.BadParameter(f"{day.date()} has not been announced yet.", param_hint="--date")
    with shown_progress() as report:
        crawl = open_crawl(settings)
        fetched = crawl_once(crawl, chosen, None if day is None else day.date(), report)
        index_new_papers(crawl, report)
    for standing in fetched.standings:
        click.echo(line(standing))
    for standing in fetched.unfinished:
        click.echo(f"{standing.category} {standing.day}: {standing.reason or 'not crawled yet.'}", err=True)
    if fetched.unfinished or not fetched.reached:
        sys.exit(FAILED)


def line(standing: Standing) -> str:
    """A listing in one line: CATEGORY DATE STATE HELD/EXPECTED, `?` where arXiv's count is unknown."""
    expected = "?" if standing.expected is None else standing.expected
    return f"{standing.category} {standing.day} {standing.state} {standing.held}/{expected}"

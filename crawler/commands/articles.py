"""`articles`: follow the blogs' feeds once, then exit."""

import sys
import threading

import click

from crawler.commands.common import FAILED, open_crawl, shown_progress, with_settings
from crawler.config import Settings
from crawler.jobs.articles import Look, follow_feeds, request_papers
from crawler.store.reader_trails import feature_trail
from crawler.store.session import writing


@click.command()
@click.option(
    "--feature", metavar="KEY", help="Show a reader's trail, by the last part of its address, among the trails."
)
@click.option("--unfeature", metavar="KEY", help="Show it there no longer.")
@with_settings
def articles(settings: Settings, feature: str | None, unfeature: str | None) -> None:
    """Look at the blogs' feeds: take in new articles and edits, with the arXiv papers that they link.

    No feed is asked twice within an hour. The lines printed are FEED OUTCOME and what was found. Papers that are not held yet
    are queued; `run` fetches them. Exit code 0: every feed was read or need not be; 1: one could not be, and why.

    \b
    Example:
      python -m crawler articles
    """
    if feature or unfeature:
        _feature(settings, feature or unfeature or "", feature is not None)
        return
    with shown_progress() as report:
        crawl = open_crawl(settings)
        looks = follow_feeds(crawl, threading.Event(), report)
        request_papers(crawl)
    for look in looks:
        click.echo(_line(look))
    if not looks and settings.blog_feeds:
        click.echo("Another process is looking at the feeds just now.")
    if any(look.outcome == "failed" for look in looks):
        sys.exit(FAILED)


def _feature(settings: Settings, key: str, featured: bool) -> None:
    with writing(open_crawl(settings).engine) as session:
        found = feature_trail(session, key, featured)
    if not found:
        raise click.BadParameter(f"No reader's trail has the key “{key}”; it is the last part of the trail's address.")
    click.echo(f"/trails/{key} is {'shown among the trails' if featured else 'no longer shown among the trails'}.")


def _line(look: Look) -> str:
    if look.outcome == "read":
        return f"{look.feed} read: {look.new} new, {look.edited} edited, {look.papers} papers named in them"
    return f"{look.feed} {look.outcome}{f': {look.message}' if look.message else ''}"

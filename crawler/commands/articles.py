"""`articles`: follow the blogs' feeds once, then exit."""

import sys
import threading

import click

from crawler.commands.common import FAILED, open_crawl, shown_progress, with_settings
from crawler.config import Settings
from crawler.jobs.articles import Look, follow_feeds, request_papers


@click.command()
@with_settings
def articles(settings: Settings) -> None:
    """Look at the blogs' feeds: take in new articles and edits, with the arXiv papers that they link.

    No feed is asked twice within an hour. The lines printed are FEED OUTCOME and what was found. Papers that are not held yet
    are queued; `run` fetches them. Exit code 0: every feed was read or need not be; 1: one could not be, and why.

    \b
    Example:
      python -m crawler articles
    """
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


def _line(look: Look) -> str:
    if look.outcome == "read":
        return f"{look.feed} read: {look.new} new, {look.edited} edited, {look.papers} papers named in them"
    return f"{look.feed} {look.outcome}{f': {look.message}' if look.message else ''}"

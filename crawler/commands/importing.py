"""`import`: a metadata snapshot from a file."""

import sys
from pathlib import Path

import click

from crawler.commands.common import FAILED, index_new_papers, open_crawl, shown_progress, with_settings
from crawler.config import Settings
from crawler.jobs.importing import import_snapshot


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@with_settings
def import_(settings: Settings, file: Path) -> None:
    """Read a metadata snapshot: JSON lines as arXiv's own snapshot has them, plain, .gz or .zip.

    Lines that cannot be read are counted and shown with their numbers, and everything else is stored. Importing a file again,
    or after it broke off, changes only what is new. Exit code 0: every line was read; 1: some were not.

    \b
    Example:
      python -m crawler import arxiv-metadata-oai-snapshot.json.gz
    """
    with shown_progress() as report:
        crawl = open_crawl(settings)
        counts = import_snapshot(crawl.engine, file, crawl.now, report)
        index_new_papers(crawl, report)
    click.echo(
        f"{counts.lines} lines: {counts.papers.new} papers new, {counts.papers.changed} changed, "
        f"{counts.papers.unchanged} unchanged, {counts.announcements} announcements, {counts.bad} lines unreadable."
    )
    for bad in counts.bad_lines:
        click.echo(f"{bad.where}: {bad.reason}", err=True)
    if counts.bad:
        sys.exit(FAILED)

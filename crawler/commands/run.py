"""`run`: the scheduler and its workers, until stopped."""

import logging
import signal
import sys
import threading
from types import FrameType

import click

from crawler.commands.common import open_crawl, with_settings
from crawler.config import Settings
from crawler.jobs.indexing import follow
from crawler.schedule import Scheduler


@click.command()
@with_settings
def run(settings: Settings) -> None:
    """Keep crawling by arXiv's daily rhythm, fetch what readers ask for, and keep the search index up to date, until stopped.

    A second one on the same database stands by and takes over when the first is gone; each machine keeps its own index.

    \b
    Example:
      python -m crawler run
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    # It warns whenever a crawl outlasts a tick, which is no trouble.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    crawl = open_crawl(settings, stop)
    indexing = threading.Thread(target=follow, args=(crawl.engine, settings, stop), name="indexing")
    indexing.start()
    try:
        Scheduler(crawl, stop).run()
    finally:
        stop.set()
        indexing.join()

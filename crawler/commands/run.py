"""`run`: the scheduler and its workers, until stopped."""

import logging
import signal
import sys
import threading
from types import FrameType

import click

from crawler.commands.common import answering, open_crawl, with_settings
from crawler.config import Settings
from crawler.jobs.indexing import follow
from crawler.schedule import Scheduler


@click.command()
@with_settings
def run(settings: Settings) -> None:
    """Keep crawling by arXiv's daily rhythm, fetch what readers ask for, write answers and index papers, until stopped.

    A second one on the same database stands by and takes over when the first is gone; answers are written by both, and
    each machine keeps its own search index.

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
        with answering(crawl, stop):
            Scheduler(crawl, stop).run()
    finally:
        stop.set()
        indexing.join()

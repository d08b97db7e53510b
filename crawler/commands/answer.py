"""`answer`: work off the queue of answers, then exit."""

import signal
import sys
import threading
from types import FrameType

import click

from crawler.commands.common import FAILED, open_crawl, shown_progress, with_settings
from crawler.config import Settings
from crawler.errors import SettingsError
from crawler.jobs.ahead import queue_ahead
from crawler.store import answers, endpoint
from crawler.store.answers import State
from crawler.store.session import reading


@click.command()
@click.option("--limit", type=click.IntRange(min=1), help="Write this many answers at most.")
@with_settings
def answer(settings: Settings, limit: int | None) -> None:
    """Queue answers about the newest papers as PAPERSTAND_LLM_AHEAD says, write what is queued, then exit.

    Several may run at once, here and on other machines. Exit code 0: nothing that could be written now is left; 1: the
    model's server does not answer, or an answer failed, was cut off or was put off; 2: wrong usage, or no model is set up.

    \b
    Example:
      python -m crawler answer --limit 100
    """
    if not settings.llm_model:
        raise SettingsError(
            "No model is set up: PAPERSTAND_LLM_MODEL and PAPERSTAND_LLM_BASE_URL name one, see docs/answers.md."
        )
    from crawler.jobs.answer_workers import Workers, open_client  # imports openai, which takes a second

    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    crawl = open_crawl(settings, stop)
    queue_ahead(crawl)
    with shown_progress() as report:
        workers = Workers(crawl, open_client(settings, stop), stop, limit)
        workers.start()
        workers.wait_until_idle(report)
        workers.finish()
    with reading(crawl.engine) as session:
        closed, left = endpoint.out_of_order(session, crawl.now()), answers.count_unfinished(session)
    written, vain = workers.ended[State.DONE], workers.ended.total() - workers.ended[State.DONE]
    click.echo(f"{written} written, {vain} in vain, {left} left.")
    if closed is not None:
        click.echo(closed[1], err=True)
    if closed is not None or vain:
        sys.exit(FAILED)

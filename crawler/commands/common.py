"""What the commands share: settings, the database, errors as sentences, and progress on a terminal or in a log."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crawler import taxonomy
from crawler.config import Settings
from crawler.errors import PaperstandError, SearchError, SettingsError
from crawler.gate import Gate
from crawler.jobs.articles import take_shipped
from crawler.jobs.crawl import Crawl, Report
from crawler.jobs.indexing import update_index
from crawler.store.migrations import migrate
from crawler.store.session import open_database

FAILED, WRONG_USAGE = 1, 2

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def with_settings(
    command: Callable[Concatenate[Settings, Arguments], Result],
) -> Callable[Arguments, Result]:
    """Hand a command the settings in force; every known trouble ends it with a sentence on stderr.

    Exit codes: 2 where a setting makes no sense, 1 for everything else that is reported to a person.
    """

    @wraps(command)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(Settings.from_environment(), *args, **kwargs)
        except SettingsError as error:
            _end(error, WRONG_USAGE)
        except PaperstandError as error:
            _end(error, FAILED)

    return guarded


def _end(error: PaperstandError, code: int) -> NoReturn:
    click.echo(f"Error: {error}", err=True)
    sys.exit(code)


def open_crawl(settings: Settings, stop: threading.Event | None = None) -> Crawl:
    """The parts a crawling command needs, on a database that is brought up to date first, with the articles that ship."""
    engine = open_database(settings.database)
    migrate(engine)
    take_shipped(engine, settings.clock.now())
    return Crawl(engine, Gate(engine, settings, stop), settings, settings.clock)


@contextmanager
def answering(crawl: Crawl, stop: threading.Event) -> Iterator[None]:
    """Write answers beside what is done inside, where a model is set up."""
    if not crawl.settings.llm_model:
        yield
        return
    from crawler.jobs.answer_workers import Workers, open_client  # imports openai, which takes a second

    workers = Workers(crawl, open_client(crawl.settings, stop), stop)
    workers.start()
    try:
        yield
    finally:
        workers.finish()


def chosen_categories(settings: Settings, names: tuple[str, ...]) -> tuple[str, ...]:
    """The canonical categories named on a command line, archives spelled out; the carried ones where none is named."""
    chosen: list[str] = []
    for name in names:
        found = taxonomy.find(name)
        if found is None:
            raise click.BadParameter(f"arXiv has no category “{name}”; one would be cs.CL.", param_hint="--category")
        chosen.extend(category for category in taxonomy.members(found) if taxonomy.is_category(category))
    return tuple(dict.fromkeys(chosen)) or settings.categories


def index_new_papers(crawl: Crawl, report: Report) -> None:
    """Let searches find what a command has stored. The index only follows the database, so its trouble fails no command."""
    try:
        update_index(crawl.engine, crawl.settings, report)
    except SearchError as error:
        click.echo(f"The papers are stored, but search does not find them yet. {error}", err=True)


@contextmanager
def shown_progress() -> Iterator[Report]:
    """A report that draws a bar on a terminal and writes plain lines anywhere else, warnings beside it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
        yield lambda message, done, total: click.echo(f"{done}/{total} {message}", err=True)
        return
    logging.basicConfig(
        level=logging.WARNING, format="%(message)s", handlers=[RichHandler(console=console, show_path=False)]
    )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda message, done, total: progress.update(task, description=message, completed=done, total=total)

"""Keeping the search index up with the database: after a command, as a worker of `run`, and from nothing.

One process a host writes: whoever holds the lock reads on from the index's revision to the database's newest.
"""

import logging
import threading
import time
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crawler.config import Settings
from crawler.errors import PaperstandError, SearchError, StoppedError
from crawler.jobs.crawl import Report, silent
from crawler.search.changes import Texts, belongs, changes_after, newest_revision
from crawler.search.documents import ArticleText
from crawler.search.generations import Generation, folder_of, only_one
from crawler.search.writing import IndexWriter
from crawler.store.answers import texts_for_search
from crawler.store.articles import articles_for_search
from crawler.store.session import reading

log = logging.getLogger(__name__)


def _articles(session: Session, revision: int) -> list[ArticleText]:
    return [
        ArticleText(
            key=str(article.id),
            title=article.title,
            text=" ".join((article.title_en, article.series, article.blog, article.words, *article.arxiv_ids)),
            published=article.day,
        )
        for article in articles_for_search(session, revision)
    ]


# What is searched beside the papers themselves.
TEXTS = Texts(answers=texts_for_search, articles=_articles)

_POLL_SECONDS = 0.5
_PAPERS_A_READ = 1000
_REVISIONS_A_COMMIT = 50_000
_THREADS_TO_BUILD = 2
_PATIENCE_SECONDS = 60.0  # with another process that has the lock and gets no further


def update_index(engine: Engine, settings: Settings, report: Report = silent) -> int:
    """Bring this host's index up to date, making it first where there is none; returns how many papers were read.

    Where another process is at it (`run`), waits until that one has got as far as the database is now.
    report: told how many papers are read; the total is not known (0).
    Raises SearchError where the index can be neither used nor made, or the other process gets no further.
    """
    folder = folder_of(settings)
    with reading(engine) as session:
        target = newest_revision(session)
    seen, since = -1, time.monotonic()
    while True:
        with only_one(folder, "writing") as ours:
            if ours:
                made = _make_if_needed(engine, folder, report)
                with IndexWriter(Generation.in_use(folder)) as writer:
                    return made + _catch_up(engine, writer, report)
        reached = _reached(folder)
        if reached >= target:
            return 0
        if reached != seen:
            seen, since = reached, time.monotonic()
        elif time.monotonic() - since > _PATIENCE_SECONDS:
            raise SearchError(
                f"Another process writes the search index in {folder} and has got no further for a minute. "
                "The papers are stored; the index follows when that process goes on or ends."
            )
        time.sleep(_POLL_SECONDS)


def reindex(engine: Engine, settings: Settings, report: Report = silent) -> int:
    """Make the index anew beside the one in use, then put it in its place; returns how many papers are in it.

    Searches go on in the old one meanwhile. Raises SearchError where another process is making one, or the disk refuses.
    """
    return _make(engine, folder_of(settings), report, None, afresh=True)


def follow(engine: Engine, settings: Settings, stop: threading.Event) -> None:
    """Keep the index within a second of the database until `stop` is set: a thread's work.

    Stands by while another process of this host does so. What goes wrong is logged once and tried again.
    """
    folder, said = folder_of(settings), ""
    while not stop.is_set():
        try:
            with only_one(folder, "writing") as ours:
                if ours:
                    _make_if_needed(engine, folder, silent, stop)
                    _follow_one(engine, folder, stop)
            said = ""
        except StoppedError:
            return
        except PaperstandError as error:
            if str(error) != said:
                log.error("%s", error)
            said = str(error)
        stop.wait(_POLL_SECONDS)


def _follow_one(engine: Engine, folder: Path, stop: threading.Event) -> None:
    """Follow with one index until it is replaced, the database is, or `stop` is set."""
    generation = Generation.in_use(folder)
    with IndexWriter(generation) as writer:
        while not stop.is_set() and Generation.in_use(folder) == generation:
            if not _fits(engine, generation):
                return
            _catch_up(engine, writer, silent, stop)
            stop.wait(_POLL_SECONDS)


def _make_if_needed(engine: Engine, folder: Path, report: Report, stop: threading.Event | None = None) -> int:
    """Make an index where there is none that this program and this database can go on with."""
    try:
        generation = Generation.in_use(folder)
    except SearchError:
        usable = False
    else:
        usable = generation.is_readable() and _fits(engine, generation)
    return 0 if usable else _make(engine, folder, report, stop, afresh=False)


def _fits(engine: Engine, generation: Generation) -> bool:
    """Whether the index can go on with the database; not so where a backup was restored, or it is another one."""
    state = generation.state()
    with reading(engine) as session:
        return belongs(session, state)


def _make(engine: Engine, folder: Path, report: Report, stop: threading.Event | None, *, afresh: bool) -> int:
    with only_one(folder, "building") as ours:
        if not ours:
            raise SearchError(f"Another process is making a new search index in {folder}; wait until it is done.")
        generation = Generation.building(folder, afresh=afresh)
        if not _fits(engine, generation):
            generation = Generation.building(folder, afresh=True)
        log.info("Making a search index in %s.", folder)
        with IndexWriter(generation, _THREADS_TO_BUILD) as writer:
            papers = _catch_up(engine, writer, report, stop)
        generation.put_in_use()
        log.info("The search index is made: %d papers.", papers)
    return papers


def _catch_up(engine: Engine, writer: IndexWriter, report: Report, stop: threading.Event | None = None) -> int:
    """Read on until there is nothing new; returns how many papers were read. Raises StoppedError soon after `stop` is set."""
    papers, committed = 0, writer.state.revision
    while True:
        if stop and stop.is_set():
            raise StoppedError("The index was told to stop; it goes on from its last commit.")
        with reading(engine) as session:
            changes = changes_after(session, writer.state.revision, _PAPERS_A_READ, TEXTS)
        if changes:
            writer.put(changes)
            papers += len(changes.papers)
            report(f"{papers:,} papers indexed", papers, 0)
        if writer.state.revision - committed >= _REVISIONS_A_COMMIT or (
            not changes and writer.state.revision > committed
        ):
            writer.commit()
            committed = writer.state.revision
        if not changes:
            return papers


def _reached(folder: Path) -> int:
    try:
        return Generation.in_use(folder).state().revision
    except SearchError:
        return 0

"""What one running site is made of, and how a request comes by it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import crawler
from crawler.clock import Clock, newest_possible_day
from crawler.search import Index
from crawler.store import session
from crawler.store.spending import Limits
from webapp.follow import Watch
from webapp.kept import KeptParts
from webapp.queries.foryou import Tastes


@dataclass(frozen=True, kw_only=True)
class Site:
    """One site. carried: the categories that it crawls, canonical, in the order of the settings.   secret: known to it alone.

    model: which one writes answers; empty: none is set up.   languages: those that answers are written in, the first by default.
    index: what searches look in; it need not exist.
    limits: what may be spent on answers in a day.
    kept: what this process has written of cards.   tastes: what it has worked out of papers and readers, for orders.
    watch: its streams of answers that are being written.
    """

    engine: Engine = field(repr=False)
    clock: Clock
    carried: tuple[str, ...]
    secret: bytes = field(repr=False)
    index: Index = field(repr=False)
    name: str = "Paperstand"
    version: str = crawler.__version__
    model: str = ""
    languages: tuple[str, ...] = ("en", "zh")
    limits: Limits = field(default_factory=Limits)
    kept: KeptParts = field(default_factory=KeptParts, repr=False)
    tastes: Tastes = field(default_factory=Tastes, repr=False)
    watch: Watch = field(repr=False)

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads, for one request. Raises StoreError where the database refuses."""
        return session.reading(self.engine)

    def writing(self) -> AbstractContextManager[Session]:
        """A session that may write, committed at its end. Raises StoreError where the database refuses."""
        return session.writing(self.engine)

    def now(self) -> datetime:
        """The time now, aware, in UTC, by the site's clock."""
        return self.clock.now()

    def newest_day(self) -> date:
        """The newest announcement day there can be by now."""
        return newest_possible_day(self.now())


def this_site() -> Site:
    """The site that the present request is made to."""
    site: Site = current_app.extensions["paperstand"]
    return site

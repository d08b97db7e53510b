"""What the home page shows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import CompoundSelect, Select, func, select, union_all
from sqlalchemy.orm import Session

from crawler import taxonomy
from crawler.store.models import Base, CrawlRun
from webapp.preferences import CurrentReader
from webapp.queries.ledger import newest_standings
from webapp.queries.reading import seen_latest
from webapp.queries.shapes import CategoryToday, DayCounts, Run
from webapp.queries.status import run_of

_ANNOUNCEMENTS = Base.metadata.tables["announcements"].c

# A crawl that has not said a word for this long was killed or hangs.
_SILENT = timedelta(minutes=5)


def tiles(
    session: Session, categories: Sequence[str], reader: CurrentReader | None = None
) -> tuple[CategoryToday, ...]:
    """Each category with its latest day, in the order given. Two queries, three for a reader."""
    standings = {standing.category: standing for standing in newest_standings(session, categories)}
    return tuple(
        replace(tile, standing=standings.get(tile.category)) for tile in latest_counts(session, categories, reader)
    )


def latest_counts(
    session: Session, categories: Sequence[str], reader: CurrentReader | None = None
) -> tuple[CategoryToday, ...]:
    """The same without how the newest days stand. One query, two for a reader."""
    days: dict[str, date] = {}
    counts = {category: [0, 0, 0, 0] for category in categories}
    for category, day, rank, count in session.connection().execute(_counted(tuple(categories))):
        days[category] = day
        counts[category][rank] = count
    today = tuple(_today(category, days.get(category), counts[category]) for category in categories)
    if reader is None:
        return today
    seen = seen_latest(session, reader, categories)
    return tuple(replace(tile, unread=tile.counts.total - seen.get(tile.category, 0)) for tile in today)


def running(session: Session, now: datetime) -> Run | None:
    """The crawl that goes on now, the latest begun if there are several."""
    statement = (
        select(CrawlRun)
        .where(CrawlRun.finished.is_(None), CrawlRun.seen >= now - _SILENT)
        .order_by(CrawlRun.started.desc())
        .limit(1)
    )
    run = session.scalar(statement)
    return None if run is None else run_of(run)


@lru_cache(maxsize=8)
def _counted(categories: tuple[str, ...]) -> CompoundSelect[str, date, int, int]:
    """Category, latest day, kind and number of papers. Kept, since it takes longer to put together than to run."""
    return union_all(*[_counted_on_latest(category) for category in categories])


def _counted_on_latest(category: str) -> Select[str, date, int, int]:
    latest = select(func.max(_ANNOUNCEMENTS.day)).where(_ANNOUNCEMENTS.category == category).scalar_subquery()
    return (
        select(_ANNOUNCEMENTS.category, _ANNOUNCEMENTS.day, _ANNOUNCEMENTS.kind, func.count())
        .where(_ANNOUNCEMENTS.category == category, _ANNOUNCEMENTS.day == latest)
        .group_by(_ANNOUNCEMENTS.category, _ANNOUNCEMENTS.day, _ANNOUNCEMENTS.kind)
    )


def _today(category: str, day: date | None, counts: Sequence[int]) -> CategoryToday:
    new, cross, replaced, replaced_cross = counts
    return CategoryToday(
        category=category,
        name=taxonomy.name_of(category),
        day=day,
        counts=DayCounts(new=new, cross=cross, replacements=replaced + replaced_cross),
        standing=None,
    )

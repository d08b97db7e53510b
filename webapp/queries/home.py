"""What the home page shows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawler import taxonomy
from crawler.records import Kind
from crawler.store.models import Announcement, CrawlRun
from webapp.queries.days import latest_days
from webapp.queries.ledger import newest_standings
from webapp.queries.shapes import CategoryToday, DayCounts, RecentDay, Run
from webapp.queries.status import run_of

# A crawl that has not said a word for this long was killed or hangs.
_SILENT = timedelta(minutes=5)
_NONE = DayCounts(new=0, cross=0, replacements=0)


def tiles(session: Session, categories: Sequence[str]) -> tuple[CategoryToday, ...]:
    """Each category with its latest day, in the order given. Three queries."""
    days = latest_days(session, categories)
    counts = _counts(session, days)
    standings = {standing.category: standing for standing in newest_standings(session, categories)}
    return tuple(
        CategoryToday(
            category=category,
            name=taxonomy.name_of(category),
            day=days.get(category),
            counts=counts.get(category, _NONE),
            standing=standings.get(category),
        )
        for category in categories
    )


def recent_days(session: Session, categories: Sequence[str], since: date) -> tuple[RecentDay, ...]:
    """The days from `since` on with a new or cross-listed paper in any of the categories, newest first."""
    statement = (
        select(Announcement.day, func.count(Announcement.paper_id.distinct()))
        .where(
            Announcement.category.in_(categories),
            Announcement.day >= since,
            Announcement.kind <= Kind.CROSS.rank,
        )
        .group_by(Announcement.day)
        .order_by(Announcement.day.desc())
    )
    return tuple(RecentDay(day=day, total=total) for day, total in session.execute(statement))


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


def _counts(session: Session, days: Mapping[str, date]) -> dict[str, DayCounts]:
    """How many papers each category has by kind on its own day."""
    ranks = {category: [0, 0, 0, 0] for category in days}
    # Categories and days are asked for apart: SQLite does not look pairs of them up in the index.
    statement = (
        select(Announcement.category, Announcement.day, Announcement.kind, func.count())
        .where(Announcement.category.in_(days), Announcement.day.in_(set(days.values())))
        .group_by(Announcement.category, Announcement.day, Announcement.kind)
    )
    for category, day, rank, count in session.execute(statement):
        if day == days[category]:
            ranks[category][rank] = count
    return {
        category: DayCounts(new=new, cross=cross, replacements=replaced + replaced_cross)
        for category, (new, cross, replaced, replaced_cross) in ranks.items()
    }

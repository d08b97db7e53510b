"""Whether the database is whole: what its engine says of it, and what must agree in it."""

from collections.abc import Iterator

from sqlalchemy import and_, func, select, text
from sqlalchemy.orm import Session

from crawler.store.models import Announcement, Counter, Listing, Paper, Version

_MOST_TOLD = 20  # of each kind


def troubles(session: Session) -> Iterator[str]:
    """What is wrong, a sentence each, with what to do about it; nothing where all is well. Reads every row: minutes for millions."""
    if session.get_bind().dialect.name == "sqlite":
        yield from _engine_says(session)
    yield from _revisions(session)
    yield from _versions(session)
    yield from _listings(session)


def _engine_says(session: Session) -> Iterator[str]:
    for (said,) in session.execute(text(f"PRAGMA integrity_check({_MOST_TOLD})")):
        if said != "ok":
            yield f"The file is damaged: {said}. Restore a backup."
    for row in session.execute(text("PRAGMA foreign_key_check")).fetchmany(_MOST_TOLD):
        yield f"A row of {row[0]} names one of {row[2]} that is not there. Restore a backup."


def _revisions(session: Session) -> Iterator[str]:
    newest = session.scalar(select(func.max(Paper.revision))) or 0
    counted = session.scalar(select(Counter.value).where(Counter.name == "revision")) or 0
    if newest > counted:
        yield (
            f"Papers have revisions up to {newest:,}, the counter stands at {counted:,}, so that the search index misses changes. "
            "Restore a backup."
        )


def _versions(session: Session) -> Iterator[str]:
    last = select(Version.paper_id, func.max(Version.number).label("number")).group_by(Version.paper_id).subquery()
    behind = (
        select(Paper.arxiv_id, Paper.version, last.c.number)
        .join(last, and_(last.c.paper_id == Paper.id, last.c.number > Paper.version))
        .limit(_MOST_TOLD)
    )
    for arxiv_id, version, number in session.execute(behind):
        yield f"{arxiv_id} stands at version {version} and has a version {number}; `python -m crawler harvest` mends it."


def _listings(session: Session) -> Iterator[str]:
    """Listings that hold less than was written down when they were last settled."""
    held = {
        (category, day): number
        for category, day, number in session.execute(
            select(Announcement.category, Announcement.day, func.count()).group_by(
                Announcement.category, Announcement.day
            )
        )
    }
    written = Listing.held_new + Listing.held_cross + Listing.held_replacements
    rows = session.execute(
        select(Listing.category, Listing.day, Listing.state, written).order_by(Listing.day.desc(), Listing.category)
    )
    short = [row for row in rows if held.get((row[0], row[1]), 0) < row[3]]
    for category, day, state, number in short[:_MOST_TOLD]:
        yield (
            f"{category} of {day} is {state} with {number:,} papers, and {held.get((category, day), 0):,} are there;"
            f" `python -m crawler fetch --category {category} --date {day}` looks again."
        )

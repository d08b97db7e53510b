"""A paper's own page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.records import Kind, VersionRecord
from crawler.store.models import Announcement, Paper, Version
from webapp.queries.cards import cards_by_ids
from webapp.queries.shapes import Appearance, PaperDetail


def paper_detail(session: Session, arxiv_id: str) -> PaperDetail | None:
    """A paper with its versions and announcements, or None where it is not held. Six queries."""
    cards = cards_by_ids(session, [arxiv_id])
    if not cards:
        return None
    facts = session.execute(
        select(Paper.id, Paper.report_no, Paper.msc_class, Paper.submitter).where(Paper.arxiv_id == arxiv_id)
    ).one()
    return PaperDetail(
        card=cards[0],
        report_no=facts.report_no,
        msc_class=facts.msc_class,
        submitter=facts.submitter,
        versions=_versions(session, facts.id),
        appearances=_appearances(session, facts.id),
    )


def _versions(session: Session, paper_id: int) -> tuple[VersionRecord, ...]:
    statement = (
        select(Version.number, Version.submitted, Version.size, Version.source_type, Version.withdrawn)
        .where(Version.paper_id == paper_id)
        .order_by(Version.number)
    )
    return tuple(VersionRecord(*row) for row in session.execute(statement))


def _appearances(session: Session, paper_id: int) -> tuple[Appearance, ...]:
    statement = (
        select(Announcement.day, Announcement.category, Announcement.kind, Announcement.version)
        .where(Announcement.paper_id == paper_id)
        .order_by(Announcement.day, Announcement.kind, Announcement.category)
    )
    return tuple(
        Appearance(day=day, category=category, kind=Kind.of_rank(rank), version=version)
        for day, category, rank, version in session.execute(statement)
    )

"""Queueing answers that nobody has asked for yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawler.records import Kind
from crawler.store.answers import Priority, State
from crawler.store.models import Announcement, Answer, HiddenPaper, Paper


def newest_papers(session: Session, categories: Sequence[str], days: int) -> list[int]:
    """The new and cross-listed papers of the newest `days` announcement days held in any of these categories.

    Row ids in the order of lists: newest day first, new before cross, then by id descending; each once.
    """
    listed = Announcement.category.in_(categories) & (Announcement.kind <= Kind.CROSS.rank)
    newest = select(Announcement.day).where(listed).distinct().order_by(Announcement.day.desc()).limit(days)
    first = func.min(Announcement.kind)
    rows = (
        select(Announcement.paper_id)
        .join(Paper, Paper.id == Announcement.paper_id)
        .where(listed, Announcement.day.in_(newest))
        .group_by(Announcement.paper_id, Paper.order_key)
        .order_by(func.max(Announcement.day).desc(), first, Paper.order_key.desc())
    )
    return list(session.scalars(rows))


def queue_missing(
    session: Session,
    paper_ids: Sequence[int],
    questions: Sequence[str],
    languages: Sequence[str],
    now: datetime,
    priority: Priority,
) -> int:
    """Queue the answers of these papers that there is no generation of, and return how many; doing it again queues none.

    Paper after paper in the order given, so that a provider's prompt cache serves all questions about one. Hidden papers
    are left out.   paper_ids: at most a thousand.   now: aware UTC. Commits nothing: the caller does.
    """
    hidden = select(HiddenPaper.paper_id)
    papers = select(Paper.id, Paper.version).where(Paper.id.in_(paper_ids), Paper.id.not_in(hidden))
    versions = dict(session.execute(papers).all())
    held = select(Answer.paper_id, Answer.question, Answer.language).where(
        Answer.paper_id.in_(paper_ids), Answer.own_key == ""
    )
    there = set(session.execute(held))
    missing = [
        {"paper_id": paper_id, "question": question, "language": language, "paper_version": versions[paper_id] or 0}
        for paper_id in paper_ids
        if paper_id in versions
        for language in languages
        for question in questions
        if (paper_id, question, language) not in there
    ]
    common = {"generation": 1, "state": State.QUEUED, "priority": priority, "queued": now, "due": now}
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Answer)
    if missing:
        session.execute(insert.on_conflict_do_nothing(), [row | common for row in missing])
    return len(missing)

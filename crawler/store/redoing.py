"""Choosing what is to be written anew, and what it will take: the admin's side of the answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from crawler.records import Kind
from crawler.store import answers
from crawler.store.answers import State
from crawler.store.models import Announcement, Answer, HiddenPaper, Paper
from crawler.store.session import in_chunks

_VAIN = (State.FAILED, State.PARKED, State.PARTIAL)
# What an answer takes where none like it was written yet, see docs/answers.md.
_GIST = (1000, 100)
_TRANSLATION = (800, 600)
_WHOLE_PAPER = (20_000, 1000)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an answer will take, in tokens, by what such answers took before."""

    prompt_tokens: int
    completion_tokens: int


def row_ids(session: Session, arxiv_ids: Collection[str]) -> dict[str, int]:
    """The row ids of those of these papers that are held."""
    rows = session.execute(select(Paper.arxiv_id, Paper.id).where(Paper.arxiv_id.in_(arxiv_ids)))
    return dict(rows.all())


def announced_papers(
    session: Session, categories: Collection[str], since: date | None, until: date | None
) -> list[int]:
    """Papers announced as new or cross-listed in any of these categories (empty: in any at all), newest id first. Without hidden ones."""
    listed = Announcement.kind <= Kind.CROSS.rank
    if categories:
        listed &= Announcement.category.in_(categories)
    if since is not None:
        listed &= Announcement.day >= since
    if until is not None:
        listed &= Announcement.day <= until
    ids = select(Announcement.paper_id).where(listed)
    hidden = select(HiddenPaper.paper_id)
    rows = select(Paper.id).where(Paper.id.in_(ids), Paper.id.not_in(hidden)).order_by(Paper.order_key.desc())
    return list(session.scalars(rows))


def in_vain(session: Session, paper_ids: Collection[int] | None = None) -> list[Answer]:
    """The newest generations that came to nothing: failed, parked, or broken off for good. By paper, language and question.

    paper_ids: only these papers. Readers' own questions are left out: nobody waits for them any more.
    """
    newer = Answer.__table__.alias("newer")
    same = [newer.c[name] == getattr(Answer, name) for name in ("paper_id", "question", "language", "own_key")]
    rows = (
        select(Answer)
        .where(Answer.state.in_(_VAIN), Answer.due.is_(None), Answer.own_key == "")
        .where(~select(newer.c.id).where(*same, newer.c.generation > Answer.generation).exists())
        .where(Answer.paper_id.not_in(select(HiddenPaper.paper_id)))
        .order_by(Answer.paper_id, Answer.language, Answer.question)
    )
    if paper_ids is not None:
        rows = rows.where(Answer.paper_id.in_(paper_ids))
    return list(session.scalars(rows))


def hasten(session: Session, now: datetime) -> int:
    """Let what was put off be tried at once, and return how many answers. now: aware UTC. Commits nothing: the caller does."""
    put_off = (Answer.due > now) & (Answer.state != State.RUNNING)
    done = session.connection().execute(update(Answer).where(put_off).values(due=now, revision=Answer.revision + 1))
    return done.rowcount


def estimates(session: Session) -> Mapping[str, Estimate]:
    """What an answer to each question takes: the mean of those written so far, else a rule of thumb."""
    means = dict.fromkeys(answers.QUESTIONS, Estimate(*_WHOLE_PAPER)) | {
        "tldr": Estimate(*_GIST),
        answers.TRANSLATION: Estimate(*_TRANSLATION),
    }
    rows = select(Answer.question, func.avg(Answer.prompt_tokens), func.avg(Answer.completion_tokens)).where(
        Answer.prompt_tokens.is_not(None), Answer.completion_tokens.is_not(None)
    )
    for question, prompt, completion in session.execute(rows.group_by(Answer.question)):
        means[question] = Estimate(round(prompt), round(completion))
    return means


def waiting(session: Session, limit: int) -> Sequence[Row[str, Answer]]:
    """The queue in its order, those under way included: arXiv ids and answers, at most `limit`."""
    rows = (
        select(Paper.arxiv_id, Answer)
        .join(Paper, Paper.id == Answer.paper_id)
        .where(Answer.due.is_not(None))
        .order_by(Answer.priority, Answer.queued, Answer.id)
        .limit(limit)
    )
    return session.execute(rows).all()


def arxiv_ids(session: Session, paper_ids: Collection[int]) -> dict[int, str]:
    """The arXiv ids of papers by row id."""
    names: dict[int, str] = {}
    for chunk in in_chunks(paper_ids):
        names |= dict(session.execute(select(Paper.id, Paper.arxiv_id).where(Paper.id.in_(chunk))).all())
    return names

"""Answers as readers and admins meet them: asking, following, which one is shown, its history. The worker's side is `answer_queue`.

The one shown is the one an admin picked, else the newest that is done; an older one stays until a newer one is done.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawler.store.models import Answer, HiddenPaper, Paper
from crawler.store.papers import renew_revisions

QUESTIONS = ("tldr", "q1", "q2", "q3", "q4", "q5", "q6")
TRANSLATION = "abstract"  # title and abstract in another language
EVERY = (*QUESTIONS, TRANSLATION)  # all that can be written about any paper
FROM_ABSTRACT = ("tldr", TRANSLATION)  # for which the full text is not read
OWN = "own"
_SECOND_CHANCE = timedelta(days=1)  # asking for what could not be answered tries again after this


class State(StrEnum):
    """How a generation stands. One that still has a `due` time is not finished, whatever its state."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"  # the stream was cut: with a due time it will be redone, without one that was given up
    FAILED = "failed"
    PARKED = "parked"  # given up after several attempts
    HIDDEN = "hidden"


class Priority(IntEnum):
    """Who waits for an answer; the lowest number goes first."""

    READER = 0
    TODAY = 1
    HISTORY = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about one paper in one language: what generations are generations of.

    question: of EVERY, or OWN with a reader's text.   language: `en` or `zh`.
    """

    paper_id: int
    question: str
    language: str
    own_text: str | None = None
    reader_id: int | None = None

    @classmethod
    def of(cls, answer: Answer) -> "Asked":
        """What an answer answers."""
        return cls(answer.paper_id, answer.question, answer.language, answer.own_text, answer.reader_id)

    @property
    def own_key(self) -> str:
        """What tells own questions of a paper apart; empty for the others."""
        if self.own_text is None:
            return ""
        return hashlib.sha256(f"{self.reader_id}\n{self.own_text}".encode()).hexdigest()[:32]

    def generations(self) -> ColumnElement[bool]:
        """The condition that rows are generations of this."""
        return and_(
            Answer.paper_id == self.paper_id,
            Answer.question == self.question,
            Answer.language == self.language,
            Answer.own_key == self.own_key,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """The queue in numbers: generations by state, and the unfinished ones by priority."""

    states: Mapping[State, int]
    unfinished: Mapping[Priority, int]


def request_answers(
    session: Session,
    paper_id: int,
    questions: Sequence[str],
    language: str,
    now: datetime,
    priority: Priority = Priority.READER,
) -> dict[str, Answer]:
    """Ask for answers; return by question the one to show or to follow. Asking again changes nothing but the priority.

    A finished answer is returned as it is; one under way is joined, and goes ahead in the queue where this is more urgent.
    What failed, was parked or stayed partial is tried anew a day later at the earliest; until then it is what is returned.
    Nothing is returned for a hidden paper.   questions: of EVERY.   now: aware UTC. Commits nothing: the caller does.
    """
    if is_hidden(session, paper_id):
        return {}
    done = shown(session, [paper_id], language, questions)
    found = {question: answer for (_, question), answer in done.items()}
    for question in questions:
        if question not in found:
            found[question] = _ask(session, Asked(paper_id, question, language), now, priority)
    return found


def ask_own(session: Session, paper_id: int, reader_id: int, text: str, language: str, now: datetime) -> Answer | None:
    """Ask a reader's own question; the same text of the same reader is asked once. None for a hidden paper.

    text: as typed; whitespace is collapsed here, its length is the caller's to limit.   now: aware UTC. Commits nothing.
    """
    if is_hidden(session, paper_id):
        return None
    asked = Asked(paper_id, OWN, language, " ".join(text.split()), reader_id)
    done = select(Answer).where(asked.generations(), Answer.state == State.DONE)
    found = session.scalar(done.order_by(Answer.generation.desc()).limit(1))
    return found or _ask(session, asked, now, Priority.READER)


def redo(session: Session, asked: Asked, now: datetime, priority: Priority, model: str | None = None) -> Answer:
    """Queue a new generation, or join the unfinished one. The old generations stay, and stay shown until it is done.

    model: only this one may answer; None: the one of the settings.   now: aware UTC. Commits nothing: the caller does.
    """
    next_one = select(func.coalesce(func.max(Answer.generation), 0) + 1).where(asked.generations())
    version = select(func.coalesce(Paper.version, 0)).where(Paper.id == asked.paper_id)
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Answer)
    row = insert.values(
        paper_id=asked.paper_id,
        question=asked.question,
        language=asked.language,
        own_key=asked.own_key,
        own_text=asked.own_text,
        reader_id=asked.reader_id,
        generation=next_one.scalar_subquery(),
        paper_version=version.scalar_subquery(),
        state=State.QUEUED,
        priority=priority,
        queued=now,
        due=now,
        asked_model=model,
    )
    # Of two that ask at the same moment the second finds the first one's row.
    session.execute(row.on_conflict_do_nothing())
    newest = _newest(session, asked)
    assert newest is not None
    _hurry(session, newest, priority)
    return newest


def shown(
    session: Session, paper_ids: Collection[int], language: str, questions: Collection[str] = QUESTIONS
) -> dict[tuple[int, str], Answer]:
    """The answers to show, by paper and question: the picked one, else the newest that is done. None of hidden papers.

    One query for a page of papers.
    """
    hidden = select(HiddenPaper.paper_id).where(HiddenPaper.paper_id.in_(paper_ids))
    rows = session.scalars(
        select(Answer)
        .where(
            Answer.paper_id.in_(paper_ids),
            Answer.question.in_(questions),
            Answer.language == language,
            Answer.own_key == "",
            Answer.state == State.DONE,
            Answer.paper_id.not_in(hidden),
        )
        .order_by(Answer.picked, Answer.generation)
    )
    return {(row.paper_id, row.question): row for row in rows}


def texts_for_search(session: Session, paper_ids: Sequence[int]) -> dict[int, str]:
    """What is shown of answers about these papers, all languages and questions of one in one text. One query.

    A change of what is shown gives the paper a new revision, so that the index reads it again.
    """
    hidden = select(HiddenPaper.paper_id).where(HiddenPaper.paper_id == Answer.paper_id).exists()
    rows = session.execute(
        select(Answer.paper_id, Answer.language, Answer.question, Answer.text)
        .where(Answer.paper_id.in_(paper_ids), Answer.own_key == "", Answer.state == State.DONE, ~hidden)
        .order_by(Answer.picked, Answer.generation)
    )
    latest = {(paper_id, language, question): text for paper_id, language, question, text in rows}
    texts: dict[int, list[str]] = {}
    for (paper_id, _, _), text in sorted(latest.items()):
        texts.setdefault(paper_id, []).append(text)
    return {paper_id: "\n\n".join(parts) for paper_id, parts in texts.items()}


def own_answers(session: Session, paper_id: int, reader_id: int) -> list[Answer]:
    """A reader's own questions about a paper with their newest generations, oldest question first. None of a hidden paper."""
    if is_hidden(session, paper_id):
        return []
    rows = select(Answer).where(Answer.paper_id == paper_id, Answer.question == OWN, Answer.reader_id == reader_id)
    newest = {row.own_key: row for row in session.scalars(rows.order_by(Answer.generation))}
    return sorted(newest.values(), key=lambda row: row.id)


def own_questions_since(session: Session, reader_id: int, since: datetime) -> int:
    """How many own questions a reader has asked since then (aware UTC): for a limit a day."""
    return session.scalar(select(func.count()).where(Answer.reader_id == reader_id, Answer.queued >= since)) or 0


def forget_reader(session: Session, reader_id: int) -> None:
    """Delete a reader's own questions and their answers, with what is under way. Commits nothing: the caller does."""
    session.execute(delete(Answer).where(Answer.reader_id == reader_id))


def unfinished(session: Session, paper_id: int, language: str) -> dict[str, Answer]:
    """What is queued or being written about a paper, by question; readers' own questions are left out."""
    rows = select(Answer).where(
        Answer.paper_id == paper_id, Answer.language == language, Answer.own_key == "", Answer.due.is_not(None)
    )
    return {row.question: row for row in session.scalars(rows)}


def changed_since(session: Session, seen: Mapping[int, int]) -> list[Answer]:
    """The followed rows that have changed, in one query.   seen: the revision last seen of each, by answer id.

    A row whose `started` moved has begun anew: its text no longer continues what was there.
    """
    if not seen:
        return []
    changed = or_(*(and_(Answer.id == number, Answer.revision > revision) for number, revision in seen.items()))
    return list(session.scalars(select(Answer).where(changed)))


def positions(session: Session, answer_ids: Collection[int]) -> dict[int, int]:
    """How many answers are before each in the queue, by id; those under way or finished are left out. One query."""
    waiting = select(
        Answer.id, (func.row_number().over(order_by=(Answer.priority, Answer.queued, Answer.id)) - 1).label("before")
    ).where(Answer.due.is_not(None), Answer.state != State.RUNNING)
    queue = waiting.subquery()
    rows = session.execute(select(queue.c.id, queue.c.before).where(queue.c.id.in_(answer_ids)))
    return dict(rows.all())


def history(session: Session, paper_id: int) -> list[Answer]:
    """Every generation of every answer about a paper, readers' own questions left out: by language, question, newest first."""
    rows = select(Answer).where(Answer.paper_id == paper_id, Answer.own_key == "")
    return sorted(session.scalars(rows), key=lambda row: (row.language, EVERY.index(row.question), -row.generation))


def pick(session: Session, answer_id: int) -> Answer | None:
    """Show this generation from now on, whatever is newer; None if there is none by that number that was done.

    Commits nothing: the caller does.
    """
    answer = session.get(Answer, answer_id)
    if answer is None or answer.state != State.DONE:
        return None
    session.execute(update(Answer).where(Asked.of(answer).generations(), Answer.picked).values(picked=False))
    answer.picked, answer.revision = True, answer.revision + 1
    renew_revisions(session, [answer.paper_id])
    return answer


def unpick(session: Session, asked: Asked) -> None:
    """Show the newest generation again. Commits nothing: the caller does."""
    session.execute(update(Answer).where(asked.generations()).values(picked=False))
    renew_revisions(session, [asked.paper_id])


def hide(session: Session, paper_id: int, reason: str, now: datetime) -> None:
    """Show and write no answers about a paper any more, such as when its author asks for that; `unhide` takes it back.

    What is queued or being written is ended. Commits nothing: the caller does.
    """
    session.merge(HiddenPaper(paper_id=paper_id, since=now, reason=reason))
    ended = {"state": State.HIDDEN, "due": None, "holder": None, "finished": now, "revision": Answer.revision + 1}
    session.execute(update(Answer).where(Answer.paper_id == paper_id, Answer.due.is_not(None)).values(ended))
    renew_revisions(session, [paper_id])


def unhide(session: Session, paper_id: int) -> None:
    """Answers about this paper may be shown and written again. Commits nothing: the caller does."""
    session.execute(delete(HiddenPaper).where(HiddenPaper.paper_id == paper_id))
    renew_revisions(session, [paper_id])


def is_hidden(session: Session, paper_id: int) -> bool:
    """Whether nothing is shown or written about a paper."""
    return session.get(HiddenPaper, paper_id) is not None


def stale(
    session: Session, model: str, prompt_versions: Mapping[str, str], paper_ids: Collection[int] | None = None
) -> list[Answer]:
    """The shown answers that would come out differently now: of an older paper version, prompt version or another model.

    model, prompt_versions: what is in force, versions by question.   paper_ids: only these papers.
    Those with an unfinished newer generation are left out: they are being redone. By paper, language and question.
    """
    outdated = or_(
        Answer.model != model,
        Answer.paper_version < func.coalesce(Paper.version, 0),
        *(and_(Answer.question == name, Answer.prompt_version != now) for name, now in prompt_versions.items()),
    )
    newer = Answer.__table__.alias("newer")
    same = and_(*(newer.c[name] == getattr(Answer, name) for name in ("paper_id", "question", "language", "own_key")))
    better = or_(
        newer.c.due.is_not(None),
        and_(newer.c.state == State.DONE, newer.c.picked & ~Answer.picked),
        and_(newer.c.state == State.DONE, newer.c.generation > Answer.generation, ~Answer.picked),
    )
    rows = (
        select(Answer)
        .join(Paper, Paper.id == Answer.paper_id)
        .where(Answer.state == State.DONE, Answer.own_key == "", outdated)
        .where(~select(newer.c.id).where(same, better).exists())
        .where(Answer.paper_id.not_in(select(HiddenPaper.paper_id)))
        .order_by(Answer.paper_id, Answer.language, Answer.question)
    )
    if paper_ids is not None:
        rows = rows.where(Answer.paper_id.in_(paper_ids))
    return list(session.scalars(rows))


def counts(session: Session) -> Counts:
    """The queue in numbers, for the status page and the commands."""
    states = session.execute(select(Answer.state, func.count()).group_by(Answer.state))
    by_priority = select(Answer.priority, func.count()).where(Answer.due.is_not(None)).group_by(Answer.priority)
    return Counts(
        {State(state): number for state, number in states},
        {Priority(priority): number for priority, number in session.execute(by_priority)},
    )


def count_unfinished(session: Session) -> int:
    """How many answers are queued or being written. Reads the queue alone, however many are done."""
    return session.scalar(select(func.count()).where(Answer.due.is_not(None))) or 0


def _ask(session: Session, asked: Asked, now: datetime, priority: Priority) -> Answer:
    """The unfinished generation, one that came to nothing lately, or a new one."""
    newest = _newest(session, asked)
    if newest is None or (newest.due is None and newest.state != State.HIDDEN and not _is_recent(newest, now)):
        return redo(session, asked, now, priority)
    _hurry(session, newest, priority)
    return newest


def _is_recent(answer: Answer, now: datetime) -> bool:
    return answer.finished is not None and answer.finished > now - _SECOND_CHANCE


def _newest(session: Session, asked: Asked) -> Answer | None:
    rows = select(Answer).where(asked.generations()).order_by(Answer.generation.desc()).limit(1)
    # An insert went past the objects that the session already knows.
    return session.scalar(rows.execution_options(populate_existing=True))


def _hurry(session: Session, answer: Answer, priority: Priority) -> None:
    """Let an unfinished answer go ahead where this priority is more urgent than its own."""
    if answer.due is not None and priority < answer.priority:
        answer.priority, answer.revision = priority, answer.revision + 1
        session.flush()

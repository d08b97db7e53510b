"""What was written about papers: a page of answers, and the gists of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.orm import Session

from crawler.store import answers, endpoint, spending
from crawler.store.answers import OWN, QUESTIONS, TRANSLATION, Priority, State
from crawler.store.models import Answer, Base, HiddenPaper, Paper, Spending
from crawler.store.session import in_chunks
from crawler.store.spending import Limits

_ANSWERS, _PAPERS = Base.metadata.tables["answers"].c, Base.metadata.tables["papers"].c
_HIDDEN = Base.metadata.tables["hidden_papers"].c
_GISTS = (
    select(_PAPERS.arxiv_id, _ANSWERS.text, _ANSWERS.model, cast(_ANSWERS.checks, Text))
    .where(
        _PAPERS.id == _ANSWERS.paper_id,
        _PAPERS.arxiv_id.in_(bindparam("ids", expanding=True)),
        _ANSWERS.question == "tldr",
        _ANSWERS.language == bindparam("language"),
        _ANSWERS.own_key == "",
        _ANSWERS.state == State.DONE,
        _ANSWERS.paper_id.not_in(select(_HIDDEN.paper_id)),
    )
    .order_by(_ANSWERS.picked, _ANSWERS.generation)
)


@dataclass(frozen=True, slots=True)
class Gist:
    """A `tldr` for a card. text: Markdown as the model wrote it.   in_doubt: a passage or number of it is not in the paper."""

    text: str
    model: str
    in_doubt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question of a paper and how it stands.

    key: what names it on the page: the question, or `own-17` for a reader's own.   own_text: what the reader asked.
    shown: the answer to show, done.   newest: the generation after that, while it is under way or where it came to nothing.
    before: how many answers are before it in the queue; None where it does not wait.
    """

    key: str
    question: str
    own_text: str | None
    shown: Answer | None
    newest: Answer | None
    before: int | None = None

    @property
    def is_followed(self) -> bool:
        """Whether something will still happen to it by itself."""
        return self.newest is not None and self.newest.due is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAnswers:
    """The answers about one paper in one language.

    version: the paper's latest known, 0 where none is.   hidden: none are shown or written.   own: the reader's questions.
    translation: of title and abstract, where it was ever asked for.
    endpoint_down: why the model's server is left alone, and until when (aware UTC); None while it answers.
    """

    paper_id: int
    arxiv_id: str
    version: int
    title: str
    abstract: str
    language: str
    hidden: bool
    entries: tuple[Entry, ...]
    own: tuple[Entry, ...]
    translation: Entry | None
    endpoint_down: tuple[datetime, str] | None

    @property
    def all_entries(self) -> tuple[Entry, ...]:
        """The seven, then the reader's own."""
        return self.entries + self.own

    @property
    def is_followed(self) -> bool:
        """Whether something will still happen by itself."""
        return any(entry.is_followed for entry in self.all_entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStatus:
    """How the answers stand. waiting: the unfinished ones, by who waits for them, in words.   states: all there are.

    spent: what this UTC day's requests took, a row a model.
    down: until when (aware UTC) and why the model's server is left alone.
    """

    waiting: Mapping[str, int]
    states: Mapping[str, int]
    spent: Sequence[Spending]
    down: tuple[datetime, str] | None


_WAITING_WORDS = {
    Priority.READER: "for readers",
    Priority.TODAY: "of the newest papers",
    Priority.HISTORY: "of older ones",
}


def answer_status(session: Session, limits: Limits, now: datetime) -> AnswerStatus:
    """How the answers stand. Four queries. now: aware UTC."""
    counts, today = answers.counts(session), now.astimezone(UTC).date()
    return AnswerStatus(
        waiting={_WAITING_WORDS[priority]: number for priority, number in sorted(counts.unfinished.items())},
        states={str(state): number for state, number in sorted(counts.states.items())},
        spent=spending.spent(session, today, today),
        down=endpoint.out_of_order(session, now),
    )


def paper_answers(
    session: Session, arxiv_id: str, language: str, reader_id: int | None, now: datetime
) -> PaperAnswers | None:
    """The answers about a paper, or None where it is not held. Five queries at most. now: aware UTC."""
    paper = session.scalar(select(Paper).where(Paper.arxiv_id == arxiv_id))
    if paper is None:
        return None
    hidden = session.get(HiddenPaper, paper.id) is not None
    rows = [] if hidden else _rows(session, paper.id, language, reader_id)
    before = answers.positions(session, [row.id for row in rows if row.due is not None])
    by_key: dict[str, list[Answer]] = {}
    for row in rows:
        by_key.setdefault(row.own_key or row.question, []).append(row)
    own = [_entry(generations, before) for generations in by_key.values() if generations[0].question == OWN]
    return PaperAnswers(
        paper_id=paper.id,
        arxiv_id=arxiv_id,
        version=paper.version or 0,
        title=paper.title,
        abstract=paper.abstract,
        language=language,
        hidden=hidden,
        entries=tuple(
            _entry(by_key[question], before)
            if question in by_key
            else Entry(key=question, question=question, own_text=None, shown=None, newest=None)
            for question in QUESTIONS
        ),
        own=tuple(sorted(own, key=lambda entry: int(entry.key.removeprefix("own-")))),
        translation=_entry(by_key[TRANSLATION], before) if TRANSLATION in by_key else None,
        endpoint_down=endpoint.out_of_order(session, now),
    )


def gists_of(session: Session, arxiv_ids: Sequence[str], language: str) -> dict[str, Gist]:
    """The shown gists of those papers that have one. One query a thousand papers."""
    gists: dict[str, Gist] = {}
    for chunk in in_chunks(arxiv_ids):
        for arxiv_id, text, model, checks in session.connection().execute(_GISTS, {"ids": chunk, "language": language}):
            gists[arxiv_id] = Gist(text, model or "", _in_doubt(checks))
    return gists


def _rows(session: Session, paper_id: int, language: str, reader_id: int | None) -> Sequence[Answer]:
    """Every generation of the seven, and of the reader's own questions, oldest first."""
    mine = Answer.own_key == ""
    if reader_id is not None:
        mine |= Answer.reader_id == reader_id
    of_paper = (Answer.paper_id == paper_id) & (Answer.language == language)
    return session.scalars(select(Answer).where(of_paper, mine).order_by(Answer.generation)).all()


def _entry(generations: Sequence[Answer], before: dict[int, int]) -> Entry:
    """generations: of one question, oldest first, at least one."""
    done = [row for row in generations if row.state == State.DONE]
    shown = next((row for row in done if row.picked), done[-1] if done else None)
    newest = generations[-1] if generations[-1].state != State.DONE else None
    first = generations[0]
    return Entry(
        key=f"own-{first.id}" if first.question == OWN else first.question,
        question=first.question,
        own_text=first.own_text,
        shown=shown,
        newest=newest,
        before=None if newest is None else before.get(newest.id),
    )


@lru_cache(maxsize=4096)
def _in_doubt(checks: str | None) -> bool:
    """Whether a passage or a number was not found, by what `Check.to_json` made."""
    paragraphs: list[Any] = orjson.loads(checks) if checks else []
    return any(numbers or not all(quote[1] for quote in quotes) for _, _, quotes, numbers in paragraphs)

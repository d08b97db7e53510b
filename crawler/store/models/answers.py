"""What models wrote about papers: the answers, which are also their own queue, and what they cost."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from crawler.store.models.base import Base, BigId

_UNFINISHED = text("due IS NOT NULL")


class Answer(Base):
    """One generation of the answer to one question about one paper in one language."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    paper_id: Mapped[int] = mapped_column(BigId, ForeignKey("papers.id"))
    question: Mapped[str] = mapped_column(
        String(8), comment="tldr, q1 to q6, abstract: its translation, or own: a reader's own question"
    )
    language: Mapped[str] = mapped_column(String(8), comment="en or zh")
    own_key: Mapped[str] = mapped_column(
        String(32), default="", comment="tells own questions apart: a hash of reader and text; empty for the others"
    )
    generation: Mapped[int] = mapped_column(comment="1 for the first; a redo adds one and destroys none")
    own_text: Mapped[str | None] = mapped_column(comment="what the reader asked")
    reader_id: Mapped[int | None] = mapped_column(BigId, index=True, comment="whose own question it is")

    state: Mapped[str] = mapped_column(
        String(8), index=True, comment="queued, running, done, partial, failed, parked, hidden"
    )
    priority: Mapped[int] = mapped_column(SmallInteger, comment="0 a reader waits, 1 today's papers, 2 history")
    attempts: Mapped[int] = mapped_column(default=0)
    due: Mapped[datetime | None] = mapped_column(
        comment="when a worker may take it; while one runs, when its lease ends; null: nothing is left to do"
    )
    holder: Mapped[str | None] = mapped_column(comment="which worker has it: host, process and a random part")
    queued: Mapped[datetime]
    started: Mapped[datetime | None] = mapped_column(comment="when the last attempt began")
    finished: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1, comment="rises with every change of this row, for who follows it")

    asked_model: Mapped[str | None] = mapped_column(comment="only this model may answer; null: the one of the settings")
    model: Mapped[str | None] = mapped_column(comment="which one wrote the text")
    prompt_version: Mapped[str | None] = mapped_column(String(16))
    paper_version: Mapped[int] = mapped_column(
        SmallInteger, comment="which version was read, or is to be; 0: not known"
    )
    read: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="what of the paper the model was sent, see crawler/jobs/answering.py"
    )
    text: Mapped[str] = mapped_column(default="", comment="Markdown as the model wrote it: hostile")
    checks: Mapped[list[Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="which quotes and numbers were found in the paper, see crawler/grounding"
    )
    prompt_tokens: Mapped[int | None]
    cached_tokens: Mapped[int | None] = mapped_column(comment="how many of them the provider had in its cache")
    completion_tokens: Mapped[int | None]
    cost: Mapped[float | None] = mapped_column(comment="in the currency of the price table; null: no price is known")
    error_kind: Mapped[str | None] = mapped_column(
        String(16), comment="what went wrong last, see crawler/llm/errors.py"
    )
    error: Mapped[str | None] = mapped_column(comment="the same as a sentence")
    picked: Mapped[bool] = mapped_column(Boolean, default=False, comment="an admin chose it over newer ones")

    reserved_day: Mapped[date | None] = mapped_column(comment="UTC day whose budget holds something back for it")
    reserved_model: Mapped[str | None]
    reserved_tokens: Mapped[int] = mapped_column(default=0)
    reserved_cost: Mapped[float] = mapped_column(default=0.0)

    __table_args__ = (
        UniqueConstraint("paper_id", "question", "language", "own_key", "generation"),
        # At most one unfinished generation of the same question.
        Index(
            "ix_answers_unfinished",
            "paper_id",
            "question",
            "language",
            "own_key",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        # The queue in its order.
        Index("ix_answers_queue", "priority", "queued", "id", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
    )


class HiddenPaper(Base):
    """A paper about which nothing is written or shown, such as one whose author asked for that."""

    __tablename__ = "hidden_papers"

    paper_id: Mapped[int] = mapped_column(BigId, ForeignKey("papers.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    reason: Mapped[str]


class Spending(Base):
    """What one UTC day's requests to one model took, and what is held back for those under way."""

    __tablename__ = "spending"

    day: Mapped[date] = mapped_column(primary_key=True, comment="UTC")
    model: Mapped[str] = mapped_column(primary_key=True)
    requests: Mapped[int] = mapped_column(default=0)
    prompt_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    cached_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    completion_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    cost: Mapped[float] = mapped_column(default=0.0, comment="in the currency of the price table")
    reserved_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    reserved_cost: Mapped[float] = mapped_column(default=0.0)

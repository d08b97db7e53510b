"""The answers that are shown about papers, many papers at a time, for files."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.store.answers import OWN, QUESTIONS, TRANSLATION, State
from crawler.store.models import Answer, HiddenPaper, Paper
from crawler.store.session import in_chunks

_PLACES = {question: place for place, question in enumerate((TRANSLATION, *QUESTIONS, OWN))}


class ShownAnswer(NamedTuple):
    """An answer that is done. question: tldr, q1 to q6, abstract (a translation of it), or own.   own_text: what the reader asked."""

    question: str
    own_text: str | None
    answer: Answer


def shown_answers(
    session: Session, arxiv_ids: Sequence[str], language: str, reader_id: int | None
) -> dict[str, tuple[ShownAnswer, ...]]:
    """The answers shown about those of the papers that have any, in the questions' order, the reader's own last.

    Of several generations the one an admin picked, else the newest. One query a thousand papers.
    """
    mine = Answer.own_key == ""
    if reader_id is not None:
        mine |= Answer.reader_id == reader_id
    shown: dict[str, tuple[ShownAnswer, ...]] = {}
    for chunk in in_chunks(arxiv_ids):
        rows = session.execute(
            select(Paper.arxiv_id, Answer)
            .join(Answer, Answer.paper_id == Paper.id)
            .where(
                Paper.arxiv_id.in_(chunk),
                Answer.language == language,
                Answer.state == State.DONE,
                mine,
                Paper.id.not_in(select(HiddenPaper.paper_id)),
            )
            .order_by(Paper.id, Answer.picked, Answer.generation)
        )
        for arxiv_id, of_paper in groupby(rows, lambda row: row[0]):
            # Of one question the last stays, in the place of the first.
            newest = {(answer.question, answer.own_key): answer for _, answer in of_paper}
            ordered = sorted(newest.values(), key=lambda answer: (_PLACES[answer.question], answer.id))
            shown[arxiv_id] = tuple(ShownAnswer(one.question, one.own_text, one) for one in ordered)
    return shown

"""Answers to put on a stand: asked for through the store, and written as a worker writes them, without a model."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from crawler.fulltext import Section
from crawler.grounding import Passages, check_answer, check_translation
from crawler.store import answer_queue, answers
from crawler.store.answer_queue import Trouble, Written
from crawler.store.answers import TRANSLATION
from crawler.store.models import Answer, Paper
from crawler.store.session import reading, writing
from crawler.store.spending import Usage
from tests.webapp.stand import Stand

PAPER = Passages(
    [
        Section("Introduction", "Leaves wait until they are asked for, which nobody had tried before us."),
        Section("Experiments", "On three orchards this saves 41.5 percent of the light, and no apple is lost."),
    ]
)
FAITHFUL = 'The light is saved on three orchards.\n\n> "this saves 41.5 percent of the light"'
FABRICATED = 'It saves 98.7 of all apples.\n\n> "Every turnip agreed with the moon to the third decimal place."'


def paper_id(stand: Stand, arxiv_id: str) -> int:
    """A paper's row id."""
    with reading(stand.engine) as session:
        return session.scalars(select(Paper.id).where(Paper.arxiv_id == arxiv_id)).one()


def ask(stand: Stand, arxiv_id: str, questions: Sequence[str] = ("q1",), language: str = "en") -> None:
    """Ask for answers as a page does."""
    number = paper_id(stand, arxiv_id)
    with writing(stand.engine) as session:
        answers.request_answers(session, number, questions, language, stand.now)


def claim(stand: Stand) -> tuple[int, str]:
    """Take the next answer as a worker does, when its time has come."""
    later = stand.now + timedelta(minutes=5)
    with writing(stand.engine) as session:
        answer = answer_queue.claim(session, "a worker", later)
    assert answer is not None
    return answer.id, "a worker"


def write(stand: Stand, text: str, *, version: int = 1) -> int:
    """Write the next answer of the queue and check it, a translation against its own paper and all else against PAPER.

    Returns its number.
    """
    number, holder = claim(stand)
    with reading(stand.engine) as session:
        answer = session.get_one(Answer, number)
        paper = session.get_one(Paper, answer.paper_id)
    translated = answer.question == TRANSLATION
    check = check_translation(text, paper.title, paper.abstract) if translated else check_answer(text, PAPER)
    read = {"source": "pdf", "sections": "sections 1–5 of 9", "whole": False}
    prompt = "1" if translated else "1.1.1"
    written = Written(text, "small-model", prompt, version, read, Usage(8112, 4000, 310, 0.01))
    with writing(stand.engine) as session:
        assert answer_queue.keep_text(session, number, holder, written, stand.now)
        assert answer_queue.finish(session, number, holder, check.to_json(), stand.now)
    return number


def fail(stand: Stand, sentence: str) -> None:
    """Let the next answer of the queue come to nothing."""
    number, holder = claim(stand)
    with writing(stand.engine) as session:
        assert answer_queue.fail(session, number, holder, Trouble("filtered", sentence), None, stand.now)


def progress(stand: Stand, number: int, text: str) -> None:
    """Let a worker write what has come of the answer that it claimed."""
    with writing(stand.engine) as session:
        assert answer_queue.write_progress(session, number, "a worker", text, stand.now + timedelta(minutes=5))


def held(stand: Stand) -> list[Answer]:
    """All answers, oldest first."""
    with reading(stand.engine) as session:
        return list(session.scalars(select(Answer).order_by(Answer.id)))

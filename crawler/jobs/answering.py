"""Writing one answer: what of the paper is read, the request, the text as it comes, and its check against the paper.

What goes wrong is sorted by `ModelError.remedy`. Every ending is one transaction, which also settles what the request took.
"""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from crawler.errors import CoolingDownError, FetchError
from crawler.fulltext import tokens
from crawler.grounding import check_answer, check_translation, read_translation
from crawler.jobs.crawl import Crawl
from crawler.jobs.material import Material, Shelf
from crawler.llm import prompts
from crawler.llm.client import Client, Stream
from crawler.llm.errors import ModelError, Remedy, TooLongError, UnknownModelError, UnusableError
from crawler.llm.prompts import Message
from crawler.store import answer_queue, answers, endpoint, spending
from crawler.store.answer_queue import Trouble, Written
from crawler.store.answers import FROM_ABSTRACT, OWN, TRANSLATION, Priority, State
from crawler.store.endpoint import Leave
from crawler.store.models import Answer
from crawler.store.processes import new_holder
from crawler.store.session import reading, writing
from crawler.store.spending import Limits, Usage

log = logging.getLogger(__name__)

_BETWEEN_WRITES = 0.5  # seconds: the database is written to at most twice a second for one answer
_QUESTION_TOKENS = 2000  # kept free for the system prompt and the question
_EARLIER_TOKENS = 6000  # and for a reader's earlier questions with their answers
_EARLIER_QUESTIONS = 3
_SHORTER, _SHORTENINGS = 0.7, 4  # of what did not fit, and how often in a row
_ARXIV_AGAIN = timedelta(minutes=5)


class LostClaimError(Exception):
    """Another worker has the answer: this one was taken for dead."""


class OverBudgetError(Exception):
    """The day's budget has no room for this request."""


@dataclass(slots=True)
class Task:
    """A claimed answer on its way.   answer: the row as it was claimed.   leave: whether this is the endpoint's probe."""

    answer: Answer
    holder: str
    leave: Leave
    model: str
    version: int = 0
    read: dict[str, Any] = field(default_factory=dict)
    prompt_tokens: int = 0  # estimated, for where the endpoint does not tell
    material: Material | None = None
    stream: Stream | None = None
    text: str = ""

    @property
    def key(self) -> tuple[int, str]:
        """What names the claim in the queue."""
        return self.answer.id, self.holder


class Answerer:
    """Claims answers and writes them, for several threads of one process. What is claimed is listed in `claims`."""

    def __init__(self, crawl: Crawl, client: Client) -> None:
        self._crawl, self._engine, self._settings, self._client = crawl, crawl.engine, crawl.settings, client
        self._shelf = Shelf(crawl)
        self._window = self._fits = self._settings.llm_context
        self._limits = Limits(
            self._settings.llm_daily_tokens, self._settings.llm_daily_cost, self._settings.llm_reserve
        )
        self._found_one = False  # the claim before found an answer, so that the next one need not look first
        self.claims: dict[str, Task] = {}

    def claim(self, least: Priority = Priority.HISTORY) -> Task | None:
        """The next answer to write, or None: none is due, or the endpoint is left alone for now. Raises StoreError."""
        now = self._crawl.now()
        if not self._found_one:
            with reading(self._engine) as session:
                if endpoint.is_closed(session, now) or not answer_queue.is_waiting(session, now, least):
                    return None
        holder = new_holder()
        with writing(self._engine) as session:
            leave = endpoint.take_leave(session, now)
            answer = None if leave == Leave.NO else answer_queue.claim(session, holder, now, least)
        self._found_one = answer is not None
        if answer is None:
            return None
        task = Task(answer, holder, leave, answer.asked_model or self._settings.llm_model)
        self.claims[holder] = task
        return task

    def write(self, task: Task) -> State:
        """Write a claimed answer, whatever comes of it; returns how it stands then.

        Raises OverBudgetError when the day's budget has no room for it, LostClaimError, StoreError.
        """
        now = self._crawl.now()
        try:
            if task.answer.finished is None:
                self._ask(task)
            return self._check(task)
        except OverBudgetError:
            self._give_back(task, Trouble("budget", "Today's budget is used up; it goes on at midnight UTC."), now)
            raise
        except ModelError as error:
            log.warning("%s: %s", _name(task), error)
            return self._treat(task, error)
        except CoolingDownError as error:
            return self._give_back(task, Trouble("arxiv", str(error)), error.until)
        except FetchError as error:
            if error.status is None:
                return self._give_back(task, Trouble("arxiv", str(error)), now + _ARXIV_AGAIN)
            return self._postpone(task, Trouble("arxiv", str(error)))
        finally:
            self.claims.pop(task.holder, None)

    def set_aside(self, task: Task) -> None:
        """Put an answer off after an error that nobody foresaw, so that it holds up no other. Raises StoreError."""
        with writing(self._engine) as session:
            trouble = Trouble("crash", "Something in this paper or in its answer could not be worked with.")
            answer_queue.postpone(session, *task.key, trouble, self._usage(task), self._crawl.now())

    def leave_all(self) -> None:
        """Give back what is still claimed, for others to go on with: this process ends. Raises StoreError."""
        for task in list(self.claims.values()):
            with writing(self._engine) as session:
                answer_queue.give_back(session, *task.key, None, self._usage(task), self._crawl.now())

    def _ask(self, task: Task) -> None:
        """Send the question, write the text as it comes and keep it when it has come whole."""
        question, language = task.answer.question, task.answer.language
        material = task.material = self._take(task)
        earlier = self._earlier(task.answer)
        most = min(prompts.most_tokens(question), self._window // 4)
        budget = min(self._window - most - _QUESTION_TOKENS - (_EARLIER_TOKENS if earlier else 0), self._fits)
        for _ in range(_SHORTENINGS):
            text, task.read = material.sent(max(budget, 0))
            task.version = material.version
            messages = prompts.conversation(text, question, language, task.answer.own_text or "", earlier)
            try:
                task.stream = self._send(task, messages, most)
            except TooLongError:
                if material.full is None:
                    raise
                budget = int(min(budget, tokens(text)) * _SHORTER)
                self._fits = min(self._fits, budget)  # nor would the next paper fit
            else:
                self._follow(task, task.stream)
                if question == TRANSLATION and read_translation(task.text) is None:
                    raise UnusableError("What the model wrote is no translation: it has no title and abstract.")
                self._hold(
                    task, lambda session, now: answer_queue.keep_text(session, *task.key, self._written(task), now)
                )
                return
        raise TooLongError("Even a small part of the paper is longer than the model can read at once.")

    def _take(self, task: Task) -> Material:
        return self._shelf.take(task.answer.paper_id, whole=task.answer.question not in FROM_ABSTRACT)

    def _earlier(self, answer: Answer) -> list[tuple[str, str]]:
        """What the reader of an own question asked about the paper before, with the answers, oldest first."""
        if answer.question != OWN or answer.reader_id is None:
            return []
        with reading(self._engine) as session:
            own = answers.own_answers(session, answer.paper_id, answer.reader_id)
        done = [
            row for row in own if row.id < answer.id and row.state == State.DONE and row.language == answer.language
        ]
        return [(row.own_text or "", row.text) for row in done[-_EARLIER_QUESTIONS:]]

    def _send(self, task: Task, messages: list[Message], most_tokens: int) -> Stream:
        """Hold back what the request may cost, then send it."""
        task.prompt_tokens = sum(tokens(message["content"]) for message in messages)
        price = self._settings.price(task.model)
        cost = price.of(task.prompt_tokens, 0, most_tokens) if price else 0.0
        with writing(self._engine) as session:
            row = answer_queue.held(session, *task.key)
            if row is None:
                raise LostClaimError
            spending.release(session, row)
            amount = task.prompt_tokens + most_tokens
            if not spending.reserve(session, row, task.model, amount, cost, self._limits, self._crawl.now()):
                raise OverBudgetError
        return self._client.ask(task.model, messages, most_tokens)

    def _follow(self, task: Task, stream: Stream) -> None:
        """Write the text into its row as it comes, the first words at once."""
        next_write = 0.0
        with closing(stream.pieces()) as pieces:
            for piece in pieces:
                task.text += piece
                if time.monotonic() >= next_write:
                    self._hold(task, partial(_show, task, is_first=not next_write))
                    next_write = time.monotonic() + _BETWEEN_WRITES

    def _check(self, task: Task) -> State:
        """Check the text that was kept against the paper; then the answer is done."""
        text, question = task.text or task.answer.text, task.answer.question
        material = task.material or self._take(task)
        check = (
            check_translation(text, material.title, material.abstract)
            if question == TRANSLATION
            else check_answer(text, material.passages)
        )
        self._hold(task, lambda session, now: answer_queue.finish(session, *task.key, check.to_json(), now))
        return State.DONE

    def _treat(self, task: Task, error: ModelError) -> State:
        """End an attempt that brought no whole answer, by the error's remedy."""
        trouble, usage = Trouble(error.kind, str(error)), self._usage(task)
        match error.remedy:
            case Remedy.WAIT if not (isinstance(error, UnknownModelError) and task.answer.asked_model):
                self._note_trouble(error, certain=True)
                return self._give_back(task, trouble, self._crawl.now())
            case Remedy.RETRY:
                self._note_trouble(error, certain=False)
                # The probe of an endpoint that is out of order says nothing about this answer.
                return (
                    self._give_back(task, trouble, self._crawl.now())
                    if task.leave == Leave.PROBE
                    else self._postpone(task, trouble)
                )
            case Remedy.REDO | Remedy.KEEP:
                if not task.text:
                    self._note_trouble(error, certain=False)
                again, written = error.remedy == Remedy.REDO, self._written(task)
                self._hold(
                    task, lambda session, now: answer_queue.cut(session, *task.key, written, trouble, now, again=again)
                )
                return State.PARTIAL
            case Remedy.STOP:
                return self._give_back(task, None, self._crawl.now())
        self._hold(task, lambda session, now: answer_queue.fail(session, *task.key, trouble, usage, now))
        return State.FAILED

    def _postpone(self, task: Task, trouble: Trouble) -> State:
        usage = self._usage(task)
        self._hold(task, lambda session, now: answer_queue.postpone(session, *task.key, trouble, usage, now))
        return State.QUEUED

    def _give_back(self, task: Task, trouble: Trouble | None, due: datetime) -> State:
        usage = self._usage(task)
        self._hold(task, lambda session, now: answer_queue.give_back(session, *task.key, trouble, usage, due))
        return State.QUEUED

    def _note_trouble(self, error: ModelError, *, certain: bool) -> None:
        with writing(self._engine) as session:
            endpoint.note_trouble(session, str(error), self._crawl.now(), certain=certain, wait=error.wait)

    def _hold(self, task: Task, change: Callable[[Session, datetime], bool]) -> None:
        """Change the claimed row in a transaction of its own; LostClaimError where it is no longer ours."""
        with writing(self._engine) as session:
            if not change(session, self._crawl.now()):
                raise LostClaimError

    def _written(self, task: Task) -> Written:
        prompt = prompts.version(task.answer.question)
        return Written(task.text, task.model, prompt, task.version, task.read, self._usage(task) or Usage())

    def _usage(self, task: Task) -> Usage | None:
        """What the request took: by the endpoint's count, else as estimated; None where it took none."""
        if task.stream is None:
            return None
        told = task.stream.tokens
        prompt, cached = (told.prompt, told.cached) if told else (task.prompt_tokens, 0)
        completion = told.completion if told else tokens(task.text)
        price = self._settings.price(task.model)
        return Usage(prompt, cached, completion, price.of(prompt, cached, completion) if price else None)


def _show(task: Task, session: Session, now: datetime, *, is_first: bool) -> bool:
    if is_first:
        endpoint.note_success(session)
    return answer_queue.write_progress(session, *task.key, task.text, now)


def _name(task: Task) -> str:
    """An answer in the log."""
    return f"Answer {task.answer.id} ({task.answer.question}, {task.answer.language})"

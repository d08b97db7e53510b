"""The threads of one process that write answers, and what is done beside them: leases kept, the dead's claims freed."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from crawler.config import Settings
from crawler.errors import PaperstandError
from crawler.jobs.answering import Answerer, LostClaimError, OverBudgetError, Task
from crawler.jobs.crawl import Crawl, Report, silent
from crawler.llm.client import Client
from crawler.llm.watch import Patience
from crawler.store import answer_queue, answers, endpoint
from crawler.store.answers import Priority, State
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_TEND_SECONDS = 5.0  # a small part of a lease
_BUDGET_SECONDS = 60.0  # until a refused kind of answers is tried again: limits may have been raised, or a day begun
_SECONDS_TO_STOP = 5.0
_SOON = timedelta(seconds=30)


def open_client(settings: Settings, stop: threading.Event) -> Client:
    """A client for the endpoint of the settings. Streams under way end when `stop` is set."""
    silence = float(settings.llm_timeout)
    patience = Patience(first=silence, between=min(silence, 60.0), whole=4 * silence)
    return Client(settings.llm_base_url, settings.llm_api_key, patience, stop)


class Workers:
    """Several threads that write answers until `stop` is set. Several processes and machines may do so on one database.

    limit: how many answers are taken at most; None: no end.   ended: how those that were taken stand.
    """

    def __init__(self, crawl: Crawl, client: Client, stop: threading.Event, limit: int | None = None) -> None:
        self._crawl, self._stop, self._left = crawl, stop, limit
        self._answerer = Answerer(crawl, client)
        self._lock = threading.Lock()
        self._busy = 0
        self._least: Priority | None = Priority.HISTORY
        self._refused_until = 0.0
        self._threads = [
            threading.Thread(target=self._work, name=f"answers-{number}", daemon=True)
            for number in range(crawl.settings.llm_parallel)
        ]
        self._tender = threading.Thread(target=self._tend, name="answers-leases", daemon=True)
        self.ended: Counter[State] = Counter()

    def start(self) -> None:
        """Begin to work."""
        for thread in (self._tender, *self._threads):
            thread.start()

    def wait_until_idle(self, report: Report = silent) -> None:
        """Return when nothing is under way here and nothing will be due within half a minute, or nothing may be done about it."""
        while not self._stop.wait(_POLL_SECONDS) and (self._is_more() or self._busy or self._is_more()):
            with reading(self._crawl.engine) as session:
                left = answers.count_unfinished(session)
            report("answers", self.ended.total(), self.ended.total() + left)

    def finish(self) -> None:
        """Stop, and give back what is not done. Raises StoreError."""
        self._stop.set()
        deadline = time.monotonic() + _SECONDS_TO_STOP
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        # A thread that still waits for the endpoint's first byte ends with the process, and finds its claim lost before.
        self._answerer.leave_all()

    def _work(self) -> None:
        while not self._stop.is_set():
            if not self._guarded(self._take_one):
                self._stop.wait(_POLL_SECONDS)

    def _take_one(self) -> bool:
        """Write one answer if there is one to write; returns whether there was."""
        least = self._begin()
        if least is None:
            return False
        task = None
        try:
            task = self._answerer.claim(least)
            if task is not None:
                self._write(task)
        finally:
            with self._lock:
                self._busy -= 1
                if task is None and self._left is not None:
                    self._left += 1
        return task is not None

    def _begin(self) -> Priority | None:
        """Count the caller as busy with one of the answers that are left; returns the least urgent that it may take."""
        with self._lock:
            if time.monotonic() >= self._refused_until:
                self._least = Priority.HISTORY
            if self._least is None or self._left == 0:
                return None
            self._busy += 1
            if self._left is not None:
                self._left -= 1
            return self._least

    def _write(self, task: Task) -> None:
        try:
            state = self._answerer.write(task)
        except OverBudgetError:
            self._note_refusal(Priority(task.answer.priority))
        except LostClaimError:
            log.warning("Answer %d was taken over by another worker.", task.answer.id)
        except PaperstandError:
            raise
        except Exception:  # whatever a hostile paper brings to light: its answer is put aside, and the others go on
            log.exception("Answer %d could not be worked with.", task.answer.id)
            self._answerer.set_aside(task)
        else:
            with self._lock:
                self.ended[state] += 1

    def _note_refusal(self, priority: Priority) -> None:
        """The day's budget has no room for answers of this priority, and so for none that is less urgent."""
        with self._lock:
            if self._least is not None and priority <= self._least:
                self._least = Priority(priority - 1) if priority else None
            self._refused_until = time.monotonic() + _BUDGET_SECONDS
        log.warning("The day's budget is used up for answers of priority %d and below.", priority)

    def _tend(self) -> None:
        while True:
            self._guarded(self._tend_once)
            if self._stop.wait(_TEND_SECONDS):
                return

    def _tend_once(self) -> bool:
        """Renew our leases, and free what processes of this machine had that are gone."""
        ours, now = list(self._answerer.claims), self._crawl.now()
        with reading(self._crawl.engine) as session:
            gone = answer_queue.orphans(session)
        if ours or gone:
            with writing(self._crawl.engine) as session:
                answer_queue.renew(session, ours, now)
                answer_queue.free(session, gone, now)
        return True

    def _is_more(self) -> bool:
        soon = self._crawl.now() + _SOON
        with reading(self._crawl.engine) as session:
            if self._least is None or self._left == 0 or endpoint.is_closed(session, soon):
                return False
            return answer_queue.is_waiting(session, soon, self._least)

    def _guarded(self, job: Callable[[], bool]) -> bool:
        """A job's known troubles are logged and the work goes on."""
        try:
            return job()
        except PaperstandError as error:
            log.error("%s", error)
            return False

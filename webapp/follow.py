"""Following answers while they are written: one thread a process reads all followed rows from the database, for every stream.

A worker in another process, or on another machine, writes an answer's text into its row; whoever has the page open gets it
from here. A stream takes a server thread for as long as it lasts, so a process has few; pages beyond that ask again and again.
"""

import logging
import queue
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import Engine

from crawler.errors import PaperstandError, StoreError
from crawler.store import answers
from crawler.store.answers import State
from crawler.store.models import Answer
from crawler.store.session import reading

log = logging.getLogger(__name__)

MOST_STREAMS = 16
_POLL_SECONDS = 0.5  # as often as workers write
_POSITIONS_EVERY = 4  # polls: the queue moves more slowly than a text


class TooManyStreamsError(PaperstandError):
    """This process follows answers for as many pages as it can."""


@dataclass(frozen=True, slots=True)
class Change:
    """A followed answer has changed, or (answer None) moved in the queue. before: how many are before it; None: it does not wait."""

    number: int
    answer: Answer | None
    before: int | None


class Stream:
    """One page's view of the answers it follows. seen: the revision it knows of each, by answer id."""

    def __init__(self, seen: Mapping[int, int]) -> None:
        self.seen = dict(seen)
        self._changes: queue.SimpleQueue[Change] = queue.SimpleQueue()

    def put(self, change: Change) -> None:
        """Hand on a change of an answer that this stream follows, unless it has it already."""
        if change.number not in self.seen:
            return
        if change.answer is not None:
            if change.answer.revision <= self.seen[change.number]:
                return
            self.seen[change.number] = change.answer.revision
        self._changes.put(change)

    def get(self, seconds: float) -> Change | None:
        """The next change, or None when none has come in that time."""
        try:
            return self._changes.get(timeout=seconds)
        except queue.Empty:
            return None


class Watch:
    """The streams of one process, and the thread that feeds them, which lives as long as there are any."""

    def __init__(self, engine: Engine, most: int = MOST_STREAMS) -> None:
        self._engine, self._most = engine, most
        self._lock = threading.Lock()
        self._streams: set[Stream] = set()
        self._is_watching = False

    def follow(self, seen: Mapping[int, int]) -> Stream:
        """A stream of what changes after these revisions, by answer id, until `leave`. Raises TooManyStreamsError."""
        stream = Stream(seen)
        with self._lock:
            if len(self._streams) >= self._most:
                raise TooManyStreamsError(
                    gettext("So many pages follow answers here just now that this one cannot. Ask again soon.")
                )
            self._streams.add(stream)
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._watch, name="answers-watch", daemon=True).start()
        return stream

    def leave(self, stream: Stream) -> None:
        """A stream is no longer read."""
        with self._lock:
            self._streams.discard(stream)

    def _watch(self) -> None:
        turn = 0
        while streams := self._left():
            try:
                self._look(streams, positions=turn % _POSITIONS_EVERY == 0)
            except StoreError as error:
                log.warning("Answers cannot be followed just now: %s", error)
            turn += 1
            time.sleep(_POLL_SECONDS)

    def _left(self) -> list[Stream]:
        """The streams there are; with none the thread ends, and the next stream starts another."""
        with self._lock:
            self._is_watching = bool(self._streams)
            return list(self._streams)

    def _look(self, streams: Collection[Stream], *, positions: bool) -> None:
        seen: dict[int, int] = {}
        for stream in streams:
            for number, revision in list(stream.seen.items()):
                seen[number] = min(revision, seen.get(number, revision))
        with reading(self._engine) as session:
            changed = answers.changed_since(session, seen)
            before = answers.positions(session, list(seen)) if positions or changed else {}
        news = [Change(row.id, row, before.get(row.id)) for row in changed]
        told = {row.id for row in changed}
        news += [Change(number, None, place) for number, place in before.items() if number not in told]
        for stream in streams:
            for change in news:
                stream.put(change)


def is_over(answer: Answer) -> bool:
    """Whether nothing will happen to an answer any more by itself."""
    return answer.due is None or answer.state == State.HIDDEN

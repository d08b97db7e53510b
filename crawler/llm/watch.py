"""Ending a stream that stalls, lasts too long or is no longer wanted."""

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

import httpx2

from crawler.llm.errors import CutError, EndlessError, ModelError, SilentError, StoppedStreamError

_LONGEST_STREAM = 16 * 2**20  # bytes: a few characters of text come wrapped in some two hundred
_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, the first word, every next word, and the whole answer."""

    connect: float = 10.0
    first: float = 300.0
    between: float = 60.0
    whole: float = 1200.0


class Watch:
    """Looks after one response from beside, while another thread waits for its next bytes.

    began: when the request was sent, by time.monotonic.   ended: why the watch broke the stream off; None if it did not.
    A read with a time-out of its own would not do: bytes without a word in them, such as comments, would set it back.
    """

    def __init__(self, response: httpx2.Response, patience: Patience, stop: threading.Event, began: float) -> None:
        self._response, self._patience, self._stop = response, patience, stop
        self._end = began + patience.whole
        self._next_word = began + patience.first
        self._spoke = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
        self.ended: ModelError | None = None

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def heard(self) -> None:
        """A word came."""
        self._spoke = True
        self._next_word = time.monotonic() + self._patience.between

    def _look(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self.ended = self._reason()
            if self.ended is not None:
                # Wakes the thread that waits for bytes, which closing from here would not.
                with suppress(OSError):
                    connection: socket.socket = self._response.extensions["network_stream"].get_extra_info("socket")
                    connection.shutdown(socket.SHUT_RDWR)
                return

    def _reason(self) -> ModelError | None:
        now = time.monotonic()
        if self._stop.is_set():
            return StoppedStreamError(
                "Paperstand was stopped while the answer was coming; it goes on when it runs again."
            )
        if self._response.num_bytes_downloaded > _LONGEST_STREAM:
            return EndlessError("The model's server sent more than any answer needs, without an end.")
        if now > self._end:
            return CutError(f"The answer was not there whole after {self._patience.whole:.0f} seconds.")
        if now <= self._next_word:
            return None
        if self._spoke:
            return CutError(
                f"The model fell silent for {self._patience.between:.0f} seconds in the middle of the answer."
            )
        return SilentError(
            f"The model's server took the question and said nothing for {self._patience.first:.0f} seconds."
        )

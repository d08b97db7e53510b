"""A record of every request, to see how politely a client behaves."""

import itertools
import threading
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

ARXIV_SERVICES = frozenset({"rss", "list", "catchup", "oai", "api", "files"})


@dataclass
class LoggedRequest:
    """One request. ``started`` and ``ended`` are seconds of the monotonic clock; ``ended`` is None while it runs.

    faults: kinds of the faults it met.   status: None where no status line was sent.
    """

    service: str
    method: str
    path: str
    query: str
    user_agent: str
    started: float
    ended: float | None = None
    status: int | None = None
    faults: list[str] = field(default_factory=list)
    overlapping: bool = False


class RequestLog:
    """Requests in the order they came. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[LoggedRequest] = []
        self._running: list[LoggedRequest] = []

    def begin(self, service: str, method: str, path: str, query: str, user_agent: str) -> LoggedRequest:
        """Note the start of a request; it overlaps if another to arXiv or to the same other service is under way."""
        with self._lock:
            request = LoggedRequest(service, method, path, query, user_agent, time.monotonic())
            for other in self._running:
                if _same_host(other.service, service):
                    other.overlapping = request.overlapping = True
            self._running.append(request)
            self._requests.append(request)
            return request

    def end(self, request: LoggedRequest, status: int | None = None) -> None:
        """Note the end of a request and its status; only the first end counts."""
        with self._lock:
            if request.ended is None:
                request.ended, request.status = time.monotonic(), status
                self._running.remove(request)

    def clear(self) -> None:
        """Forget the requests so far."""
        with self._lock:
            self._requests.clear()

    def requests(self, services: Collection[str] | None = None) -> list[LoggedRequest]:
        """The requests to some services, by default to all, by start."""
        with self._lock:
            return [request for request in self._requests if services is None or request.service in services]

    def minimum_spacing(self, services: Collection[str] = ARXIV_SERVICES) -> float | None:
        """The least number of seconds between the starts of two requests in a row, by default over all of arXiv."""
        starts = [request.started for request in self.requests(services)]
        return min((later - earlier for earlier, later in itertools.pairwise(starts)), default=None)

    def minimum_pause(self, services: Collection[str] = ARXIV_SERVICES) -> float | None:
        """The least number of seconds from the end of a request to the start of the next; below zero if they overlap."""
        requests = [request for request in self.requests(services) if request.ended is not None]
        pauses = (later.started - (earlier.ended or 0.0) for earlier, later in itertools.pairwise(requests))
        return min(pauses, default=None)

    def most_simultaneous(self, services: Collection[str] = ARXIV_SERVICES) -> int:
        """The largest number of requests under way at one time."""
        changes: list[tuple[float, int]] = []
        for request in self.requests(services):
            changes.append((request.started, 1))
            if request.ended is not None:
                changes.append((request.ended, -1))
        running = (change for _, change in sorted(changes))
        return max(itertools.accumulate(running), default=0)

    def as_json(self) -> dict[str, Any]:
        """Everything in plain JSON types."""
        return {
            "requests": [asdict(request) for request in self.requests()],
            "minimum_spacing": self.minimum_spacing(),
            "minimum_pause": self.minimum_pause(),
            "most_simultaneous": self.most_simultaneous(),
        }


def _same_host(one: str, other: str) -> bool:
    return one == other or {one, other} <= ARXIV_SERVICES

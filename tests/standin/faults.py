"""What can go wrong, switched on and off by service, category and number of requests.

Every kind has been seen at arXiv or follows from its documentation, but for the hostile documents.
"""

import threading
from dataclasses import dataclass, field
from typing import Any

SERVICES = ("rss", "list", "catchup", "oai", "api", "files", "blog", "llm")

WIRE_KINDS = {
    "429": "answer 429 with the body 'Rate exceeded.' (retry_after: seconds, default no such header)",
    "503": "answer 503 (retry_after: seconds, default 300; None for no such header)",
    "401": "answer 401, as to a wrong key",
    "403": "answer 403, as to a blocked client",
    "404": "answer 404",
    "408": "answer 408",
    "500": "answer 500",
    "timeout": "accept the request and stay silent (seconds: default 300, then the connection closes)",
    "cut": "close the connection midway, Content-Length having promised more (at: share sent, default 0.5)",
    "cut-no-length": "close the connection midway without having sent Content-Length (at: share sent, default 0.5)",
    "drip": "send a few bytes at a time (size: bytes, default 200; delay: seconds, default 0.05)",
    "html": "an HTML error page under HTTP 200",
    "malformed": "a document broken off in the middle, with a correct Content-Length",
    "bomb": "the document with a bomb of nested entities",
    "external": "the document with external entities: a local file, and an address of the stand-in that logs a fetch",
}
CONTENT_KINDS = {
    "late": "the newest batch is not out yet, though its time has passed (rss, list, catchup, oai, api)",
    "stale": "the batch before under the newest batch's dates (rss, list, catchup)",
    "partial": "headings count everything, some entries are missing (keep: share kept, default 0.6; rss, list, catchup)",
    "short": "the tail is missing, headings included (keep: share kept, default 0.6; rss, list, catchup, oai, api)",
    "empty": "a valid answer with nothing in it (rss, list, catchup, oai, api)",
    "bad-token": "every resumption token is refused (oai)",
    "cap": "a smaller cap than 2000 (limit; rss)",
    "402": "the account is empty (llm)",
    "no-quota": "429 with the words of an empty account (llm)",
    "no-model": "404 for the model's name (llm)",
    "filtered": "the content filter refuses the prompt (llm)",
    "filtered-late": "the content filter ends the stream (llm)",
    "fabricated": "two of three passages are in no paper, nor is a number (llm)",
    "hostile": "scripts, javascript: links and the like in the text (llm)",
    "megabyte": "a text of one megabyte (llm)",
    "endless": "the same words again and again without an end (llm)",
    "slow": "pauses between words (pace: seconds, default 0.2; llm)",
    "silent-words": "a chunk with null content before each word (llm)",
    "stall": "a pause in the middle (seconds: default 300; llm)",
    "comments": "nothing but comments for a while in the middle (seconds: default 300; llm)",
    "broken-utf8": "bytes in the middle that are no UTF-8 (llm)",
    "broken-json": "a broken chunk in the middle (llm)",
    "error-late": "an error in the middle of the stream (llm)",
    "no-end": "the connection closes in the middle of the stream (at: share sent, default 0.5; llm)",
}
OPTIONS = {
    "429": {"retry_after"},
    "503": {"retry_after"},
    "timeout": {"seconds"},
    "cut": {"at"},
    "cut-no-length": {"at"},
    "drip": {"size", "delay"},
    "partial": {"keep"},
    "short": {"keep"},
    "cap": {"limit"},
    "no-end": {"at"},
    "slow": {"pace"},
    "stall": {"seconds"},
    "comments": {"seconds"},
}


@dataclass
class Fault:
    """A fault in force. ``left`` counts the requests it still meets; None is until cleared."""

    service: str
    kind: str
    category: str | None = None
    left: int | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def kept(self, count: int) -> int:
        """How many of ``count`` entries a partial or short answer keeps: at least one goes, unless there is none."""
        return min(round(count * float(self.options.get("keep", 0.6))), max(count - 1, 0))


class Faults:
    """The faults in force. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._active: list[Fault] = []

    def add(
        self, service: str, kind: str, *, category: str | None = None, times: int | None = None, **options: Any
    ) -> None:
        """Switch a fault on. ``times``: how many requests meet it before all is well again; None: until cleared.

        Raises ValueError for an unknown service, kind or option.
        """
        if service not in SERVICES:
            raise ValueError(f"unknown service {service!r}; there are {', '.join(SERVICES)}")
        if kind not in {**WIRE_KINDS, **CONTENT_KINDS}:
            raise ValueError(f"unknown fault {kind!r}; there are {', '.join([*WIRE_KINDS, *CONTENT_KINDS])}")
        if unknown := set(options) - OPTIONS.get(kind, set()):
            raise ValueError(f"fault {kind!r} has no option {', '.join(sorted(unknown))}")
        with self._lock:
            self._active.append(Fault(service, kind, category, times, options))

    def clear(self, service: str | None = None, kind: str | None = None) -> None:
        """Switch faults off: all of them, those of one service, or one kind."""
        with self._lock:
            self._active = [
                fault
                for fault in self._active
                if service not in (None, fault.service) or kind not in (None, fault.kind)
            ]

    def take(self, service: str, subjects: frozenset[str] | set[str]) -> list[Fault]:
        """The faults a request of ``service`` for these categories meets, each counted as met once.

        A fault of the wire hides what the document would have been, so only the first such one is counted, and faults
        of content only if the document is sent.
        """
        with self._lock:
            met = [
                fault
                for fault in self._active
                if fault.service == service and (fault.category is None or fault.category in subjects)
            ]
            wire = next((fault for fault in met if fault.kind in WIRE_KINDS), None)
            counted = [wire] if wire else met
            for fault in counted:
                if fault.left is not None:
                    fault.left -= 1
            self._active = [fault for fault in self._active if fault.left is None or fault.left > 0]
            return counted

    def listed(self) -> list[dict[str, Any]]:
        """The faults in force in plain JSON types."""
        with self._lock:
            return [
                {"service": f.service, "kind": f.kind, "category": f.category, "times": f.left, **f.options}
                for f in self._active
            ]

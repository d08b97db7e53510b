"""What goes in and out of the stand-in's services."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from .faults import Fault


@dataclass(frozen=True)
class Request:
    """One HTTP request. ``parameters`` are those of the address and of a form body, repeats kept.

    has_gone: asks whether the client has closed its side since.
    """

    method: str
    target: str
    user_agent: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    has_gone: Callable[[], bool] = lambda: False

    @property
    def path(self) -> str:
        """The decoded path. A ``+`` in it stays a plus."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> str:
        """The raw query string."""
        return urlsplit(self.target).query

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Name and value pairs in the order sent."""
        pairs = parse_qsl(self.query, keep_blank_values=True)
        if self.content_type.startswith("application/x-www-form-urlencoded"):
            pairs += parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return pairs


@dataclass
class Reply:
    """An answer before any fault is applied. ``stream`` replaces ``body`` where the answer comes in pieces."""

    body: str | bytes = ""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    stream: Generator[bytes, None, None] | None = None

    @property
    def bytes(self) -> bytes:
        """The body encoded as UTF-8."""
        return self.body.encode("utf-8") if isinstance(self.body, str) else self.body


@dataclass(frozen=True)
class Circumstances:
    """When a request is answered (``now`` is aware) and which faults of content it meets."""

    now: datetime
    faults: list[Fault] = field(default_factory=list)

    def fault(self, kind: str) -> Fault | None:
        """The fault of this kind, if the request meets one."""
        return next((fault for fault in self.faults if fault.kind == kind), None)

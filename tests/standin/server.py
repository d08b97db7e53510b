"""The stand-in itself: one HTTP server on loopback for all of arXiv, a blog and a language model.

``with StandIn() as arxiv: requests.get(arxiv.url + "/rss/cs.LG")``
"""

import json
import socket
import sys
import threading
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from . import wire
from .faults import WIRE_KINDS, Fault, Faults
from .invented import invented_world
from .llm import Answering, Model
from .log import RequestLog
from .manifest import Manifest, manifest
from .messages import Circumstances, Reply, Request
from .services import Services, service_of
from .world import EASTERN, World


class StandIn:
    """A server that speaks arXiv's protocols about a world of papers.

    world: what there is; by default invented papers up to the latest announcement day not after ``now``.
    now: the stand-in's clock, standing still; naive times are US Eastern. None is the real clock.
    oai_page: records a page of OAI-PMH lists (arXiv: 2500).   port: 0 for a free one.
    """

    def __init__(
        self, world: World | None = None, *, now: datetime | str | None = None, oai_page: int = 2500, port: int = 0
    ) -> None:
        self._now = _moment(now)
        self.world = world or invented_world(self.now.date())
        self.faults = Faults()
        self.log = RequestLog()
        self._services = Services(self.world, oai_page)
        self._port = port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def now(self) -> datetime:
        """The stand-in's time, aware, US Eastern."""
        return self._now or datetime.now(EASTERN)

    @property
    def url(self) -> str:
        """The address everything is under, without a final slash."""
        return f"http://127.0.0.1:{self._port}"

    def set_now(self, now: datetime | str | None) -> None:
        """Move the clock; None goes back to the real one."""
        self._now = _moment(now)

    def fault(
        self, service: str, kind: str, *, category: str | None = None, times: int | None = None, **options: Any
    ) -> None:
        """Switch a fault on; see ``faults`` for kinds and options. It meets ``times`` requests, or all of them."""
        self.faults.add(service, kind, category=category, times=times, **options)

    def clear(self, service: str | None = None, kind: str | None = None) -> None:
        """Switch faults off: all, those of one service, or one kind."""
        self.faults.clear(service, kind)

    def manifest(self, *subjects: str) -> Manifest:
        """The truth about the world, see ``manifest.manifest``."""
        return manifest(self.world, subjects)

    def settings(self) -> dict[str, str]:
        """The settings that point Paperstand at this stand-in."""
        return {
            "PAPERSTAND_ARXIV_RSS_URL": f"{self.url}/rss",
            "PAPERSTAND_ARXIV_LIST_URL": self.url,
            "PAPERSTAND_ARXIV_OAI_URL": f"{self.url}/oai",
            "PAPERSTAND_ARXIV_API_URL": f"{self.url}/api/query",
            "PAPERSTAND_ARXIV_FILES_URL": self.url,
            "PAPERSTAND_BLOG_FEEDS": f"{self.url}/blog/feed",
            "PAPERSTAND_LLM_BASE_URL": f"{self.url}/v1",
        }

    def start(self) -> "StandIn":
        """Serve in threads of its own. After ``stop`` it comes back at the same address."""
        self.model.stopping.clear()
        self._server = _Server(self, self._port)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="stand-in")
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close every connection: from now on connections are refused."""
        if self._server and self._thread:
            self.model.stopping.set()
            self._server.stop()
            self._thread.join()
            self._server = self._thread = None

    def __enter__(self) -> "StandIn":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def control(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do what a ``POST /_control`` says and return the state after it.

        order: any of ``now`` (ISO time or null), ``clear`` (true or a service), ``fault`` (an object with service,
        kind and so on, or a list of them), ``clear_log`` (true), ``pace`` and ``parallel`` (of the language model).
        Raises ValueError and TypeError for nonsense.
        """
        if unknown := set(order) - {"now", "clear", "fault", "clear_log", "pace", "parallel"}:
            raise ValueError(
                f"unknown order {', '.join(sorted(unknown))}; there are now, clear, fault, clear_log, pace, parallel"
            )
        if "now" in order:
            self.set_now(order["now"])
        if order.get("clear"):
            self.clear(None if order["clear"] is True else order["clear"])
        faults = order.get("fault", [])
        for fault in [faults] if isinstance(faults, dict) else faults:
            self.fault(**fault)
        if order.get("clear_log"):
            self.log.clear()
        if "pace" in order:
            self.model.pace = float(order["pace"])
        if "parallel" in order:
            self.model.set_parallel(order["parallel"])
        latest = self.world.latest_day(self.now)
        return {
            "now": self.now.isoformat(),
            "latest_day": latest.isoformat() if latest else None,
            "days": [day.isoformat() for day in self.world.days],
            "faults": self.faults.listed(),
        }

    def answer_with(self, answering: Answering) -> None:
        """Let a function of the messages make the language model's texts from now on."""
        self.model.answering = answering

    @property
    def model(self) -> Model:
        """The language model: its limits, and its count of what was asked."""
        return self._services.model

    def redirect_blog(self, target: str) -> None:
        """Let ``/blog/elsewhere`` redirect to an address, whatever it is."""
        self._services.blog_ways.elsewhere = target

    def serve_blog(self, body: bytes) -> None:
        """Let ``/blog/any/feed`` be this, whatever it is."""
        self._services.blog_ways.anything = body

    def break_pages(self, broken: bool = True) -> None:
        """Let the pages of the blog's articles answer 500, or no longer."""
        self._services.blog_ways.broken = broken

    def answer(self, request: Request) -> tuple[Reply, list[Fault]]:
        """The reply to a request to one of the services, and the faults it meets."""
        service, subjects = service_of(request)
        faults = self.faults.take(service, subjects)
        return self._services.answer(service, request, Circumstances(self.now, faults), self.url), faults

    def answer_about_itself(self, request: Request) -> Reply:
        """``/_control``, ``/_manifest``, ``/_log``, ``/_answers`` and the page at ``/``."""
        if request.path == "/_manifest":
            return _json(self.manifest(*[value for name, value in request.parameters if name == "category"]))
        if request.path == "/_log":
            return _json(self.log.as_json())
        if request.path == "/_answers":
            return _json(self.model.counted())
        if request.path == "/_control":
            try:
                return _json(self.control(json.loads(request.body or b"{}")))
            except (ValueError, TypeError) as error:
                return _json({"error": str(error)}, 400)
        if request.path == "/":
            return Reply(
                "Paperstand's stand-in for arXiv. See /_control, /_manifest, /_log and /_answers.\n", 200, "text/plain"
            )
        return Reply("Not found\n", 404, "text/plain")


def _moment(now: datetime | str | None) -> datetime | None:
    moment = datetime.fromisoformat(now) if isinstance(now, str) else now
    if moment is None:
        return None
    return moment.replace(tzinfo=EASTERN) if moment.tzinfo is None else moment.astimezone(EASTERN)


def _json(content: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(content, ensure_ascii=False), status, "application/json")


class _Server(ThreadingHTTPServer):
    """Threads that are joined on stopping, and a way to close connections that clients keep open."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, standin: StandIn, port: int) -> None:
        self.standin = standin
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no fault of ours; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stop accepting, end silent answers, close connections and wait for the threads."""
        self.stopping.set()
        self.shutdown()
        for connection in list(self._connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was quicker
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out as two writes; kept connections would wait 40 ms between
    server_version = "stand-in"
    sys_version = ""

    def do_GET(self) -> None:
        self._handle()

    def do_HEAD(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def _handle(self) -> None:
        standin = self.server.standin
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            self.command,
            self.path,
            self.headers.get("User-Agent", ""),
            self.rfile.read(length),
            self.headers.get("Content-Type", ""),
            dict(self.headers.items()),
            partial(wire.has_gone, self.connection),
        )
        service, _ = service_of(request)
        if not service:
            wire.send(self, standin.answer_about_itself(request), None, self.server.stopping, lambda _status: None)
            return
        logged = standin.log.begin(service, request.method, request.path, request.query, request.user_agent)
        try:
            reply, faults = standin.answer(request)
            logged.faults = [fault.kind for fault in faults]
            broken = next((fault for fault in faults if fault.kind in WIRE_KINDS), None)
            wire.send(self, reply, broken, self.server.stopping, lambda status: standin.log.end(logged, status))
        finally:
            standin.log.end(logged)  # also where the client went away in the middle

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the request log is for reading."""

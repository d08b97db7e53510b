"""The one gate for every request to arXiv, shared by all processes through the database.

Spacing and the single connection: https://info.arxiv.org/help/api/tou.html (one request every three seconds, one
connection at a time, over all machines under one's control); arxiv.org's own pages: `Crawl-delay: 15` in its robots.txt.
Refusals (429, 503) reflect arXiv's total load and last for minutes to hours, so the back-off is long and outlives the process.
"""

import logging
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

import requests
from sqlalchemy import Engine
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

from crawler import __version__
from crawler.config import Settings
from crawler.errors import CoolingDownError, FetchError, StoppedError
from crawler.store import gate as rows
from crawler.store.processes import new_holder
from crawler.store.session import reading, writing

log = logging.getLogger(__name__)

_LARGEST_BODY = 64 * 2**20
_TRIES = 3
_REDIRECTS = 3
_SLOW_DOWN = (429, 503)
_BLOCKED = 403


class Service(StrEnum):
    """One of arXiv's services: each cools down by itself, all share the spacing and the connection."""

    RSS = "rss"
    LIST = "list"
    OAI = "oai"
    API = "api"
    FILES = "files"

    @property
    def is_page(self) -> bool:
        """Whether its addresses are pages of arxiv.org, which are asked for more seldom."""
        return self in (Service.LIST, Service.FILES)

    @property
    def seconds(self) -> float:
        """How long a whole answer may take. OAI-PMH has been seen to need 183 s before its first byte."""
        return 240.0 if self is Service.OAI else 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back whole. url: where it was found at last, redirects followed."""

    status: int
    body: bytes
    url: str


class Gate:
    """Sends requests one at a time, as far apart as the settings say, whoever else uses the same database.

    stop: when set, waiting ends at once with StoppedError; for an orderly end of a long-running process.
    """

    def __init__(self, engine: Engine, settings: Settings, stop: threading.Event | None = None) -> None:
        self._engine = engine
        self._delay = settings.arxiv_delay
        self._page_delay = settings.page_delay
        self._stop = stop or threading.Event()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = user_agent(settings.contact)

    def get(
        self,
        service: Service,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        accept: tuple[int, ...] = (200,),
        patience: float | None = None,
    ) -> Answer:
        """Ask for one address and return its whole body.

        accept: the statuses that count as an answer.   patience: seconds the caller is ready to wait for a service that is
        cooling down (None: a hundred spacings, five minutes by default).
        Raises CoolingDownError when the service asks for more patience than that, FetchError when it cannot be reached,
        answers another status, cuts the body short or drips it too slowly; StoreError if the database refuses.
        """
        deadline = time.monotonic() + (100 * self._delay if patience is None else patience)
        failed: FetchError | None = None
        for attempt in range(_TRIES):
            if attempt:
                self.wait(self._delay * 5**attempt * random.uniform(0.75, 1.25))
            try:
                return self._follow(service, url, params, accept, deadline)
            except CoolingDownError:
                raise
            except FetchError as error:
                failed = error
                if error.status is not None and error.status < 500:
                    break
                log.warning("%s Try %d of %d.", error, attempt + 1, _TRIES)
        assert failed is not None
        raise failed

    def _follow(
        self, service: Service, url: str, params: Mapping[str, str] | None, accept: tuple[int, ...], deadline: float
    ) -> Answer:
        """One request and the redirects it leads to on the same host, each through the gate."""
        for _ in range(_REDIRECTS + 1):
            response, body = self._pass(service, url, params, deadline)
            if not response.is_redirect:
                return self._judge(service, response, body, accept)
            target = urljoin(response.url, response.headers["Location"])
            if urlsplit(target).netloc != urlsplit(url).netloc:
                raise FetchError(
                    f"{url} sends us to another host ({target}); not followed.", url=url, status=response.status_code
                )
            url, params = target, None
        raise FetchError(f"{url} redirects in circles.", url=url, status=310)

    def _pass(
        self, service: Service, url: str, params: Mapping[str, str] | None, deadline: float
    ) -> tuple[requests.Response, bytes]:
        """Wait for the gate and send one request; wait out refusals as long as the caller's patience lasts."""
        while True:
            self._wait_while_cooling(service, url, deadline)
            holder = new_holder()
            self._enter(holder, service)
            try:
                response, body = self._send(service, url, params)
            finally:
                with writing(self._engine) as session:
                    rows.leave(session, holder, datetime.now(UTC), self._spacing(service))
            if response.status_code not in (*_SLOW_DOWN, _BLOCKED):
                return response, body
            self._note_refusal(service, response)

    def _enter(self, holder: str, service: Service) -> None:
        while True:
            with writing(self._engine) as session:
                now = datetime.now(UTC)
                closed = rows.try_enter(session, holder, now, self._spacing(service), hold=service.seconds + 15)
            if closed is None:
                return
            self.wait(closed.seconds + 0.001)

    def _spacing(self, service: Service) -> rows.Spacing:
        return rows.Spacing(self._delay, self._page_delay, page=service.is_page)

    def _wait_while_cooling(self, service: Service, url: str, deadline: float) -> None:
        while True:
            now = datetime.now(UTC)
            with reading(self._engine) as session:
                cooling = rows.cooling_until(session, service, now)
            if cooling is None:
                return
            until, reason = cooling
            seconds = (until - now).total_seconds()
            if time.monotonic() + seconds > deadline:
                raise CoolingDownError(
                    f"arXiv's {service} service asked us to slow down ({reason}); it is left alone until {until:%Y-%m-%d %H:%M} UTC.",
                    url=url,
                    until=until,
                )
            self.wait(seconds)

    def _send(self, service: Service, url: str, params: Mapping[str, str] | None) -> tuple[requests.Response, bytes]:
        """The request itself, whole or not at all."""
        end = time.monotonic() + service.seconds
        try:
            with self._session.get(
                url, params=params, stream=True, allow_redirects=False, timeout=(20, service.seconds)
            ) as response:
                body = bytearray()
                # As it arrives: a read that waits for a whole block would wait for ever where bytes only drip.
                while chunk := response.raw.read1(65536, decode_content=True):
                    body += chunk
                    if self._stop.is_set():
                        raise StoppedError("Stopped while arXiv was answering; the next run goes on from here.")
                    if len(body) > _LARGEST_BODY:
                        raise FetchError(
                            f"{url} is larger than {_LARGEST_BODY >> 20} MB; not read.", url=url, status=413
                        )
                    if time.monotonic() > end:
                        raise FetchError(
                            f"{url} took longer than {service.seconds:.0f} seconds to arrive; given up.", url=url
                        )
        # A redirect to an address that is none is a ValueError; requests has read where it leads before we see it.
        except (requests.RequestException, HTTPError, ValueError) as error:
            raise FetchError(f"{url} cannot be reached: {_plain(error)}.", url=url) from error
        return response, bytes(body)

    def _note_refusal(self, service: Service, response: requests.Response) -> None:
        """Write down how long a service that said 429, 503 or 403 is to be left alone.

        A 403 means blocked, and going on after it is treated as an attack: https://info.arxiv.org/help/robots.html
        """
        with writing(self._engine) as session:
            failures = rows.refusals(session, service) + 1
            longest = 1200 * self._delay
            seconds = (
                longest if response.status_code == _BLOCKED else min(10 * self._delay * 4 ** (failures - 1), longest)
            )
            seconds = max(seconds * random.uniform(0.75, 1.25), self._asked_for(response))
            seconds = min(seconds, rows.LONGEST_COOL_DOWN.total_seconds())
            until = datetime.now(UTC) + timedelta(seconds=seconds)
            rows.cool_down(session, service, failures, until, f"HTTP {response.status_code}")
        log.warning("arXiv's %s service answered %d; left alone for %.0f s.", service, response.status_code, seconds)

    def _asked_for(self, response: requests.Response) -> float:
        """Seconds a Retry-After header asks for; arXiv has sent 0 with overloads, so a small number means twenty spacings."""
        text = response.headers.get("Retry-After", "")
        seconds = float(text) if text.isascii() and text.isdigit() else 0.0
        return max(seconds, 20 * self._delay) if text else 0.0

    def _judge(self, service: Service, response: requests.Response, body: bytes, accept: tuple[int, ...]) -> Answer:
        with reading(self._engine) as session:
            had_refused = rows.refusals(session, service) > 0
        if had_refused:
            with writing(self._engine) as session:
                rows.end_cool_down(session, service)
        if response.status_code not in accept:
            raise FetchError(
                f"{response.url} answered HTTP {response.status_code} {response.reason}.",
                url=response.url,
                status=response.status_code,
            )
        return Answer(response.status_code, body, response.url)

    def wait(self, seconds: float) -> None:
        """Let that much time pass. Raises StoppedError as soon as the process is asked to stop."""
        if self._stop.wait(max(0.0, seconds)):
            raise StoppedError("Stopped while waiting; the next run goes on from here.")


def user_agent(contact: str) -> str:
    """How we present ourselves: name, version and whom to write to, as polite robots do."""
    where = f"mailto:{contact}" if "@" in contact and ":" not in contact else contact
    return f"Paperstand/{__version__} ({f'+{where}' if where else 'self-hosted newsstand; no contact set'})"


def _plain(error: Exception) -> str:
    """The heart of an error of requests or urllib3 without object addresses."""
    if isinstance(error, (requests.Timeout, ReadTimeoutError)):
        return "it did not answer in time"
    if isinstance(error, ProtocolError):
        return "the answer was cut off"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__

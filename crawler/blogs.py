"""Requests to blogs: one at a time, spaced, small, and never to a machine that the settings do not name.

arXiv has its own gate. Here every host is somebody's small site, so it is asked seldom and told who asks; and since feeds are
written by strangers, neither a redirect nor a link may lead us into the network we stand in.
"""

import ipaddress
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from crawler.errors import FetchError, StoppedError
from crawler.gate import user_agent

_LARGEST = 8 * 2**20  # bytes, unpacked: whole blogs with all their texts stay below
_SECONDS = 45.0  # for a whole answer, from the first redirect on
_REDIRECTS = 5
_PERMANENT, _MOVED = (301, 308), (301, 302, 303, 307, 308)

Origin = tuple[str, int | None]


class BlogError(FetchError):
    """A blog did not answer usefully. retry_after: how long it asks to be left alone, where it does."""

    def __init__(
        self, message: str, *, url: str, status: int | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message, url=url, status=status)
        self.retry_after = retry_after

    @property
    def is_final(self) -> bool:
        """Whether asking again would hardly help: the answer was a refusal (4xx, but for too many requests)."""
        return self.status is not None and 400 <= self.status < 500 and self.status not in (408, 425, 429)


@dataclass(frozen=True, slots=True)
class BlogAnswer:
    """What came back. status: 200, 304 (unchanged, no body) or 410 (gone for good).

    url: where it was found, redirects followed.   moved_to: the same where every redirect on the way was permanent, else None.
    """

    status: int
    body: bytes
    url: str
    moved_to: str | None
    etag: str | None
    last_modified: str | None


class Blogs:
    """Asks blogs, one request at a time, and one host not again until `delay` seconds after its answer.

    named: addresses that the settings name; only their hosts may lie in a private network.
    stop: when set, waiting ends at once with StoppedError.
    """

    def __init__(self, named: Iterable[str], contact: str, delay: float, stop: threading.Event) -> None:
        self._named = {origin(url) for url in named}
        self._delay, self._stop = delay, stop
        self._answered: dict[str, float] = {}  # host → monotonic time of its last answer
        self._open, self._guarded = requests.Session(), requests.Session()
        for scheme in ("http://", "https://"):
            self._guarded.mount(scheme, _PublicAdapter())
        for session in (self._open, self._guarded):
            session.headers["User-Agent"] = user_agent(contact)
            session.headers["Accept"] = (
                "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
            )

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, same_host: bool = False
    ) -> BlogAnswer:
        """Ask for one address, following redirects over http and https.

        etag, last_modified: of the answer held, so that an unchanged one need not be sent (RFC 9110, section 13).
        same_host: follow redirects only on the host of `url`.
        Raises BlogError where the blog cannot be reached, answers another status, sends too much or too slowly, or redirects
        into a private network or in circles.
        """
        deadline = time.monotonic() + _SECONDS
        asked, permanent = url, True
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        for _ in range(_REDIRECTS + 1):
            response, body = self._send(asked, headers, deadline)
            target = response.headers.get("Location")
            if response.status_code not in _MOVED or not target:
                return _judge(response, body, url, asked if permanent and asked != url else None)
            permanent = permanent and response.status_code in _PERMANENT
            asked = _followed(asked, target, origin(url) if same_host else None)
        raise BlogError(f"{url} redirects in circles.", url=url)

    def _send(self, url: str, headers: dict[str, str | None], deadline: float) -> tuple[requests.Response, bytes]:
        host = urlsplit(url).hostname or ""
        self._space(host)
        session = self._open if origin(url) in self._named else self._guarded
        try:
            with session.get(
                url,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(10, 15),  # seconds to connect, and to wait for the next bytes
            ) as response:
                body = bytearray()
                while chunk := response.raw.read1(65536, decode_content=True):
                    body += chunk
                    if self._stop.is_set():
                        raise StoppedError("Stopped while a blog was answering; the next run asks again.")
                    if len(body) > _LARGEST:
                        raise BlogError(f"{url} is larger than {_LARGEST >> 20} MB; not read.", url=url)
                    if time.monotonic() > deadline:
                        raise BlogError(f"{url} took longer than {_SECONDS:.0f} seconds to arrive; given up.", url=url)
        except _PrivateError as error:
            raise BlogError(
                f"{url} leads into a private network ({error}), which the settings do not name.", url=url
            ) from error
        # A redirect to an address that is none is a ValueError; requests has read where it leads before we see it.
        except (requests.RequestException, HTTPError, ValueError) as error:
            raise BlogError(f"{url} cannot be reached ({type(error).__name__}).", url=url) from error
        finally:
            self._answered[host] = time.monotonic()
        return response, bytes(body)

    def _space(self, host: str) -> None:
        answered = self._answered.get(host)
        wait = 0.0 if answered is None else answered + self._delay - time.monotonic()
        if self._stop.wait(max(0.0, wait)):
            raise StoppedError("Stopped while waiting for a blog; the next run asks again.")


def origin(url: str) -> Origin:
    """The host and port that an address leads to; no port where it is its scheme's own. Raises BlogError for what is no address."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise BlogError(f"{url} is no address.", url=url) from error
    return host, None if port == {"http": 80, "https": 443}.get(parts.scheme) else port


def _followed(url: str, target: str, only: Origin | None) -> str:
    """Where a redirect leads, if it may be followed there."""
    try:
        whole = urljoin(url, target)
        parts = urlsplit(whole)
    except ValueError as error:
        raise BlogError(f"{url} redirects to what is no address.", url=url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise BlogError(f"{url} redirects to {whole[:200]}, which is not on the web; not followed.", url=url)
    if only is not None and origin(whole) != only:
        raise BlogError(f"{url} redirects to another host ({parts.netloc}); not followed.", url=url)
    return whole


def _judge(response: requests.Response, body: bytes, url: str, moved_to: str | None) -> BlogAnswer:
    if response.status_code not in (200, 304, 410):
        raise BlogError(
            f"{url} answered HTTP {response.status_code}.",
            url=url,
            status=response.status_code,
            retry_after=_retry_after(response.headers.get("Retry-After")),
        )
    return BlogAnswer(
        response.status_code,
        body,
        response.url,
        moved_to,
        response.headers.get("ETag"),
        response.headers.get("Last-Modified"),
    )


def _retry_after(text: str | None) -> timedelta | None:
    """How long to wait by a Retry-After header: seconds or a date (RFC 9110, section 10.2.3); None for anything else."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdecimal():
        return timedelta(seconds=min(int(text.strip()[:9]), 10**8))
    try:
        return max(parsedate_to_datetime(text).astimezone(UTC) - datetime.now(UTC), timedelta())
    except (ValueError, OverflowError):
        return None


class _PrivateError(HTTPError):
    """A connection would have led to a machine that is not on the public Internet."""


def _refuse_private(connected: Any) -> Any:
    """The socket, if its other end is on the public Internet; asked of the connection itself, since names can change their minds."""
    address = ipaddress.ip_address(str(connected.getpeername()[0]).partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or address
    if not mapped.is_global or mapped.is_multicast:
        connected.close()
        raise _PrivateError(str(address))
    return connected


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> Any:
        return _refuse_private(super()._new_conn())


class _PublicSecureConnection(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _refuse_private(super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicSecurePool(HTTPSConnectionPool):
    ConnectionCls = _PublicSecureConnection


class _PublicAdapter(HTTPAdapter):
    """Connects to the public Internet only, and before anything is sent finds out whether it did."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicSecurePool}

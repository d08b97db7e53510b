"""Sending a reply as it should be, or as a fault of the wire has it."""

import re
import select
import socket
from collections.abc import Callable, Generator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from threading import Event

from .faults import Fault
from .messages import Reply

_BOMB = (
    "<!DOCTYPE bomb [\n<!ENTITY e0 'boom'>\n"
    + "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>\n" for n in range(1, 10))
    + "]>\n"
)
_ERROR_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>arXiv.org - temporarily unavailable</title></head>"
    "<body><h1>Sorry</h1><br></body></html>\n"
)


Ending = Callable[[int | None], None]


def send(handler: BaseHTTPRequestHandler, reply: Reply, fault: Fault | None, stopping: Event, ending: Ending) -> None:
    """Answer one request.

    stopping: set when the stand-in stops; a silent or dripping answer ends then.
    ending: called with the status (None: no answer was given) just before the last bytes go out, for once the client
    has those it may send its next request at any moment.
    """
    kind = fault.kind if fault else ""
    if fault is None:
        _send_whole(handler, reply, ending)
    elif kind == "timeout":
        stopping.wait(float(fault.options.get("seconds", 300)))
        handler.close_connection = True
        ending(None)
    elif kind == "drip":
        _send_dripping(handler, reply, fault, stopping, ending)
    elif kind in ("cut", "cut-no-length"):
        _send_cut(handler, reply, fault, ending)
    else:
        _send_whole(handler, _replaced(reply, fault, handler.headers.get("Host", "")), ending)


def _replaced(reply: Reply, fault: Fault, host: str) -> Reply:
    match fault.kind:
        case "429":
            return Reply("Rate exceeded.", 429, "text/plain", _retry_after(fault, None))
        case "503":
            return Reply(
                "<html><body><h1>Service Unavailable</h1></body></html>", 503, headers=_retry_after(fault, 300)
            )
        case "401" | "403" | "404" | "408" | "500":
            return Reply(f"<html><body><h1>Error {fault.kind}</h1></body></html>", int(fault.kind))
        case "html":
            return Reply(_ERROR_PAGE)
        case "malformed":
            body = reply.bytes
            return Reply(body[: len(body) * 2 // 3] + b"<unclosed", reply.status, reply.content_type, reply.headers)
        case "bomb":
            return Reply(_with_entity(reply, _BOMB, "&e9;"), reply.status, reply.content_type, reply.headers)
    declared = (
        "<!DOCTYPE feed [\n<!ENTITY file SYSTEM 'file:///etc/hostname'>\n"
        f"<!ENTITY fetched SYSTEM 'http://{host}/_external'>\n]>\n"
    )
    return Reply(_with_entity(reply, declared, "&file;&fetched;"), reply.status, reply.content_type, reply.headers)


def _retry_after(fault: Fault, default: int | None) -> dict[str, str]:
    seconds = fault.options.get("retry_after", default)
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _with_entity(reply: Reply, declaration: str, reference: str) -> str:
    """The document with a document type and a reference to an entity in its first closed element."""
    text = reply.bytes.decode("utf-8")
    head = re.match(r"<\?xml[^>]*\?>\s*", text)
    start = head.end() if head else 0
    return text[:start] + declaration + text[start:].replace("</", f"{reference}</", 1)


def _start(handler: BaseHTTPRequestHandler, reply: Reply, length: int | None) -> None:
    handler.send_response(reply.status)
    handler.send_header("Content-Type", reply.content_type)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if length is not None:
        handler.send_header("Content-Length", str(length))
    else:
        handler.send_header("Connection", "close")
        handler.close_connection = True
    handler.end_headers()


def _send_whole(handler: BaseHTTPRequestHandler, reply: Reply, ending: Ending) -> None:
    if reply.stream is not None:
        _start(handler, reply, None)
        _send_pieces(handler, reply.stream, reply.status, ending)
        return
    body = reply.bytes
    ending(reply.status)
    _start(handler, reply, len(body))
    if handler.command != "HEAD":
        handler.wfile.write(body)


def _send_pieces(
    handler: BaseHTTPRequestHandler, stream: Generator[bytes, None, None], status: int, ending: Ending
) -> None:
    """Send each piece when the next is there, so that the last is known to be the last; hang up where the client has."""
    with closing(stream):
        piece = next(stream)
        for following in stream:
            if has_gone(handler.connection):
                return
            handler.wfile.write(piece)
            handler.wfile.flush()
            piece = following
    ending(status)
    handler.wfile.write(piece)


def has_gone(connection: socket.socket) -> bool:
    """Whether the client has closed its side."""
    readable, _, _ = select.select([connection], [], [], 0)
    try:
        return bool(readable) and not connection.recv(1, socket.MSG_PEEK)
    except ConnectionError:
        return True


def _send_dripping(
    handler: BaseHTTPRequestHandler, reply: Reply, fault: Fault, stopping: Event, ending: Ending
) -> None:
    body = _whole_body(reply)
    size, delay = int(fault.options.get("size", 200)), float(fault.options.get("delay", 0.05))
    _start(handler, reply, len(body))
    for position in range(0, len(body), size):
        if stopping.wait(delay):
            handler.close_connection = True
            break
        if position + size >= len(body):
            ending(reply.status)
        handler.wfile.write(body[position : position + size])
        handler.wfile.flush()


def _send_cut(handler: BaseHTTPRequestHandler, reply: Reply, fault: Fault, ending: Ending) -> None:
    body = _whole_body(reply)
    _start(handler, reply, len(body) if fault.kind == "cut" else None)
    handler.close_connection = True
    ending(reply.status)
    handler.wfile.write(body[: int(len(body) * float(fault.options.get("at", 0.5)))])


def _whole_body(reply: Reply) -> bytes:
    return reply.bytes if reply.stream is None else b"".join(reply.stream)

"""Sending a reply as it should be, or as a fault of the wire has it."""

import re
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


def send(handler: BaseHTTPRequestHandler, reply: Reply, fault: Fault | None, stopping: Event) -> int | None:
    """Answer one request and return the status sent, None where there was none.

    stopping: set when the stand-in stops; a silent or dripping answer ends then.
    """
    if fault is None:
        return _send_whole(handler, reply)
    match fault.kind:
        case "timeout":
            stopping.wait(float(fault.options.get("seconds", 300)))
            handler.close_connection = True
            return None
        case "drip":
            return _send_dripping(handler, reply, fault, stopping)
        case "cut" | "cut-no-length":
            return _send_cut(handler, reply, fault)
    return _send_whole(handler, _replaced(reply, fault, handler.headers.get("Host", "")))


def _replaced(reply: Reply, fault: Fault, host: str) -> Reply:
    match fault.kind:
        case "429":
            return Reply("Rate exceeded.", 429, "text/plain", _retry_after(fault, None))
        case "503":
            return Reply(
                "<html><body><h1>Service Unavailable</h1></body></html>", 503, headers=_retry_after(fault, 300)
            )
        case "401" | "403" | "404" | "500":
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


def _send_whole(handler: BaseHTTPRequestHandler, reply: Reply) -> int:
    if reply.stream is None:
        body = reply.bytes
        _start(handler, reply, len(body))
        if handler.command != "HEAD":
            handler.wfile.write(body)
        return reply.status
    _start(handler, reply, None)
    for piece in reply.stream:
        handler.wfile.write(piece)
        handler.wfile.flush()
    return reply.status


def _send_dripping(handler: BaseHTTPRequestHandler, reply: Reply, fault: Fault, stopping: Event) -> int:
    body = reply.bytes
    size, delay = int(fault.options.get("size", 200)), float(fault.options.get("delay", 0.05))
    _start(handler, reply, len(body))
    for position in range(0, len(body), size):
        if stopping.wait(delay):
            handler.close_connection = True
            break
        handler.wfile.write(body[position : position + size])
        handler.wfile.flush()
    return reply.status


def _send_cut(handler: BaseHTTPRequestHandler, reply: Reply, fault: Fault) -> int:
    body = reply.bytes if reply.stream is None else b"".join(reply.stream)
    _start(handler, reply, len(body) if fault.kind == "cut" else None)
    handler.wfile.write(body[: int(len(body) * float(fault.options.get("at", 0.5)))])
    handler.close_connection = True
    return reply.status

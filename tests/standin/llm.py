"""An OpenAI-compatible language model without a model: scripted answers, every fault, and a count of what was asked.

Shape: https://platform.openai.com/docs/api-reference/chat, the streaming form included (a first chunk with the role
and null content, an optional last chunk with usage and no choices, then ``[DONE]``).
"""

import hashlib
import itertools
import json
import re
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import scripted
from .faults import Fault
from .messages import Circumstances, Reply, Request
from .scripted import Messages, asked, text_of

MODELS = ("stand-in-1", "stand-in-mini")
Answering = Callable[[Messages], str]
HasGone = Callable[[], bool]
Subject = tuple[str, str]  # a paper's title and the words of the question, which hold its language


# What a stream that ends badly holds in its middle.
_BROKEN = {
    "broken-utf8": b'data: {"choices": [{"index": 0, "delta": {"content": "\xff\xfe\xc3"}, "finish_reason": null}]}\n\n',
    "broken-json": b'data: {"choices": [{"index": 0, "delta"\n\n',
    "error-late": b'data: {"error": {"message": "The server had an error", "type": "server_error"}}\n\n',
}


@dataclass
class Tally:
    """What was asked about one paper with one question.

    whole: streams that ended properly.   at_once: the most at one time. A stream whose client has gone is none any more, however
    late its own thread finds out.   clients: asks of each stream under way whether its client has gone.
    """

    requests: int = 0
    whole: int = 0
    at_once: int = 0
    clients: list[HasGone] = field(default_factory=list)

    @property
    def running(self) -> int:
        """How many streams are under way."""
        return sum(not has_gone() for has_gone in self.clients)


class Model:
    """The scripted model. Safe to use from several threads.

    answering: makes the text from the messages; None: `scripted.answer`.   context: tokens (words) of a prompt at most.
    parallel: streams at one time at most, further ones wait.   pace: seconds between two words.
    tallies: what was asked, by subject.
    """

    def __init__(self) -> None:
        self.answering: Answering | None = None
        self.context: int | None = None
        self.pace = 0.0
        self.tallies: dict[Subject, Tally] = {}
        self.stopping = threading.Event()
        self._turn = threading.Condition()
        self._parallel: int | None = None
        self._streaming = 0

    def set_parallel(self, limit: int | None) -> None:
        """Stream at most so many answers at one time; None: as many as are asked for."""
        with self._turn:
            self._parallel = limit
            self._turn.notify_all()

    def counted(self) -> list[dict[str, Any]]:
        """The tallies in plain JSON types."""
        with self._turn:
            return [
                {"title": title, "question": question}
                | {name: getattr(tally, name) for name in ("requests", "whole", "running", "at_once")}
                for (title, question), tally in self.tallies.items()
            ]

    def note_request(self, subject: Subject) -> Tally:
        """Count a request for a stream."""
        with self._turn:
            tally = self.tallies.setdefault(subject, Tally())
            tally.requests += 1
            return tally

    def begin(self, tally: Tally, has_gone: HasGone) -> bool:
        """Begin a stream to a client, waiting a moment for its turn; False when it has not come."""
        with self._turn:
            if not self._turn.wait_for(lambda: self._parallel is None or self._streaming < self._parallel, 0.02):
                return False
            self._streaming += 1
            tally.clients.append(has_gone)
            tally.at_once = max(tally.at_once, tally.running)
            return True

    def end(self, tally: Tally, has_gone: HasGone) -> None:
        """End a stream, whole or not."""
        with self._turn:
            self._streaming -= 1
            tally.clients.remove(has_gone)
            self._turn.notify_all()

    def is_quiet(self) -> bool:
        """Whether no stream is under way, after waiting some seconds for clients that have just gone to be noticed."""
        with self._turn:
            return self._turn.wait_for(lambda: self._streaming == 0, 60)

    def wait(self, seconds: float) -> None:
        """Let time pass, unless the stand-in stops."""
        if seconds:
            self.stopping.wait(seconds)


def subjects_of(request: Request) -> set[str]:
    """What faults may be narrowed to: the title of the paper that a request is about."""
    try:
        return {asked(json.loads(request.body)["messages"])[0]}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return set()


def models() -> Reply:
    """``GET /v1/models``."""
    listed = [{"id": name, "object": "model", "created": 1_760_000_000, "owned_by": "stand-in"} for name in MODELS]
    return _json({"object": "list", "data": listed})


def chat(request: Request, model: Model, at: Circumstances) -> Reply:
    """``POST /v1/chat/completions``, streaming where asked for."""
    try:
        body = json.loads(request.body)
        name, messages = str(body["model"]), body["messages"]
        text = _text(messages, model, at)
        subject = asked(messages)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        return _refusal(f"Bad request: {error!r}")
    prompt_tokens = sum(len(text_of(message).split()) + 4 for message in messages)
    if refusal := _refused(at, model, prompt_tokens):
        return refusal
    words = re.findall(r"\s*\S+", text)
    limit = body.get("max_completion_tokens") or body.get("max_tokens") or len(words)
    finish = "stop" if limit >= len(words) else "length"
    usage = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": min(limit, len(words)),
        "total_tokens": prompt_tokens + min(limit, len(words)),
        "prompt_tokens_details": {"cached_tokens": prompt_tokens // 2},
    }
    head = {"id": f"chatcmpl-{hashlib.sha256(request.body).hexdigest()[:12]}", "created": 1_760_000_000, "model": name}
    if body.get("stream"):
        with_usage = (body.get("stream_options") or {}).get("include_usage", False)
        stream = _Chunks(head, model, at, request.has_gone).stream(
            subject, words[:limit], finish, usage if with_usage else None
        )
        return Reply(content_type="text/event-stream", stream=stream)
    message = {"role": "assistant", "content": "".join(words[:limit])}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return _json({**head, "object": "chat.completion", "choices": [choice], "usage": usage})


def _text(messages: Messages, model: Model, at: Circumstances) -> str:
    if at.fault("hostile"):
        return scripted.HOSTILE
    if at.fault("megabyte"):
        return "All work and no play makes a dull answer. " * 25_000
    if at.fault("fabricated") or model.answering is None:
        return scripted.answer(messages, fabricated=at.fault("fabricated") is not None)
    return model.answering(messages)


def _refused(at: Circumstances, model: Model, prompt_tokens: int) -> Reply | None:
    """What a provider answers instead of a text, in its own form of JSON."""
    if at.fault("402"):
        return _refusal("Insufficient Balance", 402, "insufficient_balance")
    if at.fault("no-quota"):
        return _refusal("You exceeded your current quota.", 429, "insufficient_quota")
    if at.fault("no-model"):
        return _refusal("The model does not exist or you do not have access to it.", 404, "model_not_found")
    if at.fault("filtered"):
        return _refusal("Content Exists Risk", 400, "content_filter")
    if model.context is not None and prompt_tokens > model.context:
        said = f"This model's maximum context length is {model.context} tokens; your messages have {prompt_tokens}."
        return _refusal(said, 400, "context_length_exceeded")
    return None


class _Chunks:
    """The pieces of one stream, with what goes wrong in it."""

    def __init__(self, head: dict[str, Any], model: Model, at: Circumstances, has_gone: HasGone) -> None:
        self._head, self._model, self._at, self._has_gone = head, model, at, has_gone

    def stream(
        self, subject: Subject, words: list[str], finish: str, usage: dict[str, Any] | None
    ) -> Generator[bytes, None, None]:
        tally = self._model.note_request(subject)
        while not self._model.begin(tally, self._has_gone):
            yield b""  # nothing is sent, but whether the client is still there is looked at
        try:
            yield self._chunk([_choice({"role": "assistant", "content": None})])
            if fault := self._at.fault("no-end"):
                words = words[: int(len(words) * float(fault.options.get("at", 0.5)))]
            yield from self._body(words)
            if fault or any(self._at.fault(kind) for kind in _BROKEN):
                return
            filtered = self._at.fault("filtered-late") is not None
            yield self._chunk([_choice({}, "content_filter" if filtered else finish)])
            if usage:
                yield self._chunk([], usage=usage)
            yield b"data: [DONE]\n\n"
            cut = self._at.fault("cut") or self._at.fault("cut-no-length")
            tally.whole += not filtered and not cut and finish == "stop"
        finally:
            self._model.end(tally, self._has_gone)

    def _body(self, words: list[str]) -> Iterator[bytes]:
        endless = self._at.fault("endless") is not None
        pace = float(fault.options.get("pace", 0.2)) if (fault := self._at.fault("slow")) else self._model.pace
        for place, word in enumerate(itertools.cycle(words) if endless else words):
            if place == len(words) // 2:
                yield from self._halfway()
            if self._at.fault("silent-words"):
                yield self._chunk([_choice({"content": None})])
            yield self._chunk([_choice({"content": word})])
            self._model.wait(pace)

    def _halfway(self) -> Iterator[bytes]:
        for kind, piece in _BROKEN.items():
            if self._at.fault(kind):
                yield piece
        if fault := self._at.fault("stall"):
            yield from self._pause(fault, b"")
        if fault := self._at.fault("comments"):
            yield from self._pause(fault, b": still there\n\n")

    def _pause(self, fault: Fault, sent: bytes) -> Iterator[bytes]:
        for _ in range(int(float(fault.options.get("seconds", 300)) * 20)):
            yield sent
            self._model.wait(0.05)

    def _chunk(self, choices: list[dict[str, Any]], **more: Any) -> bytes:
        content = {**self._head, "object": "chat.completion.chunk", "choices": choices, **more}
        data = json.dumps(content, ensure_ascii=False)
        if re.search("[\ud800-\udfff]", data):  # half a character can only be sent escaped
            data = json.dumps(content)
        return f"data: {data}\n\n".encode()


def _choice(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish_reason}


def _refusal(reason: str, status: int = 400, code: str | None = None) -> Reply:
    error = {"message": reason, "type": "invalid_request_error", "param": None, "code": code}
    return _json({"error": error}, status)


def _json(content: dict[str, Any], status: int = 200) -> Reply:
    return Reply(json.dumps(content, ensure_ascii=False), status, "application/json")

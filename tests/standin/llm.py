"""An OpenAI-compatible language model without a model: its answers are sentences of the prompt, chosen by a hash.

Shape: https://platform.openai.com/docs/api-reference/chat, the streaming form included (a first chunk with the role
and null content, an optional last chunk with usage and no choices, then ``[DONE]``).
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from .messages import Reply, Request

MODELS = ("stand-in-1", "stand-in-mini")
Messages = list[dict[str, Any]]
Answering = Callable[[Messages], str]

_SENTENCE = re.compile(r"[^.!?。！？\n]{30,400}[.!?。！？]")


def sentences_of_the_prompt(messages: Messages) -> str:
    """Three sentences of the last message, the same for the same messages; a fixed text if it has none."""
    text = json.dumps(messages, ensure_ascii=False)
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
    found = [sentence.strip() for sentence in _SENTENCE.findall(_text_of(messages[-1]))]
    if not found:
        return f"The prompt has no sentence to repeat (reply {seed % 10_000})."
    chosen = {(seed + step * (1 + seed % 7)) % len(found) for step in range(3)}
    return " ".join(found[position] for position in sorted(chosen))


def models() -> Reply:
    """``GET /v1/models``."""
    listed = [{"id": name, "object": "model", "created": 1_760_000_000, "owned_by": "stand-in"} for name in MODELS]
    return _json({"object": "list", "data": listed})


def chat(request: Request, answering: Answering) -> Reply:
    """``POST /v1/chat/completions``, streaming where asked for. ``answering`` makes the text from the messages."""
    try:
        asked = json.loads(request.body)
        model, messages = str(asked["model"]), asked["messages"]
        text = answering(messages)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        return _refusal(f"Bad request: {error!r}")
    words = re.findall(r"\s*\S+", text)
    limit = asked.get("max_completion_tokens") or asked.get("max_tokens") or len(words)
    finish = "stop" if limit >= len(words) else "length"
    words = words[:limit]
    prompt_tokens = sum(len(_text_of(message).split()) + 4 for message in messages)
    usage = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": len(words),
        "total_tokens": prompt_tokens + len(words),
    }
    head = {"id": f"chatcmpl-{hashlib.sha256(request.body).hexdigest()[:12]}", "created": 1_760_000_000, "model": model}
    if asked.get("stream"):
        with_usage = (asked.get("stream_options") or {}).get("include_usage", False)
        stream = _stream(head, words, finish, usage if with_usage else None)
        return Reply(content_type="text/event-stream", stream=stream)
    message = {"role": "assistant", "content": "".join(words)}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return _json({**head, "object": "chat.completion", "choices": [choice], "usage": usage})


def _stream(head: dict[str, Any], words: list[str], finish: str, usage: dict[str, int] | None) -> Iterator[bytes]:
    def chunk(choices: list[dict[str, Any]], **more: Any) -> bytes:
        content = {**head, "object": "chat.completion.chunk", "choices": choices, **more}
        return f"data: {json.dumps(content, ensure_ascii=False)}\n\n".encode()

    def choice(delta: dict[str, Any], finish_reason: str | None = None) -> list[dict[str, Any]]:
        return [{"index": 0, "delta": delta, "finish_reason": finish_reason}]

    yield chunk(choice({"role": "assistant", "content": None}))
    for word in words:
        yield chunk(choice({"content": word}))
    yield chunk(choice({}, finish))
    if usage:
        yield chunk([], usage=usage)
    yield b"data: [DONE]\n\n"


def _text_of(message: dict[str, Any]) -> str:
    """A message's text, be it a string or a list of parts."""
    content = message.get("content") or ""
    return content if isinstance(content, str) else " ".join(str(part.get("text", "")) for part in content)


def _refusal(reason: str) -> Reply:
    return _json({"error": {"message": reason, "type": "invalid_request_error", "param": None, "code": None}}, 400)


def _json(content: dict[str, Any], status: int = 200) -> Reply:
    return Reply(json.dumps(content, ensure_ascii=False), status, "application/json")

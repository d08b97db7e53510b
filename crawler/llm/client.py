"""One request to an OpenAI-compatible endpoint, streamed: Kimi, DeepSeek, OpenAI, Ollama, vLLM, llama.cpp and others.

Protocol: https://platform.openai.com/docs/api-reference/chat. The `openai` package speaks it; what is added here is what it
leaves open: time-outs that tell a slow prompt from a stalled stream, a longest answer, a stream's proper end, and what
every failure means. It never tries again by itself: the queue does, which outlives this process.

`openai` takes a second to import, so only what talks to models imports this module.
"""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
import openai

from crawler.llm import errors
from crawler.llm.failures import meaning
from crawler.llm.prompts import Message
from crawler.llm.watch import Patience, Watch

LONGEST_TEXT = 64_000  # characters of an answer; the longest good ones have a tenth of that


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a request took by the endpoint's own count. cached: of the prompt, those that its cache already held."""

    prompt: int
    cached: int
    completion: int


class Client:
    """Sends requests to one endpoint. Safe to use from several threads.

    stop: when set, streams under way end with StoppedStreamError.
    """

    def __init__(
        self, base_url: str, api_key: str, patience: Patience | None = None, stop: threading.Event | None = None
    ) -> None:
        self._patience = patience or Patience()
        self._stop = stop or threading.Event()
        self._limit_name = "max_tokens"
        self._openai = openai.OpenAI(
            base_url=base_url,
            api_key=api_key or "none",  # endpoints on one's own machine want none, the package wants one
            max_retries=0,
            timeout=httpx2.Timeout(self._patience.first, connect=self._patience.connect),
        )

    def ask(self, model: str, messages: Sequence[Message], most_tokens: int) -> "Stream":
        """Send a conversation; returns the answer's stream once it begins. most_tokens: the longest answer that is wanted.

        Raises ModelError.
        """
        began = time.monotonic()
        try:
            return self._begin(model, messages, most_tokens, began)
        except errors.RejectedError as error:
            # OpenAI's newer models know the limit only by its new name, many other endpoints only by its old one.
            if self._limit_name not in str(error) or self._limit_name == "max_completion_tokens":
                raise
        self._limit_name = "max_completion_tokens"
        return self._begin(model, messages, most_tokens, began)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._openai.close()

    def _begin(self, model: str, messages: Sequence[Message], most_tokens: int, began: float) -> "Stream":
        body: dict[str, Any] = {
            "model": model,
            "messages": list(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            self._limit_name: most_tokens,
        }
        try:
            # As plain values: whatever an endpoint sends is looked at before it is believed.
            stream: openai.Stream[object] = self._openai.post(
                "/chat/completions", body=body, cast_to=object, stream=True, stream_cls=openai.Stream[object]
            )
        except openai.OpenAIError as error:
            raise meaning(error, str(self._openai.base_url), model) from error
        kind = stream.response.headers.get("Content-Type", "")
        if not kind.startswith("text/event-stream"):
            stream.close()
            raise errors.WrongAddressError(
                f"{self._openai.base_url} answers, but with {kind.partition(';')[0] or 'something'} and no stream: "
                "PAPERSTAND_LLM_BASE_URL usually ends in /v1."
            )
        return Stream(
            stream, Watch(stream.response, self._patience, self._stop, began), str(self._openai.base_url), model
        )


class Stream:
    """An answer on its way.   tokens: after its end, where the endpoint tells."""

    def __init__(self, stream: "openai.Stream[object]", watch: Watch, base_url: str, model: str) -> None:
        self._stream, self._watch, self._base_url, self._model = stream, watch, base_url, model
        self._finish: object = None
        self.tokens: Tokens | None = None

    def pieces(self) -> Generator[str, None, None]:
        """The answer's text, piece by piece; ends only where the model ended properly. To be read once; closing it hangs up.

        Raises ModelError.
        """
        length = 0
        with self._stream, self._watch:
            for piece in self._received():
                length += len(piece)
                if length > LONGEST_TEXT:
                    raise errors.EndlessError(f"The model wrote {LONGEST_TEXT} characters and came to no end.")
                yield piece
        if self._finish != "stop":
            raise self._watch.ended or _unfinished(self._finish)

    def _received(self) -> Iterator[str]:
        try:
            for chunk in self._stream:
                self._finish = _at(chunk, "choices", 0, "finish_reason") or self._finish
                self.tokens = _tokens(chunk) or self.tokens
                # Some models think before they write: that is a sign of life, and no part of the answer.
                content, thought = (
                    _at(chunk, "choices", 0, "delta", name) for name in ("content", "reasoning_content")
                )
                if content or thought:
                    self._watch.heard()
                if isinstance(content, str) and content:
                    yield _storable(content)
        except (
            openai.OpenAIError,
            httpx2.HTTPError,
            httpx2.StreamError,
            ValueError,
        ) as error:  # ValueError: no UTF-8, no JSON
            # A stream cut after the model's own end lacks only the count of tokens.
            if self._finish != "stop":
                raise self._watch.ended or self._broken(error) from error

    def _broken(self, error: Exception) -> errors.ModelError:
        if isinstance(error, openai.APIError) and not isinstance(error, openai.APIConnectionError):
            return meaning(error, self._base_url, self._model)
        if isinstance(error, ValueError):
            return errors.CutError("The model's answer could not be read on: it is no valid text.")
        return errors.CutError("The connection to the model broke in the middle of the answer.")


def _unfinished(finish: object) -> errors.ModelError:
    if finish == "length":
        return errors.EndlessError("The model reached the longest answer that it may write.")
    if finish == "content_filter":
        return errors.FilteredError("The provider's content filter broke the answer off.")
    return errors.CutError("The answer broke off in the middle: its stream ended without an end.")


def _at(content: object, *path: str | int) -> Any:
    """What stands at a path of JSON objects and arrays; None where there is no such place."""
    for step in path:
        if isinstance(step, str) and isinstance(content, dict):
            content = content.get(step)
        elif isinstance(step, int) and isinstance(content, list) and len(content) > step:
            content = content[step]
        else:
            return None
    return content


def _tokens(chunk: object) -> Tokens | None:
    """A chunk's count of tokens. Providers name the cached ones in three ways: OpenAI and llama.cpp, DeepSeek, Kimi."""
    prompt, completion = _count(chunk, "prompt_tokens"), _count(chunk, "completion_tokens")
    if prompt is None or completion is None:
        return None
    cached = (
        _count(chunk, "prompt_tokens_details", "cached_tokens")
        or _count(chunk, "prompt_cache_hit_tokens")
        or _count(chunk, "cached_tokens")
        or 0
    )
    return Tokens(prompt, min(cached, prompt), completion)


def _count(chunk: object, *path: str) -> int | None:
    number = _at(chunk, "usage", *path)
    return number if isinstance(number, int) and 0 <= number < 2**31 else None


def _storable(text: str) -> str:
    """Text without what a database refuses or a terminal obeys: NUL and other control characters, halves of surrogate pairs."""
    kept = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return kept.encode("utf-8", "replace").decode("utf-8")

"""What an endpoint's refusal means. Providers agree on the statuses, and hardly on anything else."""

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import openai

from crawler.llm import errors
from crawler.llm.errors import ModelError

_LONGEST_WAIT = 3600.0  # seconds; what asks for more is looked into after an hour
_QUOTED = 300  # characters of the endpoint's own words

# In codes, types and messages, lower case. OpenAI, DeepSeek, Kimi, vLLM and llama.cpp each have their own.
_TOO_LONG = re.compile(
    r"context_length|exceed_context|context (?:length|window|size)|too many tokens|too long|exceeds? .{0,40}token"
)
_FILTERED = re.compile(r"content_filter|content management|content exists risk|high risk|inspection_failed|sensitive")
_NO_CREDIT = re.compile(r"insufficient_quota|insufficient balance|exceeded_current_quota|billing|credit")


def meaning(error: openai.OpenAIError, base_url: str, model: str) -> ModelError:
    """What an exception of the `openai` package means for the question that was asked."""
    cause = error.__cause__
    if isinstance(error, openai.APIStatusError):
        return _status(error, base_url, model)
    if isinstance(cause, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol)):
        return errors.UnreachableError(f"The model's server at {base_url} does not answer.")
    if isinstance(error, openai.APITimeoutError):
        return errors.SilentError(f"The model's server at {base_url} took the question and said nothing in time.")
    if isinstance(error, openai.APIConnectionError):
        return errors.ServerTroubleError(f"The model's server at {base_url} broke the connection before it answered.")
    if isinstance(error, openai.APIError):  # an error in the middle of a stream
        return _words(error) or errors.CutError(f"The model's server broke the answer off: {_quoted(error)}.")
    return errors.RejectedError(f"The request to {base_url} could not be made: {error}.")


def _status(error: openai.APIStatusError, base_url: str, model: str) -> ModelError:
    status = error.status_code
    wait = retry_after(error.response.headers, datetime.now(UTC))
    if status in (401, 403):
        return errors.RefusedKeyError(
            f"The model's server refuses the key (HTTP {status}): look at PAPERSTAND_LLM_API_KEY."
        )
    if status == 402 or (status == 429 and _NO_CREDIT.search(_said(error))):
        return errors.NoCreditError("The account at the model's provider has no credit left.")
    if status == 429 or (status in (503, 529) and wait is not None):
        return errors.BusyError(f"The model's server asks for fewer requests (HTTP {status}).", wait)
    if status == 404 and "model" in _said(error):
        return errors.UnknownModelError(f"The model's server has no model {model}: look at PAPERSTAND_LLM_MODEL.")
    if status < 400 or status in (404, 405):
        return errors.WrongAddressError(
            f"{base_url} has no chat completions (HTTP {status}): PAPERSTAND_LLM_BASE_URL usually ends in /v1."
        )
    if status == 408 or status >= 500:
        return errors.ServerTroubleError(f"The model's server failed (HTTP {status}).")
    return _words(error) or errors.RejectedError(
        f"The model's server does not accept the request (HTTP {status}): {_quoted(error)}."
    )


def _words(error: openai.APIError) -> ModelError | None:
    """What only the endpoint's words tell."""
    said = _said(error)
    if _TOO_LONG.search(said):
        return errors.TooLongError("The paper is longer than the model can read at once.")
    if _FILTERED.search(said):
        return errors.FilteredError("The provider's content filter refused this question.")
    return None


def _said(error: openai.APIError) -> str:
    return " ".join(str(part) for part in (error.code, error.type, error.message)).lower()


def _quoted(error: openai.APIError) -> str:
    words = " ".join(error.message.split()).rstrip(".")
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


def retry_after(headers: httpx2.Headers, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date (RFC 9110, 10.2.3); None without one that makes sense."""
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
        seconds = float(text)
    else:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(max(0.0, math.ceil(seconds)), _LONGEST_WAIT)

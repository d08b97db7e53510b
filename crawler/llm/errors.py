"""What can go wrong with a model's endpoint, told apart by what to do about it. Each says its own sentence."""

from enum import StrEnum

from crawler.errors import PaperstandError


class Remedy(StrEnum):
    """What to do about a failed request."""

    WAIT = "wait"  # nobody's request can succeed: leave the endpoint alone for a while, this answer is none the worse
    RETRY = "retry"  # this answer again, later; several in a row mean that it is the endpoint
    SHORTEN = "shorten"  # the same question with less of the paper
    REDO = "redo"  # keep what came as partial, and write it anew
    KEEP = "keep"  # keep what came as partial: asking again would come to the same
    FAIL = "fail"  # this question gets no answer
    STOP = "stop"  # nothing is wrong: the answer is given back for the next start


class ModelError(PaperstandError):
    """A request that brought no whole answer. kind: a word for programs, kept with the answer."""

    kind = "rejected"
    remedy = Remedy.RETRY
    wait: float | None = None  # seconds that the endpoint itself asks for


class UnreachableError(ModelError):
    """Nobody answers at that address."""

    kind, remedy = "unreachable", Remedy.WAIT


class WrongAddressError(ModelError):
    """Something answers there that is no such endpoint, or has no such model."""

    kind, remedy = "address", Remedy.WAIT


class RefusedKeyError(ModelError):
    """The key is missing, wrong or not allowed to do this (401, 403)."""

    kind, remedy = "key", Remedy.WAIT


class NoCreditError(ModelError):
    """The account is empty (402, or a 429 that says so)."""

    kind, remedy = "credit", Remedy.WAIT


class BusyError(ModelError):
    """Too many requests, or an overload that names its end (429, 503)."""

    kind, remedy = "busy", Remedy.WAIT

    def __init__(self, message: str, wait: float | None) -> None:
        super().__init__(message)
        self.wait = wait


class ServerTroubleError(ModelError):
    """The endpoint failed (408, 5xx)."""

    kind = "server"


class SilentError(ModelError):
    """The request was taken, and no word came in time."""

    kind = "silent"


class RejectedError(ModelError):
    """The endpoint does not accept the request as it is (400, 422 and the like)."""


class UnknownModelError(ModelError):
    """The endpoint has no model of the name that was asked for (404)."""

    kind, remedy = "model", Remedy.WAIT


class TooLongError(ModelError):
    """The prompt does not fit into the model's window."""

    kind, remedy = "too-long", Remedy.SHORTEN


class FilteredError(ModelError):
    """The provider's content filter refused the paper or the answer."""

    kind, remedy = "filtered", Remedy.FAIL


class CutError(ModelError):
    """The stream broke off, stalled or could not be read on."""

    kind, remedy = "cut", Remedy.REDO


class EndlessError(ModelError):
    """The model did not come to an end within the longest answer that is taken."""

    kind, remedy = "endless", Remedy.KEEP


class UnusableError(ModelError):
    """The answer came whole, and is not what was asked for."""

    kind, remedy = "unusable", Remedy.FAIL


class StoppedStreamError(ModelError):
    """This program was asked to stop while the answer was coming."""

    kind, remedy = "stopped", Remedy.STOP

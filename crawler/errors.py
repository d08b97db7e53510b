"""What can go wrong, by stage. A message says what happened, to what, and what to do.

Library exceptions (requests, lxml, feedparser, SQLAlchemy) do not leave the module that meets them:
they are raised again as one of these, with the cause kept.
"""

from datetime import datetime


class PaperstandError(Exception):
    """Anything Paperstand reports to a person. `str(error)` is a sentence fit to be shown."""


class SettingsError(PaperstandError):
    """A setting is missing or makes no sense. Names the setting and what would be right."""


class IdentifierError(PaperstandError, ValueError):
    """A text that is no arXiv identifier, or one that cannot exist."""


class FetchError(PaperstandError):
    """A request was not answered usefully: no connection, time-out, cut body, unexpected status.

    url: what was asked for.   status: the HTTP status where there was one.
    """

    def __init__(self, message: str, *, url: str, status: int | None = None) -> None:
        super().__init__(message)
        self.url = url
        self.status = status


class CoolingDownError(FetchError):
    """A service asked us to slow down (429, 503) and its cool-down is longer than the caller will wait.

    until: aware UTC time before which nobody sends that service a request.
    """

    def __init__(self, message: str, *, url: str, until: datetime, status: int | None = None) -> None:
        super().__init__(message, url=url, status=status)
        self.until = until


class ParseError(PaperstandError):
    """Bytes came but are not what the protocol promises (malformed, hostile, another format, fewer entries than announced)."""


class StoreError(PaperstandError):
    """The database refused: locked, behind its migrations, unreachable, full."""


class SearchError(PaperstandError):
    """The search index is missing, broken or being made; the site goes on without it."""


class StoppedError(PaperstandError):
    """The process was asked to stop while it was waiting. Nothing is lost: the next run goes on."""

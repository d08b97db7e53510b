"""Single fields as arXiv writes them → values. Each raises ParseError saying what is wrong with the field."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.errors import ParseError
from crawler.tex import to_unicode


def required(text: str | None, name: str) -> str:
    """A field's text in Unicode, its white space collapsed; ParseError where there is none."""
    found = optional(text)
    if found is None:
        raise ParseError(f"It has no {name}.")
    return found


def optional(text: str | None) -> str | None:
    """A field's text in Unicode, its white space collapsed; None where it is absent or empty."""
    return to_unicode(text) or None if text else None


def first_doi(text: str | None) -> str | None:
    """The first of the DOIs in a field (arXiv puts a paper's several into one, with spaces between), bare of any address."""
    dois = (text or "").split()
    return dois[0].removeprefix("https://doi.org/").removeprefix("doi:") or None if dois else None


def mail_moment(text: str) -> datetime:
    """A date in e-mail form (`Mon, 09 Nov 2026 15:00:00 GMT`, RFC 5322, as RSS and arXivRaw use it), aware, in UTC."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError as error:
        raise ParseError(f"“{text}” is not a date such as Mon, 09 Nov 2026 15:00:00 GMT.") from error
    return _in_utc(moment, text)


def iso_moment(text: str) -> datetime:
    """A date in ISO 8601 form (`2026-11-09T15:00:00Z`, as Atom and OAI-PMH use it), aware, in UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ParseError(f"“{text}” is not a date such as 2026-11-09T15:00:00Z.") from error
    return _in_utc(moment, text)


def _in_utc(moment: datetime, text: str) -> datetime:
    if moment.tzinfo is None:
        raise ParseError(f"“{text}” does not say in which time zone it is.")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ParseError(f"“{text}” is a time that cannot be.") from error

"""arXiv identifiers: every way people write them, and the one canonical form we keep.

Forms: https://info.arxiv.org/help/arxiv_identifier.html. New ones (since April 2007) are `YYMM.NNNN`, five digits
from January 2015; old ones `archive/YYMMNNN`, July 1991 to March 2007, whose subject class is dropped.
"""

import re
from typing import NamedTuple

from crawler import taxonomy
from crawler.errors import IdentifierError
from crawler.sentences import sentence

_NEW = r"(?P<yymm>\d{4})\.(?P<number>\d{4,5})"
_OLD = r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[a-z-]{2,})?/(?P<old_yymm>\d{4})(?P<old_number>\d{3})"
_VERSION = r"(?:v(?P<version>[1-9]\d{0,3}))?"
_IDENTIFIER = re.compile(rf"(?:oai:arxiv\.org:|arxiv:)?\s*(?:{_NEW}|{_OLD}){_VERSION}", re.IGNORECASE | re.ASCII)
_BARE = re.compile(r"\d{4}\.\d{4,5}", re.ASCII)
_URL = re.compile(
    r"(?:https?://)?(?:(?:www\.|export\.|browse\.)?arxiv\.org|xxx\.lanl\.gov|(?:www\.)?alphaxiv\.org|(?:www\.)?papers\.cool/arxiv"
    r"|ar5iv(?:\.labs\.arxiv)?\.org|ar5iv\.org|huggingface\.co/papers)"
    r"/(?:(?:abs|pdf|html|src|e-print|format|ps|tb|bibtex|overview)/)?(?P<id>[^\s?#]+)",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.(?P<id>[^\s?#]+)", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:\.pdf|\.ps|\.gz|/)+$", re.IGNORECASE)

_FIRST_OLD, _FIRST_NEW, _FIRST_FIVE_DIGITS = (1991, 7), (2007, 4), (2015, 1)


class Identifier(NamedTuple):
    """A paper's canonical id, without version, and the version that was named with it (None: none was)."""

    id: str
    version: int | None = None

    def __str__(self) -> str:
        return self.id if self.version is None else f"{self.id}v{self.version}"


def parse_identifier(text: str) -> Identifier:
    """The identifier a text means: an id of either scheme, with or without version, `arXiv:` prefix, OAI prefix, URL or DOI.

    Raises IdentifierError where the text has no identifier's form, or names a month, archive or number that cannot be.
    """
    if _BARE.fullmatch(text):  # as most are
        return Identifier(_new_id(text[:4], int(text[5:]), text))
    written = text.strip()
    match = _IDENTIFIER.fullmatch(written)
    if match is None:
        for wrapped in (_DOI, _URL):
            if found := wrapped.fullmatch(written) or wrapped.match(written):
                written = found["id"]
                break
        match = _IDENTIFIER.fullmatch(_SUFFIX.sub("", written))
    if match is None:
        raise IdentifierError(
            sentence(
                "“%(text)s” is not an arXiv identifier; one looks like 2402.12354, 2402.12354v2 or hep-th/9901001.",
                text=text,
            )
        )
    yymm, number, archive, old_yymm, old_number, version = match.groups()
    canonical = _new_id(yymm, int(number), text) if yymm else _old_id(archive.lower(), old_yymm, int(old_number), text)
    return Identifier(canonical, int(version) if version else None)


def _new_id(yymm: str, number: int, text: str) -> str:
    year, month = 2000 + int(yymm[:2]), int(yymm[2:])
    digits = 5 if (year, month) >= _FIRST_FIVE_DIGITS else 4
    if not 1 <= month <= 12 or (year, month) < _FIRST_NEW or not 1 <= number < 10**digits:
        raise IdentifierError(
            sentence(
                "“%(text)s” cannot be an arXiv identifier: identifiers of this form begin with year and month, from 0704 on, "
                "and count from 1.",
                text=text,
            )
        )
    return f"{yymm}.{number:0{digits}d}"


def _old_id(archive: str, yymm: str, number: int, text: str) -> str:
    year, month = _old_year(yymm), int(yymm[2:])
    if not 1 <= month <= 12 or not _FIRST_OLD <= (year, month) < _FIRST_NEW or number == 0:
        raise IdentifierError(
            sentence(
                "“%(text)s” cannot be an arXiv identifier: identifiers of this form run from July 1991 to March 2007.",
                text=text,
            )
        )
    if archive not in taxonomy.ARCHIVES:
        raise IdentifierError(
            sentence(
                "“%(text)s” cannot be an arXiv identifier: there is no archive “%(archive)s”.",
                text=text,
                archive=archive,
            )
        )
    return f"{archive}/{yymm}{number:03d}"


def _old_year(yymm: str) -> int:
    short = int(yymm[:2])
    return 1900 + short if short >= 91 else 2000 + short


def order_key(canonical_id: str) -> int:
    """A number that sorts canonical ids of both schemes by year, month and number: 2402.12354 → 202402012354."""
    if "/" in canonical_id:
        digits = canonical_id.rpartition("/")[2]
        year, month, number = _old_year(digits), int(digits[2:4]), int(digits[4:])
    else:
        year, month, number = 2000 + int(canonical_id[:2]), int(canonical_id[2:4]), int(canonical_id[5:])
    return (year * 100 + month) * 1_000_000 + number


def month_of(canonical_id: str) -> tuple[int, int]:
    """The year and month a canonical id carries: that of the paper's first announcement."""
    return divmod(order_key(canonical_id) // 1_000_000, 100)

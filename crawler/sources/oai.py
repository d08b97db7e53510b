"""oaipmh.arxiv.org: the full record of every paper, with all versions; the source of truth for everything but announcement days.

Protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html; arXiv's side: https://info.arxiv.org/help/oa/index.html
and arXiv/oaipmh. We read the format arXivRaw, the only one with version dates. Its `acm-class` is left aside: the server prints
the MSC class there. Errors come with HTTP 200.
"""

import re
from datetime import date, datetime

from lxml import etree

from crawler.authors import split_authors
from crawler.errors import ParseError
from crawler.identifiers import parse_identifier
from crawler.records import Harvest, LookUp, PaperRecord, Source, VersionRecord
from crawler.sources.batch import read_each
from crawler.sources.fields import first_doi, iso_moment, mail_moment, optional, required
from crawler.sources.xml import parse_xml, text_of

_NAMES = {"oai": "http://www.openarchives.org/OAI/2.0/", "raw": "http://arxiv.org/OAI/arXivRaw/"}
_ROOT = "{http://www.openarchives.org/OAI/2.0/}OAI-PMH"
_PREFIX = "oai:arXiv.org:"
_WHAT = "The OAI-PMH answer"
_VERSION = re.compile(r"v([1-9]\d{0,3})")
_WITHDRAWN = re.compile(r"\bwithdraw", re.IGNORECASE)


class BadTokenError(ParseError):
    """The server does not know the resumption token (any more): begin the list again from the last datestamp stored."""


def list_records_params(set_spec: str | None, from_day: date) -> dict[str, str]:
    """The question for all records of a set (None: of all arXiv) whose metadata changed on UTC day `from_day` or later.

    `from_day` is best at least one day back: arXiv's cache keeps a too early "no records match" until UTC midnight.
    """
    params = {"verb": "ListRecords", "metadataPrefix": "arXivRaw", "from": from_day.isoformat()}
    return params if set_spec is None else {**params, "set": set_spec}


def resume_params(token: str) -> dict[str, str]:
    """The question for the next page of a list. The token is opaque, and is percent-encoded once more when it is sent."""
    return {"verb": "ListRecords", "resumptionToken": token}


def get_record_params(paper_id: str) -> dict[str, str]:
    """The question for one paper, by its canonical id."""
    return {"verb": "GetRecord", "metadataPrefix": "arXivRaw", "identifier": f"{_PREFIX}{paper_id}"}


def parse_list(body: bytes) -> Harvest:
    """One page of a ListRecords answer; empty where no records match, without those marked deleted.

    Raises BadTokenError, or ParseError with the server's words for any other error and for a body that is no whole answer.
    """
    root = parse_xml(body, _WHAT)
    response_date = _response_date(root)
    if (error := _error(root)) is not None:
        code, words = error
        if code == "noRecordsMatch":
            return Harvest(response_date)
        raise _refusal(code, words)
    listed = root.find("oai:ListRecords", _NAMES)
    if listed is None:
        raise ParseError(f"{_WHAT} holds no list of records; arXiv may have changed its format.")
    records = [record for record in listed.iterfind("oai:record", _NAMES) if not _deleted(record)]
    papers, bad = read_each(records, _paper, _identifier, _WHAT)
    token = text_of(listed, "oai:resumptionToken", _NAMES)
    return Harvest(response_date, tuple(papers), bad, token or None)


def parse_record(body: bytes) -> LookUp:
    """The answer to GetRecord: the paper, or its id as missing where arXiv has none of that id or has deleted it.

    Raises ParseError with the server's words for any other error, and where the record or the answer cannot be read.
    """
    root = parse_xml(body, _WHAT)
    _response_date(root)
    if (error := _error(root)) is not None:
        code, words = error
        request = root.find("oai:request", _NAMES)
        asked = "" if request is None else (request.get("identifier") or "")
        if code == "idDoesNotExist" and asked:
            return LookUp(missing=(asked.removeprefix(_PREFIX),))
        raise _refusal(code, words)
    record = root.find("oai:GetRecord/oai:record", _NAMES)
    if record is None:
        raise ParseError(f"{_WHAT} holds no record; arXiv may have changed its format.")
    if _deleted(record):
        return LookUp(missing=(_identifier(record).removeprefix(_PREFIX),))
    papers, bad = read_each([record], _paper, _identifier, _WHAT)
    if bad:
        raise ParseError(f"{_WHAT} holds a record that cannot be read: {bad[0].reason}")
    return LookUp(papers=tuple(papers))


def _response_date(root: etree._Element) -> datetime:
    if root.tag != _ROOT:
        raise ParseError(
            f"{_WHAT} is XML of another kind (<{etree.QName(root).localname}>); check the service's address."
        )
    try:
        return iso_moment(text_of(root, "oai:responseDate", _NAMES))
    except ParseError as error:
        raise ParseError(f"{_WHAT} does not say when it was given: {error}") from error


def _error(root: etree._Element) -> tuple[str, str] | None:
    """The code and the words of the first error, if the answer is one."""
    found = root.find("oai:error", _NAMES)
    return None if found is None else (found.get("code") or "unknown", text_of(root, "oai:error", _NAMES))


def _refusal(code: str, words: str) -> ParseError:
    if code == "badResumptionToken":
        return BadTokenError(
            f"arXiv's OAI-PMH service refused the resumption token: {words[:300]} Begin the list again."
        )
    return ParseError(f"arXiv's OAI-PMH service refused the question ({code[:40]}): {words[:300]}")


def _identifier(record: etree._Element) -> str:
    return text_of(record, "oai:header/oai:identifier", _NAMES)


def _deleted(record: etree._Element) -> bool:
    header = record.find("oai:header", _NAMES)
    return header is not None and header.get("status") == "deleted"


def _paper(record: etree._Element) -> PaperRecord:
    raw = record.find("oai:metadata/raw:arXivRaw", _NAMES)
    if raw is None:
        raise ParseError("It has no metadata in the form arXivRaw.")

    def field(name: str) -> str:
        return text_of(raw, f"raw:{name}", _NAMES)

    identifier = parse_identifier(field("id"))
    if parse_identifier(_identifier(record)) != identifier:
        raise ParseError(f"Its header says {_identifier(record)[:60]}, its metadata {identifier}.")
    categories = tuple(field("categories").split())
    if not categories:
        raise ParseError("It has no categories.")
    datestamp = text_of(record, "oai:header/oai:datestamp", _NAMES)
    try:
        changed = date.fromisoformat(datestamp[:10])
    except ValueError as error:
        raise ParseError(f"Its datestamp is “{datestamp[:40]}”, which is no date.") from error
    comment = optional(field("comments"))
    versions = _versions(raw, comment)
    return PaperRecord(
        id=identifier.id,
        source=Source.OAI,
        title=required(field("title"), "title"),
        abstract=optional(field("abstract")) or "",
        authors=split_authors(field("authors")),
        categories=categories,
        version=versions[-1].number,
        submitted=versions[0].submitted,
        updated=versions[-1].submitted,
        datestamp=changed,
        comment=comment,
        journal_ref=optional(field("journal-ref")),
        doi=first_doi(field("doi")),
        report_no=optional(field("report-no")),
        msc_class=optional(field("msc-class")),
        licence=field("license") or None,
        submitter=optional(field("submitter")),
        withdrawn=versions[-1].withdrawn,
        versions=versions,
    )


def _versions(raw: etree._Element, comment: str | None) -> tuple[VersionRecord, ...]:
    """All versions by number. A version is withdrawn where its source type has an I (arXiv: "ignore", no full text)."""
    versions = sorted(
        (_version(element) for element in raw.iterfind("raw:version", _NAMES)), key=lambda one: one.number
    )
    if not versions:
        raise ParseError("It names no version.")
    latest = versions[-1]
    # Plain TeX and PDF have no source type either, so only then are the authors' words all there is to go by.
    if latest.source_type is None and comment and _WITHDRAWN.search(comment):
        versions[-1] = latest._replace(withdrawn=True)
    return tuple(versions)


def _version(element: etree._Element) -> VersionRecord:
    number = _VERSION.fullmatch(element.get("version") or "")
    if number is None:
        raise ParseError(f"It has a version called “{(element.get('version') or '')[:40]}”.")
    source_type = text_of(element, "raw:source_type", _NAMES) or None
    return VersionRecord(
        number=int(number[1]),
        submitted=mail_moment(text_of(element, "raw:date", _NAMES)),
        size=text_of(element, "raw:size", _NAMES) or None,
        source_type=source_type,
        withdrawn="I" in (source_type or ""),
    )

"""oaipmh.arxiv.org/oai: OAI-PMH 2.0 as arXiv's service of 2025 answers it.

Facts: https://www.openarchives.org/OAI/openarchivesprotocol.html and arXiv's help pages. Errors come with HTTP 200;
datestamps are days (UTC); a resumption token is the query itself with a number of records to skip.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, quote, unquote, urlencode

from .markup import attribute, xml_text
from .messages import Circumstances, Reply
from .oai_records import FORMATS, IDENTIFIER, header, record
from .taxonomy import CATEGORIES, GROUP_NAMES, display_name, members
from .world import State, World, state_on

EARLIEST = date(2005, 9, 16)
BASE_URL = "http://oaipmh.arxiv.org/oai"
IDENTIFIERS_PER_RECORD = 8
"""ListIdentifiers' pages are eight times as long as ListRecords' (20000 to 2500)."""

Parameters = list[tuple[str, str]]


class OaiError(Exception):
    """An error answer: one of the protocol's codes and a text."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass
class Archive:
    """The service over one world. ``page`` is the number of records a ListRecords answer holds."""

    world: World
    page: int = 2500
    _sets: dict[tuple[date, str], list[State]] = field(default_factory=dict, repr=False)

    def answer(self, parameters: Parameters, at: Circumstances) -> Reply:
        """The answer to one request, GET or POST."""
        try:
            query = _single(parameters)
            content = self._verb(query, at)
        except OaiError as error:
            named = [] if error.code in ("badVerb", "badArgument") else parameters
            return _error(error, named, at.now)
        body = _document(list(query.items()), content, at.now)
        return Reply(body, content_type="text/xml", headers={"Surrogate-Control": "max-age=3600"})

    def _verb(self, query: dict[str, str], at: Circumstances) -> str:
        given = {name: value for name, value in query.items() if name != "verb"}
        match query.get("verb"):
            case "Identify":
                _allow(given, set())
                return _IDENTIFY
            case "ListMetadataFormats":
                _allow(given, {"identifier"})
                return _metadata_formats()
            case "ListSets":
                _allow(given, set())
                return _list_of_sets()
            case "GetRecord":
                _allow(given, {"identifier", "metadataPrefix"}, needed={"identifier", "metadataPrefix"})
                return self._get_record(given, at)
            case "ListRecords" | "ListIdentifiers" as verb:
                return self._list(verb, given, at)
        raise OaiError("badVerb", "Value of the verb argument is not a legal OAI-PMH verb, or it is missing.")

    def _get_record(self, query: dict[str, str], at: Circumstances) -> str:
        prefix = _prefix(query["metadataPrefix"])
        identifier = query["identifier"]
        paper = self.world.papers.get(identifier.removeprefix(IDENTIFIER))
        day = self._day(at)
        state = state_on(paper, day) if paper and day and identifier.startswith(IDENTIFIER) else None
        if state is None:
            raise OaiError("idDoesNotExist", f"The value of the identifier argument is unknown: {identifier}")
        return f"    <GetRecord>\n{record(state, prefix)}    </GetRecord>\n"

    def _list(self, verb: str, query: dict[str, str], at: Circumstances) -> str:
        if "resumptionToken" in query:
            if len(query) > 1:
                raise OaiError("badArgument", "No other paramters allowed with resumptionToken")
            selection = _selection_of_token(query["resumptionToken"], verb, at)
        else:
            _allow(query, {"metadataPrefix", "from", "until", "set"}, needed={"metadataPrefix"})
            selection = _Selection(query)
        selection.check(at.now)
        states = self._matching(selection, at)
        limit = self.page * (IDENTIFIERS_PER_RECORD if verb == "ListIdentifiers" else 1)
        shown = states[selection.skip : selection.skip + limit]
        if not shown:
            raise OaiError("noRecordsMatch", "The combination of the given arguments results in an empty list.")
        prefix = _prefix(selection.query["metadataPrefix"])
        records = (header(s) if verb == "ListIdentifiers" else record(s, prefix) for s in shown)
        rest = states[selection.skip + limit :]
        token = _token(verb, selection, shown, rest[0] if rest else None, at.now)
        return f"    <{verb}>\n{''.join(records)}{token}    </{verb}>\n"

    def _day(self, at: Circumstances) -> date | None:
        day = self.world.latest_day(at.now)
        return self.world.day_before(day) if day and at.fault("late") else day

    def _matching(self, selection: "_Selection", at: Circumstances) -> list[State]:
        day = self._day(at)
        if day is None or at.fault("empty"):
            return []
        states = self._in_set(day, selection.query.get("set", ""))
        if short := at.fault("short"):
            newest = [state for state in states if state.datestamp == day]
            states = states[: len(states) - len(newest) + short.kept(len(newest))] if newest else states
        first, last = selection.range(at.now)
        return [state for state in states if first <= state.datestamp <= last]

    def _in_set(self, day: date, set_spec: str) -> list[State]:
        if (day, set_spec) not in self._sets:
            wanted = categories_of_set(set_spec) if set_spec else None
            self._sets[day, set_spec] = [
                state for state in self.world.harvest(day) if wanted is None or not wanted.isdisjoint(state.categories)
            ]
        return self._sets[day, set_spec]


@dataclass
class _Selection:
    """What a list request asks for, how many records to skip, and whether it is not the first page."""

    query: dict[str, str]
    skip: int = 0
    resumed: bool = False

    def check(self, now: datetime) -> None:
        """Raise OaiError for a format, date or set that arXiv refuses."""
        _prefix(self.query.get("metadataPrefix", ""))
        first, last = self.range(now)
        if "from" in self.query and first < EARLIEST:
            raise OaiError("badArgument", f"from date too early. Earliest date is {EARLIEST}")
        if last > now.astimezone(UTC).date() + timedelta(days=1):
            raise OaiError("badArgument", "until date too late. Cannot be later than today")
        if first > last:
            raise OaiError("badArgument", "until date must be after from date")
        if "set" in self.query:
            categories_of_set(self.query["set"])

    def range(self, now: datetime) -> tuple[date, date]:
        """First and last datestamp wanted, both included."""
        today = now.astimezone(UTC).date()
        return _day_of(self.query.get("from"), date.min), _day_of(self.query.get("until"), today + timedelta(days=1))


def categories_of_set(set_spec: str) -> frozenset[str]:
    """The category ids of ``cs``, ``cs:cs``, ``cs:cs:LG`` or ``physics:hep-th``, aliases included. Raises OaiError."""
    known = [category for category in CATEGORIES.values() if category.active]
    chosen = [c for c in known if f"{c.set_spec}:".startswith(f"{set_spec}:") or f"{c.group}:{c.archive}" == set_spec]
    if not chosen:
        raise OaiError("badArgument", f"Set does not exist: {set_spec}")
    return frozenset[str]().union(*(members(category.id) for category in chosen))


def _single(parameters: Parameters) -> dict[str, str]:
    query = dict(parameters)
    if len(query) != len(parameters):
        raise OaiError("badArgument", "Keys may not be repeated.")
    return query


def _allow(given: dict[str, str], allowed: set[str], needed: set[str] | None = None) -> None:
    if extra := set(given) - allowed:
        raise OaiError("badArgument", f"Unallowed parameter: {', '.join(sorted(extra))}")
    if missing := (needed or set()) - set(given):
        raise OaiError("badArgument", f"{', '.join(sorted(missing))} required.")


def _prefix(prefix: str) -> str:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", "Did not recognize requested format")
    return prefix


def _day_of(text: str | None, default: date) -> date:
    if text is None:
        return default
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise OaiError("badArgument", "date format must be YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OaiError("badArgument", "date format must be YYYY-MM-DD") from None


def _selection_of_token(token: str, verb: str, at: Circumstances) -> _Selection:
    query = {name: values[0] for name, values in parse_qs(unquote(token)).items()}
    skip = query.pop("skip", "")
    if at.fault("bad-token") or not skip.isdecimal() or query.pop("verb", None) != verb:
        raise OaiError("badResumptionToken", "The value of the resumptionToken argument is invalid or expired.")
    return _Selection(query, int(skip), resumed=True)


def _token(verb: str, selection: _Selection, shown: list[State], following: State | None, now: datetime) -> str:
    """The element that ends a list: a token, an empty element on the last of several pages, or nothing.

    The next page starts on the day of the first record left out, skipping those of that day already shown.
    """
    if following is None:
        return "        <resumptionToken/>\n" if selection.resumed else ""
    query = dict(selection.query)
    day = following.datestamp
    if shown[0].datestamp == day:
        skip = selection.skip + len(shown)
    else:
        query["from"] = day.isoformat()
        skip = sum(1 for state in shown if state.datestamp == day)
    text = quote(urlencode({"verb": verb, **query, "skip": skip}))
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), tzinfo=UTC)
    return (
        f"        <resumptionToken expirationDate='{midnight:%Y-%m-%dT%H:%M:%SZ}'>{xml_text(text)}</resumptionToken>\n"
    )


def _list_of_sets() -> str:
    named = dict.fromkeys((group, name) for group, name in GROUP_NAMES.items())
    for category in CATEGORIES.values():
        if category.active:
            named[f"{category.group}:{category.archive}", display_name(category.archive)] = None
            named[category.set_spec, category.name] = None
    sets = "".join(
        f"        <set>\n            <setSpec>{spec}</setSpec>\n            <setName>{xml_text(name)}</setName>\n"
        "        </set>\n"
        for spec, name in named
    )
    return f"    <ListSets>\n{sets}    </ListSets>\n"


def _metadata_formats() -> str:
    formats = "".join(
        f"        <metadataFormat>\n            <metadataPrefix>{name}</metadataPrefix>\n"
        f"            <schema>http://arxiv.org/OAI/{name}.xsd</schema>\n"
        f"            <metadataNamespace>http://arxiv.org/OAI/{name}/</metadataNamespace>\n"
        "        </metadataFormat>\n"
        for name in FORMATS
    )
    return f"    <ListMetadataFormats>\n{formats}    </ListMetadataFormats>\n"


_IDENTIFY = f"""    <Identify>
        <repositoryName>arXiv</repositoryName>
        <baseURL>{BASE_URL}</baseURL>
        <protocolVersion>2.0</protocolVersion>
        <adminEmail>help@arxiv.org</adminEmail>
        <earliestDatestamp>{EARLIEST}</earliestDatestamp>
        <deletedRecord>persistent</deletedRecord>
        <granularity>YYYY-MM-DD</granularity>
    </Identify>
"""


def _document(query: Parameters, content: str, now: datetime) -> str:
    attributes = "".join(f' {name}="{attribute(value)}"' for name, value in query)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n\n'
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" \n'
        '         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\n'
        '         xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ '
        'http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
        f"    <responseDate>{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</responseDate>\n    \n        \n"
        f"    <request{attributes}>{BASE_URL}</request>\n\n    \n\n    \n{content}\n</OAI-PMH>"
    )


def _error(error: OaiError, query: Parameters, now: datetime) -> Reply:
    """Errors are HTTP 200 and may be cached until midnight UTC."""
    content = f"    <error code='{error.code}'>{xml_text(error.text)}</error>\n"
    utc = now.astimezone(UTC)
    seconds = int((datetime.combine(utc.date() + timedelta(days=1), time(), tzinfo=UTC) - utc).total_seconds())
    headers = {"Surrogate-Control": f"max-age={seconds}"}
    return Reply(_document(query, content, now), content_type="text/xml", headers=headers)

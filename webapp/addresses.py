"""The addresses of lists and papers under `/arxiv/`: read from what a person typed, checked, and written again.

The grammar is that of Cool Papers: `cs.AI,cs.CL` and `cs.AI+cs.LG-cs.CY` name categories, `2402.12354,hep-th/9901001v2` papers.
Reading an address never touches the database: whether a paper is held is another question.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from crawler import taxonomy
from crawler.clock import weekdays_back
from crawler.errors import IdentifierError, PaperstandError
from crawler.identifiers import Identifier, month_of, parse_identifier
from crawler.records import Kind

# No identifier is older: https://info.arxiv.org/help/arxiv_identifier.html
ARXIV_BEGAN = date(1991, 7, 1)

MOST_DAYS = 31
MOST_SHOWN = 1000
MOST_SKIPPED = 1_000_000_000
SHOWN = 50
MOST_CATEGORIES = 200
MOST_PAPERS = 500
_LONGEST = 8_000  # characters; beyond what browsers and servers agree to carry in a path
_MIXED = "This address mixes categories and papers; ask for one kind at a time, as in /arxiv/cs.CL+cs.LG or /arxiv/2402.12354,2405.06639."


class AddressError(PaperstandError):
    """An address that cannot be answered.

    status: 400 where it makes no sense, 404 where it names what does not exist, 414 where it is too long.
    suggestions: paths that may have been meant.
    """

    def __init__(self, message: str, *, status: int = 400, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.suggestions = tuple(suggestions)


class Sort(StrEnum):
    """The orders a list can be had in."""

    DEFAULT = "default"  # kind by kind, newest id first
    DATE = "date"  # latest submission first


@dataclass(frozen=True, slots=True)
class Term:
    """A category or archive in an expression with the sign before it: `,` and `+` take it in, `-` leaves its papers out."""

    sign: str
    name: str


@dataclass(frozen=True, slots=True)
class CategoryExpression:
    """A union and difference of categories, in the order written. The first term always takes in."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return "".join(term.sign + term.name for term in self.terms)[1:]

    @property
    def included(self) -> tuple[str, ...]:
        """The canonical categories taken in, archives spelled out, each once."""
        return _spelled_out(term.name for term in self.terms if term.sign != "-")

    @property
    def excluded(self) -> tuple[str, ...]:
        """The canonical categories whose papers are left out, archives spelled out, each once."""
        return _spelled_out(term.name for term in self.terms if term.sign == "-")


@dataclass(frozen=True, slots=True)
class PaperSelection:
    """One or several papers, in the order asked for, each once."""

    papers: tuple[Identifier, ...]

    def __str__(self) -> str:
        return ",".join(map(str, self.papers))


@dataclass(frozen=True, slots=True)
class Days:
    """Announcement days from `first` to `last`, both included; a single day has them equal."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAddress:
    """A whole list address: which categories, and how the list is cut and ordered.

    days: None for the latest day held.   kinds: () for the default, new and cross with the replacements after them.
    """

    expression: CategoryExpression
    days: Days | None = None
    kinds: tuple[Kind, ...] = ()
    sort: Sort = Sort.DEFAULT
    show: int = SHOWN
    skip: int = 0


def read_path(text: str, newest: date) -> CategoryExpression | PaperSelection:
    """What the path after `/arxiv/` names, in canonical form: `str()` of the answer is the address to redirect to if it differs.

    text: percent-decoded.   newest: the newest announcement day there can be, which bounds the months of identifiers.
    Raises AddressError: 400 for a mix of categories and papers, nothing named, or too many; 404 for an unknown category
    or an impossible identifier; 414 for an endless text.
    """
    if len(text) > _LONGEST:
        raise AddressError(f"This address is longer than {_LONGEST:,} characters; ask for fewer at a time.", status=414)
    text = text.strip("/")
    tokens = [token for token in re.split(r"[,+\s]+", text) if token]
    if not tokens:
        raise AddressError(
            "This address names no category and no paper; one would be /arxiv/cs.CL or /arxiv/2402.12354."
        )
    # No category has a digit in its name and no identifier is without one.
    papers = [token for token in tokens if re.search(r"[0-9]", token)]
    if papers and len(papers) < len(tokens):
        raise AddressError(_MIXED)
    return _read_papers(papers, newest) if papers else _read_categories(text)


def read_list(expression: CategoryExpression, query: Mapping[str, Sequence[str]], newest: date) -> ListAddress:
    """The list that an expression and the query parameters name. Parameters it does not know are no concern of a list.

    query: all values of each parameter, as typed; an empty value counts as none.   newest: as in `read_path`.
    Raises AddressError (400) for a bad date, kind, sort, show or skip.
    """

    def given(name: str) -> str:
        return next(iter(query.get(name, ())), "").strip()

    return ListAddress(
        expression=expression,
        days=read_days(given("date"), newest),
        kinds=read_kinds(query.get("kind", ())),
        sort=read_sort(given("sort")),
        show=_read_number("show", given("show"), least=1, most=MOST_SHOWN, otherwise=SHOWN),
        skip=_read_number("skip", given("skip"), least=0, most=MOST_SKIPPED, otherwise=0),
    )


def read_days(text: str, newest: date) -> Days | None:
    """The days that `date=` names: `2026-03-06` or `2026-03-02..2026-03-06`; None where it is empty.

    newest: the newest announcement day there can be. Raises AddressError (400) for anything else, a day to come, a reversed range
    or one of more than 31 days.
    """
    if not text:
        return None
    first_text, dots, last_text = text.partition("..")
    first = _read_day(first_text, text)
    days = Days(first, _read_day(last_text, text) if dots else first)
    if days.last > newest:
        [weekday] = weekdays_back(newest, 1)
        raise AddressError(
            f"There is no announcement of {days.last} yet; the newest there can be is that of {weekday}."
        )
    if days.last < days.first:
        raise AddressError(
            f"The range {text} is reversed; write the earlier day first: date={days.last}..{days.first}."
        )
    if days.last - days.first >= timedelta(days=MOST_DAYS):
        raise AddressError(f"The range {text} is too long: a list covers at most {MOST_DAYS} days, both ends counted.")
    return days


def read_kinds(texts: Sequence[str]) -> tuple[Kind, ...]:
    """The announcement kinds that `kind=` names, given once with commas or several times, in the order of lists.

    Raises AddressError (400) for a kind there is not.
    """
    named = {name.strip().lower() for text in texts[: len(Kind)] for name in text[:100].split(",")} - {""}
    if strange := sorted(named - set(Kind)):
        raise AddressError(
            f"There is no kind “{strange[0]}”; there are {', '.join(Kind)}, and several with commas between."
        )
    return tuple(kind for kind in Kind if kind in named)


def read_sort(text: str) -> Sort:
    """The order that `sort=` names; `0` is Cool Papers' name for `date`. Raises AddressError (400) for another."""
    if not text:
        return Sort.DEFAULT
    try:
        return Sort.DATE if text == "0" else Sort(text.lower())
    except ValueError:
        raise AddressError(
            f"Lists cannot be sorted by “{_shortened(text)}”; there are sort=default (new papers, then cross-lists, newest number"
            " first) and sort=date or sort=0 (latest submission first)."
        ) from None


def list_parameters(address: ListAddress) -> dict[str, str]:
    """The query parameters of a list, those that say nothing new left out."""
    given = {
        "date": str(address.days or ""),
        "kind": ",".join(address.kinds),
        "sort": address.sort if address.sort is not Sort.DEFAULT else "",
        "show": str(address.show) if address.show != SHOWN else "",
        "skip": str(address.skip or ""),
    }
    return {name: value for name, value in given.items() if value}


def list_path(address: ListAddress) -> str:
    """The path and query of a list, parameters that say nothing new left out: `/arxiv/cs.CL?date=2026-03-06&skip=50`."""
    query = "&".join(f"{name}={value}" for name, value in list_parameters(address).items())
    return f"/arxiv/{address.expression}" + (f"?{query}" if query else "")


def feed_path(address: ListAddress) -> str:
    """The path and query of a list's feed, which follows its categories and kinds."""
    return f"/arxiv/{address.expression}/feed" + (f"?kind={','.join(address.kinds)}" if address.kinds else "")


def paper_path(arxiv_id: str, version: int | None = None) -> str:
    """The path of a paper's own page, or of one of its versions."""
    return f"/arxiv/{arxiv_id}" if version is None else f"/arxiv/{arxiv_id}v{version}"


def with_category(address: ListAddress, category: str) -> ListAddress:
    """The list from its first page with a category taken in, and no longer left out if it was."""
    terms = [term for term in address.expression.terms if term != Term("-", category)]
    return replace(address, expression=CategoryExpression(_in_order([*terms, Term("+", category)])), skip=0)


def without_category(address: ListAddress, category: str) -> ListAddress:
    """The list from its first page with a category's papers left out; unchanged if it would then name no category."""
    terms = _in_order([*(term for term in address.expression.terms if term.name != category), Term("-", category)])
    return replace(address, expression=CategoryExpression(terms) if terms else address.expression, skip=0)


def _in_order(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Each term once, one that takes in standing first: an address cannot begin with a minus. Empty where none takes in."""
    unique: dict[tuple[bool, str], Term] = {}
    for term in terms:
        unique.setdefault((term.sign == "-", term.name), term)
    first = next((term for term in unique.values() if term.sign != "-"), None)
    return () if first is None else (Term(",", first.name), *(term for term in unique.values() if term is not first))


def _spelled_out(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(category for name in names for category in taxonomy.members(name)))


# Longest first, since `hep-th`, `math-ph` and `cond-mat.soft` contain the minus that also leaves out.
_SPELLINGS = "|".join(
    re.escape(name) for name in sorted(taxonomy.CATEGORIES | taxonomy.ARCHIVES, key=len, reverse=True)
)
_SIGNS = re.compile(r"[-,+\s]*")
_NAME = re.compile(rf"(?:{_SPELLINGS})(?=[-,+\s]|$)", re.IGNORECASE | re.ASCII)
_NO_NAME = re.compile(rf".+?(?=[,+\s]|-(?:{_SPELLINGS})(?:[-,+\s]|$)|$)", re.IGNORECASE | re.ASCII | re.DOTALL)
_BESIDE_A_MINUS = re.compile(rf"(?:^|-)(?:{_SPELLINGS})(?=-|$)", re.IGNORECASE | re.ASCII)


def _read_categories(text: str) -> CategoryExpression:
    terms: list[Term] = []
    at = 0
    while at < len(text):
        signs = _SIGNS.match(text, at)
        assert signs is not None, "the pattern matches nothing at all, too"
        at = signs.end()
        if at == len(text):
            break
        name = _NAME.match(text, at)
        if name is None:
            raise _unknown_category(text, at)
        at = name.end()
        terms.append(Term(_sign(signs[0]), taxonomy.canonical(taxonomy.find(name[0]) or name[0])))
        if len(terms) > MOST_CATEGORIES:
            raise AddressError(
                f"This address names more than {MOST_CATEGORIES} categories; ask for whole archives, such as cs."
            )
    ordered = _in_order(terms)
    if not ordered:
        raise AddressError(
            "This address only leaves categories out; name first what to take in, as in /arxiv/cs.AI-cs.CY."
        )
    return CategoryExpression(ordered)


def _sign(signs: str) -> str:
    """What a run of signs between two names means; some programs write the plus of an address as a space."""
    return "-" if "-" in signs else "," if "," in signs or not signs else "+"


def _unknown_category(text: str, at: int) -> AddressError:
    found = _NO_NAME.match(text, at)
    token = found[0] if found else text[at:]
    close = _similar(token[:40])
    meant = f" Did you mean {' or '.join(close[:3])}?" if close else ""
    return AddressError(
        f"arXiv has no category “{_shortened(token)}”.{meant} They are listed at https://arxiv.org/category_taxonomy.",
        status=404,
        suggestions=[f"/arxiv/{category}" for category in close],
    )


def _similar(token: str) -> list[str]:
    """Categories written nearly like `token`, the likeliest first: letters swapped, the archive forgotten, a letter wrong."""
    wanted = token.lower()

    def likeness(category: str) -> float:
        spelling = category.lower()
        if sorted(spelling) == sorted(wanted) or spelling.partition(".")[2] == wanted:
            return 2.0
        in_place = sum(map(str.__eq__, spelling, wanted)) / max(len(spelling), len(wanted))
        return (difflib.SequenceMatcher(None, spelling, wanted).ratio() + in_place) / 2

    scores = {category: likeness(category) for category in taxonomy.CATEGORIES if taxonomy.is_category(category)}
    return sorted((name for name in scores if scores[name] >= 0.7), key=lambda name: (-scores[name], name))[:8]


def _read_papers(tokens: Sequence[str], newest: date) -> PaperSelection:
    if len(tokens) > MOST_PAPERS:
        raise AddressError(f"This address names {len(tokens):,} papers; ask for at most {MOST_PAPERS} at a time.")
    papers = dict[str, Identifier]()
    for token in tokens:
        paper = _read_paper(token, newest)
        papers.setdefault(paper.id, paper)
    return PaperSelection(tuple(papers.values()))


def _read_paper(token: str, newest: date) -> Identifier:
    try:
        paper = parse_identifier(token)
    except IdentifierError as error:
        if _BESIDE_A_MINUS.search(token):
            raise AddressError(_MIXED) from error
        raise AddressError(_shortened(str(error), 300), status=404) from error
    if month_of(paper.id) > (newest.year, newest.month):
        year, month = month_of(paper.id)
        raise AddressError(
            f"{paper.id} cannot exist yet: its number says that it is announced in {month:02d}/{year}.", status=404
        )
    return paper


def _read_day(text: str, whole: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise AddressError(
        f"“{_shortened(whole)}” is no date; write a day as date=2026-03-06 or a range with both ends as date=2026-03-02..2026-03-06."
    )


def _read_number(name: str, text: str, *, least: int, most: int, otherwise: int) -> int:
    if not text:
        return otherwise
    number = int(text) if re.fullmatch(r"[0-9]{1,12}", text) else -1
    if not least <= number <= most:
        raise AddressError(f"{name} is a whole number from {least:,} to {most:,}, not “{_shortened(text)}”.")
    return number


def _shortened(text: str, most: int = 60) -> str:
    text = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in text)

"""What pages call lists, their days, their orders, and how a listing stands. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from crawler.clock import is_weekday
from crawler.records import Kind
from crawler.taxonomy import name_of
from webapp.addresses import Days, ListAddress, Sort
from webapp.language import language
from webapp.queries.shapes import CalendarDay, DayCounts, LedgerRow, Listing, ListingStanding, Section, Week
from webapp.words import count, day, in_words, short_day


def kind_choices(counts: DayCounts) -> tuple[tuple[tuple[Kind, ...], str], ...]:
    """What a list holds, kind by kind, and can be narrowed to: `((new,), "80 new")`, `((cross,), "35 cross-lists")`, and replacements
    of both kinds; those it has none of are left out."""
    choices = (
        ((Kind.NEW,), gettext("%(number)s new", number=count(counts.new)), counts.new),
        (
            (Kind.CROSS,),
            ngettext("%(number)s cross-list", "%(number)s cross-lists", counts.cross, number=count(counts.cross)),
            counts.cross,
        ),
        (
            (Kind.REPLACE, Kind.REPLACE_CROSS),
            ngettext(
                "%(number)s replacement",
                "%(number)s replacements",
                counts.replacements,
                number=count(counts.replacements),
            ),
            counts.replacements,
        ),
    )
    return tuple((kinds, label) for kinds, label, number in choices if number)


def counts_by_kind(counts: DayCounts) -> str:
    """`80 new, 35 cross-lists, 61 replacements`."""
    return gettext(", ").join(label for _, label in kind_choices(counts))


def orders() -> tuple[tuple[Sort, str], ...]:
    """The orders of lists, and what a page calls them."""
    return (
        (Sort.DEFAULT, gettext("by kind")),
        (Sort.DATE, gettext("latest submission")),
        (Sort.STARS, gettext("most opened")),
        (Sort.FORYOU, gettext("for you")),
    )


def list_name(address: ListAddress) -> str:
    """What a list is called: `Computation and Language`, `cs.AI, cs.CL and cs.LG without cs.CY`. More than two go by their codes."""
    terms = address.expression.terms
    if len(terms) == 2 and terms[1].sign != "-":
        return " + ".join(name_of(term.name) for term in terms)  # the names themselves are full of `and`
    names = [name_of(term.name) if len(terms) <= 2 else term.name for term in terms]
    named = [name for name, term in zip(names, terms, strict=True) if term.sign != "-"]
    without = [name for name, term in zip(names, terms, strict=True) if term.sign == "-"]
    if not without:
        return in_words(named)
    return gettext("%(names)s without %(others)s", names=in_words(named), others=in_words(without))


def list_days(listing: Listing) -> str:
    """The days a list covers: `Friday 20 November 2026`, `Monday 2 to Friday 6 March 2026`; empty where nothing is held at all."""
    first, last = listing.first_day, listing.last_day
    if first is None or last is None:
        return ""
    if first == last:
        return day(last)
    return gettext("%(first)s to %(last)s", first=_first_day(first, last), last=day(last))


def _first_day(first: date, last: date) -> str:
    """The first day of a range, without the month and year that the last one names."""
    if language() != "en" or first.year != last.year:
        return day(first)
    return f"{first:%A} {first.day}" if first.month == last.month else f"{first:%A} {first.day} {first:%B}"


def section_heading(section: Section) -> str:
    """What stands over a run of cards: a day of a range, `Replacements`; empty for the first run of a single day."""
    written = day(section.day) if section.day else ""
    if not section.replacements:
        return written
    return gettext("Replacements, %(day)s", day=written) if written else gettext("Replacements")


def weeks(days: Sequence[CalendarDay], newest: date) -> list[Week]:
    """Days laid out as a calendar, oldest week first: Monday to Friday, to Sunday if one needs it. newest: there can be none after it."""
    by_day = {held.day: held for held in days}
    width = 5 if all(map(is_weekday, by_day)) else 7
    mondays = {day - timedelta(days=day.weekday()) for day in by_day}
    return [
        Week(
            days=Days(monday, min(monday + timedelta(days=width - 1), newest)),
            cells=tuple(by_day.get(monday + timedelta(days=column)) for column in range(width)),
        )
        for monday in sorted(mondays)
    ]


_STATE_WORDS = {
    "uncrawled": lazy_gettext("not crawled"),
    "expected": lazy_gettext("expected"),
    "late": lazy_gettext("late at arXiv"),
    "partial": lazy_gettext("incomplete"),
    "stale": lazy_gettext("older day at arXiv"),
    "empty": lazy_gettext("no announcement"),
    "complete": lazy_gettext("complete"),
}


def state_words(state: str) -> str:
    """A ledger state as people say it: `late at arXiv`."""
    return str(_STATE_WORDS.get(state, state))


def standing_words(standing: ListingStanding, shown: date | None) -> str:
    """How a category's newest day stands, when that matters beside the day shown: `Mon 23 Nov: late at arXiv`, else nothing."""
    if standing.state == "complete" or (standing.state == "uncrawled" and shown is None):
        return ""
    words = state_words(standing.state)
    if standing.state == "partial" and standing.expected is not None:
        words = gettext("%(held)s of %(total)s so far", held=count(standing.held), total=count(standing.expected))
    return words if standing.day == shown else gettext("%(day)s: %(what)s", day=short_day(standing.day), what=words)


def open_standings(ledger: Sequence[LedgerRow]) -> list[ListingStanding]:
    """The listings that are not as they should be (late, incomplete, stale, not to be had), newest day first."""
    cells = [cell for row in ledger for cell in row.cells if cell is not None and _is_open(cell)]
    return sorted(cells, key=lambda cell: cell.day, reverse=True)


def _is_open(standing: ListingStanding) -> bool:
    # A listing that was never fetched has a reason only if it was tried.
    return standing.state in ("late", "partial", "stale") or (standing.state == "uncrawled" and bool(standing.reason))


FILTERS: dict[str, Callable[..., Any]] = {
    "counts_by_kind": counts_by_kind,
    "kind_choices": kind_choices,
    "list_days": list_days,
    "list_name": list_name,
    "open_standings": open_standings,
    "section_heading": section_heading,
    "standing_words": standing_words,
    "state_words": state_words,
    "weeks": weeks,
}

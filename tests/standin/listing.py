"""arxiv.org's list pages: ``/list/X/new`` and ``/catchup/X/YYYY-MM-DD``.

The markup follows arXiv's own templates: ``dl id='articles'`` once a section, replacements of both kinds under one
heading, accents resolved in authors, comments and abstracts, and no version number anywhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from urllib.parse import quote

from .markup import one_line, without_accents_in_tex
from .messages import Circumstances, Reply
from .taxonomy import ARCHIVES, CATEGORIES, canonical, display_name, members
from .world import EASTERN, Entry, State, World, out_at, state_on

PAGE_SIZES = (25, 50, 100, 250, 500, 1000, 2000)
PAGE = 2000
CATCHUP_DAYS = 90

_SECTIONS = {"New": ("new",), "Cross": ("cross",), "Replacement": ("replace", "replace-cross")}


@dataclass(frozen=True)
class _Section:
    """A heading's entries in all (``total``) and those that can be shown."""

    name: str
    total: int
    entries: list[Entry]


@dataclass(frozen=True)
class _Slice:
    """Which part of the day a page shows: ``skip`` entries left out, ``show`` at most."""

    skip: int
    show: int


class BadRequestError(Exception):
    """A request the page answers with HTTP 400 and this reason."""


def new(world: World, subject: str, parameters: Mapping[str, str], at: Circumstances) -> Reply:
    """``/list/SUBJECT/new``: the newest announcement that is out. ``skip`` and ``show`` choose a part of it."""
    try:
        wanted = _slice(parameters)
    except BadRequestError as error:
        return _bad_request(str(error))
    if subject not in CATEGORIES and subject not in ARCHIVES:
        return _page("404", f"<h1>No archive '{escape(subject)}'</h1>", status=404)
    subject = canonical(subject)
    day = _latest_day(world, at)
    if day is None:
        return _page(subject, f"<h1>{escape(display_name(subject))}</h1>\n<p>No updates today.</p>")
    sections = _sections(world, subject, day, at)
    total = sum(section.total for section in sections)
    body = [
        f"<h1>{escape(display_name(subject))}</h1>",
        _index(sections, wanted),
        f'<p>See <a id="recent-{subject}" href="/list/{subject}/recent">recent</a> articles</p>',
        f"<h3>Showing new listings for {_long_date(day)}</h3>",
        f"<div class='paging'>Total of {total} entries </div>" if total else "",
        _items(world, day, sections, wanted) or "<p>No updates today.</p>",
    ]
    return _page(f"{display_name(subject)} ", "\n".join(body))


def catchup(world: World, subject: str, day_text: str, parameters: Mapping[str, str], at: Circumstances) -> Reply:
    """``/catchup/SUBJECT/DAY?abs=True&page=1``: any day of the last 90 that is out, 2000 entries a page."""
    try:
        day, with_abstracts, page = _catchup_request(subject, day_text, parameters, at)
    except BadRequestError as error:
        return _bad_request(str(error))
    if subject != canonical(subject):
        address = f"/catchup/{canonical(subject)}/{day}?page={page}&abs={with_abstracts}"
        return Reply("", 301, headers={"Location": address})
    latest = _latest_day(world, at)
    out = latest is not None and day <= latest
    sections = _sections(world, subject, day, at) if out and day in world.days else []
    total = sum(section.total for section in sections)
    wanted = _Slice((page - 1) * PAGE, PAGE)
    short_date = day.strftime("%a, %d %b %Y")
    items = _items(world, latest or day, sections, wanted, with_abstracts)
    nothing = f"No further updates for {short_date}" if page > 1 else f"<p>No updates for {short_date}</p>"
    body = [
        f"<h1>Catchup results for {escape(display_name(subject))} on {short_date}</h1>",
        _index(sections, wanted),
        f"<div>\n Total of {total} entries \n {_page_links(subject, day, with_abstracts, page, total)}\n</div>",
        items or f"<br>\n<div>{nothing}</div>\n<br>",
    ]
    return _page("Catchup", "\n".join(body))


def _latest_day(world: World, at: Circumstances) -> date | None:
    day = world.latest_day(at.now)
    return world.day_before(day) if day and at.fault("late") else day


def _sections(world: World, subject: str, day: date, at: Circumstances) -> list[_Section]:
    source = world.day_before(day) if at.fault("stale") else day
    listed = world.listing(members(subject), source) if source and not at.fault("empty") else []
    sections = []
    for name, kinds in _SECTIONS.items():
        entries = [entry for entry in listed if entry.kind in kinds and entry.in_list]
        total = len(entries)
        if short := at.fault("short"):
            entries = entries[: short.kept(total)]
            total = len(entries)
        if partial := at.fault("partial"):
            entries = entries[: partial.kept(total)]
        if total:
            sections.append(_Section(name, total, entries))
    return sections


def _slice(parameters: Mapping[str, str]) -> _Slice:
    skip, show = parameters.get("skip", "0"), parameters.get("show", str(PAGE))
    if not skip.isdecimal():
        raise BadRequestError(f"Invalid skip value '{skip}'.")
    if not show.isdecimal() or int(show) not in PAGE_SIZES:
        raise BadRequestError(f"Invalid show value '{show}'. Use one of {', '.join(map(str, PAGE_SIZES))}.")
    return _Slice(int(skip), int(show))


def _catchup_request(
    subject: str, day_text: str, parameters: Mapping[str, str], at: Circumstances
) -> tuple[date, bool, int]:
    """The day, whether abstracts are wanted and the page. Raises BadRequestError."""
    if set(parameters) - {"abs", "page"}:
        raise BadRequestError("Unexpected parameters. Only accepted parameters are: 'page', and 'abs'")
    if subject != "grp_physics" and subject not in ARCHIVES and subject not in CATEGORIES:
        raise BadRequestError("Invalid subject. Subject must be an archive, category or 'grp_physics'")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day_text):
        raise BadRequestError("Invalid date format. Use format: YYYY-MM-DD")
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        raise BadRequestError("Invalid date format. Use format: YYYY-MM-DD") from None
    today = at.now.astimezone(EASTERN).date()
    if day < today - timedelta(days=CATCHUP_DAYS):
        raise BadRequestError(f"Invalid date: {day}. Catchup only allowed for past 90 days")
    if day > today and out_at(day) > at.now:
        raise BadRequestError(f"Invalid date: {day}. Can't request date later than today")
    wants_abstracts = parameters.get("abs", "False")
    if wants_abstracts not in ("True", "False"):
        raise BadRequestError("Invalid abs value. Use ?abs=True to include abstracts or ?abs=False to not")
    page = parameters.get("page", "1")
    if not page.isdecimal() or int(page) < 1:
        raise BadRequestError("Invalid page value. Page value should be a positive integer like ?page=3")
    return day, wants_abstracts == "True", int(page)


def _long_date(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _index(sections: list[_Section], wanted: _Slice) -> str:
    titles = {"New": "New submissions", "Cross": "Cross-lists", "Replacement": "Replacements"}
    lines, position = [], 1
    for section in sections:
        lines.append(f'  <li><a href="#item{position - wanted.skip}" rel="nofollow">{titles[section.name]}</a></li>')
        position += section.total
    return "<ul>\n{}\n</ul>".format("\n".join(lines))


def _items(world: World, day: date, sections: list[_Section], wanted: _Slice, with_abstracts: bool = True) -> str:
    """The sections of one page; empty if it lies beyond the end. Papers are shown as of ``day``."""
    parts, start = [], 0
    for section in sections:
        first, last = max(wanted.skip - start, 0), wanted.skip + wanted.show - start
        shown = section.entries[first:last] if last > 0 else []
        if shown:
            claimed = min(section.total, last) - first
            parts.append(f"<dl id='articles'>\n  <h3>{_heading(section, first, claimed)}</h3>\n")
            for number, entry in enumerate(shown, start=start + first + 1):
                state = state_on(entry.paper, day)
                if state:
                    parts.append(_item(state, entry, number, with_abstracts))
            parts.append("</dl>\n")
        start += section.total
    return "".join(parts)


def _heading(section: _Section, first: int, shown: int) -> str:
    showing = "showing"
    ends_here = first + shown >= section.total
    if first:
        showing = "continued, showing last" if ends_here else "continued, showing"
    elif not ends_here:
        showing = "showing first"
    return f"{section.name} submissions ({showing} {shown} of {section.total} entries)"


def _item(state: State, entry: Entry, number: int, with_abstracts: bool) -> str:
    identifier = state.paper.id
    note = {"cross": f"(cross-list from {state.paper.primary})", "new": ""}.get(entry.kind, "(replaced)")
    comment = state.version.comment
    return (
        "    <dt>\n"
        f"      <a name='item{number}'>[{number}]</a>\n"
        f'      <a href ="/abs/{identifier}" title="Abstract" id="{identifier}">\n'
        f"        arXiv:{identifier}\n"
        "      </a>\n"
        f"      {note}\n"
        f"      {_downloads(state)}\n"
        "    </dt>\n"
        "    <dd>\n"
        "      <div class='meta'>\n"
        "        <div class='list-title mathjax'><span class='descriptor'>Title:</span>\n"
        f"          {_plain(one_line(state.version.title))}\n"
        "        </div>\n"
        f"        <div class='list-authors'>{_authors(state)}</div>\n"
        f"{_field('comments mathjax', 'Comments', comment) if comment else ''}"
        f"{_field('journal-ref', 'Journal-ref', state.journal_ref) if state.journal_ref else ''}"
        "        <div class='list-subjects'><span class='descriptor'>Subjects:</span>\n"
        f"          {_subjects(state)}\n"
        "        </div>\n"
        f"{_abstract(state) if with_abstracts else ''}"
        "      </div>\n"
        "    </dd>\n"
    )


def _plain(text: str) -> str:
    return escape(without_accents_in_tex(text), quote=False)


def _downloads(state: State) -> str:
    identifier = state.paper.id
    links = [
        f'<a href="/pdf/{identifier}" title="Download PDF" id="pdf-{identifier}" '
        f'aria-labelledby="pdf-{identifier}">pdf</a>'
    ]
    if state.paper.has_html and not state.version.withdrawn:
        links.append(
            f'<a href="/html/{identifier}" title="View HTML" id="html-{identifier}" '
            f'aria-labelledby="html-{identifier}" rel="noopener noreferrer" target="_blank">html</a>'
        )
    links.append(
        f'<a href="/format/{identifier}" title="Other formats" id="oth-{identifier}" '
        f'aria-labelledby="oth-{identifier}">other</a>'
    )
    return f"[{', '.join(links)}]"


def _authors(state: State) -> str:
    archive = CATEGORIES[state.paper.primary].archive
    parts = []
    for author in state.paper.authors:
        name = without_accents_in_tex(author.full_name)
        query = quote(f"{author.keyname}, {author.forenames[:1]}")
        link = f'<a href="/search/{archive}?searchtype=author&amp;query={query}">{escape(name, quote=False)}</a>'
        parts.append(f"{link} ({_plain(', '.join(author.affiliations))})" if author.affiliations else link)
    return ", ".join(parts)


def _field(css_class: str, label: str, text: str) -> str:
    return (
        f"        <div class='list-{css_class}'><span class='descriptor'>{label}:</span>\n"
        f"          {_plain(text)}\n"
        "        </div>\n"
    )


def _subjects(state: State) -> str:
    official = dict.fromkeys(canonical(category) for category in state.categories)
    named = [f"{escape(display_name(category))} ({category})" for category in official]
    return f'<span class="primary-subject">{named[0]}</span>' + "".join(f"; {other}" for other in named[1:])


def _abstract(state: State) -> str:
    """Lines that begin with a blank start a new line on the page; other line breaks are blanks."""
    text = re.sub(r"\n[ \t]+", "<br>", _plain(state.version.abstract.strip()))
    return f"        <p class='mathjax'>\n          {text}\n        </p>\n"


def _page_links(subject: str, day: date, with_abstracts: bool, page: int, total: int) -> str:
    if total <= PAGE:
        return ""
    links = []
    for number in range(1, total // PAGE + 2):
        address = f"/catchup/{subject}/{day}?abs={with_abstracts}&page={number}"
        links.append(f"<span>{number}</span>" if number == page else f"<a href={address}>{number}</a>")
    return f"View page:\n {' '.join(links)}"


def _bad_request(reason: str) -> Reply:
    return _page("400", f"<h1>Bad Request</h1>\n<p>{escape(reason)}</p>", status=400)


def _page(title: str, content: str, status: int = 200) -> Reply:
    body = (
        '<!DOCTYPE html>\n<html lang="en">\n\n<head>  <title>'
        f"{escape(title)}</title>\n"
        '  <meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '</head>\n\n<body class="with-cu-identity">\n<main class="container" id="main-container">\n'
        f"<div id='content-inner'>\n<div id='dlpage'>\n{content}\n</div>\n</div>\n</main>\n</body>\n</html>\n"
    )
    return Reply(body, status)

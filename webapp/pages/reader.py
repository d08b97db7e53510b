"""A reader's own pages: what is marked, settings, joining a device, moving house, being forgotten."""

import json

import segno
from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, Gone, NotFound

from crawler.identifiers import Identifier
from crawler.store.marks import MarkKind, marks_kept, store_marks
from crawler.store.reader_trails import articles_kept, store_articles_read, store_trails, trails_kept
from crawler.store.readers import (
    LINK_LASTS,
    forget_reader,
    join_reader,
    link_holds,
    make_device_link,
    settings_kept,
    store_settings,
)
from crawler.store.saved_searches import saved_searches, store_searches
from webapp.addresses import MOST_PAPERS, MOST_SHOWN
from webapp.kept_state import KeptState, Refusal, StateError, read_file, read_paper, state_file
from webapp.pages.files import entries_of, file_response, wanted_form
from webapp.paper_files import Form
from webapp.preferences import CHOICES, CurrentReader, Preferences
from webapp.queries.cards import cards_by_ids, formulas_of
from webapp.queries.marked import mark_counts, marked
from webapp.queries.reading import NO_MARKS, marks_on, reading_of
from webapp.queries.saved import searches_of
from webapp.reader import (
    answer_language,
    asked_density,
    be_nobody,
    become,
    changing_reader,
    current_reader,
    spend_marks,
)
from webapp.saved_addresses import saved_address, saved_reader
from webapp.site import this_site

pages = Blueprint("reader", __name__, url_prefix="/reader")

_SHOWN = 50
_LARGEST_FILE = 32 * 1024 * 1024
_OF_PATH = {"stars": MarkKind.STAR, "notes": MarkKind.NOTE, "hidden": MarkKind.HIDE}


@pages.get("")
def show() -> str:
    """What is kept of this reader, and what can be done with it."""
    site, reader = this_site(), current_reader()
    with site.reading() as session:
        counts = mark_counts(session, reader)
        searches = searches_of(session, reader, site.index, saved_reader(site.newest_day()))
    return render_template("reader/index.html", counts=counts, searches=searches)


@pages.get("/<any(stars, notes, hidden):which>")
def show_marked(which: str) -> ResponseReturnValue:
    """The papers marked so, the latest mark first."""
    form = wanted_form()
    return _show_papers(_OF_PATH[which]) if form is None else _file(form, _OF_PATH[which])


@pages.get("/lists/<path:name>")
def show_list(name: str) -> ResponseReturnValue:
    """The papers on a list of the reader's."""
    form = wanted_form()
    return _show_papers(MarkKind.LIST, name) if form is None else _file(form, MarkKind.LIST, name)


@pages.get("/papers/<path:text>")
def show_paper(text: str) -> str:
    """The note on a paper and the lists it is on, to change without a script."""
    try:
        paper = read_paper(text)
    except StateError as error:
        raise NotFound(str(error)) from error
    reader = current_reader()
    with this_site().reading() as session:
        cards = cards_by_ids(session, [paper])
        marks = marks_on(session, reader, [paper]).get(paper, NO_MARKS)
        lists = mark_counts(session, reader).lists
        rendered = formulas_of(session, cards)
    return render_template(
        "reader/paper.html", id=paper, card=next(iter(cards), None), marks=marks, lists=lists, rendered=rendered
    )


@pages.get("/settings")
def show_settings() -> str:
    """Everything a reader can choose."""
    reader = current_reader()
    preferences = reader.preferences if reader else Preferences()
    return render_template("reader/settings.html", preferences=preferences, choices=CHOICES)


@pages.post("/devices")
def link_device() -> ResponseReturnValue:
    """A link, and the same as a QR code, by which another browser becomes this reader."""
    site = this_site()
    now = site.now()
    with site.writing() as session:
        token = make_device_link(session, changing_reader(session), now)
    address = f"{request.host_url}reader/join/{token}"
    drawing = segno.make(address, micro=False).svg_inline(scale=5, dark="#000", light="#fff", omitsize=True)
    code = Markup(drawing)  # noqa: S704 (squares and nothing else)
    return render_template("reader/device.html", address=address, code=code, until=now + LINK_LASTS)


@pages.get("/join/<token>")
def offer_to_join(token: str) -> ResponseReturnValue:
    """Asks whether this browser shall join: opening the link alone changes nothing, since programs open links, too."""
    reader = current_reader()
    with this_site().reading() as session:
        holds = link_holds(session, token, this_site().now())
        counts = mark_counts(session, reader)
    if not holds:
        raise Gone(str(_LINK_USED))
    return render_template("reader/join.html", token=token, counts=counts)


@pages.post("/join/<token>")
def join(token: str) -> ResponseReturnValue:
    """This browser joins the reader of the link and brings along what it had marked itself."""
    site, reader = this_site(), current_reader()
    with site.writing() as session:
        joined = join_reader(session, token, site.now(), known_as=reader.id if reader else None)
    if joined is None:
        raise Gone(str(_LINK_USED))
    become(*joined)
    return redirect("/reader", code=303)


@pages.get("/export")
def export() -> Response:
    """Everything kept of this reader, as one file."""
    site, reader = this_site(), current_reader()
    now = site.now()
    with site.reading() as session:
        content = state_file(_kept(session, reader), now)
    return Response(
        json.dumps(content, ensure_ascii=False, indent=1),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="paperstand-{now:%Y-%m-%d}.json"'},
    )


@pages.post("/import")
def take_in() -> ResponseReturnValue:
    """Add what a file of `export` holds. Of two words on the same thing the later holds, so that a file may be taken in twice."""
    request.max_content_length = _LARGEST_FILE
    site = this_site()
    state = _read_upload()
    with site.writing() as session:
        reader_id = changing_reader(session)
        spend_marks(session, len(state.marks))
        store_marks(session, reader_id, state.marks)
        store_settings(session, reader_id, state.settings)
        store_searches(session, reader_id, state.searches)
        trails = store_trails(session, reader_id, state.trails)
        unknown = store_articles_read(session, reader_id, state.articles)
    refused = [
        *state.refused,
        *[Refusal(trail.title, gettext("So many trails are kept already that this one was not.")) for trail in trails],
        *[Refusal(f"{one.feed}/{one.article}", gettext("This article is not held here.")) for one in unknown],
    ]
    return render_template("reader/imported.html", state=state, refused=refused)


@pages.get("/forget")
def offer_to_forget() -> str:
    """Asks once more, and offers the file first."""
    with this_site().reading() as session:
        counts = mark_counts(session, current_reader())
    return render_template("reader/forget.html", counts=counts)


@pages.post("/forget")
def forget() -> ResponseReturnValue:
    """Delete this reader on all its browsers."""
    reader = current_reader()
    if reader is not None:
        with this_site().writing() as session:
            forget_reader(session, reader.id)
    be_nobody()
    answer = redirect("/", code=303)
    # What the browser kept: marks on their way, pages for reading offline. https://www.w3.org/TR/clear-site-data/
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


_LINK_USED = lazy_gettext(
    "This link has been used already, or its quarter of an hour is over. Make a new one on the other device, under “My papers”."
)


def _show_papers(kind: MarkKind, name: str = "") -> str:
    reader = current_reader()
    skip = request.args.get("skip", 0, type=int)
    skip = min(max(skip, 0), 1_000_000)
    with this_site().reading() as session:
        every = marked(session, reader, kind, name, show=MOST_PAPERS) if reader else []
        ids = marked(session, reader, kind, name, show=_SHOWN + 1, skip=skip) if reader else []
        cards = cards_by_ids(session, ids[:_SHOWN])
        rendered = formulas_of(session, cards)
        reading = reading_of(session, reader, ids, answer_language(), folds_hidden=False, density=asked_density())
    return render_template(
        "reader/papers.html",
        kind=kind,
        name=name,
        every=every,
        skip=skip,
        show=_SHOWN,
        more=len(ids) > _SHOWN,
        cards=cards,
        missing=[arxiv_id for arxiv_id in ids[:_SHOWN] if arxiv_id not in {card.id for card in cards}],
        rendered=rendered,
        reading=reading,
    )


def _file(form: Form, kind: MarkKind, name: str = "") -> Response:
    """The latest thousand papers marked so, or what `skip` says, those that are not held by their numbers."""
    reader = current_reader()
    skip = min(max(request.args.get("skip", 0, type=int), 0), 1_000_000)
    with this_site().reading() as session:
        ids = marked(session, reader, kind, name, show=MOST_SHOWN + 1, skip=skip) if reader else []
        papers = [Identifier(arxiv_id) for arxiv_id in ids[:MOST_SHOWN]]
        entries = entries_of(session, papers, cards_by_ids(session, ids[:MOST_SHOWN]))
    return file_response(form, entries, name or kind, total=skip + len(ids), end=skip + MOST_SHOWN)


def _kept(session: Session, reader: CurrentReader | None) -> KeptState:
    if reader is None:
        return KeptState()
    return KeptState(
        marks=tuple(marks_kept(session, reader.id)),
        settings=tuple(settings_kept(session, reader.id)),
        searches=tuple(saved_searches(session, reader.id)),
        trails=tuple(trails_kept(session, reader.id)),
        articles=tuple(articles_kept(session, reader.id)),
    )


def _read_upload() -> KeptState:
    site = this_site()
    newest = site.newest_day()
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadRequest(gettext("Choose the file first that was exported before."))
    try:
        content = json.loads(file.read())
        return read_file(content, site.now(), lambda text: saved_address(text, newest))
    except (ValueError, RecursionError) as error:
        raise BadRequest(
            gettext("This file is no JSON, so it is none that a Paperstand wrote under “Export”.")
        ) from error
    except StateError as error:
        raise BadRequest(str(error)) from error

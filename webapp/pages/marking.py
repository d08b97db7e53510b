"""What changes a reader's state: marks, openings, settings, saved searches, translations asked for.

Scripts send JSON, forms are answered with a way back.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from crawler.store.ahead import queue_missing
from crawler.store.answers import TRANSLATION, Priority
from crawler.store.marks import MarkKind, MarkRecord, store_marks
from crawler.store.opens import OpenKind, count_open
from crawler.store.readers import SettingRecord, store_settings
from crawler.store.redoing import row_ids
from crawler.store.saved_searches import SearchRecord, drop_search, note_look, store_searches
from webapp.addresses import ARXIV_BEGAN
from webapp.kept_state import StateError, read_day, read_marks, read_name, read_note, read_paper
from webapp.preferences import CHOICES, PreferenceError, Preferences, read_preference
from webapp.queries.days import latest_day
from webapp.queries.reading import opens_of
from webapp.reader import changing_reader, current_reader, spend_answers, spend_marks, visitor
from webapp.saved_addresses import saved_address
from webapp.site import this_site
from webapp.visits import Visit, read_visit, shown

pages = Blueprint("marking", __name__, url_prefix="/reader")

MOST_AT_ONCE = 1000

# What a form's button says by its name: the mark, and whether it is set. Its value is a paper, or several with commas between.
_BUTTONS = {
    "star": (MarkKind.STAR, True),
    "unstar": (MarkKind.STAR, False),
    "read": (MarkKind.READ, True),
    "unread": (MarkKind.READ, False),
    "hide": (MarkKind.HIDE, True),
    "unhide": (MarkKind.HIDE, False),
}


@pages.post("/marks")
def mark() -> ResponseReturnValue:
    """Marks on papers.

    JSON: `{"sent": TIME, "marks": [MARK, …]}` as in `webapp.kept_state`, at most a thousand; answered with how many were taken and
    which were not, and why. A form: a button of `_BUTTONS`; or `paper` with `note`, or with `list` and `on`; or `paper` with `lists`.
    """
    if request.is_json:
        return _mark_from_script()
    marks = list(_marks_of_form())
    if not marks:
        raise BadRequest(gettext("This form names no paper to mark."))
    _keep(marks)
    return _back(marks[0].arxiv_id)


@pages.post("/opens")
def opened() -> ResponseReturnValue:
    """`{"paper": ID, "kind": "pdf"}`: a paper was opened. Counted once a visitor and day; answered with how often it was by anybody.

    A reader for whom opening a paper makes it read has it kept, too, that this one was opened.
    """
    sent = _json()
    try:
        paper, kind = read_paper(sent.get("paper")), OpenKind(str(sent.get("kind")))
    except (StateError, ValueError) as error:
        raise BadRequest(gettext("An opening names a paper and one of pdf, answers, page.")) from error
    if kind is OpenKind.STAR:
        raise BadRequest(gettext("A star is counted when it is set."))
    reader = current_reader()
    with this_site().writing() as session:
        counted = count_open(session, paper, kind, visitor(), this_site().now())
        if counted and reader is not None and reader.preferences.mark_read != "hand":
            store_marks(session, reader.id, [_said(paper, MarkKind.OPEN, is_set=True)])
        times = opens_of(session, [paper]).get(paper, {}).get(kind, 0)
    return {"times": times}


@pages.post("/settings")
def settings() -> ResponseReturnValue:
    """Settings by name. JSON: `{"theme": "dark"}`. A form: choices as they are, lists of names with line breaks or commas between."""
    sent = _json() if request.is_json else _settings_of_form()
    try:
        values = {name: read_preference(name, value) for name, value in sent.items()}
    except PreferenceError as error:
        raise BadRequest(str(error)) from error
    _set(values)
    return ("", 204) if request.is_json else _back()


@pages.post("/follow")
def follow() -> ResponseReturnValue:
    """A category more or less among those followed or left out. A form: `follow`, `unfollow`, `exclude` or `include` with its name."""
    reader = current_reader()
    kept = reader.preferences if reader else Preferences()
    values: dict[str, Any] = {"categories": list(kept.categories), "excluded": list(kept.excluded)}
    for button, name, other in (
        ("follow", "categories", "excluded"),
        ("unfollow", "categories", None),
        ("exclude", "excluded", "categories"),
        ("include", "excluded", None),
    ):
        for category in request.form.getlist(button):
            for each in (name, other or name):
                values[each] = [one for one in values[each] if one != category]
            values[name] += [category] if other else []
    try:
        _set({name: read_preference(name, value) for name, value in values.items()})
    except PreferenceError as error:
        raise BadRequest(str(error)) from error
    return _back()


@pages.post("/categories")
def choose() -> ResponseReturnValue:
    """The categories that a form names with `in`, `out` or nothing are followed, excluded or neither; others stay as they are.

    What was followed before keeps its order.
    """
    reader = current_reader()
    kept = reader.preferences if reader else Preferences()
    chosen = {name: choice for name, choice in request.form.items() if name != "back"}
    values = {
        "categories": _chosen(kept.categories, chosen, "in"),
        "excluded": _chosen(kept.excluded, chosen, "out"),
    }
    try:
        _set({name: read_preference(name, value) for name, value in values.items()})
    except PreferenceError as error:
        raise BadRequest(str(error)) from error
    return redirect("/", code=303)


@pages.post("/visit")
def visit() -> ResponseReturnValue:
    """`day`: the reader has been shown what was announced up to then, as pages tell by a script; with `all`, has seen it all.

    It makes nobody a reader.
    """
    site, reader = this_site(), current_reader()
    try:
        day = read_day(request.form.get("day"), site.now())
    except StateError as error:
        raise BadRequest(str(error)) from error
    if day < ARXIV_BEGAN:
        raise BadRequest(gettext("Nothing was announced before arXiv began."))
    if reader is not None:
        kept = read_visit(reader.preferences.visit)
        now = shown(kept, day)
        if "all" in request.form:
            now = Visit(now.shown, now.shown)
        if now != kept:
            _set({"visit": str(now)})
    return _back() if "back" in request.form else ("", 204)


@pages.post("/searches")
def save_search() -> ResponseReturnValue:
    """A list or search to keep beside the categories: `address` and `name`; or `drop` with an address to keep no longer, or `seen`
    with that of a search of which everything held by now has been seen."""
    site = this_site()
    now, newest = site.now(), site.newest_day()
    dropped, seen, address = request.form.get("drop"), request.form.get("seen"), request.form.get("address", "")
    with site.writing() as session:
        if dropped is not None:
            drop_search(session, changing_reader(session), dropped[:2000])
            return _back()
        if seen is not None:
            if current_reader() is not None and (held := latest_day(session, site.carried)):
                note_look(session, changing_reader(session), seen[:2000], held)
            return _back()
        search = SearchRecord(saved_address(address[:2000], newest), _name(request.form.get("name")), now)
        if not store_searches(session, changing_reader(session), [search]):
            raise BadRequest(
                gettext("So many lists and searches are saved already that this one was not; drop one first.")
            )
    return _back()


@pages.post("/translations")
def translate() -> ResponseReturnValue:
    """Have titles and abstracts translated into the reader's language. A form: `papers`, their ids with commas between.

    Asked for are only those that never were, within what one address may have written in a day.
    """
    site, reader = this_site(), current_reader()
    language = reader.preferences.translation if reader else "none"
    if not site.model or language not in site.languages:
        raise BadRequest(gettext("Choose first, in the settings, which language this site shall translate into."))
    try:
        named = [read_paper(each) for each in request.form.get("papers", "").split(",")[:MOST_AT_ONCE]]
    except StateError as error:
        raise BadRequest(str(error)) from error
    with site.writing() as session:
        held = row_ids(session, named)
        papers = [held[each] for each in dict.fromkeys(named) if each in held]
        queued = queue_missing(session, papers, [TRANSLATION], [language], site.now(), Priority.READER)
        spend_answers(session, queued)
    return _back()


def _chosen(kept: Iterable[str], chosen: Mapping[str, str], wanted: str) -> list[str]:
    stay = [name for name in kept if chosen.get(name, wanted) == wanted]
    return [*stay, *(name for name, choice in chosen.items() if choice == wanted and name not in stay)]


def _mark_from_script() -> ResponseReturnValue:
    sent = _json()
    if isinstance(sent.get("marks"), list) and len(sent["marks"]) > MOST_AT_ONCE:
        raise BadRequest(gettext("Send at most %(number)s marks at a time.", number=f"{MOST_AT_ONCE:,}"))
    try:
        marks, refused = read_marks(sent.get("marks"), this_site().now(), sent.get("sent"))
    except StateError as error:
        raise BadRequest(str(error)) from error
    if marks:
        _keep(marks)
    return jsonify(taken=len(marks), refused=[{"id": each.id, "why": each.why} for each in refused])


def _keep(marks: list[MarkRecord]) -> None:
    site = this_site()
    now = site.now()
    with site.writing() as session:
        reader_id, who = changing_reader(session), visitor()
        spend_marks(session, len(marks))
        store_marks(session, reader_id, marks)
        for mark in marks:
            if mark.kind is MarkKind.STAR and mark.is_set:
                count_open(session, mark.arxiv_id, OpenKind.STAR, who, now)


def _marks_of_form() -> Iterable[MarkRecord]:
    form = request.form
    try:
        for button, (kind, is_set) in _BUTTONS.items():
            for paper in ",".join(form.getlist(button)).split(",")[:MOST_AT_ONCE]:
                if paper:
                    yield _said(paper, kind, is_set=is_set)
        if "note" in form:
            note = read_note(form["note"])
            yield _said(form.get("paper"), MarkKind.NOTE, is_set=bool(note), text=note or None)
        if form.get("list"):
            yield _said(form.get("paper"), MarkKind.LIST, is_set=form.get("on") != "0", name=read_name(form["list"]))
    except StateError as error:
        raise BadRequest(str(error)) from error


def _said(paper: object, kind: MarkKind, *, is_set: bool, name: str = "", text: str | None = None) -> MarkRecord:
    return MarkRecord(
        arxiv_id=read_paper(paper),
        kind=kind,
        name=name,
        is_set=is_set,
        text=text,
        marked=this_site().now(),
        client_id=secrets.token_hex(8),
    )


def _settings_of_form() -> dict[str, Any]:
    return {
        name: value if name in CHOICES else [word for word in value.replace(",", "\n").split("\n") if word.strip()]
        for name, value in request.form.items()
        if name != "back"
    }


def _set(values: dict[str, Any]) -> None:
    site = this_site()
    now = site.now()
    with site.writing() as session:
        reader_id = changing_reader(session)
        store_settings(session, reader_id, [SettingRecord(name, value, now) for name, value in values.items()])


def _name(value: object) -> str:
    try:
        return read_name(value)
    except StateError as error:
        raise BadRequest(str(error)) from error


def _json() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise BadRequest(gettext("This is no JSON object."))
    return sent


def _back(fragment: str = "") -> ResponseReturnValue:
    """To the page that the form stood on, which it names in `back`; a path of this site and nothing else."""
    back = request.form.get("back", "")
    if not back.startswith("/") or back.startswith(("//", "/\\")) or not back.isprintable():
        back = "/reader"
    return redirect(back.partition("#")[0] + (f"#{fragment}" if fragment else ""), code=303)

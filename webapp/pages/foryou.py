"""The order for a reader: today's papers in it, what it was learned from, and the reader's corrections."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from crawler.store.readers import SettingRecord, store_settings
from webapp.preferences import PreferenceError, Preferences, read_preference
from webapp.queries.learned import learned
from webapp.reader import changing_reader, current_reader, shown_categories
from webapp.site import this_site
from webapp.taste import term_of

pages = Blueprint("foryou", __name__)

_LONGEST = 80  # characters typed
_CORRECTIONS = ("more", "less", "forgotten")


@pages.get("/foryou")
def today() -> ResponseReturnValue:
    """The latest papers of the followed categories, else of the carried ones, in the order for the reader."""
    reader = current_reader()
    excluded = reader.preferences.excluded if reader else ()
    named = ",".join(shown_categories()) + "".join(f"-{category}" for category in excluded)
    return redirect(f"/arxiv/{named}?sort=foryou", code=302)


@pages.get("/reader/profile")
def profile() -> str:
    """What was learned of the reader, from what, and the ways to correct it."""
    site, reader = this_site(), current_reader()
    with site.reading() as session:
        content = learned(session, site.tastes, reader, site.now(), shown_categories())
    return render_template(
        "foryou/profile.html",
        learned=content,
        preferences=reader.preferences if reader else Preferences(),
    )


@pages.post("/reader/profile")
def correct() -> ResponseReturnValue:
    """A correction. A form: `more`, `less` or `forgotten` with a term; `undo` with one that was corrected; `typed` words with `as`
    more or less; or `anew`, after which marks made until now teach nothing and corrections are gone."""
    form = request.form
    if "anew" in form:
        _set({"more": [], "less": [], "forgotten": [], "anew": this_site().now().isoformat()})
        return redirect("/reader/profile", code=303)
    corrections = [(name, form[name]) for name in (*_CORRECTIONS, "undo") if name in form]
    if "typed" in form:
        corrections = [("less" if form.get("as") == "less" else "more", _typed(form["typed"]))]
    if not corrections:
        raise BadRequest(gettext("This form corrects nothing."))
    _correct(*corrections[0])
    return redirect("/reader/profile", code=303)


def _correct(name: str, term: str) -> None:
    """Keep one correction of a term, and none other of it."""
    reader = current_reader()
    kept = reader.preferences if reader else Preferences()
    lists = {each: [held for held in getattr(kept, each) if held != term] for each in _CORRECTIONS}
    if name in lists:
        lists[name].append(term)
    _set(lists)


def _set(values: Mapping[str, object]) -> None:
    site = this_site()
    try:
        read = {name: read_preference(name, value) for name, value in values.items()}
    except PreferenceError as error:
        raise BadRequest(str(error)) from error
    with site.writing() as session:
        reader_id = changing_reader(session)
        store_settings(session, reader_id, [SettingRecord(name, value, site.now()) for name, value in read.items()])


def _typed(text: str) -> str:
    term = term_of(text) if len(text) <= _LONGEST else None
    if term is None:
        raise BadRequest(
            gettext("Write one telling word, or two that stand together, such as low-rank or language model.")
        )
    return term

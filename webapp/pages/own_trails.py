"""Trails of readers' own, and the articles they have read."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from crawler.store.fetch_requests import request_papers
from crawler.store.models import Article
from crawler.store.papers import known_ids
from crawler.store.reader_trails import drop_trail, make_trail, note_article_read, save_trail, trail_with_key
from webapp.language import tongue
from webapp.queries.cards import formulas_of
from webapp.queries.reader_trails import OwnStop, OwnTrail, own_trail
from webapp.queries.reading import reading_of
from webapp.reader import answer_language, changing_reader, current_reader
from webapp.site import this_site
from webapp.trail_files import bibtex, markdown
from webapp.trail_forms import LONGEST_TEXT, TrailFormError, read_entries, read_text, read_title

pages = Blueprint("own_trails", __name__)


@pages.post("/reader/articles")
def read_article() -> ResponseReturnValue:
    """An article was read, `read` with its number in our database, or was not, `unread`; then back to `back`."""
    which, is_read = ("read", True) if "read" in request.form else ("unread", False)
    number = request.form.get(which, "")
    if not number.isascii() or not number.isdecimal() or len(number) > 12:
        raise BadRequest(gettext("This form names no article."))
    site = this_site()
    with site.writing() as session:
        if session.get(Article, int(number)) is None:
            raise BadRequest(gettext("There is no such article."))
        note_article_read(session, changing_reader(session), int(number), is_read, site.now())
    return _to(request.form.get("back", ""), "/articles")


@pages.post("/trails")
def make() -> ResponseReturnValue:
    """A new trail by its title; on to the page where it is put together."""
    site = this_site()
    with site.writing() as session:
        key = make_trail(
            session, changing_reader(session), _said(read_title, request.form.get("title", "")), site.now()
        )
    if key is None:
        raise BadRequest(gettext("You have made so many trails already that this one was not; drop one first."))
    return redirect(f"/trails/{key}/edit", code=303)


@pages.get("/trails/<key>")
def show(key: str) -> Response | str:
    """A reader's trail, for whoever has its address; `KEY.md` and `KEY.bib` are the same as files."""
    key, _, form = key.partition(".")
    if form not in ("", "md", "bib"):
        raise NotFound(gettext("A trail can be had as .md and .bib."))
    trail, stops = _found(key)
    if form:
        return _file(trail, stops, form)
    here = tongue()
    with this_site().reading() as session:
        cards = [stop.card for stop in stops if stop.card]
        rendered = formulas_of(session, cards)
        reading = reading_of(session, current_reader(), [card.id for card in cards], answer_language())
    return render_template("articles/own.html", trail=trail, stops=stops, rendered=rendered, reading=reading, here=here)


@pages.get("/trails/<key>/edit")
def edit(key: str) -> str:
    """Where the reader who made a trail puts it together."""
    trail, stops = _found(key)
    if not trail.mine:
        raise Forbidden(gettext("Only the browser that made this trail can change it."))
    here = tongue()
    return render_template("articles/edit.html", trail=trail, stops=stops, here=here)


@pages.post("/trails/<key>")
def save(key: str) -> ResponseReturnValue:
    """Have the trail be what the form says, or drop it; papers that are not held are asked for."""
    site, reader = this_site(), current_reader()
    form = request.form.to_dict(flat=False)
    title = _said(read_title, request.form.get("title_of_trail", ""))
    introduction = _said(lambda text: read_text(text, LONGEST_TEXT), request.form.get("introduction", ""))
    try:
        entries = read_entries(form)
    except TrailFormError as error:
        raise BadRequest(str(error)) from error
    with site.writing() as session:
        trail = trail_with_key(session, key)
        if trail is None:
            raise NotFound(gettext("There is no trail at this address."))
        if reader is None or trail.reader_id != reader.id:
            raise Forbidden(gettext("Only the browser that made this trail can change it."))
        changing_reader(session)
        if "drop_trail" in request.form:
            drop_trail(session, trail)
            return redirect("/articles", code=303)
        save_trail(session, trail, title, introduction, entries, site.now())
        ids = [entry.arxiv_id for entry in entries if entry.arxiv_id]
        request_papers(session, sorted(set(ids) - known_ids(session, ids)), site.now())
    return redirect(f"/trails/{key}/edit" if "more" in request.form else f"/trails/{key}", code=303)


def _found(key: str) -> tuple[OwnTrail, list[OwnStop]]:
    with this_site().reading() as session:
        found = own_trail(session, key, current_reader())
    if found is None:
        raise NotFound(gettext("There is no trail at this address; whoever made it may have dropped it."))
    return found


def _file(trail: OwnTrail, stops: list[OwnStop], form: str) -> Response:
    if form == "md":
        body, kind = markdown(trail, stops), "text/markdown"
    else:
        body, kind = bibtex(stops), "application/x-bibtex"
    response = Response(body, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="trail-{trail.key}.{form}"'
    return response


def _said(reader: Callable[[str], str], text: str) -> str:
    """A text of the form as it is kept; 400 with the reason where it cannot be."""
    try:
        return reader(text)
    except TrailFormError as error:
        raise BadRequest(str(error)) from error


def _to(back: str, otherwise: str) -> ResponseReturnValue:
    """To a path of this site and nothing else."""
    fits = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return redirect(back if fits else otherwise, code=303)

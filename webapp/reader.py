"""Who is reading: an anonymous browser, known by a random key in a cookie since its first mark.

A page that asks for the reader depends on the cookie: it then says so (`Vary`), and a known reader's page is kept by nobody else.
A page that does not ask is the same for everyone.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, g, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from crawler.store.opens import Visitor, allow
from crawler.store.readers import SettingRecord, find_reader, make_reader, note_reader, store_settings
from crawler.store.saved_searches import SearchRecord, saved_searches
from webapp.addresses import CategoryExpression, Days, Density, ListAddress, Term, read_density
from webapp.language import kept_language, language
from webapp.preferences import CurrentReader, Preferences, read_preferences
from webapp.site import this_site
from webapp.visits import days_since, read_visit

COOKIE = "paperstand_reader"
_KEPT = timedelta(days=400)  # browsers keep no cookie longer; every change of anything renews it
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
# A day from one address.
_MOST_READERS = 100
_MOST_MARKS = 500_000
_MOST_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class LastVisit:
    """since: the days after the last visit, None where nothing is new.   due: the day that this visit is to be noted with, if any."""

    since: Days | None
    due: date | None


def current_reader() -> CurrentReader | None:
    """The reader of this request, or None for a browser that has never marked anything. One query a request at most."""
    if "reader" not in g:
        g.reader = _find_reader()
    reader: CurrentReader | None = g.reader
    return reader


def shown_categories() -> tuple[str, ...]:
    """The categories that stand beside every page: those the reader follows, else those the site carries."""
    reader = current_reader()
    return (reader.preferences.categories if reader else ()) or this_site().carried


def shown_list() -> ListAddress:
    """All of these categories on one page, without those that a reader who follows some leaves out."""
    reader = current_reader()
    left_out = reader.preferences.excluded if reader and reader.preferences.categories else ()
    terms = [*(Term(",", name) for name in shown_categories()), *(Term("-", name) for name in left_out)]
    return ListAddress(expression=CategoryExpression(tuple(terms)))


def last_visit(newest: date | None) -> LastVisit | None:
    """What is new to the reader since the last visit; None for nobody. newest: day held of the categories shown, if any is."""
    reader = current_reader()
    if reader is None or newest is None:
        return None
    kept = read_visit(reader.preferences.visit)
    return LastVisit(days_since(kept, newest), newest if kept is None or kept.shown < newest else None)


def set_language() -> str | None:
    """The language that the reader of this request set, or `browser`; None for no reader."""
    reader = current_reader()
    return reader.preferences.language if reader else None


def kept_searches() -> tuple[SearchRecord, ...]:
    """The lists and searches that the reader saved, by name. One query a request at most, none without a reader."""
    reader = current_reader()
    if reader is None:
        return ()
    if "kept_searches" not in g:
        with this_site().reading() as session:
            g.kept_searches = tuple(saved_searches(session, reader.id))
    kept: tuple[SearchRecord, ...] = g.kept_searches
    return kept


def answer_language() -> str:
    """The language that answers are shown in: that of the page, if they are written in it."""
    here, languages = language(), this_site().languages
    return here if here in languages else languages[0]


def asked_density() -> Density | None:
    """How much of each paper this request's address asks to be shown; None: as the reader has it. Raises AddressError (400)."""
    return read_density(request.args.get("density", "").strip())


def spend_answers(session: Session, amount: int) -> None:
    """Take so many answers from what one address may ask for in a day. Raises TooManyRequests."""
    if amount and not allow(session, "answers", _MOST_ANSWERS, visitor(), this_site().now(), amount=amount):
        raise TooManyRequests(
            gettext("Too many answers were asked for from your network today. Those that are there can be read.")
        )


def changing_reader(session: Session) -> int:
    """The id of the reader that this request changes something for, made now if the browser is none yet.

    session: of the transaction with the change; a reader is made with it or not at all.
    Raises TooManyRequests where one address makes readers without end.
    """
    now = this_site().now()
    reader = current_reader()
    if reader is not None:
        note_reader(session, reader.id, now)
        g.reader_key = request.cookies[COOKIE]
        return reader.id
    if not allow(session, "readers", _MOST_READERS, visitor(), now):
        raise TooManyRequests(gettext("Too many new readers have come from your network today. Try again tomorrow."))
    reader_id, key = make_reader(session, now)
    if kept := kept_language():
        store_settings(session, reader_id, [SettingRecord("language", kept, now)])
    become(reader_id, key)
    return reader_id


def spend_marks(session: Session, amount: int) -> None:
    """Take so many marks from what one address may send in a day. Raises TooManyRequests."""
    if not allow(session, "marks", _MOST_MARKS, visitor(), this_site().now(), amount=amount):
        raise TooManyRequests(
            gettext("Too many marks have come from your network today. They can be sent again tomorrow.")
        )


def become(reader_id: int, key: str) -> None:
    """Have the browser keep a reader's key from now on."""
    g.reader, g.reader_key = CurrentReader(reader_id, Preferences()), key


def be_nobody() -> None:
    """Have the browser drop its key."""
    g.reader, g.reader_key = None, ""


def visitor() -> Visitor:
    """Who opens papers in this request: the reader, or an address and browser."""
    reader = current_reader()
    address = _address()
    who = f"reader {reader.id}" if reader else f"{address} {request.user_agent.string[:500]}"
    return Visitor(who=who, address=address, secret=this_site().secret)


def install(app: Flask) -> None:
    """Send and renew the cookie, and say which pages depend on it. Templates call `current_reader()`, `shown_categories()`,
    `kept_searches()` and `asked_density()`."""
    app.after_request(_keep_reader)
    app.jinja_env.globals.update(
        current_reader=current_reader,
        shown_categories=shown_categories,
        kept_searches=kept_searches,
        asked_density=asked_density,
    )


def _find_reader() -> CurrentReader | None:
    key = request.cookies.get(COOKIE, "")
    if not _KEY.fullmatch(key):
        return None
    with this_site().reading() as session:
        found = find_reader(session, key)
    return None if found is None else CurrentReader(found[0], read_preferences(found[1]))


def _keep_reader(response: Response) -> Response:
    if "reader" in g:
        response.vary.add("Cookie")
        if g.reader is not None:
            response.headers["Paperstand-Reader"] = _name_for_browser(g.reader.id)
    if g.get("reader") is not None and response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
    key = g.get("reader_key") if response.status_code < 400 else None  # what failed made no reader
    if key:
        response.set_cookie(COOKIE, key, max_age=_KEPT, secure=request.is_secure, httponly=True, samesite="Lax")
    elif key == "":
        response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _name_for_browser(reader_id: int) -> str:
    """A reader's name in headers: by it a browser's service worker knows when what it kept was somebody else's."""
    return hashlib.blake2b(b"%d" % reader_id, key=this_site().secret[:64], digest_size=8).hexdigest()


def _address() -> str:
    """Where the request comes from: an IPv4 address, or the /64 network of an IPv6 one, which is one household's.

    A proxy on this machine is believed, as gunicorn believes it about https; the last address it names is the one it saw itself.
    """
    address = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        if forwarded and ip_address(address).is_loopback:
            address = forwarded
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)

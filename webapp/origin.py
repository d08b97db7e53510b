"""Requests that change something must come from this site's own pages, or from a program that is no browser."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_babel import gettext
from werkzeug.exceptions import Forbidden

View = TypeVar("View", bound=Callable[..., object])

_READS = ("GET", "HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Refuse with 403 what another site's page makes a browser send here, on all views but those of `from_anywhere`."""
    app.before_request(_refuse_other_sites)


def from_anywhere(view: View) -> View:
    """Let other sites' pages and add-ons use a view that changes something. It must do nothing in a reader's name."""
    view.from_anywhere = True  # type: ignore[attr-defined]  # a function may carry a note of ours
    return view


def _refuse_other_sites() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in _READS or getattr(view, "from_anywhere", False) or _from_here():
        return
    raise Forbidden(gettext("This can only be done from a page of this site. Open the page again and try once more."))


def _from_here() -> bool:
    """Whether the browser says that one of our pages sent this, or no browser says anything.

    Browsers send Sec-Fetch-Site since 2020 to 2023, on https and loopback, and Origin with every POST; no page can change either.
    https://www.w3.org/TR/fetch-metadata/ https://www.rfc-editor.org/rfc/rfc6454#section-7
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host

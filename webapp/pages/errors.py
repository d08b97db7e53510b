"""What a person or a program is told when an address cannot be answered."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException

from crawler.errors import SearchError, StoreError
from webapp.addresses import AddressError

_TITLES = {
    400: lazy_gettext("This address makes no sense"),
    404: lazy_gettext("There is nothing here"),
    405: lazy_gettext("This cannot be done here"),
    414: lazy_gettext("This address is too long"),
    429: lazy_gettext("Too much at once"),
    500: lazy_gettext("Something went wrong here"),
    503: lazy_gettext("The papers cannot be read just now"),
}
_MESSAGES = {
    404: lazy_gettext(
        "No page has this address. Lists are at addresses like /arxiv/cs.CL, papers at addresses like /arxiv/2402.12354."
    ),
    405: lazy_gettext("This page can only be read."),
    500: lazy_gettext(
        "This is a fault of this site, not yours. It has been noted in its log; the same address may work later."
    ),
    503: lazy_gettext("The database does not answer. It may be busy for a moment: try again in a minute."),
}


def install(app: Flask) -> None:
    """Answer errors of every kind with a page, or with problem JSON (RFC 9457) where that is asked for."""
    app.register_error_handler(AddressError, _address_refused)
    app.register_error_handler(StoreError, _database_refused)
    app.register_error_handler(SearchError, _index_refused)
    app.register_error_handler(HTTPException, _refused)


def _address_refused(error: AddressError) -> Response:
    return _answer(error.status, str(error), error.suggestions)


def _database_refused(error: StoreError) -> Response:
    current_app.logger.error("%s %s: %s", request.method, request.path, error)
    response = _answer(503, str(_MESSAGES[503]))
    response.headers["Retry-After"] = "60"
    return response


def _index_refused(error: SearchError) -> str:
    """Not a fault of the address, and everything but search goes on: a page that says so, and how to heal it."""
    current_app.logger.error("%s %s: %s", request.method, request.path, error)
    return render_template("search/unavailable.html", searched=request.args.get("query"))


def _refused(error: HTTPException) -> Response:
    status = error.code or 500
    response = _answer(status, str(_MESSAGES.get(status) or error.description or ""))
    # An Allow header, the time to try again: what the error says besides its page.
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _answer(status: int, message: str, suggestions: Sequence[str] = ()) -> Response:
    title = str(_TITLES.get(status) or HTTPStatus(status).phrase)
    if _wants_json():
        response = jsonify(type="about:blank", title=title, status=status, detail=message, suggestions=suggestions)
        response.mimetype = "application/problem+json"
    else:
        response = make_response(
            render_template("errors/error.html", status=status, title=title, message=message, suggestions=suggestions)
        )
    response.status_code = status
    response.vary.add("Accept")
    return response


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/problem+json", "application/json"])
    return best is not None and best.endswith("json")

"""The choice of the interface's language."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from crawler.store.readers import SettingRecord, store_settings
from webapp.language import LANGUAGES, keep_language
from webapp.reader import changing_reader, current_reader
from webapp.site import this_site

pages = Blueprint("languages", __name__)


@pages.post("/language")
def choose() -> ResponseReturnValue:
    """Have every page in a language from now on: a reader's setting, and for who is none a cookie that says nothing else.

    A form: `language` is `en` or `zh`, `back` the page it stood on.
    """
    site, code = this_site(), request.form.get("language", "")
    if code not in LANGUAGES:
        raise BadRequest(gettext("Pages are written in English and Chinese: language=en or language=zh."))
    response = redirect(_back(request.form.get("back", "")), code=303)
    if current_reader() is None:
        keep_language(response, code)
    else:
        with site.writing() as session:
            store_settings(session, changing_reader(session), [SettingRecord("language", code, site.now())])
    return response


def _back(page: str) -> str:
    """The page that the form stood on, a path of this site and nothing else, without the language that its address asked for."""
    parts = urlsplit(page)
    if not page.startswith("/") or page.startswith(("//", "/\\")) or not page.isprintable():
        return "/"
    asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "lang"]
    return parts.path + ("?" + urlencode(asked, safe=",:/+") if asked else "")

"""The language of the interface: English, or Chinese by the catalogue in `webapp/translations`.

A request's language is what its address asks for (`?lang=`), else what the reader set, or who is no reader had the browser keep
in a cookie, else what the browser prefers, else English. It is chosen when the first word is asked for: an answer without words
depends on none of these. Sentences are asked for by `gettext` of Flask-Babel and `_` in templates, with the English one as key.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, Domain, gettext
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as BaseResponse

from crawler.sentences import Sentence

LANGUAGES = {"en": "English", "zh": "中文"}
COOKIE = "paperstand_language"
_KEPT = timedelta(days=400)  # browsers keep no cookie longer
_CATALOGUES = Path(__file__).parent / "translations"

Result = TypeVar("Result")


def language() -> str:
    """The language of this request, `en` or `zh`; English outside of any."""
    return _spoken().code


def translated(said: object) -> str:
    """What a pure module said, in this language if it is a sentence that can be translated. said: a text, or an error's argument."""
    return gettext(said.pattern, **said.values) if isinstance(said, Sentence) else str(said)


def in_english(said: str) -> Markup:
    """What the crawler noted, which it does in English, for a page in any language."""
    return escape(said) if language() == "en" else Markup('<span lang="en">%s</span>') % said


def cached_by_language(most: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """A decorator that keeps a function's latest results, apart for each language that it wrote them in."""

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        @lru_cache(maxsize=most)
        def kept(_language: str, *arguments: Any) -> Result:
            return function(*arguments)

        @wraps(function)
        def written(*arguments: Any) -> Result:
            return kept(language(), *arguments)

        return written

    return decorate


def kept_language() -> str | None:
    """The language that this browser keeps in its cookie, if any."""
    told = request.cookies.get(COOKIE, "")
    return told if told in LANGUAGES else None


def keep_language(response: BaseResponse, code: str) -> None:
    """Have a browser without a reader keep a language. The cookie says nothing else, so that it names nobody."""
    response.set_cookie(COOKIE, code, max_age=_KEPT, secure=request.is_secure, httponly=True, samesite="Lax")


def install(app: Flask, set_by_reader: Callable[[], str | None]) -> None:
    """Give templates `_`, `gettext`, `ngettext` and `language()`, and answers the headers that name their language.

    set_by_reader: what the reader of the present request set, which need be no language; None where nobody is known.
    """
    app.extensions["paperstand_language_setting"] = set_by_reader
    babel = Babel(app, locale_selector=language)  # type: ignore[no-untyped-call]  # Flask-Babel has types for half of itself
    babel.domain_instance = _Catalogues()  # type: ignore[no-untyped-call]
    # In the place of Jinja's own, which take four times as long; pages say a hundred sentences.
    app.jinja_env.globals.update(_=_sentence, gettext=_sentence, ngettext=_counted, pgettext=_sentence_in)
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, this_page=_this_page)
    app.after_request(_name_language)
    app.teardown_request(_forget)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The language of a request. asked: whether the address names it.   told: whether the browser's cookie does."""

    code: str
    translations: NullTranslations
    asked: bool = False
    told: bool = False


_chosen: ContextVar[_Spoken | None] = ContextVar("_chosen", default=None)  # in this request; None until the first word


class _Catalogues(Domain):
    """The translations that Flask-Babel's own functions look in: those of the request, found once."""

    def get_translations(self) -> NullTranslations:
        return _spoken().translations


@cache
def translations(code: str) -> NullTranslations:
    """The sentences of a language, read from its catalogue once a process; for English, the keys themselves."""
    catalogue = _CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    if not catalogue.exists():
        return NullTranslations()
    compiled = BytesIO()
    with catalogue.open("rb") as written:
        write_mo(compiled, read_po(written, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def _spoken() -> _Spoken:
    spoken = _chosen.get()
    if spoken is None:
        if not has_request_context():
            return _Spoken("en", translations("en"))
        spoken = _choose()
        _chosen.set(spoken)
    return spoken


def _choose() -> _Spoken:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return _Spoken(asked, translations(asked), asked=True)
    setting = current_app.extensions["paperstand_language_setting"]()
    if setting in LANGUAGES:
        return _Spoken(setting, translations(setting))
    told = kept_language() if setting is None else None
    if told:
        return _Spoken(told, translations(told), told=True)
    preferred = request.accept_languages.best_match(list(LANGUAGES), default="en")
    return _Spoken(preferred, translations(preferred))


def _sentence(message: str, /, **values: object) -> Markup:
    """A sentence of a template. It may hold markup, being ours; the values are escaped unless they are markup themselves."""
    return _filled(_spoken().translations.gettext(message), values)


def _sentence_in(context: str, message: str, /, **values: object) -> Markup:
    """The same, for words of several meanings. context: which one is meant."""
    return _filled(str(_spoken().translations.pgettext(context, message)), values)


def _counted(one: str, many: str, number: int, /, **values: object) -> Markup:
    """The same, in the form that a number asks for, which is the value `num` unless that is given."""
    return _filled(_spoken().translations.ngettext(one, many, number), {"num": number, **values})


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    return Markup(text) % values if values else _complete(text)  # noqa: S704 (of our catalogue)


@lru_cache(maxsize=4096)
def _complete(text: str) -> Markup:
    return Markup(text % {})  # noqa: S704 (of our catalogue)


def _this_page() -> str:
    """The address of the page that is asked for, which forms lead back to."""
    return request.full_path.removesuffix("?")


def _forget(_error: BaseException | None) -> None:
    """A thread answers many requests: the next one has a language of its own."""
    _chosen.set(None)


def _name_language(response: Response) -> Response:
    """Say which language an answer is in and what that depends on. What a browser's own cookie chose is kept for nobody else."""
    spoken = _chosen.get()
    if spoken is None:
        return response
    response.headers["Content-Language"] = spoken.code
    if not spoken.asked:
        response.vary.update(("Cookie", "Accept-Language"))
    if spoken.told and response.status_code == 200:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a page whose texts are held in both. asked: whether the address names it, so that its links must too."""

    code: str
    asked: bool

    def pick(self, chinese: str, english: str | None) -> str:
        """The text in this language; a missing one is the other's."""
        return (english or chinese) if self.code == "en" else (chinese or english or "")

    def other(self, chinese: str, english: str | None) -> str:
        """The same text in the other language, empty where there is none."""
        return chinese if self.code == "en" and english and english != chinese else ""

    def url(self, path: str) -> str:
        """A path of these pages in the language that the address asks for."""
        return f"{path}?lang={self.code}" if self.asked else path


def tongue() -> Tongue:
    """The language of the page that is asked for, for texts that are held in both."""
    spoken = _spoken()
    return Tongue(spoken.code, spoken.asked)

"""English or Chinese for the pages about articles: what the address asks for, else what the reader's browser prefers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, request

from webapp import words
from webapp.article_words import WORDS

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of one page. asked: whether the address names it, so that its links must too."""

    code: str
    asked: bool

    @property
    def words(self) -> Mapping[str, str]:
        """The page's own words, by name."""
        return WORDS[self.code]

    def pick(self, chinese: str, english: str | None) -> str:
        """The text in this language; a missing one is the other's."""
        return (english or chinese) if self.code == "en" else (chinese or english or "")

    def other(self, chinese: str, english: str | None) -> str:
        """The same text in the other language, empty where there is none."""
        return chinese if self.code == "en" and english and english != chinese else ""

    def url(self, path: str) -> str:
        """A path of these pages in the language that the address asks for."""
        return f"{path}?lang={self.code}" if self.asked else path

    def day(self, value: date) -> str:
        """`12 July 2024`, `2024年7月12日`."""
        return f"{value.day} {value:%B %Y}" if self.code == "en" else f"{value.year}年{value.month}月{value.day}日"

    def count(self, number: int, name: str) -> str:
        """`1 article`, `12 articles`; `12 篇文章`. name: of the word in `words`, which has a form for one."""
        if self.code == "en":
            return words.count(number, self.words[name])
        return f"{number:,} {self.words[name]}"


def tongue() -> Tongue:
    """The language of the page that is asked for. An unknown `lang=` is nobody's language and counts as none."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return Tongue(asked, True)
    return Tongue(request.accept_languages.best_match(LANGUAGES, default="en"), False)


def spoken(response: Response, spoken_in: Tongue) -> Response:
    """Say in the answer's headers which language it is in, and that another browser may get another."""
    response.headers["Content-Language"] = spoken_in.code
    if not spoken_in.asked:
        response.vary.add("Accept-Language")
    return response

"""Papers in files: which form is wanted, and the answer that carries it."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from flask import Response, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from crawler.identifiers import Identifier
from webapp.addresses import MOST_SHOWN, AddressError
from webapp.language import LANGUAGES
from webapp.paper_files import CONTENT_TYPES, FileEntry, Form, written
from webapp.queries.shapes import Card
from webapp.queries.shown_answers import shown_answers
from webapp.reader import answer_language, current_reader

MOST_WITH_ANSWERS = 100  # papers: seven answers each are some 30 KB


def wanted_form() -> Form | None:
    """The form that `format=` asks for. Raises AddressError for one there is not."""
    text = request.args.get("format", "").strip().lower()
    if not text:
        return None
    try:
        return Form(text)
    except ValueError:
        raise AddressError(
            gettext("Papers can be had as %(names)s, as in format=bib.", names=", ".join(Form))
        ) from None


def entries_of(session: Session, papers: Sequence[Identifier], cards: Sequence[Card]) -> list[FileEntry]:
    """Papers for a file in their order, those that are not held by their numbers, with answers if `answers=1` asks for them."""
    held: Mapping[str, Card] = {card.id: card for card in cards}
    answers = {}
    if wants_answers():
        if len(papers) > MOST_WITH_ANSWERS:
            raise AddressError(
                gettext(
                    "Answers come along for at most %(number)s papers; ask for fewer with show=.",
                    number=MOST_WITH_ANSWERS,
                )
            )
        reader = current_reader()
        answers = shown_answers(session, [paper.id for paper in papers], _language(), reader.id if reader else None)
    return [
        FileEntry(id=paper.id, version=paper.version, card=held.get(paper.id), answers=answers.get(paper.id, ()))
        for paper in papers
    ]


def file_response(
    form: Form, entries: Sequence[FileEntry], name: str, *, total: int | None = None, end: int | None = None
) -> Response:
    """The papers as a file to keep.

    name: of the file, without its end.   total: of the whole list, where that may be longer.   end: how much of it these papers
    and all before them are.
    """
    total = len(entries) if total is None else total
    following = _from_here_on(end) if end is not None and entries and end < total else None
    body = written(form, entries, with_answers=wants_answers(), total=total, following=following)
    response = Response(body, content_type=CONTENT_TYPES[form])
    name = re.sub(r"[^A-Za-z0-9.,+_-]+", "_", name)[:80]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def cards_file(session: Session, form: Form, cards: Sequence[Card], name: str, *, total: int, end: int) -> Response:
    """The same of papers that are all held, with answers if `answers=1` asks for them."""
    entries = entries_of(session, [Identifier(card.id) for card in cards], cards)
    return file_response(form, entries, name, total=total, end=end)


def shown_in_file(show: int) -> int:
    """How much of a list a file holds: what `show` says, else as much as can be had at once.   show: what a page would have."""
    return show if "show" in request.args else MOST_SHOWN


def _from_here_on(end: int) -> str:
    """The address of the same file's next part."""
    return f"{quote(request.path)}?{urlencode({**request.args, 'skip': end}, safe=',:+', errors='replace')}"


def wants_answers() -> bool:
    """Whether answers shall come along."""
    return request.args.get("answers", "") not in ("", "0")


def _language() -> str:
    language = request.args.get("lang") or answer_language()
    if language not in LANGUAGES:
        raise AddressError(gettext("Answers are written in English and Chinese: lang=en or lang=zh."))
    return language

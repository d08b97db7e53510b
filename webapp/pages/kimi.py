"""Answers at Cool Papers' own address and in its form, for the add-ons that people have for it."""

from collections.abc import Iterator

from flask import Blueprint, Response, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.exceptions import NotFound, TooManyRequests

from crawler.errors import IdentifierError
from crawler.identifiers import parse_identifier
from crawler.llm import prompts
from crawler.store.answers import QUESTIONS
from crawler.store.models import Answer
from webapp.addresses import AddressError
from webapp.follow import TooManyStreamsError, is_over
from webapp.language import LANGUAGES
from webapp.origin import from_anywhere
from webapp.pages.answers import request_missing
from webapp.queries.answers import Entry, PaperAnswers, paper_answers
from webapp.site import this_site

pages = Blueprint("kimi", __name__)

_QUESTIONS = QUESTIONS[1:]  # Cool Papers has no gist
_LONGEST_SECONDS = 300.0
_TURN_SECONDS = 5.0
# Cool Papers' seventh question has no answer by a model, but leads to where one can go on asking.
_GO_ON = {
    "en": (
        "Want to know more about the paper?",
        "These are only a few basic questions. To ask further ones about this paper, go [here](%s).",
    ),
    "zh": (
        "想要进一步了解论文",
        "以上只是了解一篇论文的几个基本FAQ。如果你还想就该论文继续提问，请点击 [这里](%s)。",
    ),
}
_PAIR = Markup('<p class="faq-q"><strong>Q{}</strong>: {}</p>\n<div class="faq-a">{}</div>\n')


@pages.get("/arxiv/kimi")
def show() -> ResponseReturnValue:
    """The answers that are there, and the way to further questions; 404 while there is none. Nothing is asked for and nothing is spent."""
    found = _answers()
    pairs = [_pair(entry) for entry in found.entries if entry.question in _QUESTIONS and entry.shown is not None]
    if not pairs:
        raise NotFound
    return Response("".join([*pairs, _go_on(found)]), content_type="text/html; charset=utf-8")


@pages.post("/arxiv/kimi")
@from_anywhere
def ask() -> ResponseReturnValue:
    """The six answers, each as soon as it is there: those that are done at once, the others once a worker has written them.

    Asked for are only those that have no answer, within what one address may ask for in a day.
    """
    site = this_site()
    found = _answers()
    if site.model and not found.hidden and found.language in site.languages:
        with site.writing() as session:
            request_missing(session, found, _QUESTIONS)
        found = _answers()
    entries = [entry for entry in found.entries if entry.question in _QUESTIONS]
    waited_for = {
        entry.newest.id: entry.newest.revision for entry in entries if entry.newest is not None and entry.is_followed
    }
    if not waited_for:
        pairs = [_pair(entry) for entry in entries if entry.shown is not None]
        if not pairs:
            raise NotFound
        return Response("".join([*pairs, _go_on(found)]), content_type="text/html; charset=utf-8")
    try:
        stream = site.watch.follow(waited_for)
    except TooManyStreamsError as error:
        raise TooManyRequests(str(error), retry_after=60) from error

    def pairs_as_they_come() -> Iterator[str]:
        newest: dict[int, Answer] = {entry.newest.id: entry.newest for entry in entries if entry.newest is not None}
        turns = int(_LONGEST_SECONDS / _TURN_SECONDS)
        for entry in entries:
            while entry.shown is None and entry.newest and not is_over(newest[entry.newest.id]) and turns:
                change = stream.get(_TURN_SECONDS)
                if change is None:
                    turns -= 1
                    yield " "  # whoever has gone is noticed by writing
                elif change.answer is not None:
                    newest[change.number] = change.answer
            yield _pair(entry, newest.get(entry.newest.id) if entry.newest else None)
        yield _go_on(found)

    response = Response(stream_with_context(pairs_as_they_come()), content_type="text/html; charset=utf-8")
    response.call_on_close(lambda: site.watch.leave(stream))
    return response


def _pair(entry: Entry, newest: Answer | None = None) -> str:
    """A question and its answer, Markdown as the model wrote it, escaped."""
    answer = entry.shown or newest
    assert answer is not None
    text = (
        answer.text
        if entry.shown is not None or answer.state == "done"
        else (answer.error or gettext("It is still being written."))
    )
    return str(_PAIR.format(entry.question[1:], prompts.title(entry.question, answer.language), text))


def _go_on(found: PaperAnswers) -> str:
    title, text = _GO_ON[found.language]
    page = f"{request.host_url}arxiv/{found.arxiv_id}/answers?lang={found.language}"
    return str(_PAIR.format(7, title, text % page))


def _answers() -> PaperAnswers:
    """What there is about the paper of `paper=`. Raises AddressError for nonsense, NotFound for a paper that is not held."""
    site = this_site()
    try:
        paper = parse_identifier(request.args.get("paper", "")[:200])
    except IdentifierError as error:
        raise AddressError(gettext("Name a paper, as in /arxiv/kimi?paper=2402.12354.")) from error
    language = request.args.get("lang") or site.languages[0]
    if language not in LANGUAGES:
        raise AddressError(gettext("Answers are written in English and Chinese: lang=en or lang=zh."))
    with site.reading() as session:
        found = paper_answers(session, paper.id, language, None, site.now())
    if found is None or found.hidden:
        raise NotFound
    return found

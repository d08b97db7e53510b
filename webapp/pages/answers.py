"""The answers about one paper: their page, asking for them, following them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, NotFound, TooManyRequests

from crawler.store import answers as store
from crawler.store.answers import QUESTIONS, Asked, Priority
from crawler.store.opens import OpenKind, count_open
from webapp.addresses import AddressError, PaperSelection, read_path
from webapp.answer_stream import events
from webapp.answer_words import can_ask, is_outdated
from webapp.follow import TooManyStreamsError
from webapp.headers import moved
from webapp.language import LANGUAGES
from webapp.pages.papers import show_papers
from webapp.queries.answers import PaperAnswers, paper_answers
from webapp.reader import answer_language, changing_reader, current_reader, spend_answers, visitor
from webapp.site import this_site

pages = Blueprint("answers", __name__)

LONGEST_QUESTION = 500  # characters
MOST_QUESTIONS = 20  # own ones of a reader in a day
_NO_MODEL = lazy_gettext(
    "No model is set up here, so no answers are written. Whoever runs this site can set one up: see docs/answers.md."
)


@pages.get("/arxiv/<path:text>/answers")
def show(text: str) -> ResponseReturnValue:
    """The answers about a paper on a page of their own; 202 while the paper itself is still to be fetched."""
    paper = _paper(text)
    if str(paper) != text:
        return moved(f"/arxiv/{paper}/answers")
    found = _answers(str(paper), _language())
    if found is None:
        return show_papers(paper)
    return render_template("answers/show.html", **_inputs(found), level=2)


@pages.get("/arxiv/<path:text>/answers/part")
def part(text: str) -> ResponseReturnValue:
    """The same as a part of a page, for a card to open."""
    return _part(_held(text))


@pages.get("/arxiv/<path:text>/answers/stream")
def stream(text: str) -> ResponseReturnValue:
    """What is being written, as it is written; 204 when nothing is, 429 where too many follow already: ask for the page again."""
    site = this_site()
    found = _held(text)
    followed = {entry.newest.id: entry for entry in found.all_entries if entry.newest is not None and entry.is_followed}
    if not followed:
        return "", 204  # which tells an EventSource not to come again
    try:
        source = site.watch.follow(
            {number: entry.newest.revision for number, entry in followed.items() if entry.newest}
        )
    except TooManyStreamsError as error:
        raise TooManyRequests(str(error), retry_after=5) from error
    response = Response(stream_with_context(events(followed, source, site.now)), content_type="text/event-stream")
    response.call_on_close(lambda: site.watch.leave(source))
    response.headers["X-Accel-Buffering"] = "no"  # nginx hands it on at once
    return response


@pages.post("/arxiv/<path:text>/answers")
def ask(text: str) -> ResponseReturnValue:
    """Ask for answers. A form: `question` is one of the seven, or `all`; or `redo` is one that has an answer of an older version;
    or `own` is a reader's own question. `lang`: the language. Answered with the way back, or, with `part`, by the part of a page.
    """
    site = this_site()
    found = _held(text)
    if not site.model:
        raise BadRequest(str(_NO_MODEL))
    if found.language not in site.languages:
        raise BadRequest(gettext("Answers are not written in %(language)s here.", language=LANGUAGES[found.language]))
    with site.writing() as session:
        if "own" in request.form:
            _ask_own(session, found, request.form["own"])
        else:
            _ask(session, found)
    if "part" in request.form:
        again = _answers(found.arxiv_id, found.language)
        return _part(again or found)
    return redirect(f"/arxiv/{found.arxiv_id}/answers?lang={found.language}", code=303)


def request_missing(session: Session, found: PaperAnswers, questions: Sequence[str]) -> None:
    """Ask for those of the questions that have no answer, within what the visitor's address may ask for in a day."""
    now = this_site().now()
    asked = store.request_answers(session, found.paper_id, questions, found.language, now, Priority.READER)
    spend_answers(session, sum(answer.queued >= now for answer in asked.values()))


def _ask(session: Session, found: PaperAnswers) -> None:
    asked, again = request.form.get("question", ""), request.form.get("redo", "")
    if asked not in (*QUESTIONS, "all", "") or again not in (*QUESTIONS, ""):
        raise BadRequest(gettext("There is no such question; they are tldr and q1 to q6."))
    now = this_site().now()
    if asked:
        request_missing(session, found, QUESTIONS if asked == "all" else [asked])
    if any(entry.key == again and is_outdated(entry, found) for entry in found.entries):
        spend_answers(session, 1)
        store.redo(session, Asked(found.paper_id, again, found.language), now, Priority.READER)
    count_open(session, found.arxiv_id, OpenKind.ANSWERS, visitor(), now)


def _ask_own(session: Session, found: PaperAnswers, text: str) -> None:
    words = " ".join(text.split())
    if not 3 <= len(words) <= LONGEST_QUESTION:
        raise BadRequest(gettext("A question has 3 to %(number)s characters.", number=LONGEST_QUESTION))
    now = this_site().now()
    reader_id = changing_reader(session)
    if store.own_questions_since(session, reader_id, now - timedelta(days=1)) >= MOST_QUESTIONS:
        raise TooManyRequests(
            gettext(
                "%(number)s questions of your own were answered within a day. Ask again tomorrow.",
                number=MOST_QUESTIONS,
            )
        )
    spend_answers(session, 1)
    if store.ask_own(session, found.paper_id, reader_id, words, found.language, now) is None:
        raise BadRequest(gettext("No answers are written about this paper."))


def _paper(text: str) -> PaperSelection:
    """The one paper that the address names, without a version: answers say themselves which one they read."""
    named = read_path(text, this_site().newest_day())
    if not isinstance(named, PaperSelection) or len(named.papers) != 1:
        raise AddressError(gettext("Answers are about one paper, as in /arxiv/2402.12354/answers."))
    return cast(PaperSelection, read_path(named.papers[0].id, this_site().newest_day()))


def _held(text: str) -> PaperAnswers:
    """The answers about a paper that is held. Raises NotFound, and AddressError for nonsense."""
    found = _answers(str(_paper(text)), _language())
    if found is None:
        raise NotFound
    return found


def _answers(arxiv_id: str, language: str) -> PaperAnswers | None:
    site, reader = this_site(), current_reader()
    with site.reading() as session:
        return paper_answers(session, arxiv_id, language, reader.id if reader else None, site.now())


def _language() -> str:
    language = request.values.get("lang") or answer_language()
    if language not in LANGUAGES:
        raise AddressError(gettext("Answers are written in English and Chinese: lang=en or lang=zh."))
    return language


def _part(found: PaperAnswers) -> str:
    return render_template("answers/_answers.html", **_inputs(found), level=4)


def _inputs(found: PaperAnswers) -> dict[str, object]:
    """What the templates are given."""
    site = this_site()
    writes = bool(site.model) and not found.hidden and found.language in site.languages
    return {
        "answers": found,
        "now": site.now(),
        "writes": writes,
        "asks": writes and any(map(can_ask, found.entries)),
        "languages": {code: LANGUAGES[code] for code in dict.fromkeys((*site.languages, found.language))},
        "longest": LONGEST_QUESTION,
    }

"""What pages say about an answer: how it stands, what it was made from. Pure."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from flask_babel import gettext, lazy_gettext, ngettext
from markupsafe import Markup

from crawler.keysentence import key_sentence
from crawler.llm import prompts
from crawler.store.answers import State
from crawler.store.models import Answer
from crawler.tex import to_html
from webapp.answer_text import LONGEST_TEXT, ShownText, gist_of, shown_text, unchecked_html
from webapp.language import cached_by_language, language
from webapp.queries.answers import Entry, Gist, PaperAnswers
from webapp.words import count, moment

_SOURCES = {
    "html": lazy_gettext("full text, from arXiv's HTML"),
    "pdf": lazy_gettext("full text, from the PDF"),
    "abstract": lazy_gettext("the abstract alone"),
}

# What went wrong, by its kind (crawler/llm/errors.py and crawler/jobs/answering.py). In English the sentence is there already, with
# its particulars; other languages have these.
_TROUBLES = {
    "unreachable": lazy_gettext("The model's server does not answer."),
    "address": lazy_gettext("What answers at that address is no model's server: look at PAPERSTAND_LLM_BASE_URL."),
    "key": lazy_gettext("The model's server refuses the key: look at PAPERSTAND_LLM_API_KEY."),
    "credit": lazy_gettext("The account at the model's provider has no credit left."),
    "busy": lazy_gettext("The model's server asks for fewer requests."),
    "server": lazy_gettext("The model's server failed."),
    "silent": lazy_gettext("The model's server took the question and said nothing in time."),
    "rejected": lazy_gettext("The model's server does not accept the request."),
    "model": lazy_gettext("The model's server has no model of that name: look at PAPERSTAND_LLM_MODEL."),
    "too-long": lazy_gettext("The paper is longer than the model can read at once."),
    "filtered": lazy_gettext("The provider's content filter refused this question."),
    "cut": lazy_gettext("The answer's stream was cut or could not be read."),
    "endless": lazy_gettext("The model did not come to an end."),
    "unusable": lazy_gettext("What the model wrote is not what was asked for."),
    "budget": lazy_gettext("Today's budget is used up; it goes on at midnight UTC."),
    "arxiv": lazy_gettext("The paper's text cannot be had from arXiv just now."),
    "crash": lazy_gettext("Something in this paper or in its answer could not be worked with."),
    "killed": lazy_gettext("The programs that were writing it were killed each time."),
}
# As crawler/fulltext/cutting.py says what was read.
_SECTIONS = re.compile(
    r"(?:sections? (?P<whole>\d[\d–, and]*?))?(?: and )?(?:the beginning of (?P<part>\d+))? of (?P<all>\d+)"
)


def standing(entry: Entry, now: datetime) -> str:
    """How the newest generation of a question stands, in a few sentences; empty where there is none but the one shown."""
    answer = entry.newest
    if answer is None or answer.state == State.HIDDEN:
        return ""
    redone = gettext("A newer answer was asked for.") if entry.shown is not None else ""
    return " ".join(filter(None, (redone, _stands(entry, answer, now), _trouble(answer))))


def can_ask(entry: Entry) -> bool:
    """Whether asking would have it written: nothing is shown and nothing is under way."""
    return entry.shown is None and not entry.is_followed


def is_outdated(entry: Entry, answers: PaperAnswers) -> bool:
    """Whether the answer shown read an older version of the paper than is known now."""
    return entry.shown is not None and 0 < entry.shown.paper_version < answers.version


def was_read(answer: Answer) -> str:
    """What of the paper the model read: `full text, from the PDF: sections 1–5 of 9`."""
    read = answer.read or {}
    source = str(_SOURCES.get(str(read.get("source"))) or gettext("not known"))
    sections = "" if read.get("whole") else _sections(str(read.get("sections") or ""))
    return gettext("%(source)s: %(sections)s", source=source, sections=sections) if sections else source


def _sections(words: str) -> str:
    found = None if language() == "en" else _SECTIONS.fullmatch(words)
    if found is None:
        return words
    numbers = {"whole": (found["whole"] or "").replace(" and ", "、").replace(", ", "、"), "part": found["part"]}
    if not numbers["part"]:
        return gettext("sections %(whole)s of %(all)s", **numbers, all=found["all"])
    if not numbers["whole"]:
        return gettext("the beginning of section %(part)s of %(all)s", **numbers, all=found["all"])
    return gettext("sections %(whole)s and the beginning of %(part)s of %(all)s", **numbers, all=found["all"])


def token_words(answer: Answer) -> str:
    """`8,112 tokens read (4,000 of them from a cache), 310 written`."""
    if answer.prompt_tokens is None:
        return gettext("tokens not known")
    read = ngettext(
        "%(number)s token read", "%(number)s tokens read", answer.prompt_tokens, number=count(answer.prompt_tokens)
    )
    if answer.cached_tokens:
        read += gettext(" (%(number)s of them from a cache)", number=count(answer.cached_tokens))
    return gettext("%(read)s, %(written)s written", read=read, written=count(answer.completion_tokens or 0))


def _stands(entry: Entry, answer: Answer, now: datetime) -> str:
    if answer.state == State.RUNNING:
        return _running(answer)
    if answer.due is not None:
        return _waiting(entry, answer, now)
    ended = {
        State.PARTIAL: gettext("The answer broke off and is not whole."),
        State.PARKED: gettext("It was given up after several attempts."),
    }
    return ended.get(State(answer.state)) or gettext("It could not be answered.")


def _running(answer: Answer) -> str:
    if answer.finished:
        return gettext("Written; it is being checked against the paper.")
    return gettext("It is being written …")


def _waiting(entry: Entry, answer: Answer, now: datetime) -> str:
    if answer.due is not None and answer.due > now and answer.error:
        return gettext("It is tried again after %(moment)s.", moment=moment(answer.due))
    if answer.state == State.PARTIAL:
        return gettext("The answer broke off; it is written anew.")
    if not entry.before:
        return gettext("It is the next to be written.")
    return ngettext(
        "It waits: %(number)s answer before it.",
        "It waits: %(number)s answers before it.",
        entry.before,
        number=count(entry.before),
    )


def _trouble(answer: Answer) -> str:
    if not answer.error or answer.state == State.RUNNING:
        return ""
    if language() != "en" and answer.error_kind in _TROUBLES:
        return str(_TROUBLES[answer.error_kind])
    return answer.error if answer.error.endswith((".", "!", "?", "。")) else f"{answer.error}."


def question_title(question: str, language: str) -> str:
    """A question as it stands over its answer, in the answer's language."""
    return prompts.title(question, language)


def checked_text(answer: Answer) -> ShownText | None:
    """A done answer's text with its passages; None where it could not be checked."""
    return None if answer.checks is None else shown_text(orjson.dumps(answer.checks).decode())


@cached_by_language(4096)
def gist_html(gist: Gist) -> Markup:
    """A gist for a card, its formulas set, with the tag that names its model."""
    told = gettext("Written by %(model)s", model=gist.model)
    if gist.in_doubt:
        told = gettext("Written by %(model)s; not all of it is found in the paper", model=gist.model)
    doubt = gettext(", unverified") if gist.in_doubt else ""
    words = Markup(to_html(gist_of(gist.text)))  # noqa: S704 (escaped by to_html)
    return Markup('<p class="gist"><span class="ai" title="%s">AI%s</span> %s</p>') % (
        told,
        doubt,
        words,
    )


@lru_cache(maxsize=4096)
def translated_html(text: str) -> Markup:
    """A translated title or abstract, which a model wrote, with its formulas set."""
    return Markup(to_html(text[:LONGEST_TEXT]))  # noqa: S704 (escaped by to_html)


FILTERS: dict[str, Callable[..., Any]] = {
    "answer_standing": standing,
    "can_ask": can_ask,
    "checked_text": checked_text,
    "gist_html": gist_html,
    "is_outdated": is_outdated,
    "key_sentence": key_sentence,
    "question_title": question_title,
    "token_words": token_words,
    "translated_html": translated_html,
    "unchecked_html": unchecked_html,
    "was_read": was_read,
}

"""States, outcomes and other single words of the database, in the language of the request."""

from flask_babel import gettext, lazy_gettext, ngettext

from crawler.store.spending import Limits
from webapp.queries.shapes import Run
from webapp.words import in_words

_QUEUES = {
    "for readers": lazy_gettext("for readers"),
    "of the newest papers": lazy_gettext("of the newest papers"),
    "of older ones": lazy_gettext("of older ones"),
}
_ANSWER_STATES = {
    "queued": lazy_gettext("queued"),
    "running": lazy_gettext("running"),
    "done": lazy_gettext("done"),
    "partial": lazy_gettext("broken off"),
    "failed": lazy_gettext("failed"),
    "parked": lazy_gettext("given up"),
    "hidden": lazy_gettext("hidden"),
}
_REQUEST_STATES = {
    "queued": lazy_gettext("queued"),
    "failed": lazy_gettext("failed"),
    "unknown": lazy_gettext("unknown to arXiv"),
}
_OUTCOMES = {
    "done": lazy_gettext("done"),
    "incomplete": lazy_gettext("incomplete"),
    "failed": lazy_gettext("failed"),
}
_WINDOWS = {"day": lazy_gettext("day"), "week": lazy_gettext("week"), "month": lazy_gettext("month")}


def budget(limits: Limits) -> str:
    """What may be spent on answers in a day: `8,000 tokens and cost 2.00`; empty where nothing limits it."""
    parts = []
    if limits.tokens is not None:
        parts.append(ngettext("%(number)s token", "%(number)s tokens", limits.tokens, number=f"{limits.tokens:,}"))
    if limits.cost is not None:
        parts.append(gettext("cost %(cost)s", cost=f"{limits.cost:.2f}"))
    return in_words(parts) if parts else ""


def queue(name: str) -> str:
    """Which answers wait: `for readers`."""
    return str(_QUEUES.get(name, name))


def answer_state(state: str) -> str:
    """An answer's state: `given up`."""
    return str(_ANSWER_STATES.get(state, state))


def request_state(state: str) -> str:
    """How a request for a paper stands: `queued`."""
    return str(_REQUEST_STATES.get(state, state))


def outcome(run: Run) -> str:
    """How a crawl ended, or that it has not."""
    if not run.outcome:
        return gettext("stopped") if run.finished else gettext("running")
    return str(_OUTCOMES.get(run.outcome, run.outcome))


def window(name: str) -> str:
    """A span that the list of what is read most looks at: `week`."""
    return str(_WINDOWS.get(name, name))

"""Answers as they are written, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).

    event: state   {"key", "state", "sentence"}    how a question stands
    event: text    {"key", "from", "text"}         what comes after the first `from` characters of its text
    event: done    {"key"}                         it is done: the page has it
    event: error   {"key", "sentence"}             it came to nothing, and why

`key` names the question on the page. The text is the model's own: pages put it in as text and never as markup.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from crawler.store.answers import State
from webapp.answer_words import standing
from webapp.follow import Stream, is_over
from webapp.queries.answers import Entry

HEARTBEAT_SECONDS = 5.0  # by writing, a server finds out that nobody listens any more
LONGEST_SECONDS = 600.0  # then the browser connects anew
RETRY_MILLISECONDS = 2000


def events(
    followed: dict[int, Entry], stream: Stream, now: Callable[[], datetime], seconds: float = LONGEST_SECONDS
) -> Iterator[bytes]:
    """The events of these questions, until each is over or the time is. First comes how they stand.

    followed: by the number of the answer that is under way.
    """
    yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
    sent: dict[int, str] = {}
    for number, entry in followed.items():
        yield from _news(entry, sent, number, now())
    left, until = set(followed), now().timestamp() + seconds
    while left and now().timestamp() < until:
        change = stream.get(HEARTBEAT_SECONDS)
        if change is None:
            yield b": still there\n\n"
        elif change.number in left:
            known = followed[change.number]
            entry = replace(known, newest=change.answer or known.newest, before=change.before)
            followed[change.number] = entry
            if change.answer is not None:
                yield from _news(entry, sent, change.number, now())
                if is_over(change.answer):
                    left.discard(change.number)
            elif entry.before != known.before:
                yield _standing(entry, now())


def _news(entry: Entry, sent: dict[int, str], number: int, now: datetime) -> Iterator[bytes]:
    """What is new about a question. sent: the text that the page has of each answer by now."""
    answer = entry.newest
    assert answer is not None
    if answer.state == State.DONE:
        yield _event("done", key=entry.key)
    elif is_over(answer):
        yield _event("error", key=entry.key, sentence=standing(entry, now))
    else:
        yield _standing(entry, now)
        before = sent.get(number, "")
        if answer.text != before:
            start = len(before) if answer.text.startswith(before) else 0
            yield _event("text", key=entry.key, **{"from": start}, text=answer.text[start:])
        sent[number] = answer.text


def _standing(entry: Entry, now: datetime) -> bytes:
    state = entry.newest.state if entry.newest is not None else ""
    return _event("state", key=entry.key, state=state, sentence=standing(entry, now))


def _event(name: str, **data: Any) -> bytes:
    # A text may hold half of a character pair: JSON for people's browsers has none.
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(_sendable(data)))


def _sendable(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in data.items()
    }

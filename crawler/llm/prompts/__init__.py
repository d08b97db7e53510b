"""The words that models are asked with. They stand in `prompts.toml`, to be read and changed; this joins them with a paper.

Pure: no model is asked here, and pages read the questions' titles from here.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

OWN, TRANSLATION = "own", "abstract"


class Message(TypedDict):
    """One turn of a conversation with a model. role: system, user or assistant."""

    role: str
    content: str


def title(question: str, language: str) -> str:
    """A question as it stands over its answer. question: `tldr`, `q1` to `q6`, `abstract` or `own`.   language: `en` or `zh`."""
    return str(_prompts()[question]["title"][language])


def version(question: str) -> str:
    """Which words are in force: the system prompt's version, the languages', and the question's, such as `1.1.3`.

    A translation has a system prompt of its own and is in no language by the way: its version is one number.
    """
    prompts = _prompts()
    if question == TRANSLATION:
        return str(prompts[question]["version"])
    return ".".join(str(prompts[part]["version"]) for part in ("system", "languages", question))


def versions() -> dict[str, str]:
    """The version in force of each question that is asked of every paper, of translations, and of readers' own."""
    return {name: version(name) for name in _prompts() if name not in ("system", "languages")}


def most_tokens(question: str) -> int:
    """The longest answer that is wanted, in tokens; models that think before they write do so within it."""
    return int(_prompts()[question]["most_tokens"])


def conversation(
    paper: str, question: str, language: str, own: str = "", before: Sequence[tuple[str, str]] = ()
) -> list[Message]:
    """What is sent to a model to ask one question about one paper.

    paper: the text to read, hostile.   own: the reader's words where the question is `own`.
    before: the reader's earlier questions about the paper with their answers, oldest first.
    The first message, and the second up to the end of the paper, are the same bytes for every question and language, but for
    a translation's.
    """
    fence = _fence(paper)
    asked = [_ask(OWN, language, words) for words, _ in before] + [_ask(question, language, own)]
    asked[0] = f"<{fence}>\n{paper}\n</{fence}>\n\n{asked[0]}"
    system = _prompts()[TRANSLATION]["system"] if question == TRANSLATION else _prompts()["system"]["text"]
    turns = [Message(role="system", content=system.strip().replace("{fence}", fence))]
    for words, (_, answer) in zip(asked, before, strict=False):
        turns += [Message(role="user", content=words), Message(role="assistant", content=answer)]
    return [*turns, Message(role="user", content=asked[-1])]


def _ask(question: str, language: str, own: str) -> str:
    prompts = _prompts()
    ask = str(prompts[question]["ask"][language]).strip().replace("{question}", own.strip())
    return ask if question == TRANSLATION else f"{ask}\n\n{prompts['languages'][language]}"


def _fence(paper: str) -> str:
    """The word that marks where a paper begins and ends: no text can hold its own hash."""
    return f"paper-{hashlib.sha256(paper.encode()).hexdigest()[:24]}"


@cache
def _prompts() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("prompts.toml").read_text(encoding="utf-8"))

"""Titles and abstracts in another language, for the cards of readers who want them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.orm import Session

from crawler.grounding import read_translation
from crawler.store.answers import TRANSLATION, State
from crawler.store.models import Base
from crawler.store.session import in_chunks

_ANSWERS, _PAPERS = Base.metadata.tables["answers"].c, Base.metadata.tables["papers"].c
_HIDDEN = Base.metadata.tables["hidden_papers"].c
_OF_PAPERS = (
    select(
        _PAPERS.arxiv_id,
        _ANSWERS.state,
        _ANSWERS.due,
        _ANSWERS.text,
        _ANSWERS.model,
        _ANSWERS.paper_version,
        cast(_ANSWERS.checks, Text),
    )
    .where(
        _PAPERS.id == _ANSWERS.paper_id,
        _PAPERS.arxiv_id.in_(bindparam("ids", expanding=True)),
        _ANSWERS.question == TRANSLATION,
        _ANSWERS.language == bindparam("language"),
        _ANSWERS.own_key == "",
        _ANSWERS.paper_id.not_in(select(_HIDDEN.paper_id)),
    )
    .order_by(_ANSWERS.picked, _ANSWERS.generation)
)


@dataclass(frozen=True, slots=True)
class TranslatedCard:
    """A title and an abstract for a card: a model's text with its formulas in dollars, hostile.

    version: of the paper that was translated, 0 if not known.   lost: formulas of the original that it does not have.
    """

    title: str
    abstract: str
    model: str
    version: int
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations of a page's papers into one language.

    done: by arXiv id.   awaited: how many are queued or being written.   missing: the papers of which none was ever asked for.
    """

    language: str
    done: Mapping[str, TranslatedCard]
    awaited: int
    missing: Sequence[str]


def translations_of(session: Session, arxiv_ids: Sequence[str], language: str) -> Translations:
    """How the translations of these papers stand, and those that are to be shown. One query a thousand papers."""
    done: dict[str, TranslatedCard] = {}
    known, awaited = set[str](), set[str]()
    for chunk in in_chunks(arxiv_ids):
        rows = session.connection().execute(_OF_PAPERS, {"ids": chunk, "language": language})
        for arxiv_id, state, due, text, model, version, checks in rows:
            known.add(arxiv_id)
            if due is not None:
                awaited.add(arxiv_id)
            read = read_translation(text) if state == State.DONE else None
            if read is not None:
                done[arxiv_id] = TranslatedCard(read.title, read.abstract, model or "", version, _lost(checks))
    return Translations(language, done, len(awaited), [each for each in arxiv_ids if each not in known])


@lru_cache(maxsize=4096)
def _lost(checks: str | None) -> tuple[str, ...]:
    """The formulas that were not found, by what `Check.to_json` made."""
    paragraphs: list[Any] = orjson.loads(checks) if checks else []
    return tuple(quote[0] for _, _, quotes, _ in paragraphs for quote in quotes if not quote[1])

"""JSON, in the shape that docs/files.md promises. Pure."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from crawler.grounding import Check
from crawler.llm import prompts
from webapp.paper_files.entries import FileEntry
from webapp.paper_files.markdown import answer_markdown
from webapp.queries.shown_answers import ShownAnswer


def records(entries: Iterable[FileEntry], *, with_answers: bool, total: int, following: str | None) -> str:
    """A file with an object for each paper that is held; the numbers of the others stand under `missing`.

    total: how many papers the whole list has.   following: the address of the part after this one.
    """
    entries = list(entries)
    whole = {
        "papers": [_paper(entry, with_answers) for entry in entries if entry.card],
        "missing": [entry.id for entry in entries if not entry.card],
        "total": total,
        "next": following,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode() + "\n"


def _paper(entry: FileEntry, with_answers: bool) -> dict[str, Any]:
    card = entry.card
    assert card is not None
    written = {
        "id": card.id,
        "version": card.version,
        "title": card.title,
        "authors": [{"name": author.name, "affiliations": list(author.affiliations)} for author in card.authors],
        "abstract": card.abstract,
        "categories": list(card.subjects),
        "primary": card.primary,
        "kind": card.kind,
        "announced": card.announced.isoformat() if card.announced else None,
        "submitted": _moment(card.submitted),
        "updated": _moment(card.updated),
        "comment": card.comment,
        "journal_ref": card.journal_ref,
        "doi": card.doi,
        "licence": card.licence,
        "withdrawn": card.withdrawn,
        "keywords": list(card.keywords),
        "links": {"abstract": entry.source, "pdf": entry.pdf},
    }
    return {**written, "answers": [_answer(shown) for shown in entry.answers]} if with_answers else written


def _answer(shown: ShownAnswer) -> dict[str, Any]:
    answer = shown.answer
    check = Check.from_json(answer.checks or [])
    return {
        "question": shown.question,
        "title": shown.own_text or prompts.title(shown.question, answer.language),
        "language": answer.language,
        "markdown": answer_markdown(answer),
        "model": answer.model,
        "prompt": answer.prompt_version,
        "version": answer.paper_version or None,
        "finished": _moment(answer.finished),
        "passages": check.total,
        "passages_found": check.verified,
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None

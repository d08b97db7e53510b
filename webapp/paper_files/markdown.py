"""Markdown: what [Copy] puts on the clipboard, and answers to take along."""

import re
from collections.abc import Iterable

from flask_babel import gettext

from crawler.grounding import Check, Translation, read_translation
from crawler.llm import prompts
from crawler.store.answers import TRANSLATION
from crawler.store.models import Answer
from crawler.tex import Formula, segments
from webapp.answer_text import as_markdown
from webapp.answer_words import was_read
from webapp.paper_files.entries import FileEntry, one_line
from webapp.queries.shown_answers import ShownAnswer

# What means something within a line (CommonMark 0.31, and the dollars and ~~ of its extensions), then at the beginning of one.
_SPECIAL = re.compile(r"[\\`*\[\]<$]|~(?=~)|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_BEGINNING = re.compile(r"^(\d*)([.)](?=\s|$)|[-+=#>|])")
_BACKSLASHED = r"\\\g<0>"


def markdown(entries: Iterable[FileEntry], *, with_answers: bool = False) -> str:
    """A file with a heading for each paper, its authors, its address and its abstract, formulas in their dollars.

    with_answers: they stand below it, each under its question with what it was made from.
    """
    text = "\n\n".join(part for entry in entries for part in _parts(entry, with_answers))
    return text.encode("utf-8", "replace").decode() + "\n"


def escaped(text: str) -> str:
    """A text on one line, so that it reads as it was written."""
    return _as_text(_SPECIAL.sub(_BACKSLASHED, one_line(text)))


def _parts(entry: FileEntry, with_answers: bool) -> Iterable[str]:
    yield f"# {_with_formulas(entry.title)}"
    if entry.authors:
        yield ", ".join(escaped(author.name) for author in entry.authors)
    yield f"<{entry.source}>"
    if entry.card:
        yield _with_formulas(one_line(entry.card.abstract))
    else:
        yield gettext("Not held here.")
    if with_answers:
        yield from map(_answer, entry.answers)
        if not entry.answers:
            yield gettext("No answers have been written yet.")


def _answer(shown: ShownAnswer) -> str:
    answer = shown.answer
    title = shown.own_text or prompts.title(shown.question, answer.language)
    return f"## {escaped(title)}\n\n{answer_markdown(answer)}\n\n*{provenance(answer)}*"


def answer_markdown(answer: Answer) -> str:
    """An answer's text, its passages below what they are given for; a translation's title and abstract."""
    if answer.question == TRANSLATION:
        read = read_translation(answer.text) or Translation("", answer.text)
        return f"**{_with_formulas(one_line(read.title))}**\n\n{_with_formulas(one_line(read.abstract))}"
    return answer.text if answer.checks is None else as_markdown(Check.from_json(answer.checks))


def provenance(answer: Answer) -> str:
    """What an answer was made from, in a sentence."""
    day = f", {answer.finished:%Y-%m-%d}" if answer.finished else ""
    check = Check.from_json(answer.checks or [])
    version = f"v{answer.paper_version}" if answer.paper_version else gettext("version not known")
    if answer.question == TRANSLATION:
        return gettext(
            "Translated by %(model)s; %(version)s; prompt %(prompt)s; %(number)s of %(all)s formulas kept.",
            model=f"{answer.model}{day}",
            version=version,
            prompt=answer.prompt_version,
            number=check.verified,
            all=check.total,
        )
    passages = (
        gettext("%(number)s of %(all)s passages found in the paper", number=check.verified, all=check.total)
        if check.total
        else gettext("no passages given")
    )
    return gettext(
        "Written by %(model)s; read: %(version)s, %(read)s; prompt %(prompt)s; %(passages)s.",
        model=f"{answer.model}{day}",
        version=version,
        read=was_read(answer),
        prompt=answer.prompt_version,
        passages=passages,
    )


def _with_formulas(text: str) -> str:
    """Escaped, but for formulas, which Markdown readers set that know them and others show as they are."""
    return _as_text(
        "".join(
            part.source if isinstance(part, Formula) else _SPECIAL.sub(_BACKSLASHED, part.source)
            for part in segments(text)
        )
    )


def _as_text(line: str) -> str:
    """A line that begins no heading, list or quotation."""
    return _BEGINNING.sub(r"\1\\\2", line)

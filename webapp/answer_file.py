"""A paper's answers as a Markdown file."""

from crawler.grounding import Check, Translation, read_translation
from crawler.llm import prompts
from crawler.store.answers import TRANSLATION
from crawler.store.models import Answer
from crawler.tex import to_plain
from webapp.answer_text import as_markdown
from webapp.answer_words import was_read
from webapp.links import source_url
from webapp.queries.answers import PaperAnswers


def answers_file(answers: PaperAnswers) -> str:
    """The answers that are done, each under its question with what it was made from, the reader's own last."""
    parts = [f"# {_line(to_plain(answers.title))}", source_url(answers.arxiv_id)]
    translated = answers.translation and answers.translation.shown
    if translated:
        parts += _translation(translated, answers.language)
    for entry in answers.all_entries:
        if entry.shown is not None:
            title = entry.own_text or prompts.title(entry.question, answers.language)
            parts += [f"## {_line(title)}", _text(entry.shown), f"*{_provenance(entry.shown)}*"]
    if len(parts) == 2:
        parts.append("No answers have been written yet.")
    return "\n\n".join(parts).encode("utf-8", "replace").decode() + "\n"


def _translation(answer: Answer, language: str) -> list[str]:
    read = read_translation(answer.text) or Translation("", answer.text)
    check = Check.from_json(answer.checks or [])
    formulas = f"; {check.verified} of {check.total} formulas kept" if check.total else ""
    day = f", {answer.finished:%Y-%m-%d}" if answer.finished else ""
    made = f"*Translated by {answer.model}{day}; {_version(answer)}; prompt {answer.prompt_version}{formulas}.*"
    return [f"## {prompts.title(TRANSLATION, language)}", f"**{_line(read.title)}**", _line(read.abstract), made]


def _text(answer: Answer) -> str:
    return answer.text if answer.checks is None else as_markdown(Check.from_json(answer.checks))


def _provenance(answer: Answer) -> str:
    day = f", {answer.finished:%Y-%m-%d}" if answer.finished else ""
    check = Check.from_json(answer.checks or [])
    passages = f"{check.verified} of {check.total} passages found in the paper" if check.total else "no passages given"
    return f"Written by {answer.model}{day}; read: {_version(answer)}, {was_read(answer)}; prompt {answer.prompt_version}; {passages}."


def _version(answer: Answer) -> str:
    return f"v{answer.paper_version}" if answer.paper_version else "version not known"


def _line(text: str) -> str:
    return " ".join(text.split())

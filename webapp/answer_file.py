"""A paper's answers as a Markdown file."""

from crawler.grounding import Check
from crawler.llm import prompts
from crawler.store.models import Answer
from crawler.tex import to_plain
from webapp.answer_text import as_markdown
from webapp.answer_words import was_read
from webapp.links import source_url
from webapp.queries.answers import PaperAnswers


def answers_file(answers: PaperAnswers) -> str:
    """The answers that are done, each under its question with what it was made from, the reader's own last."""
    parts = [f"# {_line(to_plain(answers.title))}", source_url(answers.arxiv_id)]
    for entry in answers.all_entries:
        if entry.shown is not None:
            title = entry.own_text or prompts.title(entry.question, answers.language)
            parts += [f"## {_line(title)}", _text(entry.shown), f"*{_provenance(entry.shown)}*"]
    if len(parts) == 2:
        parts.append("No answers have been written yet.")
    return "\n\n".join(parts).encode("utf-8", "replace").decode() + "\n"


def _text(answer: Answer) -> str:
    return answer.text if answer.checks is None else as_markdown(Check.from_json(answer.checks))


def _provenance(answer: Answer) -> str:
    day = f", {answer.finished:%Y-%m-%d}" if answer.finished else ""
    check = Check.from_json(answer.checks or [])
    passages = f"{check.verified} of {check.total} passages found in the paper" if check.total else "no passages given"
    version = f"v{answer.paper_version}" if answer.paper_version else "version not known"
    return f"Written by {answer.model}{day}; read: {version}, {was_read(answer)}; prompt {answer.prompt_version}; {passages}."


def _line(text: str) -> str:
    return " ".join(text.split())

"""`admin answers`: all answers about a paper with their history, which one is shown, and how two differ."""

import difflib
from collections.abc import Iterator

import click
from sqlalchemy.orm import Session

from crawler.config import Settings
from crawler.grounding import Check
from crawler.store import answers as store
from crawler.store.answers import Asked
from crawler.store.models import Answer
from webapp.cli.common import as_json, echo_json, facts, named_papers, with_settings
from webapp.site import this_site


@click.command()
@click.argument("paper", metavar="ID")
@click.option("--use", type=int, metavar="N", help="Show answer number N from now on, whatever is newer.")
@click.option("--use-newest", type=int, metavar="N", help="Show the newest again, to the question that N answers.")
@click.option("--diff", nargs=2, type=int, metavar="A B", help="How the texts of answers number A and B differ.")
@click.option("--text", "with_text", is_flag=True, help="Print the texts too.")
@as_json
@with_settings
def answers(
    _settings: Settings,
    paper: str,
    use: int | None,
    use_newest: int | None,
    diff: tuple[int, int] | None,
    with_text: bool,
    as_json: bool,
) -> None:
    """Show every generation of every answer about a paper, newest first; * marks the one that readers are shown.

    \b
    Example:
      flask --app webapp admin answers 2402.12354 --use 17
    """
    site = this_site()
    with site.writing() if use or use_newest else site.reading() as session:
        [(arxiv_id, number)] = named_papers(session, [paper]).items()
        history = {answer.id: answer for answer in store.history(session, number)}
        if use is not None and store.pick(session, _one(history, use, "--use").id) is None:
            raise click.BadParameter(
                f"answer {use} is {history[use].state}, and only what is done can be shown.", param_hint="--use"
            )
        if use_newest is not None:
            store.unpick(session, Asked.of(_one(history, use_newest, "--use-newest")))
        if diff:
            old, new = (_one(history, wanted, "--diff") for wanted in diff)
            click.echo("".join(_difference(old, new)), nl=False)
            return
        session.flush()
        shown = _shown(session, number)
    for answer in history.values():
        if as_json:
            text = {"text": answer.text} if with_text else {}
            more = {
                "number": answer.id,
                "generation": answer.generation,
                "shown": answer.id in shown,
                "picked": answer.picked,
            }
            echo_json(facts(arxiv_id, answer) | more | text)
        else:
            click.echo(_line(answer, answer.id in shown))
            if with_text:
                click.echo(f"\n{answer.text}\n")
    if not history and not as_json:
        click.echo(f"Nothing was asked about {arxiv_id} yet.")


def _one(history: dict[int, Answer], number: int, option: str) -> Answer:
    if number not in history:
        raise click.BadParameter(f"this paper has no answer number {number}.", param_hint=option)
    return history[number]


def _shown(session: Session, paper_id: int) -> set[int]:
    return {
        answer.id
        for language in ("en", "zh")
        for answer in store.shown(session, [paper_id], language, store.EVERY).values()
    }


def _line(answer: Answer, is_shown: bool) -> str:
    check = Check.from_json(answer.checks or [])
    parts = [
        f"{'*' if is_shown else ' '} {answer.id} {answer.question} {answer.language}",
        f"generation {answer.generation}",
        f"{answer.state}{', picked' if answer.picked else ''}",
        answer.model or "",
        f"v{answer.paper_version}" if answer.paper_version else "",
        f"prompt {answer.prompt_version}" if answer.prompt_version else "",
        f"{check.verified}/{check.total} passages" if answer.checks is not None else "",
        f"{answer.finished:%Y-%m-%d %H:%M} UTC" if answer.finished else "",
        answer.error or "",
    ]
    return ", ".join(filter(None, parts))


def _difference(old: Answer, new: Answer) -> Iterator[str]:
    before, after = ([f"{line}\n" for line in answer.text.splitlines()] for answer in (old, new))
    yield from difflib.unified_diff(before, after, f"answer {old.id}", f"answer {new.id}")

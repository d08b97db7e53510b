"""What the admin's commands share: the settings, papers by their ids, known troubles as sentences, lines for people or programs."""

import json
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from crawler.config import Settings
from crawler.errors import IdentifierError, PaperstandError
from crawler.identifiers import parse_identifier
from crawler.store.models import Answer
from crawler.store.redoing import row_ids

FAILED, WRONG_USAGE = 1, 2

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


def with_settings(command: Callable[Concatenate[Settings, Arguments], Result]) -> Callable[Arguments, Result]:
    """Hand a command the site's settings, within its application; a known trouble ends it with a sentence and exit code 1."""

    @wraps(command)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        settings: Settings = current_app.extensions["paperstand_settings"]
        try:
            return command(settings, *args, **kwargs)
        except PaperstandError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(FAILED)

    return with_appcontext(guarded)


def named_papers(session: Session, texts: Sequence[str]) -> dict[str, int]:
    """The row ids of papers named in any spelling, in the order given. Raises click.BadParameter for one that is not held."""
    try:
        named = [parse_identifier(text).id for text in texts]
    except IdentifierError as error:
        raise click.BadParameter(str(error), param_hint="ID") from error
    held = row_ids(session, named)
    for arxiv_id in named:
        if arxiv_id not in held:
            raise click.BadParameter(f"{arxiv_id} is not held here.", param_hint="ID")
    return {arxiv_id: held[arxiv_id] for arxiv_id in named}


def facts(arxiv_id: str, answer: Answer) -> dict[str, Any]:
    """An answer as every command tells it to programs: {paper, question, language, state, model, tokens, cost}."""
    tokens = None if answer.prompt_tokens is None else answer.prompt_tokens + (answer.completion_tokens or 0)
    return {
        "paper": arxiv_id,
        "question": answer.question,
        "language": answer.language,
        "state": str(answer.state),
        "model": answer.model or answer.asked_model,
        "tokens": tokens,
        "cost": answer.cost,
    }


def echo_json(content: dict[str, Any]) -> None:
    """Print one object on a line of its own."""
    click.echo(json.dumps(content, ensure_ascii=False))

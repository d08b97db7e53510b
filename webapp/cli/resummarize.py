"""`admin resummarize`: have answers written anew."""

import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import click
from sqlalchemy.orm import Session

from crawler.config import Settings
from crawler.llm import prompts
from crawler.store import answers as store
from crawler.store import redoing
from crawler.store.answers import EVERY, QUESTIONS, Asked, Priority, State
from crawler.store.models import Answer
from crawler.store.session import in_chunks
from webapp.cli.common import FAILED, WRONG_USAGE, as_json, echo_json, facts, named_papers, with_settings
from webapp.site import this_site

_AT_ONCE = 500  # rows queued in one transaction: workers and readers write in between
_DAY = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True, slots=True)
class Choice:
    """What to redo, as said on the command line."""

    ids: tuple[str, ...]
    categories: tuple[str, ...]
    since: date | None
    until: date | None
    failed: bool
    stale: bool
    questions: tuple[str, ...]
    languages: tuple[str, ...]
    limit: int | None

    @property
    def names_papers(self) -> bool:
        """Whether it is about certain papers, rather than about all that have answers."""
        return bool(self.ids or self.categories or self.since or self.until)


@click.command()
@click.argument("ids", nargs=-1)
@click.option(
    "--category",
    "-c",
    "categories",
    multiple=True,
    help="Papers announced in this category; may be given several times.",
)
@click.option("--since", type=_DAY, help="Papers announced on this day or later.")
@click.option("--until", type=_DAY, help="Papers announced on this day or earlier.")
@click.option("--failed", is_flag=True, help="Only what failed, was parked or broke off.")
@click.option("--stale", is_flag=True, help="Only what is shown of an older paper version, prompt or model than now.")
@click.option(
    "--question",
    "-q",
    "questions",
    multiple=True,
    type=click.Choice(EVERY),
    help="Only this: tldr, q1 to q6, or abstract, the translated title and abstract.",
)
@click.option("--lang", "languages", multiple=True, type=click.Choice(["en", "zh"]), help="Only this language.")
@click.option("--model", help="This model writes them; otherwise the one of the settings.")
@click.option(
    "--priority",
    default="history",
    show_default=True,
    type=click.Choice(["reader", "today", "history"]),
    help="How urgent it is.",
)
@click.option("--limit", type=click.IntRange(min=1), help="This many answers at most.")
@click.option("--dry-run", is_flag=True, help="Only say what would be queued.")
@click.option("--wait", is_flag=True, help="Write them now, and everything that is queued before them.")
@as_json
@with_settings
def resummarize(
    settings: Settings,
    /,
    since: datetime | None,
    until: datetime | None,
    model: str | None,
    priority: str,
    dry_run: bool,
    wait: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Have answers written anew: all seven in every language of the papers named by IDS or by category and days, or with
    --failed or --stale what needs it, translations included. The old ones stay, and stay shown until the new ones are done.

    Exit code 0: queued, or with --wait all done; 1: with --wait some are not; 2: wrong usage, or no model is set up.

    \b
    Example:
      flask --app webapp admin resummarize --stale --dry-run
      flask --app webapp admin resummarize 2402.12354 --question q3 --lang en --wait
    """
    # Not with the site: the crawler's commands are 25 MB that no page needs. The same goes below.
    from crawler.commands.common import chosen_categories

    chosen["categories"] = chosen_categories(settings, chosen["categories"]) if chosen["categories"] else ()
    choice = Choice(since=since and since.date(), until=until and until.date(), **chosen)
    if not (choice.names_papers or choice.failed or choice.stale):
        raise click.UsageError("Name papers, a category, days, --failed or --stale: what is to be written anew?")
    writer = model or settings.llm_model
    if not writer:
        click.echo("Error: No model is set up: PAPERSTAND_LLM_MODEL names one, see docs/answers.md.", err=True)
        sys.exit(WRONG_USAGE)
    site = this_site()
    with site.reading() as session:
        asked = _chosen(session, settings, choice, writer)
        names = redoing.arxiv_ids(session, {each.paper_id for each in asked})
        estimates = redoing.estimates(session)
    tokens, cost = _sums(settings, writer, asked, estimates)
    queued = [] if dry_run else _queue(asked, Priority[priority.upper()], model)
    if wait and queued:
        _work_off(settings)
        queued = _again(queued)
    _tell(asked, queued, names, writer, estimates, settings, as_json=as_json)
    if not as_json:
        done = f"{len(asked):,} answers would be queued" if dry_run else f"{len(queued):,} answers queued"
        click.echo(f"{done}, about {tokens:,} tokens{'' if cost is None else f', {cost:.2f}'}.")
    if wait and any(answer.state != State.DONE for answer in queued):
        sys.exit(FAILED)


def _chosen(session: Session, settings: Settings, choice: Choice, model: str) -> list[Asked]:
    """What is to be written anew, paper after paper."""
    papers: list[int] | None = None
    if choice.names_papers:
        papers = list(named_papers(session, choice.ids).values())
        if choice.categories or choice.since or choice.until:
            papers += redoing.announced_papers(session, choice.categories, choice.since, choice.until)
        papers = list(dict.fromkeys(papers))
    questions, languages = choice.questions or QUESTIONS, choice.languages or settings.llm_languages
    if not (choice.failed or choice.stale):
        every = (
            Asked(paper, question, language)
            for paper in papers or ()
            for language in languages
            for question in questions
        )
        return list(islice(every, choice.limit))
    found: list[Answer] = []
    for chunk in in_chunks(papers) if papers is not None else [None]:
        if choice.failed:
            found += redoing.in_vain(session, chunk)
        if choice.stale:
            found += store.stale(session, model, prompts.versions(), chunk)
    wanted = (
        Asked.of(answer)
        for answer in found
        if answer.question in (choice.questions or EVERY)
        and (not choice.languages or answer.language in choice.languages)
    )
    return list(islice(dict.fromkeys(wanted), choice.limit))


def _queue(asked: Sequence[Asked], priority: Priority, model: str | None) -> list[Answer]:
    """A new generation of each, or the one that is under way already; hidden papers are left out."""
    site = this_site()
    queued: list[Answer] = []
    for chunk in in_chunks(asked, _AT_ONCE):
        with site.writing() as session:
            now = site.now()
            queued += [
                store.redo(session, each, now, priority, model)
                for each in chunk
                if not store.is_hidden(session, each.paper_id)
            ]
    return queued


def _work_off(settings: Settings) -> None:
    from crawler.commands.common import open_crawl, shown_progress
    from crawler.jobs.answer_workers import Workers, open_client

    stop = threading.Event()
    crawl = open_crawl(settings, stop)
    with shown_progress() as report:
        workers = Workers(crawl, open_client(settings, stop), stop)
        workers.start()
        try:
            workers.wait_until_idle(report)
        finally:
            workers.finish()


def _again(queued: Sequence[Answer]) -> list[Answer]:
    """The same answers as they stand now."""
    with this_site().reading() as session:
        return [session.get_one(Answer, answer.id) for answer in queued]


def _tell(
    asked: Sequence[Asked],
    queued: Sequence[Answer],
    names: dict[int, str],
    model: str,
    estimates: Any,
    settings: Settings,
    *,
    as_json: bool,
) -> None:
    """A line an answer: with what it took where it is done, otherwise with what it may take."""
    rows = {Asked.of(answer): answer for answer in queued}
    for each in asked:
        answer = rows.get(each)
        estimate = estimates[each.question]
        price = settings.price(model)
        told = {
            "paper": names[each.paper_id], "question": each.question, "language": each.language, "state": "not queued",
            "model": model, "tokens": estimate.prompt_tokens + estimate.completion_tokens,
            "cost": price.of(estimate.prompt_tokens, 0, estimate.completion_tokens) if price else None,
        }  # fmt: skip
        if answer is not None:
            told |= {name: value for name, value in facts(names[each.paper_id], answer).items() if value is not None}
        if as_json:
            echo_json(told)
        else:
            number = f"{answer.id} " if answer is not None else ""
            click.echo(f"{number}{told['paper']} {told['question']} {told['language']} {told['state']}")


def _sums(settings: Settings, model: str, asked: Sequence[Asked], estimates: Any) -> tuple[int, float | None]:
    """About how many tokens and how much money these answers take."""
    read = sum(estimates[each.question].prompt_tokens for each in asked)
    written = sum(estimates[each.question].completion_tokens for each in asked)
    price = settings.price(model)
    return read + written, price.of(read, 0, written) if price else None

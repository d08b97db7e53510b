"""`admin queue` and `admin retry`: what waits to be written, and another chance for what came to nothing."""

import click

from crawler.config import Settings
from crawler.store import answers as store
from crawler.store import endpoint, redoing
from crawler.store.answers import Asked, Priority
from webapp.cli.common import as_json, echo_json, facts, named_papers, with_settings
from webapp.site import this_site


@click.command()
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="Show this many at most.")
@as_json
@with_settings
def queue(_settings: Settings, limit: int, as_json: bool) -> None:
    """Show the answers that wait or are being written, in their order, and whether the model's server answers.

    \b
    Example:
      flask --app webapp admin queue --limit 10
    """
    site = this_site()
    with site.reading() as session:
        rows = redoing.waiting(session, limit)
        counts, down = store.counts(session), endpoint.out_of_order(session, site.now())
    for arxiv_id, answer in rows:
        priority = Priority(answer.priority).name.lower()
        if as_json:
            due = answer.due and answer.due.isoformat()
            more = {"priority": priority, "attempts": answer.attempts, "due": due, "error": answer.error}
            echo_json(facts(arxiv_id, answer) | more)
        else:
            trouble = f" ({answer.error})" if answer.error else ""
            click.echo(f"{answer.id} {arxiv_id} {answer.question} {answer.language} {answer.state} {priority}{trouble}")
    if not as_json:
        unfinished = ", ".join(f"{number:,} {priority.name.lower()}" for priority, number in counts.unfinished.items())
        states = ", ".join(f"{number:,} {state}" for state, number in counts.states.items())
        click.echo(f"Unfinished: {unfinished or 'none'}. All answers: {states or 'none'}.")
        if down is not None:
            click.echo(f"The model's server is left alone until {down[0]:%Y-%m-%d %H:%M} UTC: {down[1]}")


@click.command()
@click.argument("ids", nargs=-1)
@as_json
@with_settings
def retry(_settings: Settings, ids: tuple[str, ...], as_json: bool) -> None:
    """Queue anew what failed, was parked or broke off, of the papers named or of all; what was put off is tried at once.

    \b
    Example:
      flask --app webapp admin retry 2402.12354
    """
    site = this_site()
    now = site.now()
    with site.writing() as session:
        papers = list(named_papers(session, ids).values()) if ids else None
        again = [
            store.redo(session, Asked.of(answer), now, Priority(answer.priority), answer.asked_model)
            for answer in redoing.in_vain(session, papers)
        ]
        hastened = redoing.hasten(session, now)
        names = redoing.arxiv_ids(session, {answer.paper_id for answer in again})
    for answer in again:
        if as_json:
            echo_json(facts(names[answer.paper_id], answer))
        else:
            click.echo(f"{answer.id} {names[answer.paper_id]} {answer.question} {answer.language} queued")
    if not as_json:
        click.echo(f"{len(again)} queued anew, {hastened} that had been put off are due now.")

"""`admin prune` and `admin readers`: what may go, and who reads."""

from datetime import timedelta

import click

from crawler.clock import eastern_day
from crawler.config import Settings
from crawler.store.pruning import Pruned, count_readers, forget_unseen
from crawler.store.pruning import prune as prune_store
from webapp.cli.common import as_json, echo_json, with_settings
from webapp.site import this_site

_LATELY = timedelta(days=30)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say how much would go.")
@as_json
@with_settings
def prune(_settings: Settings, dry_run: bool, as_json: bool) -> None:
    """Delete what has had its time: texts of replaced versions, settled requests for papers, lapsed device links.

    Papers, announcements, answers and whatever readers keep never go.

    \b
    Example:
      flask --app webapp admin prune --dry-run
    """
    site = this_site()
    with site.writing() as session:
        gone = list(prune_store(session, site.now()))
        if dry_run:
            session.rollback()
    _tell(gone, dry_run, as_json)


@click.command()
@click.option(
    "--forget-unseen",
    "forget_unseen_days",
    type=click.IntRange(30),
    metavar="DAYS",
    help="Forget readers who changed nothing for so many days.",
)
@click.option("--dry-run", is_flag=True, help="Only say how many would be forgotten.")
@as_json
@with_settings
def readers(_settings: Settings, forget_unseen_days: int | None, dry_run: bool, as_json: bool) -> None:
    """Show how many readers there are and what they keep, none by name, since none has one; or forget those long gone.

    \b
    Example:
      flask --app webapp admin readers --forget-unseen 400
    """
    site = this_site()
    today = eastern_day(site.now())
    if forget_unseen_days is not None:
        with site.writing() as session:
            gone = forget_unseen(session, today - timedelta(days=forget_unseen_days))
            if dry_run:
                session.rollback()
        _tell([gone], dry_run, as_json)
        return
    with site.reading() as session:
        counts = count_readers(session, today - _LATELY)
    if as_json:
        echo_json(
            {
                "readers": counts.readers,
                "seen_lately": counts.seen_since,
                "marks": counts.marks,
                "saved_searches": counts.saved_searches,
            }
        )
    else:
        click.echo(
            f"{counts.readers:,} readers, {counts.seen_since:,} of them in the last {_LATELY.days} days; {counts.marks:,} marks, "
            f"{counts.saved_searches:,} saved searches."
        )


def _tell(gone: list[Pruned], dry_run: bool, as_json: bool) -> None:
    for one in gone:
        if as_json:
            echo_json({"what": one.what, "rows": one.rows, "deleted": not dry_run})
        else:
            click.echo(f"{one.rows:,} {one.what} {'would go' if dry_run else 'deleted'}.")

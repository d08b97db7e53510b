"""`admin hide`: no answers about a paper, such as when its author asks for that."""

import click

from crawler.config import Settings
from crawler.store import answers as store
from webapp.cli.common import as_json, echo_json, named_papers, with_settings
from webapp.site import this_site


@click.command()
@click.argument("paper", metavar="ID")
@click.option("--undo", is_flag=True, help="Answers may be shown and written again.")
@click.option("--reason", default="", help="Why, for who comes after you.")
@as_json
@with_settings
def hide(_settings: Settings, paper: str, undo: bool, reason: str, as_json: bool) -> None:
    """Show and write no answers about a paper any more; what is queued is ended, and nothing is deleted.

    \b
    Example:
      flask --app webapp admin hide 2402.12354 --reason "its author asked"
    """
    site = this_site()
    with site.writing() as session:
        [(arxiv_id, number)] = named_papers(session, [paper]).items()
        if undo:
            store.unhide(session, number)
        else:
            store.hide(session, number, reason, site.now())
    if as_json:
        echo_json({"paper": arxiv_id, "hidden": not undo})
    else:
        click.echo(f"Answers about {arxiv_id} {'may be shown and written again' if undo else 'are hidden'}.")

"""The admin's commands, `flask --app webapp admin …`, a file each."""

import click

from webapp.cli.answers import answers
from webapp.cli.costs import costs
from webapp.cli.hide import hide
from webapp.cli.queue import queue, retry
from webapp.cli.reindex import reindex
from webapp.cli.resummarize import resummarize


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def admin() -> None:
    """Look after the site: what is written, by which model, at what cost, and what searches find.

    \b
    Example:
      flask --app webapp admin resummarize --stale --dry-run
    """


for command in (resummarize, answers, costs, queue, retry, hide, reindex):
    admin.add_command(command)

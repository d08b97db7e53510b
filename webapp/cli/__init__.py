"""The admin's commands, `flask --app webapp admin …`, a file each."""

import click

from webapp.cli.answers import answers
from webapp.cli.backup import backup, restore_command
from webapp.cli.check import check
from webapp.cli.costs import costs
from webapp.cli.hide import hide
from webapp.cli.prune import prune, readers
from webapp.cli.queue import queue, retry
from webapp.cli.reindex import reindex
from webapp.cli.resummarize import resummarize


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def admin() -> None:
    """Look after the site: what is written, by which model, at what cost, what searches find, and that nothing gets lost.

    \b
    Example:
      flask --app webapp admin resummarize --stale --dry-run
    """


for command in (
    resummarize, answers, costs, queue, retry, hide,
    reindex, check, backup, restore_command, prune, readers,
):  # fmt: skip
    admin.add_command(command)

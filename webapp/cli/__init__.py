"""The admin's commands: `flask --app webapp admin …`, a file each."""

import click

from webapp.cli.reindex import reindex


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def admin() -> None:
    """Look after the site.

    \b
    Example:
      flask --app webapp admin reindex
    """


admin.add_command(reindex)

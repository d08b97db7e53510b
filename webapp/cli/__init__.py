"""The admin's commands: `flask --app webapp admin …`, a file each."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def admin() -> None:
    """Look after the answers.

    \b
    Example:
      flask --app webapp admin queue
    """

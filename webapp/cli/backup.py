"""`admin backup` and `admin restore`: the whole database in one file, and back."""

from datetime import UTC
from pathlib import Path

import click

from crawler.config import Settings
from crawler.store.backups import back_up, restore
from webapp.cli.common import as_json, echo_json, with_settings
from webapp.site import this_site


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@as_json
@with_settings
def backup(settings: Settings, file: Path | None, as_json: bool) -> None:
    """Write the whole database into FILE while the site goes on; without FILE, one named by the moment, in `backups` of the data folder.

    Keep the file `secret-key` of the data folder beside it; the search index is made again by itself.

    \b
    Example:
      flask --app webapp admin backup /mnt/backups/paperstand-2026-11-20.sqlite3
    """
    site = this_site()
    target = file or _named(settings, "paperstand")
    size = back_up(site.engine, target)
    if as_json:
        echo_json({"file": str(target), "bytes": size})
    else:
        click.echo(f"The database is in {target}, {size / 1e6:,.1f} MB.")


@click.command(name="restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_settings
def restore_command(settings: Settings, file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of everything the database holds.

    What it holds now goes into `backups` of the data folder first, so that this can be taken back. Stop the site and the crawler
    before, since they would go on with what they know; the search index finds by itself that it must be made again.

    \b
    Example:
      flask --app webapp admin restore /mnt/backups/paperstand-2026-11-20.sqlite3
    """
    if not yes:
        click.confirm(f"Replace everything the database holds by {file}?", abort=True)
    engine = this_site().engine
    kept = _named(settings, "before-restore")
    back_up(engine, kept)
    restore(engine, file)
    click.echo(f"The database is that of {file}. What it held before is in {kept}.")


def _named(settings: Settings, name: str) -> Path:
    moment = this_site().now().astimezone(UTC)
    suffix = "sqlite3" if settings.database.startswith("sqlite") else "dump"
    return settings.data_dir / "backups" / f"{name}-{moment:%Y-%m-%dT%H%M%S}.{suffix}"

"""The site's secret: given in a setting, or made once in the data folder."""

import os
import secrets
import tempfile
from pathlib import Path

from crawler.config import Settings
from crawler.errors import SettingsError

_FILE = "secret-key"


def site_secret(settings: Settings) -> bytes:
    """The secret in force, made and kept in `data_dir/secret-key` if there is none. All processes of a site get the same.

    Raises SettingsError where the file can neither be read nor made.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data_dir / _FILE
    try:
        if not path.exists():
            _make(path)
        return path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"The site's secret key {path} cannot be read or made: {error.strerror}. Look at who owns the folder, or give"
            " PAPERSTAND_SECRET_KEY."
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, whole = tempfile.mkstemp(dir=path.parent, prefix=_FILE)  # which nobody else may read
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        # Of several processes that start together one makes the file, whole, and all read it.
        os.link(whole, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(whole)

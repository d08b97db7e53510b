"""The site's secret: one for all its processes, for good, and for no other eyes."""

import threading
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.errors import SettingsError
from webapp.secret import site_secret


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = site_secret(Settings(data_dir=tmp_path / "new"))
    assert len(first) == 64
    assert site_secret(Settings(data_dir=tmp_path / "new")) == first
    assert site_secret(Settings(data_dir=tmp_path / "other")) != first


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    site_secret(Settings(data_dir=tmp_path))
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_the_setting_goes_before_the_file(tmp_path: Path) -> None:
    assert site_secret(Settings(data_dir=tmp_path, secret_key="given by the operator")) == b"given by the operator"
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    secrets: list[bytes] = []
    together = threading.Barrier(8)

    def start() -> None:
        together.wait()
        secrets.append(site_secret(Settings(data_dir=tmp_path)))

    processes = [threading.Thread(target=start) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert len(secrets) == 8
    assert len(set(secrets)) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_made_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="PAPERSTAND_SECRET_KEY"):
        site_secret(Settings(data_dir=tmp_path / "file"))

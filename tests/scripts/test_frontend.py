"""The front-end packages come by lock file, and their absence is told, not fatal."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("frontend", ROOT / "scripts" / "frontend.py")
assert _spec is not None
assert _spec.loader is not None
frontend = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(frontend)

LOCK = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))


def test_every_locked_package_has_its_checksum_and_no_address_of_a_machine() -> None:
    packages = {path: package for path, package in LOCK["packages"].items() if path}
    assert packages
    for package in packages.values():
        assert package["integrity"].startswith("sha512-")
        assert package.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/")


def test_the_lock_file_locks_what_package_json_asks_for() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert LOCK["packages"][""]["dependencies"] == asked["dependencies"]
    assert LOCK["packages"][""]["devDependencies"] == asked["devDependencies"]


def packages_in(folder: Path) -> Path:
    for source in frontend.FILES:
        (folder / source).parent.mkdir(parents=True, exist_ok=True)
        (folder / source).write_text(source, encoding="utf-8")
    return folder


def test_the_files_pages_need_are_copied_and_older_versions_removed(tmp_path: Path) -> None:
    old = tmp_path / "vendor" / "temml@0.1"
    old.mkdir(parents=True)
    frontend.copy_files(packages_in(tmp_path / "node_modules"), tmp_path / "vendor" / "temml@0.2")
    assert not old.exists()
    assert {path.name for path in (tmp_path / "vendor" / "temml@0.2").iterdir()} == set(frontend.FILES.values())


def test_a_registry_out_of_reach_is_one_plain_line_and_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert frontend.main(tmp_path) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Front-end packages could not be installed: ")
    assert "Formulas will show as their TeX source" in line

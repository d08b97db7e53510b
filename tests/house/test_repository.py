"""Rules about the files themselves: their size, what they mention, what belongs to others."""

import ast
import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted([*ROOT.glob("crawler/**/*.py"), *ROOT.glob("webapp/**/*.py")])
LONGEST_MODULE = 450  # lines; a file that grows past it has two subjects
LARGEST_FILE = 300_000  # bytes

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
OURS = {"benchmarks", "crawler", "scripts", "tests", "webapp"}
DISTRIBUTIONS = importlib.metadata.packages_distributions()
PARTS_OF_FLASK = {"jinja2", "markupsafe", "werkzeug"}

modules = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())


def committed_files() -> list[Path]:
    """Every file under version control that is in the work tree."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git work tree, so what is committed is not known")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def declared(requirements: str) -> dict[str, str]:
    """The lines of a requirements file that name a package: its name and its reason."""
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    named = [re.match(r"([A-Za-z][\w.-]*)(?:\[\w+\])?[~>=<!]\S*(?:\s+# (.+))?$", line) for line in lines]
    return {match[1].lower(): match[2] or "" for match in named if match}


@modules
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@modules
def test_public_functions_and_classes_have_docstrings(path: Path) -> None:
    bare = [
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and node.name not in ("upgrade", "downgrade")  # what Alembic calls a migration's functions
        and ast.get_docstring(node) is None
    ]
    assert bare == []


@modules
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_committed_files_are_small() -> None:
    large = [path for path in committed_files() if path.stat().st_size > LARGEST_FILE and path.suffix != ".png"]
    assert large == []


def test_files_speak_of_the_project_alone() -> None:
    foreign = re.compile(
        rb"(?i)\b(?:issue|fixes|closes|pull request|merge request|PR) #\d|(?<![\w.])/(?:work|root|tmp)/\w"
    )
    found = [path for path in committed_files() if path != Path(__file__) and foreign.search(path.read_bytes())]
    assert found == []


def test_nothing_is_left_to_do_in_a_comment() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
    found = [
        path
        for path in committed_files()
        if path.suffix in (".py", ".js", ".css", ".html", ".md") and path != Path(__file__)
        if marks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_shared_data_is_committed() -> None:
    shared = Path(os.environ.get("PAPERSTAND_SHARED") or ROOT.parent / "shared") / "data"
    if not shared.is_dir():
        pytest.skip("no folder of real arXiv data here (PAPERSTAND_SHARED)")
    real = {hashlib.sha256(path.read_bytes()).digest() for path in shared.rglob("*") if path.is_file()}
    assert [path for path in committed_files() if hashlib.sha256(path.read_bytes()).digest() in real] == []


@pytest.mark.parametrize("requirements", REQUIREMENTS)
def test_every_requirement_has_a_range_and_a_reason(requirements: str) -> None:
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert len(declared(requirements)) == len(named)
    assert [name for name, reason in declared(requirements).items() if not reason] == []


def undeclared(path: Path, *requirements: str) -> list[str]:
    """What a module imports of others' packages that the requirements files do not name."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imported = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    others = {name.split(".")[0] for name in imported} - OURS - sys.stdlib_module_names
    named = {name for file in requirements for name in declared(file)} | PARTS_OF_FLASK
    return [name for name in others if not {found.lower() for found in DISTRIBUTIONS.get(name, [])} & named]


@modules
def test_what_the_program_imports_is_in_the_requirements(path: Path) -> None:
    assert undeclared(path, "requirements.txt") == []


@pytest.mark.parametrize("folder", ["benchmarks", "scripts", "tests"])
def test_what_the_workshop_imports_is_in_the_requirements(folder: str) -> None:
    undeclared_in = {path: undeclared(path, *REQUIREMENTS) for path in (ROOT / folder).rglob("*.py")}
    assert {path: names for path, names in undeclared_in.items() if names} == {}

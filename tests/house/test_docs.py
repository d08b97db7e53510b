"""What the documents say is true: settings, make targets, commands and links."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from crawler.commands import cli
from crawler.config import Settings
from webapp.cli import admin

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
SETTINGS = {f"PAPERSTAND_{field.name.upper()}": field.name for field in fields(Settings)}

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def settings_table() -> dict[str, str]:
    """docs/settings.md: each setting's name and the default that its row gives."""
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `(PAPERSTAND_\w+)` \| (?:`([^`]*)`)? ?\| .+ \|$", text, re.MULTILINE))


def headings(document: Path) -> set[str]:
    """The fragments that a link into a document can name, as GitHub and GitLab make them of its headings."""
    text = document.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(settings_table()) == set(SETTINGS)


def test_documented_defaults_are_the_real_ones() -> None:
    real = {variable: getattr(Settings(), name) for variable, name in SETTINGS.items()}
    plain = {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in real.items()}
    expected = {name: "" if real[name] is None else re.sub(r"\.0$", "", text) for name, text in plain.items()}
    assert settings_table() == expected


def test_the_example_file_names_only_real_settings() -> None:
    named = set(re.findall(r"PAPERSTAND_\w+", (ROOT / ".env.example").read_text(encoding="utf-8")))
    assert named
    assert {name.removesuffix("_FILE") for name in named} <= set(SETTINGS)


@documents
def test_documents_name_only_real_settings(document: Path) -> None:
    named = set(re.findall(r"PAPERSTAND_[A-Z_]*[A-Z]", document.read_text(encoding="utf-8")))
    assert {name.removesuffix("_FILE") for name in named} <= {*SETTINGS, "PAPERSTAND_SHARED"}


@documents
def test_make_targets_in_documents_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = re.findall(r"^```.*?^```|`[^`\n]+`", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"(?:^|[`\s])make ([a-z][a-z-]*)", "\n".join(code)))
    assert named - {"python"} <= targets  # `apt install make python3`


@documents
def test_commands_in_documents_exist(document: Path) -> None:
    named = set(re.findall(r"python -m crawler ([a-z]\w*)", document.read_text(encoding="utf-8")))
    assert named <= set(cli.commands)


@documents
def test_admin_commands_in_documents_exist(document: Path) -> None:
    named = set(re.findall(r"flask --app webapp admin ([a-z]\w*)", document.read_text(encoding="utf-8")))
    assert named <= set(admin.commands)


def test_every_admin_command_is_documented() -> None:
    text = (ROOT / "docs/admin.md").read_text(encoding="utf-8")
    assert [name for name in admin.commands if f"flask --app webapp admin {name}" not in text] == []


@documents
def test_programs_in_documents_exist(document: Path) -> None:
    modules = re.findall(r"python -m ((?:benchmarks|tests)\.\w+)", document.read_text(encoding="utf-8"))
    files = [ROOT / module.replace(".", "/") for module in modules]
    assert [file for file in files if not (file.with_suffix(".py").exists() or (file / "__main__.py").exists())] == []


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in cli.commands if f"python -m crawler {name}" not in readme] == []


@documents
def test_relative_links_lead_somewhere(document: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        file = document.parent / path if path else document
        if not file.exists() or (fragment and fragment not in headings(file)):
            broken.append(target)
    assert broken == []


def test_every_document_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in ROOT.glob("docs/*.md") if f"](docs/{path.name})" not in readme] == []

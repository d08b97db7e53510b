"""Every command explains itself, and refuses nonsense with exit code 2."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from crawler.commands import cli
from webapp.cli import admin

ROOT = Path(__file__).resolve().parents[2]


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    """The words that call a command and each of those inside it."""
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, *path, name)


# How each group is called, and the commands in it.
GROUPS = {"python -m crawler": cli, "flask --app webapp admin": admin}
each_command = pytest.mark.parametrize(
    ("program", "words"),
    [(program, words) for program, group in GROUPS.items() for words in commands(group)],
    ids=lambda part: part if isinstance(part, str) else " ".join(part) or "(none)",
)


@each_command
def test_help_shows_an_example_that_calls_the_command(program: str, words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(GROUPS[program], [*words, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert " ".join([program, *words]) in result.output


@each_command
def test_an_unknown_option_is_wrong_usage(program: str, words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(GROUPS[program], [*words, "--no-such-option"])
    assert result.exit_code == 2
    assert "No such option" in result.output


def test_an_unknown_command_is_wrong_usage() -> None:
    result = CliRunner().invoke(cli, ["no-such-command"])
    assert result.exit_code == 2


@pytest.mark.parametrize("name", ["config", "fetch", "migrate", "run", "status"])
def test_a_setting_that_makes_no_sense_is_wrong_usage(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERSTAND_PORT", "eighty")
    result = CliRunner().invoke(cli, [name])
    assert result.exit_code == 2
    assert "PAPERSTAND_PORT" in result.output


def test_the_package_runs_as_a_program() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "crawler", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0
    assert "python -m crawler" in ran.stdout

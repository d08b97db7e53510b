"""`make run` and `make demo`: one program that starts the site and the crawler and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from crawler.config import Settings
from scripts.serve import Children, demo_environment
from tests.standin.server import StandIn

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings for a site of this test's own, on any free port, that crawls a stand-in."""
    with StandIn() as arxiv:
        own = {"PAPERSTAND_DATA_DIR": str(tmp_path), "PAPERSTAND_PORT": "0", "PAPERSTAND_ARXIV_DELAY": "0"}
        yield {**os.environ, **arxiv.settings(), **own}


def serve(environment: dict[str, str]) -> "subprocess.Popen[str]":
    """The launcher, started."""
    return subprocess.Popen(
        [sys.executable, ROOT / "scripts" / "serve.py"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_the_site_answers_and_everything_stops_together(environment: dict[str, str]) -> None:
    with serve(environment) as launcher:
        assert launcher.stdout is not None
        try:
            said = next(line for line in launcher.stdout if line.startswith("Paperstand is at "))
            address = said.split()[3]
            with urllib.request.urlopen(address) as page:
                assert b"Paperstand" in page.read()
        finally:
            launcher.send_signal(signal.SIGTERM)
        rest = launcher.stdout.read()
    assert launcher.returncode == 0
    assert "Traceback" not in rest
    with pytest.raises(ProcessLookupError):
        os.killpg(launcher.pid, 0)  # nobody is left in its group


def test_a_port_that_is_taken_is_named_and_nothing_is_started(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with serve({**environment, "PAPERSTAND_PORT": port}) as launcher:
            assert launcher.stdout is not None
            said = launcher.stdout.read()
    assert launcher.returncode == 2
    assert f"127.0.0.1 port {port}: Address already in use" in said
    assert "crawler" not in said


def test_the_first_to_end_by_itself_is_named_and_its_exit_code_handed_on(capsys: pytest.CaptureFixture[str]) -> None:
    children = Children()
    staying = children.start("The long one", ["http.server", "--bind", "127.0.0.1", "0"], os.environ)
    children.start("The short one", ["json.tool", "/no/such/file"], os.environ)
    try:
        assert children.wait() == 2
    finally:
        children.stop()
    assert "The short one ended by itself with exit code 2" in capsys.readouterr().out
    assert staying.returncode == -signal.SIGTERM


def test_a_demo_never_touches_the_real_data(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "PAPERSTAND_DATABASE_URL_FILE=/etc/paperstand/database\nPAPERSTAND_CATEGORIES=math.CO\nPAPERSTAND_PORT=8080\n"
    )
    own = {"PAPERSTAND_DATABASE_URL": "postgresql://localhost/papers", "PAPERSTAND_DATA_DIR": "/srv/paperstand/data"}
    settings = Settings.from_environment(demo_environment(own, "http://127.0.0.1:8123"), tmp_path / ".env")
    assert settings.data_dir == Path("demo-data")
    assert settings.database_url == ""
    assert settings.categories == Settings().categories
    assert settings.arxiv_oai_url == "http://127.0.0.1:8123/oai"
    assert settings.port == 8080


def test_a_demo_uses_every_service_of_the_stand_in() -> None:
    with StandIn() as arxiv:
        demo = demo_environment({}, arxiv.url)
        known = {f"PAPERSTAND_{field.name.upper()}" for field in fields(Settings)}
        offered = {name: value for name, value in arxiv.settings().items() if name in known}
    assert offered.items() <= demo.items()

"""Serve the site with the crawler beside it: what `make run` and `make demo` do.

    .venv/bin/python scripts/serve.py          the site, and the crawler against arXiv
    .venv/bin/python scripts/serve.py --demo   the same against the stand-in for arXiv, in ./demo-data

The site is gunicorn, the crawler is `python -m crawler run`; both are this process's children, in its process group.
Ctrl-C, SIGTERM or a closed terminal stops them together. If one ends by itself the others are stopped too, and this
program ends with its exit code: starting things again is left to systemd or whoever watches.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the packages are found wherever the program is started from

from crawler.config import Settings  # noqa: E402
from crawler.errors import SettingsError  # noqa: E402

# Pages wait for the database, not for the processor: threads, with a second process for a second core. Half of a process's
# threads may be taken by pages that follow an answer (webapp/follow.py), each for as long as it is written.
GUNICORN = (
    "gunicorn",
    "--worker-class=gthread",
    "--workers=2",
    "--threads=32",
    "--graceful-timeout=10",
    "--no-control-socket",  # it would be a file in the home folder, shared by every gunicorn there
)
STAND_IN_SAYS = "stand-in at "
SECONDS_TO_STOP = 20.0  # more than gunicorn's graceful time-out
DEMO_DELAY = "0.2"  # seconds between requests: the stand-in is on this machine and needs no sparing
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Process = subprocess.Popen[str]


class StartError(Exception):
    """Something could not be started. `str(error)` says what and what to do."""


class StopRequestedError(Exception):
    """Someone asked the program to end."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped. Returns 0 when asked to stop, 2 when it could not start, else the code of what ended."""
    parser = argparse.ArgumentParser(description="Serve the site with the crawler beside it.")
    parser.add_argument("--demo", action="store_true", help="crawl the stand-in for arXiv instead, into ./demo-data")
    demo = parser.parse_args(arguments).demo
    os.chdir(ROOT)  # where .env is, and where ./data is meant to be
    children = Children()
    for number in SIGNALS:
        signal.signal(number, children.request_stop)
    try:
        return serve(children, demo=demo)
    except StopRequestedError:
        say("Stopping …")
        return 0
    except (SettingsError, StartError) as error:
        say(str(error))
        return 2
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not cut the stopping short
        children.stop()


def serve(children: "Children", *, demo: bool) -> int:
    """Start everything and wait. Returns the exit code of the first child that ended by itself."""
    environment = dict(os.environ)
    if demo:
        environment = demo_environment(environment, start_stand_in(children))
    settings = Settings.from_environment(environment)
    site = listen(settings)
    migration = children.start("The migration", ["crawler", "migrate"], environment)
    if migration.wait():
        raise StartError("The database could not be brought up to date, so nothing was started.")
    children.forget(migration)
    children.start("The site", [*GUNICORN, f"--bind=fd://{site.fileno()}", "webapp:create_app()"], environment, site)
    children.start("The crawler", ["crawler", "run"], environment)
    say(f"Paperstand is at {url(site)} (Ctrl-C stops it)")
    return children.wait()


class Children:
    """The processes we started and must not leave behind."""

    def __init__(self) -> None:
        self._running: dict[Process, str] = {}
        self._starting = False
        self._stop_requested = False

    def start(
        self,
        name: str,
        module: list[str],
        environment: Mapping[str, str],
        inherited: socket.socket | None = None,
        *,
        read: bool = False,
    ) -> Process:
        """Start a Python module with its arguments in our process group. read: its standard output comes to us."""
        self._starting = True  # a signal now would leave behind a process that is not yet in the list
        process = subprocess.Popen(  # noqa: S603  (only modules of our own, named in this file)
            [sys.executable, "-m", *module],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if read else None,
            text=True,
            pass_fds=() if inherited is None else (inherited.fileno(),),
        )
        self._running[process] = name
        self._starting = False
        if self._stop_requested:
            raise StopRequestedError
        return process

    def request_stop(self, _number: int, _frame: FrameType | None) -> None:
        """The handler of the signals that ask us to end."""
        self._stop_requested = True
        if not self._starting:
            raise StopRequestedError

    def forget(self, process: Process) -> None:
        """Take an ended process off the list."""
        del self._running[process]

    def wait(self) -> int:
        """Wait until one ends by itself, say so, and return its exit code (128 + N for signal N, as shells have it)."""
        while True:
            for process, name in self._running.items():
                code = process.poll()
                if code is not None:
                    code = 128 - code if code < 0 else code
                    say(f"{name} ended by itself with exit code {code}: its last lines say why. Stopping the rest.")
                    return code
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all that still run to end, and see to it that they do."""
        for process in self._running:
            process.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for process, name in self._running.items():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"{name} did not stop within {SECONDS_TO_STOP:.0f} seconds and was killed.")
                process.kill()
                process.wait()


def start_stand_in(children: Children) -> str:
    """Start the stand-in for arXiv and return its address, once it listens. Raises StartError if it does not come up."""
    process = children.start("The stand-in", ["tests.standin", "--port", "0"], os.environ, read=True)
    output = process.stdout
    assert output is not None
    for line in output:
        if line.startswith(STAND_IN_SAYS):
            # Read on, or the stand-in would stand still as soon as the pipe is full.
            threading.Thread(target=shutil.copyfileobj, args=(output, sys.stdout), daemon=True).start()
            return line.removeprefix(STAND_IN_SAYS).strip()
        say(line.rstrip())
    raise StartError("The stand-in for arXiv ended before it listened: its last lines say why.")


def demo_environment(environment: Mapping[str, str], stand_in: str) -> dict[str, str]:
    """The environment for a demo: all settings of one's own are put aside, but for the site's host and port.

    An empty variable also hides the line of `.env` that has its name, so that a demo never touches real data.
    """
    put_aside = [f"PAPERSTAND_{field.name.upper()}" for field in fields(Settings) if field.name not in ("host", "port")]
    return {
        **environment,
        **{name + suffix: "" for name in put_aside for suffix in ("", "_FILE")},
        "PAPERSTAND_DATA_DIR": "demo-data",
        "PAPERSTAND_ARXIV_DELAY": DEMO_DELAY,
        "PAPERSTAND_ARXIV_RSS_URL": f"{stand_in}/rss",
        "PAPERSTAND_ARXIV_LIST_URL": stand_in,
        "PAPERSTAND_ARXIV_OAI_URL": f"{stand_in}/oai",
        "PAPERSTAND_ARXIV_API_URL": f"{stand_in}/api/query",
        "PAPERSTAND_ARXIV_FILES_URL": stand_in,
        "PAPERSTAND_LLM_BASE_URL": f"{stand_in}/v1",
        "PAPERSTAND_LLM_MODEL": "stand-in-1",
        "PAPERSTAND_BLOG_FEEDS": f"{stand_in}/blog/feed",
    }


def listen(settings: Settings) -> socket.socket:
    """A socket on the site's host and port (0: any free one), for gunicorn to inherit.

    Raises StartError where the port is taken or the host is not this machine's.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        site = socket.socket(family)
        site.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # start again at once after a stop
        site.bind(address)
    except OSError as error:
        raise StartError(
            f"The site cannot listen on {settings.host} port {settings.port}: {error.strerror}. "
            "Set PAPERSTAND_HOST or PAPERSTAND_PORT to another, in .env or before the command."
        ) from error
    site.listen(2048)
    return site


def url(site: socket.socket) -> str:
    """The address to type into a browser for a listening socket."""
    host, port = site.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def say(sentence: str) -> None:
    """Print a line at once, also where the output goes to a file."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

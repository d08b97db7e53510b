"""Make docs/screenshot.png: a day's list as `make demo` shows it, in the machine's own Chromium.

    .venv/bin/python scripts/screenshot.py

Needs Chromium (Debian: `apt install chromium`). The demo's data in ./demo-data are used, and made when there are none.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "screenshot.png"
PAGE = "arxiv/cs.CL"
COMPLETE = 'data-state="complete"'
SECONDS_TO_FILL = 300
SITE_SAYS = "Paperstand is at "


def main() -> int:
    """Start the demo, wait until the list is complete, take its picture, stop the demo. Returns the exit code."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.stderr.write("No chromium on this machine, so no picture. On Debian: apt install chromium\n")
        return 1
    demo = subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, str(ROOT / "scripts" / "serve.py"), "--demo"],
        env={**os.environ, "PAPERSTAND_HOST": "127.0.0.1", "PAPERSTAND_PORT": "0"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert demo.stdout is not None
        said = next((line for line in demo.stdout if line.startswith(SITE_SAYS)), None)
        if said is None:
            sys.stderr.write("The demo did not start; its own lines above say why.\n")
            return 1
        # Read on, or the demo would stand still as soon as the pipe is full.
        threading.Thread(target=shutil.copyfileobj, args=(demo.stdout, sys.stdout), daemon=True).start()
        address = said.removeprefix(SITE_SAYS).split()[0] + PAGE
        if not wait_until_complete(address):
            sys.stderr.write(f"{address} was not complete after {SECONDS_TO_FILL} seconds.\n")
            return 1
        take(address, chromium)
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait()
    return 0


def wait_until_complete(address: str) -> bool:
    """Whether the list at an address says within the time that it is complete."""
    deadline = time.monotonic() + SECONDS_TO_FILL
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address) as page:  # noqa: S310  (our own site's address)
                if COMPLETE in page.read().decode():
                    return True
        except urllib.error.URLError:
            pass  # the site has not come up yet
        time.sleep(1)
    return False


def take(address: str, chromium: str) -> None:
    """Save a picture of a page, 1200 × 900 CSS pixels."""
    with sync_playwright() as playwright:
        # Chromium has no sandbox for root; the pages shown are our own.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(address)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())

"""Make docs/screenshot*.png: pages as `make demo` shows them, in the machine's own Chromium.

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

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGE = "arxiv/cs.CL"
# What the list has when the crawl is through: every paper, and the dates that are fetched last.
CRAWLED = ('data-state="complete"', 'class="date-data"')
SECONDS_TO_FILL = 300
SITE_SAYS = "Paperstand is at "


def main() -> int:
    """Start the demo, wait until the list has everything, take the pictures, stop the demo. Returns the exit code."""
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
        site = said.removeprefix(SITE_SAYS).split()[0]
        if not wait_until_crawled(site + PAGE, demo):
            sys.stderr.write(
                f"{site + PAGE} was not complete: the demo ended, or {SECONDS_TO_FILL} seconds were not enough.\n"
            )
            return 1
        take(site, chromium)
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait()
    return 0


def wait_until_crawled(address: str, demo: "subprocess.Popen[str]") -> bool:
    """Whether the list at an address has everything before the time is up or the demo ends."""
    deadline = time.monotonic() + SECONDS_TO_FILL
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            with urllib.request.urlopen(address) as page:  # noqa: S310  (our own site's address)
                text = page.read().decode()
            if all(sign in text for sign in CRAWLED):
                return True
        except urllib.error.URLError:
            pass  # the site has not come up yet
        time.sleep(1)
    return False


def take(site: str, chromium: str) -> None:
    """Save the pictures: the day, the home page, a paper, and the day on a dark phone."""
    with sync_playwright() as playwright:
        # Chromium has no sandbox for root; the pages shown are our own.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        day = opened(browser, site + PAGE, 1200, 900)
        paper = str(day.locator(".title-link").first.get_attribute("href"))
        day.screenshot(path=DOCS / "screenshot.png")
        opened(browser, site, 1200, 900).screenshot(path=DOCS / "screenshot-home.png")
        opened(browser, site.rstrip("/") + paper, 1200, 900).screenshot(path=DOCS / "screenshot-paper.png")
        opened(browser, site + PAGE, 390, 844, dark=True).screenshot(path=DOCS / "screenshot-phone.png")
        browser.close()


def opened(browser: Browser, address: str, width: int, height: int, *, dark: bool = False) -> Page:
    """A page in a window of so many CSS pixels."""
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", service_workers="block"
    )
    page.goto(address, wait_until="networkidle")
    return page


if __name__ == "__main__":
    sys.exit(main())

"""Make the icons of the installed site, static/img/icon-*.png, from static/img/mark.svg, in the machine's own Chromium.

    .venv/bin/python scripts/icons.py

Needs Chromium (Debian: `apt install chromium`). Run it when the mark changes.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "static" / "img"
GROUND = "#1d4a78"  # of the mark
# Name → pixels, and how much of them the mark fills. A maskable icon is cut to any shape within its middle four fifths, and
# phones of one maker round the corners themselves: both get a ground. https://www.w3.org/TR/appmanifest/#icon-masks
ICONS = {"icon-192": (192, 1.0), "icon-512": (512, 1.0), "icon-180": (180, 0.9), "icon-maskable-512": (512, 0.7)}


def main() -> int:
    """Draw each icon. Returns the exit code."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.stderr.write("No chromium on this machine, so no icons. On Debian: apt install chromium\n")
        return 1
    mark = (IMAGES / "mark.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        # Chromium has no sandbox for root; what is drawn is our own.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] * (os.geteuid() == 0))
        for name, (pixels, filled) in ICONS.items():
            page = browser.new_page(viewport={"width": pixels, "height": pixels})
            ground = "transparent" if filled == 1 else GROUND
            style = f"margin: 0; height: 100vh; display: grid; place-items: center; background: {ground}"
            page.set_content(f'<body style="{style}">{mark}</body>')
            page.add_style_tag(content=f"svg {{ width: {pixels * filled}px }}")
            page.screenshot(path=IMAGES / f"{name}.png", omit_background=True)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

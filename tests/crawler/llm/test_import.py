"""The client's package takes a second to import: only what talks to models pays for it."""

import subprocess
import sys


def test_neither_the_site_nor_the_other_commands_import_it() -> None:
    program = (
        "import sys, webapp, crawler.commands, crawler.schedule, crawler.llm.prompts; sys.exit('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

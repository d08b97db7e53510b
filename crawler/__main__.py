"""The crawler's commands: `python -m crawler --help`."""

from crawler.commands import cli

if __name__ == "__main__":
    cli(prog_name="python -m crawler")

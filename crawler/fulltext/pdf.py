"""A paper's PDF → sections of text."""

import json
import subprocess
import sys
from pathlib import Path

from crawler.errors import ParseError
from crawler.fulltext.layout import Page, Run, lines_of
from crawler.fulltext.outline import sections_of
from crawler.fulltext.sections import FullText

_MEMORY, _SECONDS = 2**30, 30
_REFUSED = 3
_PROGRAM = Path(__file__).with_name("pdf_process.py")
_LEAST = 200  # characters; scanned pages hold pictures only


def read_pdf(body: bytes) -> FullText:
    """The sections of a PDF: columns in order, broken words joined, running heads and page numbers dropped.

    A C library reads it in a child process with limits on time and memory, so that its crash is ours no more than a bad file.
    Raises ParseError where it is no PDF, broken, encrypted, too much for the limits, or holds no text.
    """
    pages = _pages(body)
    sections = sections_of(lines_of(pages))
    if sum(len(section.text) for section in sections) < _LEAST:
        raise ParseError("The PDF of the paper has almost no text in it; its pages may be pictures.")
    return FullText("pdf", sections)


def _pages(body: bytes) -> list[Page]:
    if b"%PDF-" not in body[:1024]:
        start = body[:40].decode("utf-8", "replace")
        raise ParseError(f"What came for the PDF of the paper is none; it begins “{start}”.")
    # -P: the program's own folder has an html.py, which must not hide the standard library's.
    command = [sys.executable, "-P", str(_PROGRAM), *map(str, (_MEMORY, _SECONDS, _REFUSED))]
    try:
        ended = subprocess.run(command, input=body, capture_output=True, timeout=2 * _SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ParseError(f"Reading the PDF of the paper took more than {2 * _SECONDS} seconds; given up.") from error
    if ended.returncode == _REFUSED:
        raise ParseError(f"The PDF of the paper cannot be read: {_last_line(ended.stderr)}")
    if ended.returncode:
        raise ParseError(f"The PDF of the paper broke its reader ({_how(ended.returncode)}); nothing of it was used.")
    return [Page(width, height, [Run(*run) for run in runs]) for width, height, runs in json.loads(ended.stdout)]


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "no reason given."


def _how(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"

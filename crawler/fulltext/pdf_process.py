"""Run as a program: a PDF on standard input → the runs of its text as JSON on standard output.

A process of its own, with limits on memory and time, because the C library that reads PDFs may crash or swell on hostile ones.
Its arguments: bytes of memory, seconds of CPU time, and the exit status for a file that holds no text to be had.
A run is text in one size on one line: [text, size, bold, left, right, baseline], lengths in points from the lower left corner.
"""

import ctypes
import json
import re
import resource
import sys
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MOST_PAGES, MOST_CHARACTERS = 1000, 3_000_000
# TeX's names of bold fonts: CMBX12, SFBX1000, NimbusRomNo9L-Medi, LMRoman10-Bold. Their weight is often given too low.
_BOLD_WEIGHT = 600
_BOLD = re.compile(rb"(?i)bold|bx\d|-(?:medi|demi|bd|black|heavy)")
_HYPHEN_AT_LINE_END = ("\x02", "\ufffe")
_END_OF_LINE = ("\r", "\n")


def main() -> None:
    """Limit, read, print. A file that cannot be read: a sentence on standard error, and the exit status asked for."""
    memory, seconds, refused = map(int, sys.argv[1:])
    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        resource.setrlimit(limit, (most, most))
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        pages, left = list[Any](), MOST_CHARACTERS
        for number in range(min(len(document), MOST_PAGES)):
            page, count = _page(document[number], left)
            pages.append(page)
            left -= count
    except pypdfium2.PdfiumError as error:
        print(error, file=sys.stderr)  # noqa: T201 (the answer of a program)
        sys.exit(refused)
    json.dump(pages, sys.stdout)


def _page(page: pypdfium2.PdfPage, most: int) -> tuple[list[Any], int]:
    """A page as [width, height, runs], and how many characters of it were read, at most `most`."""
    text = page.get_textpage()
    width, height = page.get_size()
    count = min(text.count_chars(), most)
    shown = [width, height, _runs(text.raw, count)]
    text.close()
    page.close()
    return shown, count


def _runs(page: Any, count: int) -> list[list[Any]]:
    """The runs of a page in the order of its content."""
    runs: list[list[Any]] = []
    x, y = ctypes.c_double(), ctypes.c_double()
    running = False  # whether the next character may go on with the last run
    for place in range(count):
        character = chr(pdfium.FPDFText_GetUnicode(page, place))
        if character in _HYPHEN_AT_LINE_END and runs:
            runs[-1][0] += "\ufffe"
        elif character in _END_OF_LINE:
            running = False
        elif character.isspace() and runs:
            runs[-1][0] += " "
        elif not pdfium.FPDFText_GetCharAngle(page, place) and pdfium.FPDFText_GetCharOrigin(page, place, x, y):
            size = _size(page, place)
            bold = _is_bold(page, place)
            baseline, right = round(y.value, 1), _right(page, place)
            if running and runs[-1][1:3] == [size, bold] and runs[-1][5] == baseline:
                runs[-1][0] += character
                runs[-1][4] = right
            else:
                runs.append([character, size, bold, round(x.value, 1), right, baseline])
            running = True
    return runs


def _size(page: Any, place: int) -> float:
    """The height of a character's font as shown: many PDFs set size 1 and stretch it."""
    stretched = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(page, place, stretched)
    return round(float(pdfium.FPDFText_GetFontSize(page, place) * abs(stretched.d)), 1)


def _is_bold(page: Any, place: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(page, place) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(64)
    pdfium.FPDFText_GetFontInfo(page, place, name, len(name), None)
    return _BOLD.search(name.value) is not None


def _right(page: Any, place: int) -> float:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(page, place, box)
    return round(float(box.right), 1)


if __name__ == "__main__":
    main()

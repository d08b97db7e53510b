"""Small valid PDFs from placed lines of text, in the fonts that every reader has."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True)
class Placed:
    """A line of ASCII text. ``x``, ``y``: points from the lower left corner.  ``upwards``: written from bottom to top."""

    text: str
    x: float
    y: float
    size: float = 10
    bold: bool = False
    upwards: bool = False


def assembled(pages: Sequence[Sequence[Placed]]) -> bytes:
    """A PDF of these pages."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>"
            for font in ("Helvetica", "Helvetica-Bold")
        ),
    ]
    for number, lines in enumerate(pages):
        content = "\n".join(map(_shown, lines))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return with_table(objects)


def with_table(objects: Sequence[str]) -> bytes:
    """PDF objects, numbered from 1, the first of them the catalogue, as a file with its cross-reference table."""
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def _shown(line: Placed) -> str:
    turn = "0 1 -1 0" if line.upwards else "1 0 0 1"
    text = line.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{2 if line.bold else 1} {line.size} Tf {turn} {line.x} {line.y} Tm ({text}) Tj ET"

"""BibTeX. Pure.

Fields as arXiv's own export has them (https://info.arxiv.org/help/hypertex/bibstyles/): `@misc` with `eprint`, `archivePrefix` and
`primaryClass`. The key is made of the number alone, so that a paper keeps it for good, in every file. Titles stand in double
braces, which keep their capitals. Letters with accents stay as they are, in UTF-8, which BibTeX programs of this century read.
"""

import re
from collections.abc import Iterable, Mapping

from crawler.tex import Formula, Text, segments, to_plain
from crawler.tex.symbols import GREEK, OPERATORS, names
from webapp.paper_files.entries import FileEntry, is_collaboration, one_line

_SPECIAL = {
    # `\{` would do for TeX, but BibTeX counts braces whatever stands before them.
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_NOT_IN_ADDRESSES = re.compile(r"[\\{}\s]")  # which BibTeX takes as they stand

# A formula stays TeX if it is made of these: a title is hostile, and in a document `\input` is no mathematics.
_MATHEMATICS = GREEK.keys() | OPERATORS.keys() | names(
    "frac sqrt mathbb mathcal mathbf mathrm mathit mathsf mathfrak mathscr boldsymbol text operatorname hat bar tilde vec dot ddot "
    "overline underline widehat widetilde left right log ln exp sin cos tan sinh cosh tanh max min sup inf lim det dim ker gcd arg "
    "Pr mod dots ldots quad rm bf it cal dagger"
)  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_SIGNS = frozenset(",;:! {}|")
_NOT_IN_FORMULAS = re.compile(
    r"(?<!\\)[%$#&]|\^\^"
)  # a comment, the end, an argument, a column, a character by its code
_NOT_AUTHORS = re.compile(r",|\band\b", re.IGNORECASE)  # what separates names, and parts of them


def bibtex(entries: Iterable[FileEntry]) -> str:
    """A file with an entry for each paper."""
    return "\n".join(paper(entry) for entry in entries)


def paper(entry: FileEntry, note: str = "") -> str:
    """One paper's entry. note: something of the reader's own, beside where it was published and whether it was withdrawn."""
    card = entry.card
    notes = [card.journal_ref, "Withdrawn" if card.withdrawn else None, note] if card else [note]
    return entry_of(
        f"arxiv_{re.sub('[^0-9a-z]', '_', entry.id.lower())}",
        {
            "title": f"{{{_title(entry.title)}}}" if card else entry.title,
            "author": " and ".join(_name(author.name) for author in entry.authors),
            "year": str(entry.year),
            "eprint": entry.named,
            "archivePrefix": "arXiv",
            "primaryClass": card.primary if card else "",
            "doi": address(entry.doi or ""),
            "url": entry.source,
            "note": "; ".join(escaped(text) for text in notes if text),
        },
    )


def entry_of(key: str, fields: Mapping[str, str]) -> str:
    """An entry `@misc`. fields: name → TeX with its braces in pairs; those without a value are left out."""
    inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{inside}\n}}\n"


def escaped(text: str) -> str:
    """A text as TeX that prints it as it is."""
    return _printed(one_line(text))


def address(text: str) -> str:
    """An address or DOI as BibTeX takes it: as it stands, but for what would end the field."""
    return _NOT_IN_ADDRESSES.sub(lambda found: f"%{ord(found[0]):02X}", one_line(text))


def _title(title: str) -> str:
    return "".join(_printed(part.source) if isinstance(part, Text) else _formula(part) for part in segments(title))


def _formula(formula: Formula) -> str:
    """A formula as TeX, or as it reads without, where it holds what is not known to be harmless."""
    tex = formula.tex.strip()
    harmless = all(name in _MATHEMATICS or name in _SIGNS for name in _COMMAND.findall(tex))
    if harmless and _braces_pair(tex) and not _NOT_IN_FORMULAS.search(tex):
        return f"${tex}$"
    return _printed(to_plain(formula.source))


def _braces_pair(tex: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _printed(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


def _name(name: str) -> str:
    """A name as `author` takes it, given name first; in braces what is no person's, or has what would be read as two."""
    whole = is_collaboration(name) or _NOT_AUTHORS.search(name)
    return f"{{{escaped(name)}}}" if whole else escaped(name)

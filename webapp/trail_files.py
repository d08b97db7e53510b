"""A reader's trail as a file: Markdown, and BibTeX for its papers and links. Pure."""

import re
from collections.abc import Sequence

from crawler.identifiers import month_of
from crawler.tex import to_plain
from webapp.links import source_url
from webapp.queries.reader_trails import OwnStop, OwnTrail

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_NO_VALUE = re.compile(r"[\\{}\s]")  # in an address, which BibTeX takes as it stands


def markdown(trail: OwnTrail, stops: Sequence[OwnStop]) -> str:
    """The trail as a Markdown document, its texts escaped so that they read as they were written."""
    lines = [f"# {_md(trail.title)}", ""]
    if trail.introduction:
        lines += [_md(trail.introduction), ""]
    for stop in stops:
        entry = stop.entry
        title = stop.card.title if stop.card else entry.title or f"arXiv:{entry.arxiv_id}"
        address = source_url(entry.arxiv_id) if entry.arxiv_id else entry.url or ""
        lines.append(f"{stop.number}. [{_md(to_plain(title))}](<{address}>)")
        if stop.card:
            lines.append(f"   {_md(', '.join(author.name for author in stop.card.authors[:10]))}. arXiv:{stop.card.id}")
        if entry.note:
            lines += ["", *(f"   {_md(line)}" for line in entry.note.splitlines())]
        lines.append("")
    return "\n".join(lines)


def bibtex(stops: Sequence[OwnStop]) -> str:
    """An entry for each paper and link: `@misc`, with eprint and archivePrefix as arXiv's own export has them."""
    return "\n".join(_entry(stop) for stop in stops)


def _entry(stop: OwnStop) -> str:
    entry, card = stop.entry, stop.card
    fields: dict[str, str] = {}
    if entry.arxiv_id:
        name = f"arxiv_{re.sub('[^0-9a-z]', '_', entry.arxiv_id.lower())}"
        fields["title"] = _tex(to_plain(card.title)) if card else f"arXiv:{entry.arxiv_id}"
        if card:
            fields["author"] = " and ".join(_tex(author.name) for author in card.authors)
        fields["year"] = str(card.submitted.year if card and card.submitted else month_of(entry.arxiv_id)[0])
        fields |= {"eprint": entry.arxiv_id, "archivePrefix": "arXiv"}
        if card:
            fields["primaryClass"] = card.primary
        fields["url"] = source_url(entry.arxiv_id)
    else:
        name = f"link_{stop.number}"
        fields["title"] = _tex(entry.title or entry.url or "")
        fields["url"] = _NO_VALUE.sub(lambda found: f"%{ord(found[0]):02X}", entry.url or "")
    if entry.note:
        fields["note"] = _tex(" ".join(entry.note.split()))
    inside = ",\n".join(f"  {field} = {{{value}}}" for field, value in fields.items() if value)
    return f"@misc{{{name},\n{inside}\n}}\n"


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in text)

"""A reader's trail as a file: Markdown, and BibTeX for its papers and links. Pure."""

from collections.abc import Sequence

from crawler.tex import to_plain
from webapp.links import source_url
from webapp.paper_files import FileEntry
from webapp.paper_files.bibtex import address, entry_of, paper
from webapp.paper_files.bibtex import escaped as tex
from webapp.paper_files.markdown import escaped
from webapp.queries.reader_trails import OwnStop, OwnTrail


def markdown(trail: OwnTrail, stops: Sequence[OwnStop]) -> str:
    """The trail as a Markdown document, its texts escaped so that they read as they were written."""
    lines = [f"# {escaped(trail.title)}", ""]
    if trail.introduction:
        lines += [escaped(trail.introduction), ""]
    for stop in stops:
        entry = stop.entry
        title = stop.card.title if stop.card else entry.title or f"arXiv:{entry.arxiv_id}"
        where = source_url(entry.arxiv_id) if entry.arxiv_id else entry.url or ""
        lines.append(f"{stop.number}. [{escaped(to_plain(title))}](<{where}>)")
        if stop.card:
            lines.append(
                f"   {escaped(', '.join(author.name for author in stop.card.authors[:10]))}. arXiv:{stop.card.id}"
            )
        if entry.note:
            lines += ["", *(f"   {escaped(line)}" for line in entry.note.splitlines())]
        lines.append("")
    return "\n".join(lines)


def bibtex(stops: Sequence[OwnStop]) -> str:
    """An entry for each paper and link, with the reader's note."""
    return "\n".join(map(_entry, stops))


def _entry(stop: OwnStop) -> str:
    entry = stop.entry
    if entry.arxiv_id:
        return paper(FileEntry(id=entry.arxiv_id, card=stop.card), entry.note or "")
    return entry_of(
        f"link_{stop.number}",
        {
            "title": tex(entry.title or entry.url or ""),
            "url": address(entry.url or ""),
            "note": tex(entry.note or ""),
        },
    )

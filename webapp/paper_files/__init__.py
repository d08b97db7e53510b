"""Papers in files, for other programs: BibTeX, RIS, Markdown, JSON."""

from collections.abc import Sequence
from enum import StrEnum

from webapp.paper_files.bibtex import bibtex
from webapp.paper_files.entries import FileEntry
from webapp.paper_files.markdown import markdown
from webapp.paper_files.records import records
from webapp.paper_files.ris import ris

__all__ = ["CONTENT_TYPES", "FileEntry", "Form", "written"]


class Form(StrEnum):
    """The forms that papers can be had in, by the ends of the files' names."""

    BIB = "bib"
    RIS = "ris"
    MD = "md"
    JSON = "json"


CONTENT_TYPES = {
    Form.BIB: "application/x-bibtex; charset=utf-8",
    Form.RIS: "application/x-research-info-systems; charset=utf-8",
    Form.MD: "text/markdown; charset=utf-8",
    Form.JSON: "application/json; charset=utf-8",
}


def written(form: Form, entries: Sequence[FileEntry], *, with_answers: bool, total: int, following: str | None) -> str:
    """The papers in one file, in their order.

    with_answers: where the form has a place for them (Markdown, JSON).   total: of the whole list.   following: the address of what
    comes after these papers, if the list goes on.
    """
    match form:
        case Form.BIB:
            return bibtex(entries)
        case Form.RIS:
            return ris(entries)
        case Form.MD:
            return markdown(entries, with_answers=with_answers)
        case Form.JSON:
            return records(entries, with_answers=with_answers, total=total, following=following)

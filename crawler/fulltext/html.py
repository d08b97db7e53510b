"""arXiv's HTML of a paper, as LaTeXML makes it → sections of text.

Class names: https://math.nist.gov/~BMiller/LaTeXML/manual/ (chapter on CSS); arXiv serves such pages at `/html/ID`.
"""

import re

from lxml import etree

from crawler.errors import ParseError
from crawler.fulltext.plain import begins_appendix, is_dropped, one_line
from crawler.fulltext.sections import FullText, Part, Section

_LARGEST = 16 * 2**20  # bytes; a thesis of 300 pages makes about 10 MB
_MOST_TAGS = 2_000_000  # a parsed tag takes about a hundred bytes
_LEAST = 200  # characters; a conversion that failed leaves less

_TOP = {"ltx_part", "ltx_chapter", "ltx_section", "ltx_appendix"}
_DROPPED = {
    "ltx_acknowledgement", "ltx_acknowledgements", "ltx_authors", "ltx_bibliography", "ltx_classification", "ltx_dates",
    "ltx_date", "ltx_ERROR", "ltx_glossary", "ltx_index", "ltx_keywords", "ltx_listing_data", "ltx_note_mark", "ltx_pagination",
    "ltx_page_footer", "ltx_page_header", "ltx_page_logo", "ltx_page_navbar", "ltx_rdf", "ltx_title_abstract",
    "ltx_title_document", "ltx_TOC",
}  # fmt: skip
_INNER = {"ltx_subsection", "ltx_subsubsection", "ltx_paragraph", "ltx_subparagraph"}
_DROPPED_TAGS = {"annotation", "button", "footer", "head", "header", "nav", "script", "style", "svg", "template"}
_BLOCKS = {
    "article", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol",
    "p", "pre", "section", "table", "ul",
}  # fmt: skip
_LINES, _LINE_CLASSES = {"br", "tr"}, {"ltx_tr", "ltx_listingline"}
_BULLETS = frozenset("•◦∙·–-*∗▪■►‣")
_NEW_LINE = "\u2028"
_CONTINUED = re.compile(r"%\s*\n|\\(?:display|text)style\b")


def read_html(body: bytes) -> FullText:
    """The sections of a page of arXiv's `/html/ID`, UTF-8.

    Formulas become their TeX between dollars, table rows lines with ` | ` between cells, footnotes follow their paragraph.
    Raises ParseError where the page is not a paper's (arXiv has none, an author's own HTML), cut short, too large, or almost empty.
    """
    if len(body) > _LARGEST or body.count(b"<") > _MOST_TAGS:
        raise ParseError(f"The HTML of the paper is too large ({len(body) / 1e6:.0f} MB); its PDF may do.")
    if b"</html" not in body[-1000:].lower():
        raise ParseError("The HTML of the paper is cut short, or is none.")
    # Recovers from anything; because huge_tree is off, nesting ends at 256, which recursion below relies on.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(f"The HTML of the paper cannot be read: {error}.") from error
    # An article only: arXiv's box of conversion errors is a div of the same class.
    articles = [] if root is None else [node for node in root.iter("article") if "ltx_document" in _classes(node)]
    article = next(iter(articles), None)
    if article is None:
        raise ParseError("The page is no paper in LaTeXML's HTML: arXiv has made none, or the author wrote it by hand.")
    sections = _Reader().read(article)
    if sum(len(section.text) for section in sections) < _LEAST:
        raise ParseError("The HTML of the paper has almost no text: its conversion has failed.")
    return FullText("html", sections)


def _classes(node: etree._Element) -> set[str]:
    return set(node.get("class", "").split())


class _Reader:
    """Collects pieces of the running paragraph, paragraphs of the running section, and sections."""

    def __init__(self) -> None:
        self._sections: list[Section] = []
        self._part, self._title = Part.SECTION, ""
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._notes: list[str] = []
        self._bullet = ""

    def read(self, article: etree._Element) -> tuple[Section, ...]:
        self._inside(article, top=True)
        self._close_section()
        return tuple(self._sections)

    def _inside(self, node: etree._Element, *, top: bool) -> None:
        """Read a node's content. top: it lies in no section yet."""
        self._pieces.append(node.text or "")
        for child in node:
            self._read(child, top=top)
            self._pieces.append(child.tail or "")

    def _read(self, node: etree._Element, *, top: bool) -> None:
        tag, classes = str(node.tag), _classes(node)
        if tag in _DROPPED_TAGS or classes & _DROPPED or (classes & _INNER and is_dropped(_heading_of(node))):
            self._pieces.append(" ")
        elif tag == "math" or "ltx_Math" in classes:
            self._pieces.append(_formula(node))
        elif top and ("ltx_abstract" in classes or classes & _TOP):
            self._section(node, classes)
        elif "ltx_note" in classes:
            self._note(node)
        elif "ltx_tag_item" in classes:
            self._end_paragraph()
            mark = one_line(str(node.xpath("string()")))
            self._bullet = f"{'-' if _BULLETS.issuperset(mark) else mark} "
        elif tag in _LINES or classes & _LINE_CLASSES:
            self._pieces.append(_NEW_LINE)
            self._inside(node, top=top)
        elif tag in ("td", "th") or "ltx_td" in classes:
            self._inside(node, top=top)
            self._pieces.append(" " if "ltx_eqn_cell" in classes else " | ")
        elif tag in _BLOCKS:
            self._end_paragraph()
            self._inside(node, top=top)
            self._end_paragraph()
        else:
            self._inside(node, top=top)

    def _section(self, node: etree._Element, classes: set[str]) -> None:
        """Read a top-level section or the abstract."""
        self._close_section()
        self._part = Part.ABSTRACT if "ltx_abstract" in classes else Part.SECTION
        self._title = "Abstract"
        if self._part is Part.SECTION:
            self._title = _heading_of(node)
            if "ltx_appendix" in classes or begins_appendix(self._title):
                self._part = Part.APPENDIX
            for heading in _headings(node):
                node.remove(heading)
        self._inside(node, top=False)
        self._close_section()

    def _note(self, node: etree._Element) -> None:
        """Read a footnote, to stand after the paragraph that it interrupts."""
        interrupted, self._pieces = self._pieces, []
        for part in node.iter("span", "div"):
            if "ltx_note_content" in _classes(part):
                self._pieces.append(_footnote(part))
        note = one_line("".join(self._pieces))
        self._pieces = interrupted
        if note:
            self._notes.append(f"(Footnote: {note})")

    def _end_paragraph(self) -> None:
        lines = [one_line(line).strip("| ") for line in "".join(self._pieces).split(_NEW_LINE)]
        paragraph = "\n".join(filter(None, lines))
        self._pieces = []
        if paragraph:
            self._paragraphs += [self._bullet + paragraph, *self._notes]
            self._bullet, self._notes = "", []

    def _close_section(self) -> None:
        self._end_paragraph()
        paragraphs, self._paragraphs = [*self._paragraphs, *self._notes], []
        self._notes, self._bullet = [], ""
        if paragraphs and not is_dropped(self._title):
            self._sections.append(Section(self._title or "Text", "\n\n".join(paragraphs), self._part))
        self._part, self._title = Part.SECTION, ""


def _headings(section: etree._Element) -> list[etree._Element]:
    return [child for child in section if "ltx_title" in _classes(child)]


def _heading_of(section: etree._Element) -> str:
    """A section's title with its number; empty where it has none."""
    return one_line(" ".join(map(_running_text, _headings(section))))


def _footnote(content: etree._Element) -> str:
    """A footnote's text without its mark and number."""
    return _running_text(content, leave_out=frozenset({"ltx_note_mark", "ltx_tag_note", "ltx_note_type"}))


def _running_text(node: etree._Element, leave_out: frozenset[str] = frozenset({"ltx_note"})) -> str:
    """All text inside a node as one run, formulas as TeX."""
    if node.tag == "math" or "ltx_Math" in _classes(node):
        return _formula(node)
    pieces = [node.text or ""]
    for child in node:
        if not _classes(child) & (leave_out | _DROPPED):
            pieces.append(_running_text(child, leave_out))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _formula(node: etree._Element) -> str:
    """A formula's TeX between dollars; what it shows where LaTeXML kept no TeX."""
    tex = one_line(_CONTINUED.sub(" ", node.get("alttext", "")))
    return f"${tex}$" if tex else one_line(str(node.xpath("string()")))

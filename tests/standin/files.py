"""arxiv.org's pages about one paper: ``/abs/ID``, ``/html/ID`` and ``/pdf/ID``, each with an optional version.

The HTML has the element names of LaTeXML, which arXiv converts with; its sections are made up around the abstract.
"""

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from datetime import date
from html import escape

from .markup import attribute, one_line, without_accents_in_tex
from .messages import Circumstances, Reply
from .pdf import Placed, assembled
from .world import State, Version, World, state_on

THANKS = "We thank the kettle."
REFERENCE = "A. Nobody. An invented reference. 2020."
FOOTNOTE = "The lists are kept for ten years."
APPENDIX = ("Further lists", "The longest of the lists has 4,096 entries, of which none is repeated.")

_FORMULA = re.compile(r"\$([^$]+)\$|\\\((.+?)\\\)")


@dataclass(frozen=True)
class _Shown:
    """A paper in the version asked for."""

    state: State
    version: Version

    @property
    def name(self) -> str:
        return f"{self.state.paper.id}v{self.version.number}"


def page(world: World, path: str, at: Circumstances) -> Reply:
    """The answer to ``/abs/…``, ``/html/…`` or ``/pdf/…``; 404 where arXiv has nothing."""
    form, _, name = path.removeprefix("/").partition("/")
    if form == "pdf" and name.endswith(".pdf"):
        return Reply("", 301, headers={"Location": f"/pdf/{name.removesuffix('.pdf')}"})
    shown = _find(world, name, world.latest_day(at.now))
    if shown is None:
        return _missing(f"Article identifier '{name}' not recognized or not found")
    if form == "abs":
        return Reply(_abstract_page(shown))
    if shown.version.withdrawn:
        return _missing(f"{shown.name} has been withdrawn; no full text is available")
    if form == "pdf":
        return Reply(_pdf(shown), content_type="application/pdf")
    if not shown.state.paper.has_html:
        return _missing(f"No HTML for '{name}'. HTML is not available for the source")
    return Reply(_html(shown), headers={"X-Robots-Tag": "nofollow"})


def _find(world: World, name: str, day: date | None) -> _Shown | None:
    """The paper and version of ``2611.01234v2``, or the newest version without a number."""
    parts = re.fullmatch(r"(.+?)(?:v(\d+))?", name)
    paper = world.papers.get(parts[1]) if parts else None
    state = state_on(paper, day) if paper and day else None
    if state is None or parts is None:
        return None
    wanted = int(parts[2]) if parts[2] else state.version.number
    version = next((version for version in state.versions if version.number == wanted), None)
    return _Shown(state, version) if version else None


def _missing(reason: str) -> Reply:
    return Reply(f"<!DOCTYPE html>\n<html><body><h1>Not found</h1><p>{escape(reason)}</p></body></html>\n", 404)


def _abstract_page(shown: _Shown) -> str:
    state, version = shown.state, shown.version
    names = [without_accents_in_tex(author.full_name) for author in state.paper.authors]
    tags = [("citation_title", one_line(version.title)), *[("citation_author", name) for name in names]]
    tags += [("citation_date", f"{state.versions[0].submitted:%Y/%m/%d}"), ("citation_arxiv_id", state.paper.id)]
    history = "".join(
        f"<strong>[v{one.number}]</strong> {one.submitted:%a, %d %b %Y %H:%M:%S} UTC"
        f" ({'withdrawn' if one.withdrawn else f'{one.size_kb} KB'})<br>\n"
        for one in state.versions
    )
    meta = "".join(f'<meta name="{name}" content="{attribute(value)}">\n' for name, value in tags)
    return (
        f"<!DOCTYPE html>\n<html><head><title>[{state.paper.id}] {escape(one_line(version.title))}</title>\n{meta}</head>\n"
        f'<body><h1 class="title mathjax"><span class="descriptor">Title:</span>{escape(version.title)}</h1>\n'
        f'<div class="authors">{escape(", ".join(names))}</div>\n'
        f'<blockquote class="abstract mathjax"><span class="descriptor">Abstract:</span>{escape(version.abstract)}'
        f'</blockquote>\n<div class="submission-history"><h2>Submission history</h2>\n{history}</div></body></html>\n'
    )


def sections(state: State, version: Version) -> list[tuple[str, list[str]]]:
    """Headings and paragraphs of the invented full text, the abstract's sentences spread over them."""
    abstract = one_line(version.abstract)
    sentences = re.split(r"(?<=[.!?])\s+", abstract)
    middle = max(1, len(sentences) // 2)
    results = " ".join(sentences[middle:]) or abstract
    return [
        ("Introduction", [" ".join(sentences[:middle]), f"This text explains '{one_line(version.title)}' at length."]),
        (
            "Method",
            ["Let the input be given as above. We proceed in three steps, each of which is elementary.", results],
        ),
        ("Experiments", ["We repeat every run five times and report the mean.", f"In short: {sentences[-1]}"]),
        ("Limitations", ["All of this holds for the data studied here; larger inputs were not tried."]),
        ("Conclusion", [f"The main finding is this. {sentences[-1]}"]),
    ]


def _html(shown: _Shown) -> str:
    state, version = shown.state, shown.version
    body = "".join(
        f'<section class="ltx_section" id="S{number}">\n<h2 class="ltx_title ltx_title_section">'
        f'<span class="ltx_tag ltx_tag_section">{number} </span>{heading}</h2>\n'
        + "".join(
            f'<div class="ltx_para" id="S{number}.p{place}"><p class="ltx_p">{_with_formulas(text)}</p></div>\n'
            for place, text in enumerate(texts, start=1)
        )
        + f"{_TABLE if heading == 'Experiments' else ''}</section>\n"
        for number, (heading, texts) in enumerate(sections(state, version), start=1)
    )
    names = "".join(
        f'<span class="ltx_creator ltx_role_author"><span class="ltx_personname">'
        f"{escape(without_accents_in_tex(author.full_name))}</span></span>\n"
        for author in state.paper.authors
    )
    return (
        f'<!DOCTYPE html><html lang="en">\n<head>\n<title>{escape(one_line(version.title))}</title>\n'
        f'<base href="/html/{shown.name}/"></head>\n<body>\n<nav class="ltx_page_navbar">Contents</nav>\n'
        '<div class="package-alerts ltx_document" role="status"><p>HTML conversions sometimes display errors.</p></div>\n'
        '<div class="ltx_page_main"><div class="ltx_page_content">\n<article class="ltx_document ltx_authors_1line">\n'
        f'<h1 class="ltx_title ltx_title_document">{_with_formulas(one_line(version.title))}</h1>\n'
        f'<div class="ltx_authors">{names}</div>\n'
        '<div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6>\n'
        f'<p class="ltx_p">{_with_formulas(one_line(version.abstract))}</p></div>\n{body}'
        '<section class="ltx_section" id="Sx1"><h2 class="ltx_title ltx_title_section">Acknowledgements</h2>\n'
        f'<div class="ltx_para"><p class="ltx_p">{THANKS}</p></div></section>\n'
        '<section class="ltx_bibliography"><h2 class="ltx_title ltx_title_bibliography">References</h2>\n'
        f'<ul class="ltx_biblist"><li class="ltx_bibitem">{REFERENCE}</li></ul></section>\n'
        '<section class="ltx_appendix" id="A1"><h2 class="ltx_title ltx_title_appendix">'
        f'<span class="ltx_tag ltx_tag_appendix">Appendix A </span>{APPENDIX[0]}</h2>\n<div class="ltx_para"><p class="ltx_p">'
        f"{APPENDIX[1]}{_NOTE}</p></div></section>\n"
        "</article></div></div>\n</body></html>\n"
    )


_TABLE = (
    '<figure class="ltx_table" id="T1"><figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_table">Table 1: </span>'
    'Lists and their lengths.</figcaption>\n<table class="ltx_tabular"><tbody class="ltx_tbody"><tr class="ltx_tr">'
    '<td class="ltx_td">short</td><td class="ltx_td">64</td></tr><tr class="ltx_tr"><td class="ltx_td">long</td>'
    '<td class="ltx_td">4,096</td></tr></tbody></table></figure>\n'
)
_NOTE = (
    '<span class="ltx_note ltx_role_footnote" id="footnote1"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer">'
    '<span class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>'
    f"{FOOTNOTE}</span></span></span>"
)


def _with_formulas(text: str) -> str:
    """Text as HTML, formulas as MathML whose ``alttext`` is their TeX, as LaTeXML writes them."""
    parts, position = [], 0
    for formula in _FORMULA.finditer(text):
        tex = formula[1] or formula[2]
        parts.append(escape(text[position : formula.start()], quote=False))
        parts.append(
            f'<math alttext="{attribute(tex)}" class="ltx_Math" display="inline"><semantics><mi>x</mi>'
            f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation></semantics></math>'
        )
        position = formula.end()
    return "".join([*parts, escape(text[position:], quote=False)])


def _pdf(shown: _Shown) -> bytes:
    """A PDF of as many pages as the text needs, with bold headings, page numbers and arXiv's stamp up the first page's side."""
    written = [(one_line(shown.version.title), True), ("", False), ("Abstract", True)]
    written.append((one_line(shown.version.abstract), False))
    for number, (heading, texts) in enumerate(sections(shown.state, shown.version), start=1):
        written += [("", False), (f"{number} {heading}", True), *((text, False) for text in texts)]
    written += [("", False), ("Acknowledgements", True), (THANKS, False), ("", False), ("References", True)]
    written += [(f"[1] {REFERENCE}", False), ("", False), (f"A {APPENDIX[0]}", True), (APPENDIX[1], False)]
    lines = [(part, bold) for text, bold in written for part in textwrap.wrap(_plain_letters(text), 92) or [""]]
    pages: list[list[Placed]] = []
    for start in range(0, len(lines), 48):
        page = [
            Placed(text, 56, 780 - 14 * place, bold=bold)
            for place, (text, bold) in enumerate(lines[start : start + 48])
            if text
        ]
        pages.append([*page, Placed(str(len(pages) + 1), 295, 40)])
    submitted = shown.version.submitted
    stamp = f"arXiv:{shown.name}  [{shown.state.categories[0]}]  {submitted.day} {submitted:%b %Y}"
    pages[0].append(Placed(stamp, 30, 250, size=20, upwards=True))
    return assembled(pages)


def _plain_letters(text: str) -> str:
    """Text in the letters of the font: accents dropped, anything else unknown a question mark."""
    spelled = unicodedata.normalize("NFKD", without_accents_in_tex(text))
    bare = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode("ascii")

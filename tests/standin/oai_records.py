"""OAI-PMH records of a paper in the formats arXiv disseminates, with the blank lines its templates leave."""

from datetime import UTC

from .markup import xml_text
from .taxonomy import CATEGORIES, canonical, display_name
from .world import Author, State

IDENTIFIER = "oai:arXiv.org:"
FORMATS = ("oai_dc", "arXiv", "arXivRaw")


def header(state: State) -> str:
    """The header element: identifier, datestamp and sets."""
    specs = dict.fromkeys(CATEGORIES[category].set_spec for category in state.categories)
    sets = "".join(f"                <setSpec>{spec}</setSpec>\n            \n" for spec in specs)
    return (
        "            <header>\n"
        f"                <identifier>{IDENTIFIER}{state.paper.id}</identifier>\n"
        f"                <datestamp>{state.datestamp}</datestamp>\n            \n"
        f"{sets}"
        "            </header>\n"
    )


def record(state: State, prefix: str) -> str:
    """A whole record in one of ``FORMATS``."""
    metadata = {"arXivRaw": _raw, "arXiv": _structured, "oai_dc": _dublin_core}[prefix](state)
    return (
        f"        <record>\n{header(state)}            <metadata>\n                \n"
        f"{metadata}                \n            </metadata>\n        </record>\n"
    )


def _element(name: str, text: str | None) -> str:
    return f"        <{name}>{xml_text(text)}</{name}>\n        \n" if text else ""


def _root(name: str, content: str) -> str:
    return (
        f'    <{name} xmlns="http://arxiv.org/OAI/{name}/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://arxiv.org/OAI/{name}/ http://arxiv.org/OAI/{name}.xsd">\n'
        f"{content}    </{name}>\n"
    )


def _raw(state: State) -> str:
    versions = "".join(
        f'            <version version="v{version.number}">\n'
        f"                <date>{version.submitted.astimezone(UTC):%a, %d %b %Y %H:%M:%S GMT}</date>\n"
        f"                <size>{version.size_kb}kb</size>\n"
        + (f"                <source_type>{version.source_type}</source_type>\n" if version.source_type else "")
        + "            </version>\n        \n"
        for version in state.versions
    )
    authors = ", ".join(author.with_affiliations for author in state.paper.authors)
    return _root(
        "arXivRaw",
        f"        <id>{state.paper.id}</id>\n"
        f"        <submitter>{xml_text(state.paper.submitter)}</submitter>\n        \n"
        f"{versions}"
        f"        <title>{xml_text(state.version.title)}</title>\n"
        f"        <authors>{xml_text(authors)}</authors>\n"
        f"        <categories>{' '.join(state.categories)}</categories>\n        \n" + _optional_elements(state),
    )


def _structured(state: State) -> str:
    authors = "".join(
        f"            <author>\n{_author(author)}            </author>\n" for author in state.paper.authors
    )
    return _root(
        "arXiv",
        f"        <id>{state.paper.id}</id>\n"
        f"        <created>{state.version.submitted.astimezone(UTC):%Y-%m-%d}</created>\n"
        f"        <updated>{state.version.announced}</updated>\n"
        f"        <authors>\n{authors}        </authors>\n"
        f"        <title>{xml_text(state.version.title)}</title>\n"
        f"        <categories>{' '.join(state.categories)}</categories>\n" + _optional_elements(state),
    )


def _author(author: Author) -> str:
    return (
        _element("keyname", author.keyname)
        + _element("forenames", author.forenames)
        + _element("suffix", author.suffix)
    )


def _optional_elements(state: State) -> str:
    paper, version = state.paper, state.version
    return (
        _element("comments", version.comment)
        + _element("report-no", paper.report_no)
        # arXiv prints the MSC class under both names.
        + _element("acm-class", paper.msc_class if paper.acm_class else None)
        + _element("msc-class", paper.msc_class)
        + _element("journal-ref", state.journal_ref)
        + _element("doi", state.doi)
        + _element("license", version.licence)
        + _element("abstract", version.abstract)
    )


def _dublin_core(state: State) -> str:
    version = state.version
    creators = "".join(
        _element("dc:creator", ", ".join(filter(None, [f"{author.keyname} {author.suffix}".strip(), author.forenames])))
        for author in state.paper.authors
    )
    subjects = dict.fromkeys(display_name(canonical(category)) for category in state.categories)
    dates = dict.fromkeys(f"{v.submitted.astimezone(UTC):%Y-%m-%d}" for v in (state.versions[0], version))
    return (
        '    <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        + _element("dc:title", version.title)
        + creators
        + "".join(_element("dc:subject", subject) for subject in subjects)
        + _element("dc:description", version.abstract)
        + _element("dc:description", version.comment)
        + "".join(_element("dc:date", day) for day in dates)
        + _element("dc:type", "text")
        + _element("dc:identifier", f"http://arxiv.org/abs/{state.paper.id}")
        + _element("dc:identifier", state.journal_ref)
        + _element("dc:identifier", f"doi:{state.doi}" if state.doi else None)
        + "    </oai_dc:dc>\n"
    )

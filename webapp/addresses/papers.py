"""Papers named by their identifiers: `2402.12354`, `2402.12354,hep-th/9901001v2`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, lazy_gettext

from crawler.errors import IdentifierError
from crawler.identifiers import Identifier, month_of, parse_identifier
from webapp.addresses.categories import has_a_category_by_a_minus
from webapp.addresses.errors import AddressError, shortened
from webapp.language import translated

MOST_PAPERS = 500
MIXED = lazy_gettext(
    "This address mixes categories and papers; ask for one kind at a time, as in /arxiv/cs.CL+cs.LG or /arxiv/2402.12354,2405.06639."
)


@dataclass(frozen=True, slots=True)
class PaperSelection:
    """One or several papers, in the order asked for, each once."""

    papers: tuple[Identifier, ...]

    def __str__(self) -> str:
        return ",".join(map(str, self.papers))


def read_papers(tokens: Sequence[str], newest: date) -> PaperSelection:
    """The papers that these identifiers name, in any spelling.   newest: the newest announcement day there can be.

    Raises AddressError: 400 for too many or a category among them, 404 for an identifier that cannot be.
    """
    if len(tokens) > MOST_PAPERS:
        raise AddressError(
            gettext(
                "This address names %(number)s papers; ask for at most %(most)s at a time.",
                number=f"{len(tokens):,}",
                most=MOST_PAPERS,
            )
        )
    papers = dict[str, Identifier]()
    for token in tokens:
        paper = _read_paper(token, newest)
        papers.setdefault(paper.id, paper)
    return PaperSelection(tuple(papers.values()))


def paper_path(arxiv_id: str, version: int | None = None) -> str:
    """The path of a paper's own page, or of one of its versions."""
    return f"/arxiv/{arxiv_id}" if version is None else f"/arxiv/{arxiv_id}v{version}"


def _read_paper(token: str, newest: date) -> Identifier:
    try:
        paper = parse_identifier(token)
    except IdentifierError as error:
        if has_a_category_by_a_minus(token):
            raise AddressError(str(MIXED)) from error
        raise AddressError(shortened(translated(error.args[0]), 300), status=404) from error
    if month_of(paper.id) > (newest.year, newest.month):
        year, month = month_of(paper.id)
        raise AddressError(
            gettext(
                "%(paper)s cannot exist yet: its number says that it is announced in %(month)s.",
                paper=paper.id,
                month=f"{month:02d}/{year}",
            ),
            status=404,
        )
    return paper

"""What pages about searches call things."""

from flask_babel import gettext

from webapp.addresses import SearchAddress, SearchSort
from webapp.queries.related import RelatedPaper
from webapp.words import in_words, plain_date


def search_orders() -> tuple[tuple[SearchSort, str], ...]:
    """The orders of a search's hits, and what a page calls them."""
    return (
        (SearchSort.RELEVANCE, gettext("best first")),
        (SearchSort.DATE, gettext("newest")),
        (SearchSort.STARS, gettext("most opened")),
        (SearchSort.FORYOU, gettext("for you")),
    )


def search_examples() -> tuple[tuple[str, str], ...]:
    """Searches that show the query language, and what each finds."""
    return (
        ("low rank adaptation", gettext("all of the words, in any of their forms")),
        ('"state space model"', gettext("these words in this order")),
        ("mamba OR transformer -vision", gettext("either word, without a third; OR in capitals")),
        ("(diffusion OR flow) ti:sampl*", gettext("parentheses; in the title a word that begins so")),
        ("au:hinton", gettext('an author; also au:"yoshua bengio"')),
        ("abs:entanglement cat:quant-ph", gettext("in the abstract; in a category or archive")),
        ("co:neurips year:2025", gettext("in the comment; of a year")),
        ("gravity date:2026-01..2026-03", gettext("between two days, months or years")),
        ("quantization kind:new", gettext("announced as new, cross, replace or replace-cross")),
        ("agents has:answers", gettext("with answers here; in:stars finds what you starred")),
        ("低秩", gettext("Chinese words need no spaces")),
        ("2402.12354", gettext("a number, DOI or arXiv address opens the paper")),
    )


def search_days(address: SearchAddress) -> str:
    """The days that a search is narrowed to: `from 2 March 2026`, `2 March 2026 to 6 March 2026`, `until 6 March 2026`."""
    first, last = (plain_date(each) if each else "" for each in (address.first, address.last))
    if first == last:
        return first
    if first and last:
        return gettext("%(first)s to %(last)s", first=first, last=last)
    return gettext("from %(day)s", day=first) if first else gettext("until %(day)s", day=last)


def shared_words(related: RelatedPaper) -> str:
    """Why a paper is listed as related: `Shares low-rank, adaptation and tuning`."""
    if not related.shared:
        return gettext("Shares much of the wording")
    return gettext("Shares %(words)s", words=in_words(related.shared))

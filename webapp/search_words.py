"""What pages about searches call things."""

from webapp.addresses import SearchAddress, SearchSort
from webapp.queries.related import RelatedPaper
from webapp.words import in_words


def search_orders() -> tuple[tuple[SearchSort, str], ...]:
    """The orders of a search's hits, and what a page calls them."""
    return (SearchSort.RELEVANCE, "best first"), (SearchSort.DATE, "newest"), (SearchSort.STARS, "most opened")


def search_examples() -> tuple[tuple[str, str], ...]:
    """Searches that show the query language, and what each finds."""
    return (
        ("low rank adaptation", "all of the words, in any of their forms"),
        ('"state space model"', "these words in this order"),
        ("mamba OR transformer -vision", "either word, without a third; OR in capitals"),
        ("(diffusion OR flow) ti:sampl*", "parentheses; in the title a word that begins so"),
        ("au:hinton", 'an author; also au:"yoshua bengio"'),
        ("abs:entanglement cat:quant-ph", "in the abstract; in a category or archive"),
        ("co:neurips year:2025", "in the comment; of a year"),
        ("gravity date:2026-01..2026-03", "between two days, months or years"),
        ("quantization kind:new", "announced as new, cross, replace or replace-cross"),
        ("agents has:answers", "with answers here; in:stars finds what you starred"),
        ("低秩", "Chinese words need no spaces"),
        ("2402.12354", "a number, DOI or arXiv address opens the paper"),
    )


def search_days(address: SearchAddress) -> str:
    """The days that a search is narrowed to: `from 2 March 2026`, `2 March 2026 to 6 March 2026`, `until 6 March 2026`."""
    first, last = (f"{each.day} {each:%B %Y}" if each else "" for each in (address.first, address.last))
    if first == last:
        return first
    return f"{first} to {last}" if first and last else f"from {first}" if first else f"until {last}"


def shared_words(related: RelatedPaper) -> str:
    """Why a paper is listed as related: `Shares low-rank, adaptation and tuning`."""
    return f"Shares {in_words(related.shared)}" if related.shared else "Shares much of the wording"

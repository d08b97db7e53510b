"""Which parts of a text a search found."""

from crawler.search.tree import Field, Query


def highlights(query: Query, text: str, field: Field = Field.ANYWHERE) -> tuple[tuple[int, int], ...]:
    """Spans [start, end) of characters of `text` to be marked, in order, not overlapping.

    text: running text without formulas: of a text that has some, ask for each part between them.
    field: what the text is: a search that looks for words only in titles marks nothing elsewhere.
    """
    raise NotImplementedError

"""The query language: what a person types → a tree. Pure; anything typed gives a tree, nothing raises."""

from crawler.search.tree import Query


def parse(text: str) -> Query:
    """What a search text means. Words are all needed; `OR`, `-not`, "phrase", prefix*, parentheses and fields narrow or widen it.

    Broken syntax is searched as words, and `notes` of the result says what was not understood. Never raises.
    """
    raise NotImplementedError

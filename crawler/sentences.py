"""English sentences that remember what they were made of, so that a page can say them in another language. Pure."""

from collections.abc import Mapping


class Sentence(str):
    """A sentence. pattern: with `%(name)s` where `values` stand in it."""

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]


def sentence(pattern: str, **values: object) -> Sentence:
    """The sentence that a pattern makes with these values. `make words` finds the patterns by this function's name."""
    made = Sentence(pattern % values)
    made.pattern, made.values = pattern, values
    return made

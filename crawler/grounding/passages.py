"""A paper's text, indexed so that quotes and numbers are looked up in it quickly."""

from collections.abc import Sequence

from crawler.fulltext import Section


class Passages:
    """The indexed text of a paper."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = tuple(sections)

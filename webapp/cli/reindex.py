"""`admin reindex`: the search index from nothing, as `python -m crawler reindex` makes it."""

from crawler.commands.reindex import reindex

__all__ = ["reindex"]

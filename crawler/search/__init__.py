"""Search over everything held: the query language, the full-text index, related papers.

The index is a cache of the database. Nothing is in it that is not there, and `python -m crawler reindex` makes it anew.
"""

from crawler.search.authors import NameForm, NameForms, name_forms, papers_under
from crawler.search.highlighting import highlights
from crawler.search.index import Filters, Hits, Index, Order
from crawler.search.language import parse
from crawler.search.related import Related, more_like, related
from crawler.search.suggesting import AuthorSuggestion, Suggestions, did_you_mean, suggest
from crawler.search.tree import Query

__all__ = [
    "AuthorSuggestion",
    "Filters",
    "Hits",
    "Index",
    "NameForm",
    "NameForms",
    "Order",
    "Query",
    "Related",
    "Suggestions",
    "did_you_mean",
    "highlights",
    "more_like",
    "name_forms",
    "papers_under",
    "parse",
    "related",
    "suggest",
]

"""The addresses of lists and papers under `/arxiv/`: read from what a person typed, checked, and written again.

The grammar is that of Cool Papers: `cs.AI,cs.CL` and `cs.AI+cs.LG-cs.CY` name categories, `2402.12354,hep-th/9901001v2` papers.
Reading an address never touches the database: whether a paper is held is another question.
"""

from webapp.addresses.categories import CategoryExpression, Term
from webapp.addresses.densities import Density, read_density
from webapp.addresses.errors import AddressError
from webapp.addresses.lists import (
    ARXIV_BEGAN,
    MOST_DAYS,
    MOST_SHOWN,
    Days,
    ListAddress,
    Sort,
    calendar_path,
    feed_path,
    list_parameters,
    list_path,
    read_days,
    read_kinds,
    read_list,
    read_month,
    read_slice,
    read_sort,
    with_category,
    without_category,
)
from webapp.addresses.papers import MOST_PAPERS, PaperSelection, paper_path
from webapp.addresses.paths import read_path
from webapp.addresses.searches import (
    MOST_SEARCHED,
    SearchAddress,
    SearchSort,
    read_search,
    search_feed_path,
    search_parameters,
    search_path,
)

__all__ = [
    "ARXIV_BEGAN",
    "MOST_DAYS",
    "MOST_PAPERS",
    "MOST_SEARCHED",
    "MOST_SHOWN",
    "AddressError",
    "CategoryExpression",
    "Days",
    "Density",
    "ListAddress",
    "PaperSelection",
    "SearchAddress",
    "SearchSort",
    "Sort",
    "Term",
    "calendar_path",
    "feed_path",
    "list_parameters",
    "list_path",
    "paper_path",
    "read_days",
    "read_density",
    "read_kinds",
    "read_list",
    "read_month",
    "read_path",
    "read_search",
    "read_slice",
    "read_sort",
    "search_feed_path",
    "search_parameters",
    "search_path",
    "with_category",
    "without_category",
]

"""A paper's full text: from the store, else from arXiv's HTML, else from its PDF."""

from crawler.fulltext import FullText
from crawler.jobs.crawl import Crawl


def full_text(crawl: Crawl, paper_id: int, version: int) -> FullText | None:
    """The text of a version of a paper, fetched and kept if need be; None where there is none to be had.

    paper_id: `papers.id`.   Raises FetchError (CoolingDownError) where arXiv cannot be asked now: try again later; StoreError.
    """
    raise NotImplementedError

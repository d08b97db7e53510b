"""What is queued before anyone asks: answers about the papers of the newest announcement days."""

from collections.abc import Sequence

from crawler.jobs.crawl import Crawl
from crawler.store.ahead import newest_papers, queue_missing
from crawler.store.answers import QUESTIONS, TRANSLATION, Priority
from crawler.store.session import in_chunks, reading, writing

_DAYS = (
    3  # announcement days of the carried categories: a long weekend's outage is caught up with, an old harvest is not
)


def queue_ahead(crawl: Crawl) -> int:
    """Queue what the settings ask for of the newest papers, and return how many answers; doing it again queues none.

    Papers: new and cross-listed ones of the newest three announcement days held of the carried categories, newest day first.
    With `tldr` the gist of each in every language, with `all` the six questions after the gists, with `none` nothing of these;
    and translations into the languages that are set for that. Raises StoreError.
    """
    settings = crawl.settings
    written, translated = (
        settings.llm_languages,
        [each for each in settings.llm_translate if each in settings.llm_languages],
    )
    if not settings.llm_model or (settings.llm_ahead == "none" and not translated):
        return 0
    with reading(crawl.engine) as session:
        papers = newest_papers(session, settings.categories, _DAYS)
    queued = _queue(crawl, papers, QUESTIONS[:1], written) if settings.llm_ahead != "none" else 0
    queued += _queue(crawl, papers, [TRANSLATION], translated)
    return queued + (_queue(crawl, papers, QUESTIONS[1:], written) if settings.llm_ahead == "all" else 0)


def _queue(crawl: Crawl, papers: Sequence[int], questions: Sequence[str], languages: Sequence[str]) -> int:
    queued = 0
    for chunk in in_chunks(papers, 200):
        with writing(crawl.engine) as session:
            queued += queue_missing(session, chunk, questions, languages, crawl.now(), Priority.TODAY)
    return queued

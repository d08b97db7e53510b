"""Atom feeds of the trails, and of the papers that articles explain."""

from datetime import UTC, datetime

from flask import Blueprint, Response, abort
from lxml import etree

from crawler.tex import to_plain
from webapp.addresses import paper_path
from webapp.feeds.document import absolute, add, add_text, answer, new_entry, new_feed, written
from webapp.links import source_url
from webapp.queries import trails
from webapp.queries.trails import ArticleFacts, PaperFacts, Stop
from webapp.site import this_site

feeds = Blueprint("article_feeds", __name__)

MOST_ENTRIES = 100
_BEGINNING = datetime(2009, 1, 1, tzinfo=UTC)  # of a feed without entries


@feeds.get("/articles/feed")
def papers_explained() -> Response:
    """The papers that articles explain, those of the newest articles first."""
    with this_site().reading() as session:
        papers = trails.explained_papers(session, MOST_ENTRIES)
    updated = max((article.changed for _, article in papers), default=_BEGINNING)
    feed = new_feed(
        f"Papers explained in articles, at {this_site().name}",
        updated,
        page="/articles",
        here="/articles/feed",
        author="arXiv",
    )
    feed.extend([_paper_entry(paper, article) for paper, article in papers])
    return answer(written(feed), updated)


@feeds.get("/articles/<slug>/feed")
def trail(slug: str) -> Response:
    """A trail's articles, the newest first."""
    with this_site().reading() as session:
        found = trails.trail(session, slug)
    if found is None:
        abort(404)
    of, stops = found
    newest = sorted(stops, key=lambda stop: (stop.article.day, stop.article.id), reverse=True)[:MOST_ENTRIES]
    updated = max((stop.article.changed for stop in newest), default=_BEGINNING)
    name = f"{of.title_en} · {of.title}, at {this_site().name}"
    feed = new_feed(name, updated, page=of.path, here=f"{of.path}/feed", author=this_site().name)
    feed.extend([_article_entry(stop) for stop in newest])
    return answer(written(feed), updated)


def _paper_entry(paper: PaperFacts, article: ArticleFacts) -> etree._Element:
    # The same as in the feeds of lists, so that readers of several feeds get a paper once.
    entry = new_entry(
        f"oai:arXiv.org:{paper.arxiv_id}", to_plain(paper.title) or f"arXiv:{paper.arxiv_id}", article.changed
    )
    add(entry, "link", rel="alternate", type="text/html", href=absolute(paper_path(paper.arxiv_id)))
    add(entry, "link", rel="related", type="text/html", href=source_url(paper.arxiv_id))
    add(entry, "link", rel="related", type="text/html", href=absolute(article.path))
    add_text(entry, "summary", f"Explained in “{article.title}”, {article.blog}, {article.day}: {article.url}")
    return entry


def _article_entry(stop: Stop) -> etree._Element:
    article = stop.article
    entry = new_entry(article.url, article.title, article.changed)
    add_text(entry, "published", f"{article.day}T00:00:00+00:00")
    add(entry, "link", rel="alternate", type="text/html", href=absolute(article.path))
    add(entry, "link", rel="related", type="text/html", href=article.url)
    add_text(add(entry, "author"), "name", article.blog)
    for tag in article.tags:
        add(entry, "category", term=tag)
    said = [to_plain(stop.note), to_plain(stop.note_en)] if stop.note else [article.teaser]
    papers = [
        f"{paper.title or 'arXiv:' + paper.arxiv_id} ({source_url(paper.arxiv_id)})" for paper in article.explained
    ]
    add_text(entry, "summary", "\n".join(filter(None, [article.title_en, *said, *map(to_plain, papers)])))
    return entry

"""Which articles explain which papers: for the cards and days of lists, in one query however long they are."""

from collections.abc import Collection

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session

from crawler.articles import Role
from crawler.store.articles import article_path
from crawler.store.models import Base
from webapp.addresses import Days
from webapp.queries.shapes import Explanation

_LINKS = Base.metadata.tables["article_papers"].c
_ARTICLES = Base.metadata.tables["articles"].c
_FEEDS = Base.metadata.tables["feeds"].c
_PAPERS = Base.metadata.tables["papers"].c
_ANNOUNCEMENTS = Base.metadata.tables["announcements"].c

EXPLAINING = tuple(role for role in Role if role.explains)

_BY_ARXIV_ID = (
    select(
        _LINKS.arxiv_id, _LINKS.role, _ARTICLES.slug, _ARTICLES.title, _ARTICLES.title_en, _FEEDS.slug, _FEEDS.shipped
    )
    .where(
        _LINKS.arxiv_id.in_(bindparam("ids", expanding=True)),
        _LINKS.article_id == _ARTICLES.id,
        _ARTICLES.feed_id == _FEEDS.id,
    )
    .order_by(case((_LINKS.role.in_(EXPLAINING), 0), else_=1), _ARTICLES.day.desc(), _ARTICLES.id)
)
_EXPLAINED = select(_LINKS.arxiv_id).where(
    _LINKS.role.in_(EXPLAINING),
    _LINKS.arxiv_id == _PAPERS.arxiv_id,
    _PAPERS.id == _ANNOUNCEMENTS.paper_id,
    _ANNOUNCEMENTS.category.in_(bindparam("included", expanding=True)),
    _ANNOUNCEMENTS.day.between(bindparam("first"), bindparam("last")),
)


def explanations(session: Session, arxiv_ids: Collection[str]) -> dict[str, tuple[Explanation, ...]]:
    """The articles that discuss each of these papers, those that explain it first, then the newest. One query."""
    found: dict[str, list[Explanation]] = {}
    if arxiv_ids:
        rows = session.connection().execute(_BY_ARXIV_ID, {"ids": list(arxiv_ids)})
        for arxiv_id, role, slug, title, title_en, feed, ships in rows:
            path = article_path(feed, slug, ships is not None)
            found.setdefault(arxiv_id, []).append(Explanation(path, title_en or title, role in EXPLAINING))
    return {arxiv_id: tuple(articles) for arxiv_id, articles in found.items()}


def explained_ids(session: Session, included: Collection[str], days: Days) -> set[str]:
    """The papers announced in these categories on these days that articles explain. One query."""
    span = {"included": list(included), "first": days.first, "last": days.last}
    return set(session.connection().scalars(_EXPLAINED, span))

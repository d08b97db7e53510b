"""Trails and articles as their pages show them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from crawler.articles import Role
from crawler.store.articles import article_path
from crawler.store.models import Article, ArticlePaper, Feed, Paper, Trail, TrailItem

_ROLES = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """A paper as an article gives it. title: the paper's own where it is held, else what is known.   certain: whether that was read."""

    arxiv_id: str
    title: str
    certain: bool
    held: bool
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """An article with the papers it discusses, primary ones first. path: of its page here."""

    id: int
    path: str
    url: str
    title: str
    title_en: str | None
    day: date
    series: str | None
    part: int | None
    tags: tuple[str, ...]
    teaser: str
    elsewhere: tuple[tuple[str, str], ...]
    changed: datetime
    read: bool  # whether its papers are known
    blog: str
    blog_en: str | None
    blog_gone: bool
    papers: tuple[PaperFacts, ...] = ()

    @property
    def explained(self) -> tuple[PaperFacts, ...]:
        """The papers that it is about."""
        return tuple(paper for paper in self.papers if paper.role.explains)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFacts:
    """A trail. articles: how many stand on it.   newest: day of the newest of them."""

    slug: str
    title: str
    title_en: str
    series: str | None
    introduction: str
    introduction_en: str
    articles: int
    newest: date | None

    @property
    def path(self) -> str:
        """Of its page here."""
        return f"/articles/{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An article on a trail, with what is said of it there. number: from 1.   in_series: one of the trail's own series."""

    number: int
    article: ArticleFacts
    note: str
    note_en: str
    in_series: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOnTrail:
    """Where an article stands on one trail. number: from 1, of the trail's articles."""

    trail: TrailFacts
    number: int
    previous: ArticleFacts | None
    next: ArticleFacts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another article that discusses some of the same papers."""

    article: ArticleFacts
    shared: tuple[str, ...]  # arXiv ids


def trails(session: Session) -> list[TrailFacts]:
    """All trails in their order. One query."""
    statement = (
        select(Trail, func.count(TrailItem.article_id), func.max(Article.day))
        .outerjoin(TrailItem, TrailItem.trail_id == Trail.id)
        .outerjoin(Article, Article.id == TrailItem.article_id)
        .group_by(Trail.id)
        .order_by(Trail.position, Trail.id)
    )
    return [_trail(*row) for row in session.execute(statement)]


def articles(session: Session) -> list[ArticleFacts]:
    """Every article, the newest first, without its papers. One query."""
    rows = session.execute(_articles().order_by(Article.day.desc(), Article.id.desc()))
    return [_article(article, feed) for article, feed in rows]


def trail(session: Session, slug: str) -> tuple[TrailFacts, list[Stop]] | None:
    """A trail and its articles in their order, or None where there is no such trail. Three queries."""
    found = next((one for one in trails(session) if one.slug == slug), None)
    if found is None:
        return None
    statement = (
        select(Article, Feed, TrailItem.note, TrailItem.note_en)
        .join(Feed, Feed.id == Article.feed_id)
        .join(TrailItem, TrailItem.article_id == Article.id)
        .join(Trail, Trail.id == TrailItem.trail_id)
        .where(Trail.slug == slug)
        .order_by(TrailItem.position, Article.id)
    )
    rows = session.execute(statement).all()
    papers = _papers(session, [article.id for article, *_ in rows])
    return found, [
        Stop(
            number=number,
            article=_article(article, feed, papers.get(article.id, ())),
            note=note,
            note_en=note_en,
            in_series=article.part is not None and article.series == found.series,
        )
        for number, (article, feed, note, note_en) in enumerate(rows, 1)
    ]


def article(session: Session, slug: str, feed_slug: str | None = None) -> ArticleFacts | None:
    """An article with its papers, or None. feed_slug: the blog's; None for the one that ships. Two queries."""
    blog = Feed.shipped.is_not(None) if feed_slug is None else Feed.slug == feed_slug
    row = session.execute(_articles().where(Article.slug == slug, blog)).first()
    if row is None:
        return None
    found, blog_of = row
    return _article(found, blog_of, _papers(session, [found.id]).get(found.id, ()))


def places(session: Session, of: ArticleFacts) -> list[PlaceOnTrail]:
    """Where an article stands on each of its trails, a trail of its own series first. Three queries."""
    on = select(TrailItem.trail_id).where(TrailItem.article_id == of.id)
    statement = (
        select(Trail.slug, Article, Feed)
        .join(TrailItem, TrailItem.trail_id == Trail.id)
        .join(Article, Article.id == TrailItem.article_id)
        .join(Feed, Feed.id == Article.feed_id)
        .where(Trail.id.in_(on))
        .order_by(Trail.position, TrailItem.position, Article.id)
    )
    stops: dict[str, list[ArticleFacts]] = {}
    for slug, stop, blog in session.execute(statement):
        stops.setdefault(slug, []).append(_article(stop, blog))
    found = [_place(one, stops[one.slug], of) for one in trails(session) if one.slug in stops]
    return sorted(found, key=lambda place: (of.series is None or place.trail.series != of.series, place.trail.articles))


def related(session: Session, of: ArticleFacts, limit: int) -> list[Related]:
    """Other articles that discuss papers of this one, those with most in common first. Two queries."""
    ids = [paper.arxiv_id for paper in of.papers]
    links = select(ArticlePaper.article_id, ArticlePaper.arxiv_id).where(
        ArticlePaper.arxiv_id.in_(ids), ArticlePaper.article_id != of.id
    )
    shared: dict[int, list[str]] = {}
    for article_id, arxiv_id in session.execute(links):
        shared.setdefault(article_id, []).append(arxiv_id)
    rows = session.execute(_articles().where(Article.id.in_(shared))) if shared else ()
    found = [Related(article=_article(*row), shared=tuple(sorted(shared[row[0].id], key=ids.index))) for row in rows]
    found.sort(key=lambda one: (-len(one.shared), -one.article.day.toordinal(), one.article.id))
    return found[:limit]


def explained_papers(session: Session, limit: int) -> list[tuple[PaperFacts, ArticleFacts]]:
    """The papers that articles explain, each once with the newest such article, the newest article's first. Two queries."""
    newest = articles(session)
    papers = _papers(session, None)
    found: dict[str, tuple[PaperFacts, ArticleFacts]] = {}
    for one in newest:
        for paper in papers.get(one.id, ()):
            if paper.role.explains:
                found.setdefault(paper.arxiv_id, (paper, one))
    return list(found.values())[:limit]


def _articles() -> Select[Article, Feed]:
    return select(Article, Feed).join(Feed, Feed.id == Article.feed_id)


def _papers(session: Session, article_ids: Collection[int] | None) -> dict[int, tuple[PaperFacts, ...]]:
    """The papers of these articles (None: of all), those that they explain first. One query."""
    statement = (
        select(ArticlePaper, Paper.title)
        .outerjoin(Paper, Paper.arxiv_id == ArticlePaper.arxiv_id)
        .order_by(ArticlePaper.position)
    )
    if article_ids is not None:
        statement = statement.where(ArticlePaper.article_id.in_(article_ids))
    found: dict[int, list[PaperFacts]] = {}
    for link, title in session.execute(statement):
        held = title is not None
        paper = PaperFacts(
            arxiv_id=link.arxiv_id,
            title=title if held else link.title,
            certain=held or link.certain,
            held=held,
            role=Role(link.role),
        )
        found.setdefault(link.article_id, []).append(paper)
    return {one: tuple(sorted(papers, key=lambda paper: _ROLES[paper.role])) for one, papers in found.items()}


def _article(row: Article, feed: Feed, papers: Sequence[PaperFacts] = ()) -> ArticleFacts:
    return ArticleFacts(
        id=row.id,
        path=article_path(feed.slug, row.slug, feed.shipped is not None),
        url=row.url,
        title=row.title,
        title_en=row.title_en,
        day=row.day,
        series=row.series,
        part=row.part,
        tags=tuple(row.tags),
        teaser=row.teaser,
        elsewhere=tuple((title, url) for title, url in row.elsewhere),
        changed=row.changed,
        read=row.read_state is not None,
        blog=feed.title,
        blog_en=feed.title_en,
        blog_gone=feed.state == "gone",
        papers=tuple(papers),
    )


def _trail(row: Trail, count: int, newest: date | None) -> TrailFacts:
    return TrailFacts(
        slug=row.slug,
        title=row.title,
        title_en=row.title_en,
        series=row.series,
        introduction=row.introduction,
        introduction_en=row.introduction_en,
        articles=count,
        newest=newest,
    )


def _place(on: TrailFacts, stops: Sequence[ArticleFacts], of: ArticleFacts) -> PlaceOnTrail:
    at = next(number for number, stop in enumerate(stops) if stop.id == of.id)
    return PlaceOnTrail(
        trail=on,
        number=at + 1,
        previous=stops[at - 1] if at else None,
        next=stops[at + 1] if at + 1 < len(stops) else None,
    )

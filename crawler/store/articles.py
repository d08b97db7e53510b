"""Articles and the papers they discuss: what ships with the program, what feeds bring, and what other parts ask of them."""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crawler.articles import ArticleRecord, PaperLink, Part, Post, Role, Shipped, article_key, part_in
from crawler.store import trails
from crawler.store.feeds import NEW
from crawler.store.fetch_requests import DONE, FAILED, UNKNOWN, request_papers, waiting
from crawler.store.models import Article, ArticlePaper, Feed, FetchRequest, Paper, Trail, TrailItem
from crawler.store.papers import lock_revisions, next_revisions

SHIPPED = "shipped"
_ASK_AGAIN = timedelta(days=7)  # for a paper that arXiv did not have: it may have been linked before it was announced
_LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True)
class Taken:
    """How many posts of a feed were new, and how many had been edited."""

    new: int = 0
    edited: int = 0


@dataclass(frozen=True, slots=True)
class SearchableArticle:
    """What the search index needs of one article. path: of its page here.   words: notes and tags, for searching only."""

    id: int
    path: str
    title: str
    title_en: str
    blog: str
    series: str
    words: str
    arxiv_ids: tuple[str, ...]
    day: date


def shipped_digest(session: Session, what: Shipped) -> str | None:
    """The digest of the shipped files that were taken in last; None before the first time."""
    return session.scalar(select(Feed.shipped).where(Feed.slug == what.blog.slug))


def take_shipped(session: Session, what: Shipped, now: datetime) -> None:
    """Bring the shipped blog, its articles and the trails into the database, or up to date with a changed file.

    Rows are found again by their slugs and never removed, so that whatever refers to them holds. Of an article that the feed has
    spoken of since, the feed's title and tags stay. now: aware UTC. Commits nothing: the caller does.
    """
    lock_revisions(session)
    feed = _shipped_feed(session, what, now)
    held = {article.slug: article for article in session.scalars(select(Article).where(Article.feed_id == feed.id))}
    for record in what.articles:
        article = held.get(record.slug) or _new_article(session, feed, record.slug, article_key(record.url), now)
        held[record.slug] = article
        _take_record(session, article, record, now)
    session.flush()
    trails.take_shipped(session, what, held)
    if feed.shipped != what.digest:  # any of them may have changed, if only by its place on a trail
        _note_revisions(session, list(held.values()))
    feed.shipped = what.digest


def take_posts(session: Session, feed: Feed, posts: Sequence[Post], now: datetime) -> Taken:
    """Take in what a feed says now: new posts, and edits of those known. Posts that it no longer has stay.

    The papers it names are added; `unread` then has the posts whose own pages may name more. A post whose title continues a known
    series joins its trails. now: aware UTC. Commits nothing: the caller does.
    """
    lock_revisions(session)
    known = trails.known_series(session)
    held = _Held(session, feed)
    new = edited = 0
    for post in posts:
        article = held.find(post)
        if article is not None and article.state == post.state:
            continue
        if article is None:
            article = _new_article(session, feed, held.free_slug(post), post.key, now)
            article.day = (min(post.published, now) if post.published else now).astimezone(UTC).date()
            held.add(article)
            new += 1
        else:
            edited += article.state is not None
        _take_post(session, article, post, known, now)
    return Taken(new, edited)


def unread(session: Session, feed: Feed, states: Collection[str]) -> list[tuple[int, str]]:
    """Id and state of the articles in one of these states whose pages were not read for papers yet, the newest first."""
    statement = (
        select(Article.id, Article.state)
        .where(Article.feed_id == feed.id, Article.state.is_not(None))
        .where(or_(Article.read_state.is_(None), Article.read_state != Article.state))
        .order_by(Article.day.desc(), Article.id.desc())
    )
    return [(article_id, state) for article_id, state in session.execute(statement) if state and state in states]


def note_read(session: Session, article_id: int, state: str, papers: Sequence[str], now: datetime) -> None:
    """A post in this state names just these papers, its page read: those that only an earlier state named are dropped.

    Nothing happens if the post was edited again meanwhile.
    now: aware UTC. Commits nothing: the caller does.
    """
    lock_revisions(session)
    article = session.get_one(Article, article_id)
    if article.state == state:
        article.read_state, article.changed = state, now
        _note_revisions(session, [article])
        _link_papers(session, article, papers, whole=True)


def request_missing(session: Session, now: datetime, limit: int) -> int:
    """Ask for up to `limit` papers that articles name and that are not held, those of the newest articles first; how many were asked for.

    None while others wait: readers come first. A paper that arXiv did not have is asked for again after a week.
    now: aware UTC. Commits nothing: the caller does.
    """
    if waiting(session):
        return 0
    again = (FetchRequest.state == FAILED) & (FetchRequest.next_try <= now)
    again |= (FetchRequest.state == UNKNOWN) & (FetchRequest.next_try <= now - _ASK_AGAIN)
    again |= FetchRequest.state == DONE
    missing = (
        select(ArticlePaper.arxiv_id)
        .join(Article, Article.id == ArticlePaper.article_id)
        .outerjoin(Paper, Paper.arxiv_id == ArticlePaper.arxiv_id)
        .outerjoin(FetchRequest, FetchRequest.arxiv_id == ArticlePaper.arxiv_id)
        .where(Paper.id.is_(None), or_(FetchRequest.arxiv_id.is_(None), again))
        .order_by(Article.day.desc(), ArticlePaper.position)
    )
    ids = list(dict.fromkeys(session.scalars(missing)))[:limit]
    return len(request_papers(session, ids, now)) if ids else 0


def article_paths(session: Session, ids: Sequence[int]) -> list[tuple[str, str]]:
    """Page and title of each of these articles that is there, in the order given; the English title after the blog's own. One query."""
    rows = session.execute(
        select(Article, Feed.slug, Feed.shipped).join(Feed, Feed.id == Article.feed_id).where(Article.id.in_(ids))
    )
    found = {
        article.id: (
            article_path(feed_slug, article.slug, shipped is not None),
            f"{article.title} ({article.title_en})" if article.title_en else article.title,
        )
        for article, feed_slug, shipped in rows
    }
    return [found[article_id] for article_id in ids if article_id in found]


def articles_for_search(session: Session, since: int = 0) -> list[SearchableArticle]:
    """The articles that changed after a revision, as the search index takes them, oldest change first. Three queries, one for none."""
    rows = session.execute(
        select(Article, Feed.slug, Feed.title, Feed.shipped)
        .join(Feed, Feed.id == Article.feed_id)
        .where(Article.revision > since)
        .order_by(Article.revision)
    ).all()
    if not rows:
        return []
    papers: dict[int, list[str]] = {}
    links = select(ArticlePaper.article_id, ArticlePaper.arxiv_id).order_by(ArticlePaper.position)
    for article_id, arxiv_id in session.execute(links):
        papers.setdefault(article_id, []).append(arxiv_id)
    notes: dict[int, list[str]] = {}
    on_trails = select(TrailItem.article_id, TrailItem.note, TrailItem.note_en, Trail.title, Trail.title_en).join(
        Trail, Trail.id == TrailItem.trail_id
    )
    for article_id, *words in session.execute(on_trails):
        notes.setdefault(article_id, []).extend(words)
    return [
        SearchableArticle(
            id=article.id,
            path=article_path(feed_slug, article.slug, shipped is not None),
            title=article.title,
            title_en=article.title_en or "",
            blog=blog,
            series=article.series or "",
            words=" ".join(dict.fromkeys([*article.tags, *notes.get(article.id, [])])),
            arxiv_ids=tuple(papers.get(article.id, ())),
            day=article.day,
        )
        for article, feed_slug, blog, shipped in rows
    ]


def article_path(feed: str, slug: str, ships: bool) -> str:
    """The path of an article's page: numbers alone are those of the blog that ships, `/articles/10226`."""
    return f"/articles/{slug}" if ships and slug.isdecimal() else f"/articles/{feed}/{slug}"


class _Held:
    """The articles of one feed, to be found by whatever a post is known by."""

    def __init__(self, session: Session, feed: Feed) -> None:
        self._by_key: dict[str, Article] = {}
        self._by_slug: dict[str, Article] = {}
        for article in session.scalars(select(Article).where(Article.feed_id == feed.id)):
            self.add(article)

    def add(self, article: Article) -> None:
        self._by_slug[article.slug] = article
        for key in (article.key, article_key(article.url or "")):
            self._by_key.setdefault(key, article)

    def find(self, post: Post) -> Article | None:
        """The article that a post is: the same guid, the same address, or the same number in an archive that has moved."""
        number = _archive_number(post.url)
        return (
            self._by_key.get(post.key)
            or self._by_key.get(article_key(post.url))
            or (self._by_slug.get(number) if number else None)
        )

    def free_slug(self, post: Post) -> str:
        slug = _slug(post)
        return slug if slug not in self._by_slug else f"{slug}-{_digest(post.key)}"


def _archive_number(url: str) -> str | None:
    match = re.search(r"/archives/([0-9]{1,9})(?:\.html?)?/?$", urlsplit(url).path)
    return match[1] if match else None


def _slug(post: Post) -> str:
    """A post's name in our addresses: the last part of its own."""
    parts = urlsplit(post.url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    named = re.sub(r"\.(?:html?|php|md|aspx?)$", "", last, flags=re.IGNORECASE) + (
        f"-{parts.query}" if parts.query else ""
    )
    slug = re.sub(r"[^A-Za-z0-9_]+", "-", named)[:_LONGEST_SLUG].strip("-")
    return slug if slug and slug != "feed" else _digest(post.key)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _shipped_feed(session: Session, what: Shipped, now: datetime) -> Feed:
    blog = what.blog
    feed = session.scalar(select(Feed).where(Feed.slug == blog.slug))
    if feed is None:
        feed = Feed(slug=blog.slug, url=blog.feed, set_url=blog.feed, state=NEW, next_look=now, failures=0)
        session.add(feed)
    feed.home, feed.title, feed.title_en = blog.home, blog.title, blog.title_en
    session.flush()
    return feed


def _note_revisions(session: Session, articles: Sequence[Article]) -> None:
    """Let the search index know that these have changed. Call `lock_revisions` first."""
    for article, revision in zip(articles, next_revisions(session, len(articles)), strict=True):
        article.revision = revision


def _new_article(session: Session, feed: Feed, slug: str, key: str, now: datetime) -> Article:
    article = Article(feed_id=feed.id, slug=slug, key=key, url="", title="", day=now.date(), tags=[])
    article.changed, article.revision = now, 0
    article.teaser, article.elsewhere, article.state, article.read_state = "", [], None, None
    session.add(article)
    return article


def _take_record(session: Session, article: Article, record: ArticleRecord, now: datetime) -> None:
    if article.state is None:
        article.title, article.tags = record.title, list(record.tags)
    article.url, article.title_en, article.day = record.url, record.title_en, record.day
    article.series, article.part = record.series, record.part
    article.elsewhere = [list(link) for link in record.elsewhere]
    if article.read_state is None and record.read:
        article.read_state = SHIPPED
    if article in session.dirty:
        article.changed = now
    session.flush()
    _replace_papers(session, article, record.papers)


def _replace_papers(session: Session, article: Article, papers: Sequence[PaperLink]) -> None:
    """The papers that ship, exactly; those that the feed linked beside them stay."""
    held = {row.arxiv_id: row for row in _papers_of(session, article)}
    for position, paper in enumerate(papers):
        row = held.pop(paper.arxiv_id, None)
        if row is None:
            row = ArticlePaper(article_id=article.id, arxiv_id=paper.arxiv_id)
            session.add(row)
        row.position, row.role, row.title, row.certain = position, paper.role, paper.title, paper.certain
    for row in held.values():
        if row.role != Role.LINKED:
            session.delete(row)


def _take_post(session: Session, article: Article, post: Post, known: Sequence[str], now: datetime) -> None:
    first = article.state is None
    article.url, article.title, article.tags, article.teaser = post.url, post.title, list(post.tags), post.teaser
    article.state, article.changed = post.state, now
    _note_revisions(session, [article])
    if first and article.read_state == SHIPPED:
        article.read_state = post.state  # its papers are known
    part = _part(post.title, known)
    if part is not None:
        article.series, article.part = part
    session.flush()
    _link_papers(session, article, post.papers, whole=False)
    trails.place(session, article)


def _part(title: str, known: Sequence[str]) -> Part | None:
    return next((part for series in known if (part := part_in(title, series))), None)


def _link_papers(session: Session, article: Article, arxiv_ids: Sequence[str], *, whole: bool) -> None:
    """Add papers that a post links; what was linked before and is not among them goes if this is the whole."""
    held = {row.arxiv_id: row for row in _papers_of(session, article)}
    linked = {arxiv_id: row for arxiv_id, row in held.items() if row.role == Role.LINKED}
    # Where it is known which papers an article is about, another one is cited.
    role = Role.CITED if len(linked) < len(held) else Role.LINKED
    for position, arxiv_id in enumerate(arxiv_ids):
        row = linked.pop(arxiv_id, None)
        if row is not None:
            row.position = position
        elif arxiv_id not in held:
            place = position if role is Role.LINKED else len(held) + position
            session.add(
                ArticlePaper(
                    article_id=article.id, arxiv_id=arxiv_id, position=place, role=role, title="", certain=False
                )
            )
    if whole:
        for row in linked.values():
            session.delete(row)
    session.flush()


def _papers_of(session: Session, article: Article) -> Sequence[ArticlePaper]:
    return session.scalars(select(ArticlePaper).where(ArticlePaper.article_id == article.id)).all()

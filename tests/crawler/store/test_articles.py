"""What ships is taken in once and again without harm; posts become articles, and their edits reach them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from crawler.articles import PaperLink, Post, Role, shipped
from crawler.records import Author, PaperRecord, Source
from crawler.store import feeds, fetch_requests
from crawler.store.articles import (
    articles_for_search,
    note_read,
    request_missing,
    shipped_digest,
    take_posts,
    take_shipped,
    unread,
)
from crawler.store.models import Article, ArticlePaper, Feed, FetchRequest, Trail, TrailItem
from crawler.store.papers import store_papers
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
WHAT = shipped()


def post(number: int = 1, **facts: object) -> Post:
    """A post of an invented blog."""
    given: dict[str, object] = {
        "key": f"tag:{number}",
        "url": f"https://blog.example/posts/{number}",
        "title": f"Post {number}",
        "published": NOW - timedelta(days=1),
        "tags": ("notes",),
        "teaser": "A line.",
        "papers": (),
        "state": f"state {number}",
    }
    return Post(**{**given, **facts})  # type: ignore[arg-type]


def shipped_in(engine: Engine, what: object = WHAT) -> None:
    with writing(engine) as session:
        take_shipped(session, what, NOW)  # type: ignore[arg-type]


def feed_in(session: Session, url: str = "https://blog.example/feed") -> Feed:
    [feed] = feeds.follow(session, [url], NOW)
    return feed


def taken(engine: Engine, *posts: Post, url: str = "https://blog.example/feed") -> tuple[int, int]:
    with writing(engine) as session:
        counts = take_posts(session, feed_in(session, url), posts, NOW)
        return counts.new, counts.edited


def found(session: Session, slug: str) -> Article:
    return session.scalars(select(Article).where(Article.slug == slug)).one()


def papers_of(engine: Engine, slug: str) -> dict[str, str]:
    with reading(engine) as session:
        rows = session.execute(
            select(ArticlePaper.arxiv_id, ArticlePaper.role)
            .join(Article, Article.id == ArticlePaper.article_id)
            .where(Article.slug == slug)
            .order_by(ArticlePaper.position)
        )
        return dict(rows.all())


def on_trail(engine: Engine, slug: str) -> list[str]:
    with reading(engine) as session:
        return list(
            session.scalars(
                select(Article.slug)
                .join(TrailItem, TrailItem.article_id == Article.id)
                .join(Trail, Trail.id == TrailItem.trail_id)
                .where(Trail.slug == slug)
                .order_by(TrailItem.position)
            )
        )


def everything(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as session:
        return [
            tuple(row)
            for table in (Article, ArticlePaper, Trail, TrailItem, Feed)
            for row in session.execute(select(table.__table__))
        ]


def test_all_that_ships_is_taken_in(engine: Engine) -> None:
    shipped_in(engine)
    with reading(engine) as session:
        assert len(session.scalars(select(Article)).all()) == len(WHAT.articles)
        links = sum(len(article.papers) for article in WHAT.articles)
        assert len(session.scalars(select(ArticlePaper)).all()) == links
        assert shipped_digest(session, WHAT) == WHAT.digest
    assert on_trail(engine, "low-rank")[:5] == ["10366", "10407", "10427", "10501", "10662"]
    assert on_trail(engine, "ssm") == ["10114", "10137", "10162", "10180", "9554", "11033", "11320", "11486", "11823"]
    assert on_trail(engine, "lora") == ["9590", "10001", "10226", "10266"]


def test_taking_it_in_again_changes_nothing(engine: Engine) -> None:
    shipped_in(engine)
    before = everything(engine)
    shipped_in(engine)
    assert everything(engine) == before


def test_a_changed_file_updates_its_articles_and_leaves_their_rows_in_place(engine: Engine) -> None:
    shipped_in(engine)
    with reading(engine) as session:
        before = found(session, "10366").id
    changed = replace(
        WHAT.articles[0],
        slug="10366",
        title="新题",
        topics=("low-rank",),
        papers=(PaperLink("2402.12354", Role.PRIMARY, "LoRA+", True),),
    )
    others = tuple(one for one in WHAT.articles if one.slug != "10366")
    shipped_in(engine, replace(WHAT, articles=(*others, changed), digest="another"))
    with reading(engine) as session:
        article = found(session, "10366")
        assert (article.id, article.title) == (before, "新题")
    assert papers_of(engine, "10366") == {"2402.12354": "primary"}
    with reading(engine) as session:
        assert shipped_digest(session, WHAT) == "another"


def test_an_article_that_is_shipped_no_longer_stays(engine: Engine) -> None:
    shipped_in(engine)
    shipped_in(engine, replace(WHAT, articles=WHAT.articles[1:], digest="shorter"))
    with reading(engine) as session:
        assert found(session, WHAT.articles[0].slug).title == WHAT.articles[0].title


def test_a_new_post_is_taken_in_with_its_facts_and_papers(engine: Engine) -> None:
    assert taken(engine, post(papers=("2402.12354", "2403.00001"))) == (1, 0)
    with reading(engine) as session:
        article = found(session, "1")
        assert (article.title, article.url, article.day) == (
            "Post 1",
            "https://blog.example/posts/1",
            date(2026, 11, 19),
        )
        assert (article.tags, article.teaser, article.series) == (["notes"], "A line.", None)
    assert papers_of(engine, "1") == {"2402.12354": "linked", "2403.00001": "linked"}


def test_the_same_post_again_changes_nothing(engine: Engine) -> None:
    taken(engine, post(papers=("2402.12354",)))
    before = everything(engine)
    assert taken(engine, post(papers=("2402.12354",))) == (0, 0)
    assert everything(engine) == before


def test_an_edit_updates_the_article_in_place(engine: Engine) -> None:
    taken(engine, post())
    edited = post(title="Post one", url="https://blog.example/moved", tags=("b",), teaser="B.", state="edited")
    assert taken(engine, edited) == (0, 1)
    with reading(engine) as session:
        article = found(session, "1")
        assert (article.title, article.url) == ("Post one", "https://blog.example/moved")
        assert (article.tags, article.teaser) == (["b"], "B.")


def test_a_post_that_its_feed_no_longer_has_stays(engine: Engine) -> None:
    taken(engine, post(1), post(2))
    taken(engine, post(2))
    with reading(engine) as session:
        assert found(session, "1").title == "Post 1"


def test_posts_whose_addresses_end_alike_have_pages_of_their_own(engine: Engine) -> None:
    one, two = "https://blog.example/2025/hello.html", "https://blog.example/2026/hello"
    taken(
        engine,
        post(1, url=one),
        post(2, url=two),
        post(3, url="https://blog.example/?p=3"),
        post(4, url="https://blog.example/"),
    )
    with reading(engine) as session:
        slugs = set(session.scalars(select(Article.slug)))
    assert {"hello", "p-3"} < slugs
    assert len(slugs) == 4


def test_a_post_dated_in_the_future_counts_as_of_today(engine: Engine) -> None:
    taken(engine, post(1, published=datetime(2099, 1, 1, tzinfo=UTC)), post(2, published=None))
    with reading(engine) as session:
        assert {article.day for article in session.scalars(select(Article))} == {NOW.date()}


@pytest.mark.parametrize("title", ["低秩近似之路（六）：续篇", "低秩近似之路(6): more"])
def test_a_sixth_part_joins_the_trail_after_the_fifth(engine: Engine, title: str) -> None:
    shipped_in(engine)
    taken(engine, post(title=title))
    assert on_trail(engine, "low-rank")[4:7] == ["10662", "1", "9336"]
    shipped_in(engine, replace(WHAT, digest="another"))
    assert on_trail(engine, "low-rank")[4:7] == ["10662", "1", "9336"]


def test_a_part_of_a_series_within_several_trails_joins_them_all(engine: Engine) -> None:
    shipped_in(engine)
    taken(engine, post(title="对齐全量微调！这是我看过最精彩的LoRA改进（三）"))
    assert on_trail(engine, "lora")[-1] == "1"
    assert "1" in on_trail(engine, "low-rank")
    assert "1" in on_trail(engine, "optimizer")


def test_a_post_whose_title_comes_to_name_a_part_joins_then(engine: Engine) -> None:
    shipped_in(engine)
    taken(engine, post(title="A draft"))
    assert "1" not in on_trail(engine, "ssm")
    taken(engine, post(title="重温SSM（五）", state="edited"))
    assert on_trail(engine, "ssm")[4] == "1"


KEXUE = "https://kexue.fm/feed"


def kexue(number: int, **facts: object) -> Post:
    url = f"https://kexue.fm/archives/{number}"
    return post(number, **{"url": url, "key": url.partition("://")[2], **facts})


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"key": "https://kexue.fm/?p=1"},
        {"url": "https://spaces.ac.cn/archives/10366", "key": "spaces.ac.cn/archives/10366"},
    ],
)
def test_the_blogs_own_feed_speaks_of_the_articles_that_ship(engine: Engine, facts: dict[str, object]) -> None:
    shipped_in(engine)
    assert taken(engine, kexue(10366, title="低秩近似之路（一）：伪逆（改）", **facts), url=KEXUE) == (0, 0)
    with reading(engine) as session:
        article = found(session, "10366")
        assert article.title == "低秩近似之路（一）：伪逆（改）"
        assert (article.series, article.part, article.title_en is not None) == ("低秩近似之路", 1, True)
    shipped_in(engine, replace(WHAT, digest="another"))
    with reading(engine) as session:
        assert found(session, "10366").title == "低秩近似之路（一）：伪逆（改）"


def test_a_shipped_articles_page_is_read_only_after_an_edit_or_where_its_papers_are_not_known(engine: Engine) -> None:
    shipped_in(engine)
    posts = [kexue(10366), kexue(11885)]
    taken(engine, *posts, url=KEXUE)
    states = [one.state for one in posts]
    with reading(engine) as session:
        feed = session.scalars(select(Feed)).one()
        assert [state for _, state in unread(session, feed, states)] == ["state 11885"]
    taken(engine, kexue(10366, state="edited"), url=KEXUE)
    with reading(engine) as session:
        assert {state for _, state in unread(session, feed, [*states, "edited"])} == {"state 11885", "edited"}


def test_what_a_feed_links_beside_an_articles_known_papers_is_cited(engine: Engine) -> None:
    shipped_in(engine)
    taken(engine, kexue(10226, papers=("2407.05000", "2499.00001")), url=KEXUE)
    papers = papers_of(engine, "10226")
    assert papers["2407.05000"] == "primary"
    assert papers["2499.00001"] == "cited"


def test_a_page_that_is_read_settles_which_papers_its_post_names(engine: Engine) -> None:
    taken(engine, post(papers=("2402.00001",)))
    with writing(engine) as session:
        [(article_id, state)] = unread(session, feed_in(session), ["state 1"])
        note_read(session, article_id, state, ["2402.00001", "2402.00002"], NOW)
    assert list(papers_of(engine, "1")) == ["2402.00001", "2402.00002"]
    with reading(engine) as session:
        assert unread(session, session.scalars(select(Feed)).one(), ["state 1"]) == []
    taken(engine, post(papers=("2402.00003",), state="edited"))
    assert set(papers_of(engine, "1")) == {"2402.00001", "2402.00002", "2402.00003"}
    with writing(engine) as session:
        note_read(session, article_id, "edited", ["2402.00003"], NOW)
    assert list(papers_of(engine, "1")) == ["2402.00003"]


def test_a_page_read_before_another_edit_settles_nothing(engine: Engine) -> None:
    taken(engine, post())
    with writing(engine) as session:
        [(article_id, state)] = unread(session, feed_in(session), ["state 1"])
    taken(engine, post(state="edited"))
    with writing(engine) as session:
        note_read(session, article_id, state, ["2402.00001"], NOW)
    assert papers_of(engine, "1") == {}


def asked_for(engine: Engine, limit: int = 25, now: datetime = NOW) -> int:
    with writing(engine) as session:
        return request_missing(session, now, limit)


def settle(engine: Engine, outcome: str, now: datetime = NOW) -> None:
    with writing(engine) as session:
        fetch_requests.settle(session, fetch_requests.claim(session, now, 100), outcome, now)


def test_papers_that_are_not_held_are_asked_for_a_few_at_a_time_while_nobody_waits(engine: Engine) -> None:
    with writing(engine) as session:
        store_papers(
            session,
            [
                PaperRecord(
                    id="2402.00001",
                    source=Source.OAI,
                    title="x",
                    abstract="",
                    authors=(Author("A"),),
                    categories=("cs.CL",),
                )
            ],
        )
    taken(engine, post(papers=("2402.00001", "2402.00002", "2402.00003", "2402.00004")))
    assert asked_for(engine, 2) == 2
    assert asked_for(engine, 2) == 0
    with reading(engine) as session:
        assert set(session.scalars(select(FetchRequest.arxiv_id))) == {"2402.00002", "2402.00003"}
    settle(engine, fetch_requests.UNKNOWN)
    assert asked_for(engine, 2) == 1


def test_a_paper_that_arxiv_does_not_have_is_asked_for_again_a_week_later(engine: Engine) -> None:
    taken(engine, post(papers=("2402.00002",)))
    asked_for(engine)
    settle(engine, fetch_requests.UNKNOWN)
    assert asked_for(engine, now=NOW + timedelta(days=2)) == 0
    assert asked_for(engine, now=NOW + timedelta(days=9)) == 1


def test_the_search_index_gets_every_article_with_its_words_and_papers(engine: Engine) -> None:
    shipped_in(engine)
    taken(engine, post(title="低秩近似之路（六）", papers=("2402.00001",)))
    with reading(engine) as session:
        by_path = {article.path: article for article in articles_for_search(session)}
    assert len(by_path) == len(WHAT.articles) + 1
    lora = by_path["/articles/10226"]
    assert lora.title.startswith("对齐全量微调")
    assert lora.title_en.startswith("Aligning")
    assert lora.arxiv_ids[0] == "2407.05000"
    assert "LoRA-GA" in lora.words
    assert by_path["/articles/blog.example/1"].arxiv_ids == ("2402.00001",)

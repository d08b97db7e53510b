"""Following blogs: one run takes in what is new, and a blog's trouble stays its own."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from crawler.errors import StoppedError
from crawler.jobs.articles import Look, follow_feeds, request_papers, take_shipped
from crawler.jobs.crawl import Crawl
from crawler.jobs.details import answer_requests
from crawler.jobs.fetching import fetch
from crawler.store import leases
from crawler.store.models import Article, ArticlePaper, Feed, FetchRequest, Trail, TrailItem
from crawler.store.session import reading, writing
from tests.crawler.sources.hostile_feeds import hostile_feeds, item, rss
from tests.standin import StandIn

At = Callable[..., Crawl]
NIGHT, NINE, TEN = "2026-11-20T01:00", "2026-11-20T09:00", "2026-11-20T10:01"
FORMS = ["feed", "excerpts/feed", "atom/feed"]


def follow(crawl: Crawl) -> list[Look]:
    return follow_feeds(crawl, threading.Event())


def at_feed(arxiv: StandIn, path: str = "feed") -> dict[str, str]:
    return {"PAPERSTAND_BLOG_FEEDS": f"{arxiv.url}/blog/{path}"}


def papers_of(engine: Engine, slug: str) -> set[str]:
    with reading(engine) as session:
        links = select(ArticlePaper.arxiv_id).join(Article, Article.id == ArticlePaper.article_id)
        return set(session.scalars(links.where(Article.slug == slug)))


def titles(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(session.scalars(select(Article.title).where(Article.title_en.is_(None))))


def asked(arxiv: StandIn) -> list[tuple[str, int | None]]:
    return [(request.path, request.status) for request in arxiv.log.requests() if request.service == "blog"]


def test_what_ships_is_taken_in_once(engine: Engine, crawl_at: At) -> None:
    now = crawl_at(NINE).now()
    assert take_shipped(engine, now)
    assert not take_shipped(engine, now)


@pytest.mark.parametrize("form", FORMS)
def test_a_sixth_part_with_papers_in_three_forms_of_link_is_taken_in_within_one_run(
    engine: Engine, arxiv: StandIn, crawl_at: At, form: str
) -> None:
    crawl = crawl_at(NINE, **at_feed(arxiv, form))
    take_shipped(engine, crawl.now())
    [look] = follow(crawl)
    assert (look.outcome, look.new) == ("read", 5)
    papers = papers_of(engine, "10440")
    assert len(papers) == 3
    assert papers <= set(arxiv.world.papers)
    with reading(engine) as session:
        sixth = session.scalars(select(Article).where(Article.slug == "10440")).one()
        assert (sixth.series, sixth.part) == ("低秩近似之路", 6)
        on_trail = select(TrailItem.position).join(Trail, Trail.id == TrailItem.trail_id)
        assert session.scalars(on_trail.where(Trail.slug == "low-rank", TrailItem.article_id == sixth.id)).one() == 5
        assert len(sixth.teaser) <= 200


def test_what_stands_around_a_posts_text_names_none_of_its_papers(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    follow(crawl_at(NINE, **at_feed(arxiv)))
    with reading(engine) as session:
        assert not {"1706.03762", "1810.04805"} & set(session.scalars(select(ArticlePaper.arxiv_id)))


def test_nobody_is_asked_twice_within_an_hour(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    assert [look.outcome for look in follow(crawl_at(NINE, **at_feed(arxiv)))] == ["read"]
    before = asked(arxiv)
    assert [look.outcome for look in follow(crawl_at("2026-11-20T09:59", **at_feed(arxiv)))] == ["not due"]
    assert asked(arxiv) == before


def test_an_unchanged_feed_is_not_sent_again_nor_any_page_read_again(
    engine: Engine, arxiv: StandIn, crawl_at: At
) -> None:
    follow(crawl_at(NINE, **at_feed(arxiv)))
    arxiv.log.clear()
    assert [look.outcome for look in follow(crawl_at(TEN, **at_feed(arxiv)))] == ["unchanged"]
    assert asked(arxiv) == [("/blog/feed", 304)]


def test_an_edit_is_taken_over_and_its_page_read_once_more(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    follow(crawl_at(NIGHT, **at_feed(arxiv, "excerpts/feed")))
    assert "一道不等式题的三种解法" in titles(engine)
    assert papers_of(engine, "10438") == set()
    arxiv.log.clear()
    [look] = follow(crawl_at(NINE, **at_feed(arxiv, "excerpts/feed")))
    assert (look.new, look.edited) == (1, 1)
    assert "一道不等式题的四种解法" in titles(engine)
    assert "一道不等式题的三种解法" not in titles(engine)
    assert len(papers_of(engine, "10438")) == 1
    pages = [path for path, _ in asked(arxiv) if "archives" in path]
    assert sorted(pages) == ["/blog/archives/10438", "/blog/archives/10440"]


def test_a_page_that_cannot_be_had_now_is_read_at_the_next_look(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    arxiv.break_pages()
    assert [look.outcome for look in follow(crawl_at(NINE, **at_feed(arxiv, "atom/feed")))] == ["read"]
    assert papers_of(engine, "10440") == set()
    arxiv.break_pages(False)
    assert [look.outcome for look in follow(crawl_at(TEN, **at_feed(arxiv, "atom/feed")))] == ["read"]
    assert len(papers_of(engine, "10440")) == 3


def test_a_page_that_is_not_there_is_not_asked_for_again(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    lost = item(link=f"{arxiv.url}/blog/archives/404", guid="lost", text="arXiv:2402.12354")
    arxiv.serve_blog(rss(lost).encode())
    follow(crawl_at(NINE, **at_feed(arxiv, "any/feed")))
    follow(crawl_at(TEN, **at_feed(arxiv, "any/feed")))
    assert [status for path, status in asked(arxiv) if "archives" in path] == [404]
    assert papers_of(engine, "404") == {"2402.12354"}


def test_a_page_on_another_host_is_not_asked_for(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    with StandIn(arxiv.world, now=NINE) as other:
        arxiv.serve_blog(rss(item(link=f"{other.url}/blog/archives/10440")).encode())
        follow(crawl_at(NINE, **at_feed(arxiv, "any/feed")))
        assert other.log.requests() == []
    assert papers_of(engine, "10440") == {"2402.12354"}


def test_a_feed_that_is_gone_is_never_asked_again_and_what_it_brought_stays(
    engine: Engine, arxiv: StandIn, crawl_at: At
) -> None:
    crawl = crawl_at(NINE, **at_feed(arxiv))
    follow(crawl)
    with writing(engine) as session:
        session.scalars(select(Feed)).one().url = f"{arxiv.url}/blog/gone/feed"
    assert [look.outcome for look in follow(crawl_at(TEN, **at_feed(arxiv)))] == ["gone"]
    arxiv.log.clear()
    assert [look.outcome for look in follow(crawl_at("2026-11-20T12:00", **at_feed(arxiv)))] == ["gone"]
    assert asked(arxiv) == []
    assert len(titles(engine)) == 5


@pytest.mark.parametrize(("path", "moves"), [("moved", True), ("permanently", True), ("found", False)])
def test_a_feed_that_moved_for_good_is_asked_at_its_new_place(
    engine: Engine, arxiv: StandIn, crawl_at: At, path: str, moves: bool
) -> None:
    follow(crawl_at(NINE, **at_feed(arxiv, f"{path}/feed")))
    assert len(titles(engine)) == 5
    arxiv.log.clear()
    follow(crawl_at(TEN, **at_feed(arxiv, f"{path}/feed")))
    assert [place for place, _ in asked(arxiv)] == (["/blog/feed"] if moves else [f"/blog/{path}/feed", "/blog/feed"])


@pytest.mark.parametrize("kind", ["503", "429", "404", "500", "cut", "html", "bomb", "external"])
def test_a_feed_in_trouble_loses_nothing_and_is_asked_less_often(
    engine: Engine, arxiv: StandIn, crawl_at: At, kind: str
) -> None:
    follow(crawl_at(NIGHT, **at_feed(arxiv)))
    before = titles(engine)
    arxiv.fault("blog", kind)
    [look] = follow(crawl_at(NINE, **at_feed(arxiv)))
    assert look.outcome == ("failed" if kind not in ("bomb", "external") else "read")
    assert before - titles(engine) <= {"一道不等式题的三种解法"}
    assert not any(request.path == "/_external" for request in arxiv.log.requests())


def test_one_blogs_trouble_does_not_keep_another_from_being_read(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    feeds = f"http://127.0.0.1:9/feed,{arxiv.url}/blog/feed"
    looks = follow(crawl_at(NINE, PAPERSTAND_BLOG_FEEDS=feeds))
    assert [look.outcome for look in looks] == ["failed", "read"]
    assert "cannot be reached" in looks[0].message


def test_two_processes_do_not_look_at_once(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    crawl = crawl_at(NINE, **at_feed(arxiv))
    with writing(engine) as session:
        assert leases.take(session, "articles", "elsewhere:1:x", crawl.now(), 120.0)
    assert follow(crawl) == []
    assert asked(arxiv) == []


def test_a_run_that_is_told_to_stop_lets_go_and_the_next_goes_on(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    stop = threading.Event()
    stop.set()
    crawl = crawl_at(NINE, **at_feed(arxiv))
    with pytest.raises(StoppedError):
        follow_feeds(crawl, stop)
    assert [look.outcome for look in follow(crawl)] == ["read"]


def test_no_feed_is_followed_where_the_settings_name_none(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    assert follow(crawl_at(NINE, PAPERSTAND_BLOG_FEEDS="none")) == []


def test_papers_of_articles_are_fetched_after_the_first_crawl_through_the_queue(
    engine: Engine, arxiv: StandIn, crawl_at: At
) -> None:
    crawl = crawl_at(NINE, **at_feed(arxiv))
    take_shipped(engine, crawl.now())
    assert request_papers(crawl) == 0
    fetch(crawl, ("cs.CL",))
    assert request_papers(crawl) == 25
    assert request_papers(crawl) == 0
    assert answer_requests(crawl) == 25
    with reading(engine) as session:
        assert {request.state for request in session.scalars(select(FetchRequest))} == {"unknown"}
    assert request_papers(crawl) == 25


def test_every_hostile_feed_leaves_the_articles_as_they_were(engine: Engine, arxiv: StandIn, crawl_at: At) -> None:
    crawl = crawl_at(NINE, **at_feed(arxiv, "any/feed"))
    take_shipped(engine, crawl.now())
    with reading(engine) as session:
        before = {one.slug: one.title for one in session.scalars(select(Article))}
    outcomes = set()
    for name, body in hostile_feeds():
        arxiv.serve_blog(body)
        with writing(engine) as session:
            for feed in session.scalars(select(Feed)):
                feed.next_look, feed.etag = crawl.now(), None
        [look] = follow(crawl)
        assert look.outcome in ("read", "failed"), name
        outcomes.add(look.outcome)
    assert outcomes == {"read", "failed"}
    with reading(engine) as session:
        after = {one.slug: one.title for one in session.scalars(select(Article)) if one.slug in before}
    assert after == before

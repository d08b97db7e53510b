"""Requests to blogs: polite, small, and never into a private network that the settings do not name."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from crawler.blogs import BlogError, Blogs, origin
from crawler.errors import StoppedError
from tests.standin import StandIn

CONTACT = "me@example.org"


@pytest.fixture
def arxiv(invented: object) -> Iterator[StandIn]:
    with StandIn(invented, now="2026-11-20T09:00") as standin:  # type: ignore[arg-type]
        yield standin


def blogs(*named: str, delay: float = 0.0, stop: threading.Event | None = None) -> Blogs:
    return Blogs(named, CONTACT, delay, stop or threading.Event())


def test_a_feed_is_asked_for_by_name_and_comes_with_what_to_ask_next_time(arxiv: StandIn) -> None:
    url = f"{arxiv.url}/blog/feed"
    answer = blogs(url).get(url)
    assert (answer.status, answer.url, answer.moved_to) == (200, url, None)
    assert answer.body.startswith(b"<?xml")
    [request] = arxiv.log.requests()
    assert "Paperstand" in request.user_agent
    assert CONTACT in request.user_agent
    again = blogs(url).get(url, etag=answer.etag)
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(("path", "permanent"), [("moved", True), ("permanently", True), ("found", False)])
def test_redirects_are_followed_and_permanent_ones_told(arxiv: StandIn, path: str, permanent: bool) -> None:
    url, target = f"{arxiv.url}/blog/{path}/feed", f"{arxiv.url}/blog/feed"
    answer = blogs(url).get(url)
    assert (answer.status, answer.url) == (200, target)
    assert answer.moved_to == (target if permanent else None)


def test_what_is_gone_is_an_answer(arxiv: StandIn) -> None:
    url = f"{arxiv.url}/blog/gone/feed"
    assert blogs(url).get(url).status == 410


@pytest.mark.parametrize(("kind", "final"), [("404", True), ("403", True), ("500", False), ("429", False)])
def test_other_statuses_are_errors_that_tell_whether_to_ask_again(arxiv: StandIn, kind: str, final: bool) -> None:
    arxiv.fault("blog", kind)
    url = f"{arxiv.url}/blog/feed"
    with pytest.raises(BlogError, match=kind) as refused:
        blogs(url).get(url)
    assert refused.value.status == int(kind)
    assert refused.value.is_final is final


def test_a_blog_can_say_how_long_to_wait(arxiv: StandIn) -> None:
    arxiv.fault("blog", "503", retry_after=7200)
    url = f"{arxiv.url}/blog/feed"
    with pytest.raises(BlogError) as refused:
        blogs(url).get(url)
    assert refused.value.retry_after == timedelta(hours=2)


@pytest.mark.parametrize(
    "written", ["Fri, 20 Nov 2099 07:23:00 GMT", "soon", "-1", "Fri, 20 Nov 1999 07:23:00 GMT", "9" * 40]
)
def test_any_text_in_the_place_of_a_waiting_time_is_taken(arxiv: StandIn, written: str) -> None:
    arxiv.fault("blog", "503", retry_after=written)
    url = f"{arxiv.url}/blog/feed"
    with pytest.raises(BlogError) as refused:
        blogs(url).get(url)
    assert refused.value.retry_after is None or refused.value.retry_after >= timedelta()


@pytest.mark.parametrize("kind", ["cut", "cut-no-length"])
def test_a_cut_answer_is_an_error_or_what_came(arxiv: StandIn, kind: str) -> None:
    arxiv.fault("blog", kind)
    url = f"{arxiv.url}/blog/feed"
    if kind == "cut":
        with pytest.raises(BlogError):
            blogs(url).get(url)
    else:
        assert blogs(url).get(url).body


def test_a_host_that_does_not_answer_is_an_error() -> None:
    with pytest.raises(BlogError, match="cannot be reached"):
        blogs("http://127.0.0.1:9/feed").get("http://127.0.0.1:9/feed")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_machine_here_that_the_settings_do_not_name_is_never_asked(arxiv: StandIn, host: str) -> None:
    url = arxiv.url.replace("127.0.0.1", host)
    with pytest.raises(BlogError, match="private network"):
        blogs("https://blog.example/feed").get(f"{url}/blog/feed")
    assert arxiv.log.requests() == []


def test_another_port_of_a_named_host_is_not_named(arxiv: StandIn) -> None:
    with pytest.raises(BlogError, match="private network"):
        blogs("http://127.0.0.1:9/feed").get(f"{arxiv.url}/blog/feed")


def test_a_redirect_into_this_machine_is_not_followed(arxiv: StandIn) -> None:
    with StandIn(arxiv.world, now="2026-11-20T09:00") as other:
        named = f"{other.url}/blog/elsewhere"
        other.redirect_blog(f"{arxiv.url}/blog/feed")
        with pytest.raises(BlogError, match="private network"):
            blogs(named).get(named)
    assert arxiv.log.requests() == []


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
        "gopher://x",
        "http://user:pw@x/",
        "http://[::1",
    ],
)
def test_a_redirect_off_the_web_is_not_followed(arxiv: StandIn, target: str) -> None:
    arxiv.redirect_blog(target)
    named = f"{arxiv.url}/blog/elsewhere"
    with pytest.raises(BlogError):
        blogs(named).get(named)


def test_a_circle_of_redirects_ends(arxiv: StandIn) -> None:
    named = f"{arxiv.url}/blog/elsewhere"
    arxiv.redirect_blog(named)
    with pytest.raises(BlogError, match="circles"):
        blogs(named).get(named)
    assert len(arxiv.log.requests()) == 6


def test_a_page_may_be_held_to_its_own_host(arxiv: StandIn) -> None:
    arxiv.redirect_blog("https://elsewhere.example/page")
    named = f"{arxiv.url}/blog/elsewhere"
    with pytest.raises(BlogError, match="another host"):
        blogs(named).get(named, same_host=True)


def test_requests_to_one_host_are_kept_apart(arxiv: StandIn) -> None:
    url = f"{arxiv.url}/blog/feed"
    asking = blogs(url, delay=0.2)
    for _ in range(3):
        asking.get(url)
    asked = arxiv.log.requests()
    assert [after.started - (before.ended or 0) >= 0.2 for before, after in pairwise(asked)] == [True, True]


def test_waiting_ends_when_told_to_stop(arxiv: StandIn) -> None:
    url, stop = f"{arxiv.url}/blog/feed", threading.Event()
    asking = blogs(url, delay=3600.0, stop=stop)
    asking.get(url)
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(StoppedError):
        asking.get(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://blog.example/feed", ("blog.example", None)),
        ("http://blog.example:80/feed", ("blog.example", None)),
        ("https://BLOG.example.:443/", ("blog.example", None)),
        ("http://blog.example:8080/", ("blog.example", 8080)),
        ("https://blog.example:80/", ("blog.example", 80)),
    ],
)
def test_a_host_and_port_tell_who_is_asked(url: str, expected: tuple[str, int | None]) -> None:
    assert origin(url) == expected

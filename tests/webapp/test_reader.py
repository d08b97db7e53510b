"""Who is reading: nobody until the first mark, then a key in a cookie; pages for everyone stay for everyone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crawler.store.models import Mark, Reader
from crawler.store.session import reading
from tests.webapp.stand import FRIDAY_MORNING, CountedQueries, Stand
from webapp.reader import COOKIE

STAR = {"star": "2611.00001"}
PAGES = ("/", "/arxiv/cs.CL", "/arxiv/2611.00001", "/arxiv/2611.00001,2611.00002", "/reader", "/reader/stars", "/help")


def readers(shop: Stand) -> int:
    """How many readers there are."""
    with reading(shop.engine) as session:
        return session.scalar(select(func.count()).select_from(Reader)) or 0


def test_the_first_mark_makes_a_reader_and_the_next_ones_keep_it(shop: Stand) -> None:
    client = shop.client()
    first = client.post("/reader/marks", data=STAR)
    cookie = first.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={400 * 24 * 3600}"):
        assert part in cookie
    assert "Secure" not in cookie
    again = client.post("/reader/marks", data={"read": "2611.00001"})
    assert again.headers["Set-Cookie"].split(";")[0] == cookie.split(";")[0]
    assert readers(shop) == 1


def test_over_https_the_cookie_goes_over_nothing_else(shop: Stand) -> None:
    answer = shop.client().post("/reader/marks", data=STAR, base_url="https://papers.example.org")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("path", PAGES)
def test_looking_at_a_page_makes_no_reader(shop: Stand, path: str) -> None:
    shop.announce_many(2)
    answer = shop.client().get(path)
    assert "Set-Cookie" not in answer.headers
    assert readers(shop) == 0


def test_counting_an_opening_makes_no_reader(shop: Stand) -> None:
    answer = shop.client().post("/reader/opens", json={"paper": "2611.00001", "kind": "pdf"})
    assert answer.json == {"times": 1}
    assert "Set-Cookie" not in answer.headers
    assert readers(shop) == 0


@pytest.mark.parametrize("key", ["nonsense", "A" * 43, "é" * 43, "x" * 4_000, "' OR 1=1 --", ""])
def test_an_unknown_key_is_nobodys_and_a_mark_then_makes_a_new_one(shop: Stand, key: str) -> None:
    client = shop.client()
    client.set_cookie(COOKIE, key)
    assert client.get("/reader").status_code == 200
    cookie = client.post("/reader/marks", data=STAR).headers["Set-Cookie"]
    assert not cookie.startswith(f"{COOKIE}={key};")
    assert readers(shop) == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_goes_by_the_reader_says_so_and_a_readers_own_is_private(shop: Stand, path: str) -> None:
    shop.announce_many(2)
    client = shop.client()
    anonymous = client.get(path)
    assert "Cookie" in anonymous.headers["Vary"]
    assert anonymous.headers["Cache-Control"] == "no-cache"
    client.post("/reader/marks", data=STAR)
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/robots.txt", "/healthz", "/arxiv/cs.CL/feed", "/static/css/base.css"])
def test_what_is_the_same_for_everyone_does_not_go_by_the_cookie(shop: Stand, path: str) -> None:
    client = shop.client()
    client.post("/reader/marks", data=STAR)
    with client.get(path) as answer:
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "private" not in answer.headers["Cache-Control"]


def test_an_anonymous_page_is_not_sent_again_while_others_mark_papers(shop: Stand) -> None:
    shop.announce_many(2)
    anonymous, other = shop.client(), shop.client()
    first = anonymous.get("/arxiv/cs.CL")
    other.post("/reader/marks", data={"read": "2611.00001"})
    other.post("/reader/marks", data={"paper": "2611.00001", "note": "private"})
    again = anonymous.get("/arxiv/cs.CL", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Vary"] == "Cookie, Accept-Language, Accept-Encoding"


def test_a_readers_page_takes_fifteen_queries_however_many_papers_and_marks_there_are(shop: Stand) -> None:
    shop.announce_many(200)
    client = shop.client()
    counts = []
    for number in (1, 200):
        papers = ",".join(f"2611.{each:05}" for each in range(1, number + 1))
        client.post("/reader/marks", data={"star": papers, "read": papers})
        with CountedQueries(client.application.extensions["paperstand"].engine) as queries:
            page = client.get("/arxiv/cs.CL?show=200").text
        assert page.count("star read") == number
        counts.append(queries.count)
    assert counts[1] <= counts[0] <= 15


def test_one_address_cannot_make_readers_without_end(shop: Stand) -> None:
    statuses = [shop.client().post("/reader/marks", data=STAR).status_code for _ in range(2)]
    assert statuses == [303, 303]
    app = shop.client().application
    for _ in range(98):
        app.test_client().post("/reader/marks", data=STAR)
    assert app.test_client().post("/reader/marks", data=STAR).status_code == 429
    elsewhere = app.test_client().post("/reader/marks", data=STAR, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 303
    assert readers(shop) == 101


def test_behind_a_proxy_on_this_machine_visitors_are_told_apart(shop: Stand) -> None:
    client = shop.client()

    def open_from(address: str, **headers: str) -> str:
        sent = {"User-Agent": "the same", **headers}
        client.post(
            "/reader/opens",
            json={"paper": "2611.00001", "kind": "pdf"},
            headers=sent,
            environ_base={"REMOTE_ADDR": address},
        )
        return counted(shop)

    shop.announce_many(1)
    assert open_from("127.0.0.1", **{"X-Forwarded-For": "192.0.2.1"}) == "1"
    assert open_from("127.0.0.1", **{"X-Forwarded-For": "10.0.0.1, 192.0.2.1"}) == "1"
    assert open_from("127.0.0.1", **{"X-Forwarded-For": "192.0.2.2"}) == "2"
    # Nobody else is believed, and an IPv6 network is one household.
    assert open_from("192.0.2.3", **{"X-Forwarded-For": "192.0.2.77"}) == "3"
    assert open_from("192.0.2.3", **{"X-Forwarded-For": "192.0.2.78"}) == "3"
    assert open_from("2001:db8::1") == "4"
    assert open_from("2001:db8::2") == "4"
    assert open_from("2001:db8:0:1::2") == "5"


def counted(shop: Stand) -> str:
    """How often the first paper's PDF was opened, as its card says."""
    page = shop.client().get("/arxiv/2611.00001").text
    return page.partition('id="pdf-stars-2611.00001" class="opened">')[2].partition("<")[0]


def test_the_chosen_theme_comes_with_the_page(shop: Stand) -> None:
    client = shop.client()
    assert client.post("/reader/settings", json={"theme": "dark"}).status_code == 204
    assert '<html lang="en" data-reader data-theme="dark">' in client.get("/help").text
    assert '<html lang="en">' in shop.client().get("/help").text


def test_a_mark_of_two_browsers_of_one_reader_goes_by_the_readers_clock(shop: Stand) -> None:
    client = shop.client()

    def say(client_id: str, on: bool, minutes: int) -> None:
        at = (FRIDAY_MORNING - timedelta(minutes=minutes)).isoformat()
        mark = {"id": client_id, "paper": "2611.00001", "kind": "star", "on": on, "at": at}
        assert client.post("/reader/marks", json={"marks": [mark]}).json == {"taken": 1, "refused": []}

    say("later", False, 5)
    say("earlier-but-sent-late", True, 10)
    with reading(shop.engine) as session:
        assert session.scalars(select(Mark.is_set)).all() == [False]

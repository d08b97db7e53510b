"""The language of pages: who chooses it, what is said of it, and what is kept of it."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.stand import Stand

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}
STAR = {"star": "2611.00001"}
PAGES = [
    "/",
    "/help",
    "/arxiv/cs.CL",
    "/arxiv/2611.00001",
    "/arxiv/search",
    "/reader/settings",
    "/status",
    "/hot",
    "/articles",
]


@pytest.fixture
def client(shop: Stand) -> FlaskClient:
    shop.announce_many(2)
    return shop.client()


def language_of(answer: TestResponse) -> str:
    """The language that a page is in, by its root, its header and a word that every page has."""
    code = str(answer.headers["Content-Language"])
    assert f'<html lang="{code}"' in answer.text
    assert {"en": ">Help</a>", "zh": ">帮助</a>"}[code] in answer.text
    return code


def keep(client: FlaskClient, language: str, back: str = "/help") -> TestResponse:
    return client.post("/language", data={"language": language, "back": back})


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_in_the_browsers_language_and_says_that_it_depends_on_it(client: FlaskClient, path: str) -> None:
    chinese, english = client.get(path, headers=CHINESE), client.get(path)
    assert (language_of(chinese), language_of(english)) == ("zh", "en")
    assert chinese.headers["ETag"] != english.headers["ETag"]
    for answer in (chinese, english):
        assert {"Cookie", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_address_decides_over_all_else_and_then_the_page_depends_on_no_language(client: FlaskClient) -> None:
    keep(client, "zh")
    answer = client.get("/help?lang=en", headers=CHINESE)
    assert language_of(answer) == "en"
    assert "Accept-Language" not in answer.headers["Vary"]


@pytest.mark.parametrize("nonsense", ["", "fr", "zh-Hans-CN", "en_US", "../zh", "<b>", "\N{PILE OF POO}", "en,zh"])
def test_a_language_that_is_none_counts_as_not_named(client: FlaskClient, nonsense: str) -> None:
    assert language_of(client.get("/help", query_string={"lang": nonsense}, headers=CHINESE)) == "zh"
    client.set_cookie("paperstand_language", "fr")
    assert language_of(client.get("/help", query_string={"lang": nonsense})) == "en"
    assert language_of(client.get("/help", headers={"Accept-Language": "xx;q=oops,,;"})) == "en"


def test_who_is_no_reader_keeps_a_language_in_a_cookie_that_names_nobody(client: FlaskClient) -> None:
    assert keep(client, "zh").headers["Location"] == "/help"
    answer = client.get("/help")
    assert language_of(answer) == "zh"
    assert answer.headers["Cache-Control"] == "private, no-cache", "no cache on the way serves it to others"
    cookies = [cookie.key for cookie in client._cookies.values()]
    assert cookies == ["paperstand_language"]


def test_a_reader_keeps_it_as_a_setting_on_every_device(shop: Stand, client: FlaskClient) -> None:
    client.post("/reader/marks", data=STAR)
    keep(client, "zh")
    assert "Set-Cookie" not in client.get("/help").headers
    assert language_of(client.get("/help")) == "zh"
    assert {"name": "language", "value": "zh"}.items() <= client.get("/reader/export").json["settings"][0].items()
    client.post("/reader/settings", data={"language": "browser", "back": "/reader/settings"})
    assert language_of(client.get("/help")) == "en"
    assert language_of(client.get("/help", headers=CHINESE)) == "zh"


def test_a_language_chosen_before_the_first_mark_becomes_the_readers(client: FlaskClient) -> None:
    keep(client, "zh")
    client.post("/reader/marks", data=STAR)
    client.delete_cookie("paperstand_language")
    assert language_of(client.get("/help")) == "zh"


def test_one_who_has_chosen_no_language_keeps_that_of_the_browser_when_marking(client: FlaskClient) -> None:
    client.post("/reader/marks", data=STAR, headers=CHINESE)
    assert language_of(client.get("/help", headers=CHINESE)) == "zh"


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/arxiv/cs.CL?date=2026-11-20&lang=en&show=5", "/arxiv/cs.CL?date=2026-11-20&show=5"),
        ("/articles?lang=en", "/articles"),
        ("/arxiv/search?query=a+b&lang=zh", "/arxiv/search?query=a+b"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("", "/"),
    ],
)
def test_choosing_leads_back_to_the_page_without_the_language_in_its_address(
    client: FlaskClient, back: str, leads_to: str
) -> None:
    answer = keep(client, "zh", back)
    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)


def test_no_other_language_can_be_chosen(client: FlaskClient) -> None:
    answer = keep(client, "fr")
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_another_sites_page_cannot_choose_it(client: FlaskClient) -> None:
    other = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/language", data={"language": "zh"}, headers=other).status_code == 403


def test_the_control_names_the_other_language_in_itself(client: FlaskClient) -> None:
    assert '<button name="language" value="zh" lang="zh">中文</button>' in client.get("/help").text
    assert '<button name="language" value="en" lang="en">English</button>' in client.get("/help", headers=CHINESE).text


def test_errors_are_told_in_the_pages_language(client: FlaskClient) -> None:
    missing = client.get("/arxiv/cs.XX", headers=CHINESE)
    assert missing.status_code == 404
    assert "arXiv 没有“cs.XX”这个分类。" in missing.text
    assert "页面上操作" in client.post("/language", headers={**CHINESE, "Sec-Fetch-Site": "cross-site"}).text


def test_kept_parts_of_cards_are_kept_for_each_language(client: FlaskClient) -> None:
    first = client.get("/arxiv/cs.CL").text
    chinese = client.get("/arxiv/cs.CL", headers=CHINESE).text
    assert "提交于 <span" in chinese
    assert "Submitted <span" not in chinese
    assert client.get("/arxiv/cs.CL").text == first


@pytest.mark.parametrize("path", ["/robots.txt", "/healthz", "/static/css/base.css", "/arxiv/cs.CL/feed"])
def test_what_has_no_words_has_no_language(client: FlaskClient, path: str) -> None:
    with client.get(path, headers=CHINESE) as answer:
        assert "Content-Language" not in answer.headers
        assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_days_and_numbers_are_written_as_the_language_has_them(client: FlaskClient) -> None:
    assert "2026年11月20日 星期五" in client.get("/arxiv/cs.CL", headers=CHINESE).text
    assert ">2 篇论文</a>" in client.get("/arxiv/cs.CL", headers=CHINESE).text


def test_a_request_leaves_its_language_to_no_other_in_the_same_thread(client: FlaskClient) -> None:
    assert language_of(client.get("/help", headers=CHINESE)) == "zh"
    assert language_of(client.get("/help")) == "en"

"""Trails of readers' own, and how far readers are on any trail."""

from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from crawler.commands import cli
from crawler.store.models import Article, ArticleRead, FetchRequest, ReaderTrail
from crawler.store.session import reading
from tests.webapp.pages.test_articles import with_articles
from tests.webapp.stand import Stand


def made(client: FlaskClient, title: str = "My way") -> str:
    """A new trail's path."""
    answer = client.post("/trails", data={"title": title})
    assert answer.status_code == 303
    return answer.headers["Location"].removesuffix("/edit")


def filled(client: FlaskClient, *whats: str, **more: Any) -> str:
    path = made(client)
    given = {"title_of_trail": "My way", "what": list(whats), **more}
    assert client.post(path, data=given).headers["Location"] == path
    return path


def number_of(shop: Stand, slug: str) -> int:
    with reading(shop.engine) as session:
        return session.scalars(select(Article.id).where(Article.slug == slug)).one()


def test_a_reader_makes_a_trail_of_papers_and_links_with_notes(shop: Stand) -> None:
    shop.paper("2402.12354", title="LoRA+")
    client = shop.client()
    path = filled(
        client, "arXiv:2402.12354v2", "https://kexue.fm/archives/1", "2402.99999",
        title=["", "A link", ""], note=["Begin here: $x^2$.", "", ""], introduction="Why.\nAnd how.",
    )  # fmt: skip
    page = html.fromstring(shop.client().get(path).text)
    assert page.xpath("//h1")[0].text == "My way"
    assert page.get_element_by_id("title-2402.12354").text_content() == "LoRA+"
    assert "Begin here:" in page.text_content()
    assert page.xpath("//div[@class='own-note']//*[local-name()='math']")
    assert "https://kexue.fm/archives/1" in page.xpath("//h3/a/@href")
    assert "not held here yet" in page.get_element_by_id("2402.99999").text_content()
    with reading(shop.engine) as session:
        assert list(session.scalars(select(FetchRequest.arxiv_id))) == ["2402.99999"]


def test_the_order_is_changed_by_numbers_and_rows_taken_off_by_ticks(shop: Stand) -> None:
    client = shop.client()
    path = filled(client, "2402.00001", "2402.00002", "2402.00003", place=["3", "2", "3"])
    values = html.fromstring(client.get(f"{path}/edit").text).xpath("//input[@name='what']/@value")
    assert values[:3] == ["2402.00002", "2402.00003", "2402.00001"]
    client.post(path, data={"title_of_trail": "My way", "what": values[:3], "drop": ["0"]})
    assert html.fromstring(client.get(path).text).xpath("//div[contains(@class,'paper')]/@id") == [
        "2402.00003",
        "2402.00001",
    ]


def test_only_the_browser_that_made_a_trail_can_change_it(shop: Stand) -> None:
    client, other = shop.client(), shop.client()
    path = filled(client, "2402.00001")
    other.post("/reader/marks", data={"star": "2402.00001"})
    for stranger in (other, shop.client()):
        assert stranger.get(path).status_code == 200
        assert stranger.get(f"{path}/edit").status_code == 403
        assert stranger.post(path, data={"title_of_trail": "Mine now"}).status_code == 403
        assert stranger.post(path, data={"title_of_trail": "x", "drop_trail": "1"}).status_code == 403
    assert "My way" in client.get(path).text


def test_a_form_of_another_site_changes_nothing(shop: Stand) -> None:
    client = shop.client()
    path = filled(client, "2402.00001")
    for address in ("/trails", path, "/reader/articles"):
        answer = client.post(address, data={"title": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


def test_a_trail_can_be_dropped(shop: Stand) -> None:
    client = shop.client()
    path = filled(client, "2402.00001")
    assert client.post(path, data={"title_of_trail": "x", "drop_trail": "1"}).headers["Location"] == "/articles"
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"what": "javascript:alert(1)"},
        {"what": "https://user:pw@example.org/"},
        {"what": "2402.00001", "note": "x" * 2001},
        {"introduction": "x" * 5001},
        {"title_of_trail": ""},
        {"what": ["2402.00001"] * 201},
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_loses_nothing(shop: Stand, given: dict[str, Any]) -> None:
    client = shop.client()
    path = filled(client, "2402.00001")
    before = client.get(path).text
    answer = client.post(path, data={"title_of_trail": "My way", **given})
    assert answer.status_code == 400
    assert client.get(path).text == before


def test_what_a_reader_writes_is_text_never_markup(shop: Stand) -> None:
    client = shop.client()
    attack = "<script>alert(1)</script>"
    path = made(client, attack)
    given = {
        "title_of_trail": attack,
        "introduction": attack,
        "what": "https://a.example/",
        "title": attack,
        "note": attack,
    }
    client.post(path, data=given)
    for page in (client.get(path).text, client.get(f"{path}/edit").text, client.get("/articles").text):
        assert attack not in page
        assert "&lt;script&gt;" in page


def test_a_trail_comes_out_as_markdown_and_bibtex(shop: Stand) -> None:
    shop.paper("2402.12354", title="Low_rank & $O(n^2)$", categories="cs.LG")
    client = shop.client()
    path = filled(
        client,
        "2402.12354",
        "https://kexue.fm/archives/1",
        "hep-th/9901001",
        title=["", "A [link]", ""],
        note=["Good*", "", ""],
    )
    text = client.get(f"{path}.md")
    assert text.content_type == "text/markdown; charset=utf-8"
    assert text.text.startswith("# My way\n")
    assert "(<https://arxiv.org/abs/2402.12354>)" in text.text
    assert r"2. [A \[link\]](<https://kexue.fm/archives/1>)" in text.text
    assert r"   Good\*" in text.text
    bib = client.get(f"{path}.bib").text
    assert bib.count("@misc{") == 3
    for part in (
        r"Low\_rank \&",
        "eprint = {2402.12354}",
        "primaryClass = {cs.LG}",
        "year = {1999}",
        "Ada Invented and Bao Nguyen",
    ):
        assert part in bib
    assert bib.count("{") - bib.count(r"\{") == bib.count("}") - bib.count(r"\}")
    assert client.get(f"{path}.pdf").status_code == 404


def test_a_readers_trails_stand_among_the_trails_and_others_only_when_featured(
    shop: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, other = shop.client(), shop.client()
    path = filled(client, "2402.00001")
    assert path in client.get("/articles").text
    assert path not in other.get("/articles").text
    monkeypatch.setenv("PAPERSTAND_DATABASE_URL", shop.engine.url.render_as_string(hide_password=False))
    key = path.rpartition("/")[2]
    assert CliRunner().invoke(cli, ["articles", "--feature", key]).exit_code == 0
    assert path in other.get("/articles").text
    assert CliRunner().invoke(cli, ["articles", "--unfeature", key]).exit_code == 0
    assert path not in other.get("/articles").text
    assert CliRunner().invoke(cli, ["articles", "--feature", "nothing"]).exit_code == 2


def test_progress_shows_what_is_read_and_what_comes_next(shop: Stand) -> None:
    client = with_articles(shop).client()
    assert "0 of 4 read · Begin with: LoRA from the gradient viewpoint" in _line(client)
    first = number_of(shop, "9590")
    answer = client.post("/reader/articles", data={"read": str(first), "back": "/articles/lora"})
    assert answer.headers["Location"] == "/articles/lora"
    client.post("/reader/articles", data={"read": str(first)})
    assert "1 of 4 read · Next: Different learning rates" in _line(client)
    tree = html.fromstring(client.get("/articles/lora").text)
    assert tree.xpath("//li[@class='is-read']/@value") == ["1"]
    assert "Read · take back" in client.get("/articles/9590").text
    assert "0 of 4 read" in _line(shop.client())
    client.post("/reader/articles", data={"unread": str(first)})
    assert "0 of 4 read" in _line(client)


def _line(client: FlaskClient) -> str:
    [line] = html.fromstring(client.get("/articles/lora").text).xpath("//p[@class='progress-line']")
    return " ".join(line.text_content().split())


@pytest.mark.parametrize("given", [{}, {"read": "x"}, {"read": "99999999"}, {"read": "9" * 50}, {"read": "１"}])
def test_an_article_that_there_is_not_cannot_be_read(shop: Stand, given: dict[str, str]) -> None:
    assert shop.client().post("/reader/articles", data=given).status_code == 400


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:x"])
def test_the_way_back_leads_nowhere_else(shop: Stand, back: str) -> None:
    client = with_articles(shop).client()
    answer = client.post("/reader/articles", data={"read": str(number_of(shop, "9590")), "back": back})
    assert answer.headers["Location"] == "/articles"


def test_a_reader_who_joins_another_brings_trails_and_reading_along_and_one_forgotten_takes_them(shop: Stand) -> None:
    first, second = with_articles(shop).client(), shop.client()
    first.post("/reader/marks", data={"star": "2402.00001"})
    path = filled(second, "2402.00001")
    second.post("/reader/articles", data={"read": str(number_of(shop, "9590"))})
    link = html.fromstring(first.post("/reader/devices").text).xpath("//a[@id='link']/@href")[0]
    second.post(str(link).removeprefix("http://localhost"))
    assert first.get(f"{path}/edit").status_code == 200
    assert "1 of 4 read" in _line(first)
    first.post("/reader/forget")
    assert shop.client().get(path).status_code == 404
    with reading(shop.engine) as session:
        assert session.scalars(select(ReaderTrail)).all() == []
        assert session.scalars(select(ArticleRead)).all() == []

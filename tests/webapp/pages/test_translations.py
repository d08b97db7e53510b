"""Titles and abstracts in a reader's language: asked for by who wants them, shown from the database, and nothing to anyone else."""

import pytest
from flask.testing import FlaskClient
from lxml import html

from crawler.store.answers import TRANSLATION
from tests.webapp.answering import ask, claim, fail, held, write
from tests.webapp.stand import CountedQueries, Stand

FIRST, SECOND = "2611.00001", "2611.00002"
LIST = "/arxiv/cs.CL"
CHINESE = "# 论懒惰的叶子\n\n我们让 $x^2$ 等待 $y$。"


@pytest.fixture
def papers(shop: Stand) -> Stand:
    for paper in (FIRST, SECOND):
        shop.announce(paper, title="On lazy leaves", abstract="We let $x^2$ wait for $y$.")
    return shop


def site(stand: Stand, language: str = "zh", **settings: object) -> FlaskClient:
    """A reader's browser before a site with a model."""
    client = stand.client(**{"llm_model": "small-model", **settings})
    assert client.post("/reader/settings", json={"translation": language}).status_code == 204
    return client


def card(page: str, paper: str = FIRST) -> html.HtmlElement:
    return html.fromstring(page).get_element_by_id(paper)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def translate(stand: Stand, text: str = CHINESE) -> int:
    ask(stand, FIRST, [TRANSLATION], "zh")
    return write(stand, text)


def test_who_wants_them_sees_them_with_their_model_beside_the_original(papers: Stand) -> None:
    translate(papers)
    reader = site(papers)
    page = reader.get(LIST).text
    [title] = card(page).find_class("translated-title")
    assert (words(title), title.get("lang")) == ("论懒惰的叶子", "zh")
    [shown] = card(page).find_class("translation")
    assert "Translated by small-model" in words(shown)
    assert "我们让" in words(shown)
    assert not shown.find_class("doubt")
    assert words(card(page).get_element_by_id(f"summary-{FIRST}")).startswith("We let")
    assert "论懒惰的叶子" in reader.get(f"/arxiv/{FIRST}").text
    for other in (papers.client(llm_model="small-model"), site(papers, "en")):
        assert "论懒惰的叶子" not in other.get(LIST).text


def test_a_formula_that_was_lost_is_named_and_an_older_version_said(papers: Stand) -> None:
    translate(papers, "# 论叶子\n\n我们让 $x^2$ 等待 $z$。")
    papers.paper(FIRST, version=2, title="On lazy leaves", abstract="We let $x^2$ wait for $y$.")
    [shown] = card(site(papers).get(LIST).text).find_class("translation")
    assert "from v1" in words(shown)
    [doubt] = shown.find_class("doubt")
    assert "y" in words(doubt)
    assert "x" not in words(doubt)


def test_the_button_asks_for_those_that_never_were_and_leads_back(papers: Stand) -> None:
    translate(papers)
    client = site(papers)
    [button] = html.fromstring(client.get(LIST).text).xpath("//form[@id='translating']/button")
    assert button.get("value") == SECOND
    response = client.post("/reader/translations", data={"papers": f"{FIRST},{SECOND}", "back": LIST})
    assert (response.status_code, response.headers["Location"]) == (303, LIST)
    _, asked = held(papers)
    assert (asked.question, asked.language, asked.priority) == (TRANSLATION, "zh", 0)
    [form] = html.fromstring(client.get(LIST).text).xpath("//form[@id='translating']")
    assert (form.get("data-follow"), form.findall("button")) == ("4", [])
    assert "1 translation is being written." in words(form)
    fail(papers, "Refused.")
    assert "translating" not in client.get(LIST).text, "it is neither waited for nor asked for again and again"


def test_what_a_model_writes_is_no_markup(papers: Stand) -> None:
    hostile = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) $\\href{javascript:a}{x}$"
    translate(papers, f"# <script>alert(1)</script>\n\n{hostile}")
    shown = card(site(papers).get(LIST).text)
    assert shown.xpath(".//script | .//img | .//*[starts-with(@href, 'javascript')]") == []
    assert "<script>alert(1)</script>" in words(shown)


def test_only_languages_that_are_written_here_can_be_chosen_and_asked_for(papers: Stand) -> None:
    client = site(papers, llm_languages=("en",))
    assert client.post("/reader/translations", data={"papers": FIRST}).status_code == 400
    options = html.fromstring(client.get("/reader/settings").text).xpath("//select[@name='translation']/option/@value")
    assert options == ["none", "en"]
    nobody = papers.client(llm_model="small-model")
    assert nobody.post("/reader/translations", data={"papers": FIRST}).status_code == 400
    assert site(papers).post("/reader/translations", data={"papers": "nonsense"}).status_code == 400
    assert held(papers) == []


def test_asking_is_within_what_one_address_may_have_written_in_a_day(
    papers: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.reader._MOST_ANSWERS", 1)
    assert site(papers).post("/reader/translations", data={"papers": f"{FIRST},{SECOND}"}).status_code == 429
    assert held(papers) == []


def test_they_cost_one_query_a_page_and_none_for_anyone_else(papers: Stand) -> None:
    app = papers.app(llm_model="small-model")

    def queries(language: str) -> int:
        client = app.test_client()
        client.post("/reader/settings", json={"translation": language})
        client.get(LIST)
        with CountedQueries(app.extensions["paperstand"].engine) as counted:
            client.get(LIST)
        return counted.count

    assert queries("zh") == queries("none") + 1


def test_an_admin_can_have_them_redone_and_they_come_along_with_the_answers(papers: Stand) -> None:
    first = translate(papers)
    invoke = papers.app(llm_model="small-model").test_cli_runner().invoke
    assert "1 answers queued" in invoke(args=["admin", "resummarize", FIRST, "-q", "abstract", "--lang", "zh"]).output
    number, _ = claim(papers)
    assert number != first
    assert f"* {first} abstract zh, generation 1, done" in invoke(args=["admin", "answers", FIRST]).output
    taken = papers.client().get(f"/arxiv/{FIRST}.md?answers=1&lang=zh").text
    title, abstract, made = taken.partition("## 标题和摘要的中文译文\n\n")[2].split("\n\n")[:3]
    assert (title, abstract) == ("**论懒惰的叶子**", "我们让 $x^2$ 等待 $y$。")
    assert "small-model, 2026-11-20" in made


def test_an_older_version_of_the_paper_makes_them_stale(papers: Stand) -> None:
    translate(papers)
    papers.paper(FIRST, version=2)
    invoke = papers.app(llm_model="small-model").test_cli_runner().invoke
    *chosen, _ = invoke(args=["admin", "resummarize", "--stale", "--dry-run"]).output.splitlines()
    assert chosen == [f"{FIRST} abstract zh not queued"]

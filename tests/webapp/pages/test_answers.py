"""The answers page: what is shown, how each question stands, and asking."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html

from crawler.records import Kind
from crawler.store import answers, endpoint
from crawler.store.models import Open
from crawler.store.session import writing
from tests.standin.scripted import HOSTILE
from tests.webapp.answering import FABRICATED, FAITHFUL, ask, claim, fail, held, paper_id, progress, write
from tests.webapp.stand import Stand

ID = "2611.00001"
PAGE = f"/arxiv/{ID}/answers"


@pytest.fixture
def paper(shop: Stand) -> Stand:
    shop.paper(
        ID, abstract="Trees waste light. We propose that leaves wait until they are asked for. Code is available."
    )
    return shop


def site(stand: Stand) -> FlaskClient:
    """The site with a model set up."""
    return stand.client(llm_model="small-model")


def question(page: str, key: str) -> html.HtmlElement:
    [section] = html.fromstring(page).xpath(f"//*[@data-key='{key}']")
    return section


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_verified_passage_opens_at_a_click_with_its_section(paper: Stand) -> None:
    ask(paper, ID)
    write(paper, FAITHFUL)
    section = question(site(paper).get(PAGE).text, "q1")
    [passage] = section.xpath(".//details")
    assert words(passage.find("summary")) == "Passage in “Experiments”"
    assert words(passage.find("blockquote")) == "this saves 41.5 percent of the light"
    assert not section.find_class("unfound")
    assert "1 of 1 passage found in the paper" in words(section)


def test_a_passage_that_is_not_in_the_paper_is_struck_out_and_its_paragraph_marked(paper: Stand) -> None:
    ask(paper, ID)
    write(paper, f"{FAITHFUL}\n\n{FABRICATED}")
    section = question(site(paper).get(PAGE).text, "q1")
    [lost] = section.xpath(".//*[@class='lost']/s")
    assert "turnip" in lost.text_content()
    [unfound] = section.find_class("unfound")
    assert "not found in the paper" in words(unfound)
    assert [mark.text for mark in unfound.xpath(".//mark")] == ["98.7"]
    assert "Not found in the paper: 98.7" in words(unfound)
    assert "1 of 2 passages found in the paper" in words(section)


def test_an_answer_without_passages_says_so(paper: Stand) -> None:
    ask(paper, ID)
    write(paper, "Leaves wait, and light is saved by that.")
    assert "no passages given" in words(question(site(paper).get(PAGE).text, "q1"))


def test_under_an_answer_stands_what_it_was_made_from(paper: Stand) -> None:
    ask(paper, ID)
    write(paper, FAITHFUL)
    [made] = question(site(paper).get(PAGE).text, "q1").find_class("made")
    for fact in (
        "small-model", "20 November 2026", "v1", "full text, from the PDF: sections 1–5 of 9", "prompt 1.1.1",
        "8,112 tokens read (4,000 of them from a cache), 310 written",
    ):  # fmt: skip
        assert fact in words(made)


def test_what_a_model_writes_is_never_markup_and_leads_nowhere(paper: Stand) -> None:
    ask(paper, ID)
    write(paper, HOSTILE)
    page = site(paper).get(PAGE).text
    section = question(page, "q1")
    assert section.xpath(".//script | .//img | .//iframe | .//style | .//a") == []
    assert [name for element in section.iter() for name in element.attrib if name.startswith("on")] == []
    assert "evil.example" not in page


def test_asking_writes_the_request_and_leads_back_to_how_it_stands(paper: Stand) -> None:
    client = site(paper)
    response = client.post(PAGE, data={"question": "q2", "lang": "zh"})
    assert (response.status_code, response.headers["Location"]) == (303, f"{PAGE}?lang=zh")
    [answer] = held(paper)
    assert (answer.question, answer.language, answer.priority) == ("q2", "zh", 0)
    section = question(client.get(f"{PAGE}?lang=zh").text, "q2")
    assert "接下来就轮到它。" in words(section)
    assert not section.xpath(".//button")


def test_asking_for_all_asks_for_what_has_no_answer(paper: Stand) -> None:
    ask(paper, ID, ["tldr"])
    write(paper, FAITHFUL)
    site(paper).post(PAGE, data={"question": "all", "lang": "en"})
    assert [answer.question for answer in held(paper)] == list(answers.QUESTIONS)


def test_another_site_cannot_ask(paper: Stand) -> None:
    response = site(paper).post(PAGE, data={"question": "all"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert held(paper) == []


def test_reading_asks_for_nothing(paper: Stand) -> None:
    client = site(paper)
    for path in (PAGE, f"{PAGE}/part", f"/arxiv/{ID}.md?answers=1", f"{PAGE}/stream", f"/arxiv/kimi?paper={ID}"):
        client.get(path)
    assert held(paper) == []


def test_each_question_says_how_it_stands(paper: Stand) -> None:
    ask(paper, ID, ["q1", "q2", "q3", "q4"])
    fail(paper, "The provider's content filter refused this question.")
    number, _ = claim(paper)
    progress(paper, number, "Half a sent")
    page = site(paper).get(PAGE).text
    assert words(question(page, "q1")).endswith(
        "The provider's content filter refused this question. Ask again: What problem does the paper try to solve?"
    )
    assert "It is being written" in words(question(page, "q2"))
    assert "Half a sent" in words(question(page, "q2"))
    assert "It is the next to be written." in words(question(page, "q3"))
    assert "It waits: 1 answer before it." in words(question(page, "q4"))


def test_a_text_that_is_still_coming_is_no_markup_either(paper: Stand) -> None:
    ask(paper, ID)
    number, _ = claim(paper)
    progress(paper, number, HOSTILE)
    assert question(site(paper).get(PAGE).text, "q1").xpath(".//script | .//img | .//iframe | .//a") == []


def test_when_the_paper_has_changed_since_it_can_be_redone(paper: Stand) -> None:
    ask(paper, ID)
    write(paper, FAITHFUL, version=1)
    client = site(paper)
    assert "has changed since" not in client.get(PAGE).text
    assert client.post(PAGE, data={"redo": "q1"}).status_code == 303
    assert len(held(paper)) == 1, "there is nothing to redo"
    paper.paper(ID, version=2)
    assert "The paper has changed since: v1 was read, v2 is the latest." in client.get(PAGE).text
    client.post(PAGE, data={"redo": "q1"})
    old, new = held(paper)
    assert (old.state, new.state, new.generation) == ("done", "queued", 2)
    assert "41.5" in words(question(client.get(PAGE).text, "q1")), "the old one is shown until the new one is done"


def test_without_a_model_the_key_sentence_stands_in_and_is_called_that(paper: Stand) -> None:
    client = paper.client()
    page = client.get(PAGE).text
    [key] = html.fromstring(page).find_class("key-sentence")
    assert "We propose that leaves wait until they are asked for." in words(key)
    assert "no summary" in words(key)
    assert "PAPERSTAND_LLM_MODEL" in words(key)
    assert not html.fromstring(page).xpath("//main//button")
    assert client.post(PAGE, data={"question": "all"}).status_code == 400


def test_a_server_that_does_not_answer_is_said_to(paper: Stand) -> None:
    with writing(paper.engine) as session:
        endpoint.note_trouble(
            session, "The model's server at http://localhost does not answer.", paper.now, certain=True
        )
    assert "The model's server does not answer just now" in site(paper).get(PAGE).text


def test_about_a_hidden_paper_nothing_is_shown_or_asked(paper: Stand) -> None:
    ask(paper, ID)
    write(paper, FAITHFUL)
    with writing(paper.engine) as session:
        answers.hide(session, paper_id(paper, ID), "its author asked", paper.now)
    client = site(paper)
    page = client.get(PAGE).text
    assert "No answers are shown or written about this paper." in page
    assert "41.5" not in page
    client.post(PAGE, data={"question": "all"})
    assert len(held(paper)) == 1


def test_the_languages_are_written_apart(paper: Stand) -> None:
    ask(paper, ID, language="zh")
    write(paper, "论文提出树叶等待。")
    client = site(paper)
    assert "论文提出" not in client.get(PAGE).text
    chinese = question(client.get(f"{PAGE}?lang=zh").text, "q1")
    assert "论文提出树叶等待。" in words(chinese)
    assert "这篇论文试图解决什么问题？" in words(chinese)
    assert client.get(f"{PAGE}?lang=fr").status_code == 400


def test_the_words_around_a_chinese_answer_are_chinese_too(paper: Stand) -> None:
    ask(paper, ID, ["q1", "q2"], language="zh")
    write(paper, f"论文提出树叶等待。\n\n{FABRICATED}")
    fail(paper, "The provider's content filter refused this question.")
    client = site(paper)
    made = words(question(client.get(f"{PAGE}?lang=zh").text, "q1").find_class("made")[0])
    assert "全文，来自 PDF：共 9 节中的第 1–5 节" in made
    assert "1 段引文中有 0 段在原文中找到" in made
    assert "内容过滤拒绝了这个问题" in words(question(client.get(f"{PAGE}/part?lang=zh").text, "q2"))
    assert "未能回答" in words(
        question(client.post(f"{PAGE}?lang=zh", data={"own": "为什么？", "part": "1"}).text, "q2")
    )


def test_answers_can_be_taken_along_as_markdown(paper: Stand) -> None:
    ask(paper, ID)
    write(paper, f"{FAITHFUL}\n\n{FABRICATED}")
    response = site(paper).get(f"/arxiv/{ID}.md?answers=1&lang=en")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert "## What problem does the paper try to solve?" in response.text
    assert '> "this saves 41.5 percent of the light" (Experiments)' in response.text
    assert "(not found in the paper)" in response.text
    assert "Written by small-model, 2026-11-20; read: v1" in response.text


def test_a_version_leads_to_the_answers_and_several_papers_have_none(paper: Stand) -> None:
    client = site(paper)
    assert client.get(f"/arxiv/{ID}v1/answers").headers["Location"].endswith(PAGE)
    assert client.get(f"/arxiv/{ID},2611.00002/answers").status_code == 400
    assert client.get("/arxiv/cs.CL/answers").status_code == 400
    assert client.get("/arxiv/2611.00099/answers").status_code == 202
    assert client.get("/arxiv/2611.00099/answers/part").status_code == 404


def test_a_gist_stands_on_the_card_with_its_model_and_doubts(paper: Stand) -> None:
    paper.announce(ID)
    paper.announce("2611.00002", kind=Kind.NEW)
    for arxiv_id, text in ((ID, FAITHFUL), ("2611.00002", FABRICATED)):
        ask(paper, arxiv_id, ["tldr"])
        write(paper, text)
    cards = html.fromstring(site(paper).get("/arxiv/cs.CL").text).find_class("paper")
    gists = {card.get("id"): card.find_class("gist")[0] for card in cards}
    assert words(gists[ID]) == "AI The light is saved on three orchards."
    assert gists[ID].find_class("ai")[0].get("title") == "Written by small-model"
    assert words(gists["2611.00002"]) == "AI, unverified It saves 98.7 of all apples."


def test_the_button_counts_how_often_answers_were_opened(paper: Stand) -> None:
    paper.announce(ID)
    paper.row(Open(arxiv_id=ID, day=paper.now.date(), kind="answers", times=7))
    [card] = html.fromstring(paper.client().get("/arxiv/cs.CL").text).find_class("paper")
    [button] = card.find_class("title-kimi")
    assert (button.get("href"), button.text) == (PAGE, "Answers")
    assert card.xpath(f".//*[@id='kimi-stars-{ID}']")[0].text == "7"


def test_a_readers_own_question_is_theirs_alone(paper: Stand) -> None:
    mine, other = site(paper), site(paper)
    mine.post(PAGE, data={"own": "  Do the leaves   mind? "})
    [answer] = held(paper)
    assert (answer.question, answer.own_text) == ("own", "Do the leaves mind?")
    write(paper, FAITHFUL)
    page = mine.get(PAGE)
    assert "Do the leaves mind?" in page.text
    assert "private" in page.headers["Cache-Control"]
    assert "Do the leaves mind?" not in other.get(PAGE).text
    assert "Do the leaves mind?" not in other.get(f"/arxiv/{ID}.md?answers=1").text


def test_own_questions_are_limited_a_day(paper: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.pages.answers.MOST_QUESTIONS", 1)
    client = site(paper)
    assert client.post(PAGE, data={"own": "Why?"}).status_code == 303
    assert client.post(PAGE, data={"own": "Why not?"}).status_code == 429
    assert client.post(PAGE, data={"own": "x" * 501}).status_code == 400
    assert len(held(paper)) == 1


def test_one_address_cannot_ask_without_end(paper: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.reader._MOST_ANSWERS", 3)
    client = site(paper)
    assert client.post(PAGE, data={"question": "all"}).status_code == 429
    assert held(paper) == []
    for _ in range(5):
        assert client.post(PAGE, data={"question": "q1"}).status_code == 303, "asked for once, it costs nothing more"


def test_what_failed_is_asked_again_a_day_later(paper: Stand) -> None:
    ask(paper, ID)
    fail(paper, "Refused.")
    paper.now += timedelta(days=2)
    client = site(paper)
    client.post(PAGE, data={"question": "q1"})
    assert [answer.state for answer in held(paper)] == ["failed", "queued"]

"""Cool Papers' own address for answers, which add-ons ask."""

import threading

import pytest
from lxml import html

from crawler.store import answers
from crawler.store.session import writing
from tests.webapp.answering import FAITHFUL, ask, fail, held, paper_id, write
from tests.webapp.stand import Stand

ID = "2611.00001"
ADDRESS = f"/arxiv/kimi?paper={ID}"
SIX = ["q1", "q2", "q3", "q4", "q5", "q6"]


@pytest.fixture
def paper(shop: Stand) -> Stand:
    shop.paper(ID)
    return shop


def pairs(page: str) -> list[tuple[str, str]]:
    tree = html.fromstring(f"<div>{page}</div>")
    return [
        (asked.text_content(), said.text_content())
        for asked, said in zip(tree.find_class("faq-q"), tree.find_class("faq-a"), strict=True)
    ]


def test_reading_gives_what_there_is_and_never_asks(paper: Stand) -> None:
    client = paper.client(llm_model="small-model")
    assert client.get(ADDRESS).status_code == 404
    assert held(paper) == []
    ask(paper, ID, ["q2"])
    write(paper, FAITHFUL)
    answered, (further, way) = pairs(client.get(ADDRESS).text)
    assert answered == ("Q2: What related work is there?", FAITHFUL)
    assert further == "Q7: Want to know more about the paper?"
    assert f"(http://localhost/arxiv/{ID}/answers?lang=en)" in way
    ask(paper, ID, ["q2"], "zh")
    write(paper, FAITHFUL)
    assert [question for question, _ in pairs(client.get(f"{ADDRESS}&lang=zh").text)] == [
        "Q2: 有哪些相关研究？",
        "Q7: 想要进一步了解论文",
    ]


def test_an_add_on_on_another_site_may_ask_and_gets_each_answer_once_it_is_there(paper: Stand) -> None:
    ask(paper, ID, ["q1"])
    write(paper, FAITHFUL)

    def work() -> None:
        while len(held(paper)) < 6:
            threading.Event().wait(0.02)
        write(paper, "**Second** <script>alert(1)</script>")
        fail(paper, "Refused.")
        for _ in range(3):
            write(paper, FAITHFUL)

    worker = threading.Thread(target=work)
    worker.start()
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    with paper.client(llm_model="small-model").post(ADDRESS, headers=headers) as response:
        page = response.text
    worker.join()
    assert response.status_code == 200
    *said, further = [text for _, text in pairs(page)]
    assert "answers?lang=en" in further
    assert said == [FAITHFUL, "**Second** <script>alert(1)</script>", "Refused.", FAITHFUL, FAITHFUL, FAITHFUL]
    assert "<script>" not in page
    assert [answer.question for answer in held(paper)] == SIX


def test_asking_without_a_model_gives_what_there_is(paper: Stand) -> None:
    assert paper.client().post(ADDRESS).status_code == 404
    assert held(paper) == []


def test_a_paper_that_is_hidden_not_held_or_not_named_has_none(paper: Stand) -> None:
    client = paper.client(llm_model="small-model")
    assert client.post("/arxiv/kimi?paper=2611.00099").status_code == 404
    for nonsense in ("/arxiv/kimi", "/arxiv/kimi?paper=cs.CL", f"{ADDRESS}&lang=fr"):
        assert client.get(nonsense).status_code == 400
    with writing(paper.engine) as session:
        answers.hide(session, paper_id(paper, ID), "its author asked", paper.now)
    assert client.post(ADDRESS).status_code == 404
    assert held(paper) == []


def test_one_address_cannot_spend_without_end(paper: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.reader._MOST_ANSWERS", 5)
    assert paper.client(llm_model="small-model").post(ADDRESS).status_code == 429
    assert held(paper) == []

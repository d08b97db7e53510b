"""The pages about single papers, the blog, the language model and the command."""

import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import feedparser
import pypdfium2
import pytest
import requests
from lxml import html

from tests.standin import StandIn

ROOT = Path(__file__).parents[2]


def test_a_full_text_has_the_elements_latexml_writes(arxiv: StandIn) -> None:
    page = html.fromstring(requests.get(f"{arxiv.url}/html/hep-th/9901001", timeout=60).content)
    assert page.xpath("//article[contains(@class, 'ltx_document')]")
    headings = [heading.text_content() for heading in page.xpath("//h2[contains(@class, 'ltx_title_section')]")]
    assert headings == [
        "1 Introduction", "2 Method", "3 Experiments", "4 Limitations", "5 Conclusion", "Acknowledgements"
    ]  # fmt: skip
    assert "S=\\pi\\phi_h/2G" in page.xpath("//math/@alttext")


def test_some_papers_have_no_html_and_withdrawn_ones_no_text_at_all(arxiv: StandIn) -> None:
    papers = arxiv.manifest()["papers"]
    without = next(
        identifier for identifier, paper in papers.items() if not paper["has_html"] and not paper["withdrawn"]
    )
    assert requests.get(f"{arxiv.url}/html/{without}", timeout=60).status_code == 404
    assert requests.get(f"{arxiv.url}/pdf/{without}", timeout=60).status_code == 200
    withdrawn = next(identifier for identifier, paper in papers.items() if paper["withdrawn"])
    assert requests.get(f"{arxiv.url}/pdf/{withdrawn}", timeout=60).status_code == 404
    assert requests.get(f"{arxiv.url}/pdf/{withdrawn}v1", timeout=60).status_code == 200
    assert "(withdrawn)" in requests.get(f"{arxiv.url}/abs/{withdrawn}", timeout=60).text


def test_a_pdf_can_be_read(arxiv: StandIn) -> None:
    answer = requests.get(f"{arxiv.url}/pdf/0904.1234.pdf", timeout=60)
    assert answer.url.endswith("/pdf/0904.1234")
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "Boosting with lazy leaves" in text
    assert "arXiv:0904.1234v4" in text


def test_the_blogs_feed_leads_to_its_articles(arxiv: StandIn) -> None:
    feed = feedparser.parse(requests.get(f"{arxiv.url}/blog/feed", timeout=60).content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries][-1] == "低秩分解为什么总是“差不多够用”？"
    page = requests.get(feed.entries[-1].link, timeout=60)
    assert page.status_code == 200
    [text] = html.fromstring(page.content).xpath("//*[@id='PostContent']")
    linked = {link for _, _, link, _ in text.iterlinks() if "arxiv.org/abs/" in link}
    assert {link.rpartition("/")[2] for link in linked} <= set(arxiv.world.papers)


def blog_titles(arxiv: StandIn, form: str = "feed") -> list[str]:
    feed = feedparser.parse(requests.get(f"{arxiv.url}/blog/{form}", timeout=60).content)
    assert not feed.bozo
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize("form", ["feed", "excerpts/feed", "atom/feed", "moved/feed", "found/feed", "permanently/feed"])
def test_the_blog_goes_on_as_its_clock_does(arxiv: StandIn, form: str) -> None:
    arxiv.set_now("2026-11-19T12:00")
    assert blog_titles(arxiv, form)[0] == "一道不等式题的三种解法"
    arxiv.set_now("2026-11-20T09:00")
    assert blog_titles(arxiv, form)[:2] == ["低秩近似之路（六）：虚构的续篇", "一道不等式题的四种解法"]


def test_a_feed_that_the_client_holds_is_not_sent_again(arxiv: StandIn) -> None:
    first = requests.get(f"{arxiv.url}/blog/feed", timeout=60)
    again = requests.get(f"{arxiv.url}/blog/feed", headers={"If-None-Match": first.headers["ETag"]}, timeout=60)
    assert (again.status_code, again.content) == (304, b"")


def test_a_feed_of_excerpts_names_no_paper_that_only_the_page_has(arxiv: StandIn) -> None:
    assert "papers.cool" not in requests.get(f"{arxiv.url}/blog/excerpts/feed", timeout=60).text
    assert "papers.cool" in requests.get(f"{arxiv.url}/blog/archives/10440", timeout=60).text


def test_a_feed_can_be_gone(arxiv: StandIn) -> None:
    assert requests.get(f"{arxiv.url}/blog/gone/feed", timeout=60).status_code == 410


def ask(arxiv: StandIn, **more: object) -> requests.Response:
    prompt = "Read this. The first sentence is long enough to be chosen. The second sentence is long enough as well."
    body = {"model": "stand-in-1", "messages": [{"role": "user", "content": prompt}], **more}
    return requests.post(f"{arxiv.url}/v1/chat/completions", json=body, timeout=60)


def test_the_model_repeats_sentences_of_the_prompt_and_counts_words(arxiv: StandIn) -> None:
    answer = ask(arxiv).json()
    text = answer["choices"][0]["message"]["content"]
    assert "sentence is long enough" in text
    assert answer["usage"]["completion_tokens"] == len(text.split())
    assert ask(arxiv).json() == answer


def test_a_stream_says_the_same_in_pieces(arxiv: StandIn) -> None:
    whole = ask(arxiv).json()["choices"][0]["message"]["content"]
    lines = ask(arxiv, stream=True, stream_options={"include_usage": True}).text.split("\n\n")
    assert lines[-2:] == ["data: [DONE]", ""]
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-2]]
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": None}
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] > 0
    assert "".join(c["choices"][0]["delta"].get("content") or "" for c in chunks[:-1]) == whole


def test_a_length_limit_cuts_the_text_and_says_so(arxiv: StandIn) -> None:
    choice = ask(arxiv, max_tokens=2).json()["choices"][0]
    assert len(choice["message"]["content"].split()) == 2
    assert choice["finish_reason"] == "length"


def test_a_test_can_say_what_the_model_answers(arxiv: StandIn) -> None:
    arxiv.answer_with(lambda messages: f"I was sent {len(messages)} message.")
    assert ask(arxiv).json()["choices"][0]["message"]["content"] == "I was sent 1 message."


def test_a_request_without_messages_is_refused(arxiv: StandIn) -> None:
    answer = requests.post(f"{arxiv.url}/v1/chat/completions", json={"model": "stand-in-1"}, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_the_settings_lead_to_the_stand_in(arxiv: StandIn) -> None:
    settings = arxiv.settings()
    asked = {
        "PAPERSTAND_ARXIV_RSS_URL": "/cs.LG",
        "PAPERSTAND_ARXIV_LIST_URL": "/list/cs.LG/new",
        "PAPERSTAND_ARXIV_OAI_URL": "?verb=Identify",
        "PAPERSTAND_ARXIV_API_URL": "?id_list=0904.1234",
        "PAPERSTAND_ARXIV_FILES_URL": "/pdf/0904.1234",
        "PAPERSTAND_BLOG_FEEDS": "",
        "PAPERSTAND_LLM_BASE_URL": "/models",
    }
    assert set(asked) == set(settings)
    for name, rest in asked.items():
        assert requests.get(settings[name] + rest, timeout=60).status_code == 200, name


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_command_prints_its_address_first_and_stops_when_told(ending: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.standin", "--until", "2026-11-20", "--now", "2026-11-19T09:00"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        assert first.startswith("stand-in at http://127.0.0.1:")
        state = requests.post(f"{first.removeprefix('stand-in at ')}/_control", json={}, timeout=60).json()
        assert state["latest_day"] == "2026-11-19"
        process.send_signal(ending)
        assert process.wait(timeout=600) == 0

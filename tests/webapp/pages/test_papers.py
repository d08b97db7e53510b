"""Pages of papers as a browser gets them."""

from datetime import timedelta

import pytest
from lxml import html
from markupsafe import Markup
from sqlalchemy import select

from crawler.records import VersionRecord
from crawler.store import fetch_requests
from crawler.store.models import FetchRequest
from crawler.store.session import reading, writing
from tests.webapp.stand import FRIDAY_MORNING, Stand


def requests(shop: Stand) -> list[str]:
    with reading(shop.engine) as session:
        return sorted(session.scalars(select(FetchRequest.arxiv_id)))


def meta(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in html.fromstring(page).xpath("//meta[@name]"):
        found.setdefault(element.get("name"), []).append(element.get("content"))
    return found


def test_a_paper_s_page_tells_zotero_what_it_is(shop: Stand) -> None:
    shop.announce("2611.00001", submitted=FRIDAY_MORNING, journal_ref="Invented Journal 1 (2026)")
    page = shop.client().get("/arxiv/2611.00001").text
    told = meta(page)
    assert told["citation_title"] == ["The paper 2611.00001"]
    assert len(told["citation_author"]) == 2
    assert told["citation_date"] == ["2026/11/20"]
    assert told["citation_arxiv_id"] == ["2611.00001"]
    assert told["citation_pdf_url"] == ["https://arxiv.org/pdf/2611.00001"]
    assert told["DC.type"] == ["preprint"]
    assert "citation_journal_title" not in told, "it would make Zotero take a preprint for an article"
    [canonical] = html.fromstring(page).xpath("//link[@rel='canonical']")
    assert canonical.get("href") == "https://arxiv.org/abs/2611.00001"
    assert "Z3988" not in page, "it would outrank the tags and carries less"


def test_a_version_may_be_asked_for(shop: Stand) -> None:
    shop.paper("hep-th/9901001", "hep-th", version=2, versions=(VersionRecord(1), VersionRecord(2)))
    response = shop.client().get("/arxiv/hep-th/9901001v1")
    assert response.status_code == 200
    assert "https://arxiv.org/pdf/hep-th/9901001v1" in response.text


def test_a_version_that_is_not_the_latest_is_not_passed_off_as_shown(shop: Stand) -> None:
    shop.paper("2611.00001", version=3)
    client = shop.client()
    assert "Shown are title and abstract of version 3, the latest" in client.get("/arxiv/2611.00001v2").text
    assert "You asked for" not in client.get("/arxiv/2611.00001v3").text
    later = client.get("/arxiv/2611.00001v99").text
    assert "You asked for version 99, which is not known here" in later
    assert "https://arxiv.org/pdf/2611.00001v99" not in later, "there may be no such file"


def test_a_withdrawn_paper_is_marked_and_its_last_readable_version_is_linked(shop: Stand) -> None:
    shop.announce("2611.00001", version=3, withdrawn=True)
    for path in ("/arxiv/2611.00001", "/arxiv/cs.CL"):
        [card] = html.fromstring(shop.client().get(path).text).find_class("paper")
        assert card.find_class("withdrawn")[0].text_content() == "Withdrawn"
        [pdf] = card.find_class("title-pdf")
        assert (pdf.get("href"), pdf.text_content()) == ("https://arxiv.org/pdf/2611.00001v2", "PDF of v2")
    assert meta(shop.client().get("/arxiv/2611.00001").text)["citation_pdf_url"] == [
        "https://arxiv.org/pdf/2611.00001v2"
    ]


def test_a_paper_withdrawn_in_its_only_version_keeps_the_plain_link(shop: Stand) -> None:
    shop.announce("2611.00001", version=1, withdrawn=True)
    [pdf] = html.fromstring(shop.client().get("/arxiv/2611.00001").text).find_class("title-pdf")
    assert pdf.get("href") == "https://arxiv.org/pdf/2611.00001"


def test_a_paper_that_is_not_held_is_queued_once_and_the_page_says_so(shop: Stand) -> None:
    client = shop.client()
    for _ in range(2):
        response = client.get("/arxiv/2402.12354v2")
        assert response.status_code == 202
        assert response.headers["Cache-Control"] == "no-store"
        assert "being fetched" in response.text
    assert requests(shop) == ["2402.12354"]


def test_a_page_that_follows_its_request_does_not_wait_for_a_crawl_that_is_writing(shop: Stand) -> None:
    client = shop.client()
    client.get("/arxiv/2402.12354")
    with writing(shop.engine):
        assert client.get("/arxiv/2402.12354").status_code == 202


def test_a_paper_that_arxiv_has_not_is_not_found(shop: Stand) -> None:
    asked = {"requested": FRIDAY_MORNING, "next_try": FRIDAY_MORNING + timedelta(hours=1)}
    shop.row(FetchRequest(arxiv_id="2402.12354", state="unknown", **asked))
    response = shop.client().get("/arxiv/2402.12354")
    assert response.status_code == 404
    assert "arXiv has no paper with this number" in response.text


def test_when_too_many_papers_wait_the_page_says_when_to_come_again(
    shop: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_requests, "MOST_QUEUED", 1)
    client = shop.client()
    assert client.get("/arxiv/2402.00001").status_code == 202
    response = client.get("/arxiv/2402.00002")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")
    assert "Ask again in an hour" in response.text


def test_several_papers_are_shown_in_the_order_asked_for_and_the_rest_is_queued(shop: Stand) -> None:
    shop.paper("2611.00001")
    shop.paper("hep-th/9901001", "hep-th")
    client = shop.client()
    response = client.get("/arxiv/hep-th/9901001,2402.12354,2611.00001")
    assert response.status_code == 202
    cards = html.fromstring(response.text).find_class("paper")
    assert [card.get("id") for card in cards] == ["hep-th/9901001", "2611.00001"]
    assert requests(shop) == ["2402.12354"]
    assert client.get("/arxiv/hep-th/9901001,2611.00001").status_code == 200


def missing(page: str) -> list[str]:
    [part] = html.fromstring(page).xpath("//*[@id='missing']")
    return [" ".join(paragraph.text_content().split()) for paragraph in part.iter("p")]


def test_a_list_of_papers_says_of_each_that_is_missing_why(shop: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_requests, "MOST_QUEUED", 1)
    asked = {"requested": FRIDAY_MORNING, "next_try": FRIDAY_MORNING + timedelta(hours=1)}
    shop.row(FetchRequest(arxiv_id="2402.00001", state="unknown", **asked))
    shop.row(FetchRequest(arxiv_id="2402.00002", state="failed", **asked))
    shop.paper("2611.00001")
    response = shop.client().get("/arxiv/2402.00001,2402.00002,2402.00003,2402.00004,2611.00001")
    assert response.status_code == 202
    assert missing(response.text) == [
        "1 paper that arXiv does not have:", "2402.00001",
        "1 paper that could not be fetched today:", "2402.00002",
        "1 paper still to come from arXiv:", "2402.00003",
        "1 paper not asked for, since too many wait already; open this page again in an hour:", "2402.00004",
    ]  # fmt: skip


def test_a_list_of_papers_that_arxiv_does_not_have_is_not_found(shop: Stand) -> None:
    asked = {"requested": FRIDAY_MORNING, "next_try": FRIDAY_MORNING + timedelta(hours=1)}
    shop.row(*(FetchRequest(arxiv_id=f"2402.0000{number}", state="unknown", **asked) for number in (1, 2)))
    response = shop.client().get("/arxiv/2402.00001,2402.00002")
    assert response.status_code == 404
    assert "data-follow" not in response.text


def test_a_paper_that_could_not_be_fetched_is_tried_again_for_whoever_asks_later(shop: Stand) -> None:
    asked = {"requested": FRIDAY_MORNING, "message": "arXiv did not answer"}
    shop.row(
        FetchRequest(arxiv_id="2402.00001", state="failed", next_try=FRIDAY_MORNING + timedelta(hours=1), **asked),
        FetchRequest(arxiv_id="2402.00002", state="failed", next_try=FRIDAY_MORNING - timedelta(hours=1), **asked),
    )
    client = shop.client()
    waits = Markup(client.get("/arxiv/2402.00001").text).striptags()
    assert "Opening this page after 20 November 2026, 11:00 Eastern has it tried again." in waits
    assert "being fetched" in client.get("/arxiv/2402.00002").text


def test_an_impossible_identifier_is_never_queued(shop: Stand) -> None:
    assert shop.client().get("/arxiv/2612.00001").status_code == 404
    assert requests(shop) == []

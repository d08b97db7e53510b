"""Changing a reader's state, by scripts and by plain forms."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from crawler.records import Author, Kind
from crawler.store.opens import MOST_VISITORS
from tests.webapp.stand import THURSDAY, Stand

ID = "2611.00001"


def marks_on_card(page: str, arxiv_id: str = ID) -> str:
    """The marks that a card's looks go by."""
    [article] = html.fromstring(page).xpath(f"//div[@id='{arxiv_id}']/article")
    return str(article.get("data-marks"))


def mark(**changes: object) -> dict[str, object]:
    """A mark as a script sends it."""
    return {"id": "a-1", "paper": ID, "kind": "star", "on": True, "at": "2026-11-20T14:00:00.000Z", **changes}


@pytest.mark.parametrize(
    ("button", "back", "shown"), [("star", "unstar", "star"), ("read", "unread", "read"), ("hide", "unhide", "hide")]
)
def test_without_script_a_button_marks_a_paper_and_leads_back_to_it(
    shop: Stand, button: str, back: str, shown: str
) -> None:
    shop.announce_many(1)
    client = shop.client()
    page = html.fromstring(client.get("/arxiv/cs.CL?kind=new").text)
    [control] = page.xpath(f"//div[@id='{ID}']//button[@name='{button}']")
    [form] = page.xpath("//form[@id='marking']")
    answer = client.post(form.action, data={**dict(form.form_values()), button: control.get("value")})
    assert (answer.status_code, answer.location) == (303, f"/arxiv/cs.CL?kind=new#{ID}")
    marked = client.get("/arxiv/cs.CL").text
    assert marks_on_card(marked) == shown
    assert f'name="{back}" value="{ID}"' in marked
    client.post("/reader/marks", data={back: ID})
    assert marks_on_card(client.get("/arxiv/cs.CL").text) == ""


def test_a_whole_page_is_marked_read_at_once(shop: Stand) -> None:
    shop.announce_many(3)
    client = shop.client()
    [button] = html.fromstring(client.get("/arxiv/cs.CL").text).xpath("//button[@data-action='read-page']")
    client.post("/reader/marks", data={"read": button.get("value")})
    assert client.get("/arxiv/cs.CL").text.count('data-marks="read"') == 3
    assert "Everything on this part of the list is read" not in client.get("/arxiv/cs.CL").text


@pytest.mark.parametrize(
    "back",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1", ""],
)
def test_a_form_leads_nowhere_but_back_to_this_site(shop: Stand, back: str) -> None:
    answer = shop.client().post("/reader/marks", data={"star": ID, "back": back})
    assert answer.location == f"/reader#{ID}"


def test_a_note_is_kept_shown_as_text_and_taken_away(shop: Stand) -> None:
    shop.announce_many(1)
    client = shop.client()
    client.post("/reader/marks", data={"paper": ID, "note": "<script>alert(1)</script>\nsecond line"})
    for path in ("/arxiv/cs.CL", "/reader/notes", f"/reader/papers/{ID}"):
        page = client.get(path).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;\nsecond line" in page
        assert "<script>alert" not in page
    client.post("/reader/marks", data={"paper": ID, "note": ""})
    assert "second line" not in client.get("/arxiv/cs.CL").text


def test_a_paper_goes_on_a_list_and_off_it(shop: Stand) -> None:
    shop.announce_many(1)
    client = shop.client()
    client.post("/reader/marks", data={"paper": ID, "list": 'low/rank & "friends"?'})
    [link] = html.fromstring(client.get("/arxiv/cs.CL").text).find_class("on-list")
    assert link.text == 'low/rank & "friends"?'
    assert ID in client.get(link.get("href")).text
    client.post("/reader/marks", data={"paper": ID, "list": 'low/rank & "friends"?', "on": "0"})
    assert "on-list" not in client.get("/arxiv/cs.CL").text


def test_a_script_sends_many_marks_at_once_and_hears_which_were_not_taken(shop: Stand) -> None:
    shop.announce_many(1)
    client = shop.client()
    answer = client.post(
        "/reader/marks", json={"marks": [mark(), mark(id="b-2", kind="like"), mark(id="c", kind="read")]}
    )
    assert answer.json["taken"] == 2
    [refused] = answer.json["refused"]
    assert refused["id"] == "b-2"
    assert "star, read, hide, note, list" in refused["why"]
    assert marks_on_card(client.get("/arxiv/cs.CL").text) == "star read"


@pytest.mark.parametrize(
    "sent", [[], "text", {}, {"marks": {}}, {"marks": [], "sent": "now"}, {"marks": [mark()] * 1001}, {"marks": None}]
)
def test_what_is_no_batch_of_marks_is_a_clear_error_and_makes_no_reader(shop: Stand, sent: object) -> None:
    answer = shop.client().post("/reader/marks", json=sent, headers={"Accept": "application/json"})
    assert answer.status_code == (200 if sent == {"marks": []} else 400)
    assert answer.json["detail"].endswith(".")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"star": "nonsense"},
        {"paper": ID},
        {"paper": "?", "note": "text"},
        {"paper": ID, "note": "x" * 10_001},
        {"paper": ID, "list": " "},
        {"paper": ID, "list": "x" * 81},
        {"note": "text"},
    ],
)
def test_a_form_that_makes_no_sense_is_a_clear_error(shop: Stand, form: dict[str, str]) -> None:
    answer = shop.client().post("/reader/marks", data=form)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_a_request_as_large_as_a_library_is_refused(shop: Stand) -> None:
    answer = shop.client().post("/reader/marks", data={"paper": ID, "note": "x" * 3_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("sent", [{}, {"paper": ID}, {"paper": "?", "kind": "pdf"}, {"paper": ID, "kind": "star"}, []])
def test_an_opening_that_makes_no_sense_is_a_clear_error(shop: Stand, sent: object) -> None:
    assert shop.client().post("/reader/opens", json=sent).status_code == 400


def test_openings_are_counted_once_and_stand_beside_the_link(shop: Stand) -> None:
    shop.announce_many(1)
    client = shop.client()
    said = [client.post("/reader/opens", json={"paper": ID, "kind": "pdf"}).json["times"] for _ in range(3)]
    said.append(shop.client().post("/reader/opens", json={"paper": ID, "kind": "pdf"}).json["times"])  # a reload
    assert said == [1, 1, 1, 1]
    assert client.post("/reader/opens", json={"paper": ID, "kind": "answers"}).json["times"] == 1
    page = html.fromstring(client.get("/arxiv/cs.CL").text)
    assert [page.get_element_by_id(f"{name}-stars-{ID}").text for name in ("pdf", "kimi")] == ["1", "1"]


def test_a_script_counts_no_more_than_a_household_whatever_it_pretends_to_be(shop: Stand) -> None:
    shop.announce_many(1)
    times = 0
    for number in range(3 * MOST_VISITORS):
        client = shop.client()
        if number % 2:
            client.post("/reader/marks", data={"hide": ID})  # a reader of its own each time
        sent = {"User-Agent": f"browser {number}", "X-Forwarded-For": "192.0.2.1"}
        times = client.post("/reader/opens", json={"paper": ID, "kind": "pdf"}, headers=sent).json["times"]
    assert times <= MOST_VISITORS


def test_settings_are_kept_from_a_form_and_nonsense_changes_none(shop: Stand) -> None:
    client = shop.client()
    given = {
        "theme": "dark",
        "categories": "cs.LG, cs.CL\r\n",
        "keywords": "Low rank\nstate space",
        "back": "/reader/settings",
    }
    assert client.post("/reader/settings", data=given).location == "/reader/settings"
    page = html.fromstring(client.get("/reader/settings").text)
    [form] = [form for form in page.forms if form.action == "/reader/settings"]
    assert form.fields["theme"] == "dark"
    assert form.fields["categories"].split() == ["cs.LG", "cs.CL"]
    assert form.fields["keywords"].strip() == "low rank\nstate space"
    refused = client.post("/reader/settings", data={"theme": "light", "categories": "cs.XX"})
    assert refused.status_code == 400
    assert "cs.XX" in refused.text
    assert 'data-theme="dark"' in client.get("/help").text


def test_following_a_category_brings_it_to_the_front_page_and_beside_every_list(shop: Stand) -> None:
    shop.announce_many(2, category="cs.CV")
    client = shop.client()
    [button] = html.fromstring(client.get("/arxiv/cs.CV").text).xpath("//button[@name='follow']")
    client.post("/reader/follow", data={"follow": button.get("value"), "back": "/arxiv/cs.CV"})
    client.post("/reader/follow", data={"follow": "cs.CL"})
    client.post("/reader/follow", data={"exclude": "cs.CY"})
    home = html.fromstring(client.get("/").text)
    assert [tile.text for tile in home.xpath("//section[@id='shelf']//a[@class='name']")] == [
        "Computer Vision and Pattern Recognition",
        "Computation and Language",
    ]
    assert "not crawled here" in home.text_content()
    assert home.xpath("//p[@class='together']/a/@href") == [
        "/arxiv/cs.CV,cs.CL-cs.CY",
        "/arxiv/cs.CV,cs.CL-cs.CY?unread=1",
    ]
    rail = html.fromstring(client.get("/arxiv/cs.CL").text).xpath("//nav[@class='rail']//a/text()")
    assert rail[:2] == ["cs.CV", "cs.CL"]
    client.post("/reader/follow", data={"unfollow": "cs.CV", "include": "cs.CY"})
    assert "/arxiv/cs.CV" not in html.fromstring(client.get("/help").text).xpath("//nav[@class='rail']//a/@href")


@pytest.mark.parametrize("form", [{"follow": "cs.XX"}, {"exclude": "cs"}, {"follow": ""}])
def test_only_categories_can_be_followed(shop: Stand, form: dict[str, str]) -> None:
    assert shop.client().post("/reader/follow", data=form).status_code == 400


def test_a_saved_list_stands_on_the_front_page_with_what_is_unread(shop: Stand) -> None:
    shop.announce_many(3)
    client = shop.client()
    page = html.fromstring(client.get("/arxiv/cs.CL+cs.LG?kind=new").text)
    [form] = [form for form in page.forms if form.action == "/reader/searches"]
    client.post(form.action, data={**dict(form.form_values()), "name": "New words"})
    client.post("/reader/marks", data={"read": ID})
    [saved] = html.fromstring(client.get("/").text).find_class("saved")
    assert " ".join(saved.text_content().split()) == "Saved lists and searches New words 2 unread"
    assert saved.xpath(".//a/@href") == ["/arxiv/cs.CL+cs.LG?kind=new", "/arxiv/cs.CL+cs.LG?kind=new&unread=1"]
    listed = html.fromstring(client.get("/arxiv/cs.CL").text)
    assert listed.xpath("//nav[@class='rail']//a[text()='New words']/@href") == ["/arxiv/cs.CL+cs.LG?kind=new"]
    client.post("/reader/searches", data={"drop": "/arxiv/cs.CL+cs.LG?kind=new"})
    assert "New words" not in client.get("/").text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"address": "/arxiv/cs.CL"},
        {"address": "https://evil.example", "name": "x"},
        {"address": "/arxiv/cs.CL", "name": "x" * 81},
    ],
)
def test_only_lists_with_a_name_can_be_saved(shop: Stand, form: dict[str, str]) -> None:
    answer = shop.client().post("/reader/searches", data=form)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_unread_counts_stand_beside_categories_and_days_and_narrow_the_list(shop: Stand) -> None:
    shop.announce_many(4)
    shop.announce("2610.00009", day=THURSDAY)
    client = shop.client()
    client.post("/reader/marks", data={"read": ID, "hide": "2611.00002"})
    home = html.fromstring(client.get("/").text)
    [tile] = home.xpath("//li[contains(@class, 'tile')][.//a[@href='/arxiv/cs.CL']]")
    assert " ".join(tile.find_class("total")[0].text_content().split()) == "2 unread"
    assert [cell.text for cell in home.find_class("left")] == ["1 unread", "2 unread"]
    listed = html.fromstring(client.get("/arxiv/cs.CL").text)
    assert " ".join(listed.find_class("rail")[0].text_content().split()).startswith("cs.CL 2 unread")
    [narrow] = listed.xpath("//a[@href='/arxiv/cs.CL?unread=1']")
    assert narrow.text == "2 unread"
    unread = html.fromstring(client.get("/arxiv/cs.CL?unread=1").text)
    assert [card.get("id") for card in unread.find_class("paper")] == ["2611.00004", "2611.00003"]


def test_a_paper_seen_once_is_not_new_again_elsewhere_unless_asked_for(shop: Stand) -> None:
    shop.announce("2611.00001", day=THURSDAY)
    client = shop.client()
    client.post("/reader/marks", json={"marks": [mark(kind="read", at="2026-11-19T15:00:00Z")]})
    shop.announce("2611.00001", "cs.LG", kind=Kind.CROSS, categories="cs.CL cs.LG")
    shop.announce("2611.00001", kind=Kind.REPLACE, categories="cs.CL cs.LG")
    for path in ("/arxiv/cs.LG?unread=1", "/arxiv/cs.CL?unread=1"):
        assert not html.fromstring(client.get(path).text).find_class("paper")
    client.post("/reader/settings", json={"again": "replaced"})
    assert not html.fromstring(client.get("/arxiv/cs.LG?unread=1").text).find_class("paper")
    assert marks_on_card(client.get("/arxiv/cs.CL?unread=1").text) == ""


def test_by_stars_the_most_opened_come_first(shop: Stand) -> None:
    shop.announce_many(3)
    client, other = shop.client(), shop.client()
    client.post("/reader/opens", json={"paper": ID, "kind": "pdf"})
    other.post("/reader/marks", data={"star": "2611.00001,2611.00002"})
    page = html.fromstring(client.get("/arxiv/cs.CL?sort=1").text)
    assert [card.get("id") for card in page.find_class("paper")] == ["2611.00001", "2611.00002", "2611.00003"]


def test_papers_with_excluded_words_or_authors_are_folded_and_say_why(shop: Stand) -> None:
    shop.announce("2611.00001", title="A Blockchain for Hölder bounds")
    shop.announce("2611.00002", authors=(Author("Kai Exampler"),))
    shop.announce("2611.00003", title="On blockchains")
    client = shop.client()
    client.post("/reader/settings", data={"excluded_keywords": "blockchain\nlog", "excluded_authors": "exampler kai"})
    page = html.fromstring(client.get("/arxiv/cs.CL").text)
    assert [card.get("id") for card in page.find_class("paper")] == ["2611.00003", "2611.00002", "2611.00001"]
    folded = {card.getparent().get("id"): card for card in page.xpath("//article[@data-muted]")}
    assert folded.keys() == {"2611.00001", "2611.00002"}
    [why] = folded["2611.00001"].find_class("muted-by")
    assert why.text_content() == "hidden by your word “blockchain” show"
    assert why.xpath("a/@href") == ["#2611.00001"]
    assert "hidden by your author “exampler kai”" in folded["2611.00002"].text_content()
    assert "data-muted" not in client.get("/arxiv/2611.00001").text
    client.post("/reader/marks", data={"star": "2611.00001"})
    assert [card.getparent().get("id") for card in folded_cards(client)] == ["2611.00002"]
    assert "data-muted" not in client.get("/reader/stars").text
    assert "data-muted" not in shop.client().get("/arxiv/cs.CL").text


def folded_cards(client: FlaskClient) -> list[Any]:
    """The folded papers of the list."""
    return list(html.fromstring(client.get("/arxiv/cs.CL").text).xpath("//article[@data-muted]"))


def test_papers_with_followed_words_or_authors_say_so(shop: Stand) -> None:
    shop.announce("2611.00001", title="Low-rank <b>bounds</b>")
    shop.announce("2611.00002")
    client = shop.client()
    client.post("/reader/settings", data={"keywords": "low rank\n<b>bounds</b>", "authors": "A. Invented"})
    for path in ("/arxiv/cs.CL", "/arxiv/2611.00001"):
        page = html.fromstring(client.get(path).text)
        [tags] = page.xpath("//div[@id='2611.00001']//p[@class='wishes']")
        assert [tag.text for tag in tags] == ["low rank", "<b>bounds</b>", "A. Invented"]
    [tags] = html.fromstring(client.get("/arxiv/2611.00002").text).find_class("wishes")
    assert [tag.text for tag in tags] == ["A. Invented"]
    assert "wishes" not in shop.client().get("/arxiv/cs.CL").text

"""List pages as a browser gets them."""

import pytest
from lxml import html

from crawler.records import Kind
from tests.webapp.stand import FRIDAY, THURSDAY, CountedQueries, Stand


def head(page: str) -> dict[str, str]:
    """What the list's header says to programs."""
    [element] = html.fromstring(page).xpath("//*[@data-total]")
    return {name: value for name, value in element.attrib.items() if name.startswith("data-")}


def test_the_header_tells_programs_the_total_and_how_the_day_stands(shop: Stand) -> None:
    shop.announce("2611.00001")
    shop.announce("2610.00002", kind=Kind.REPLACE)
    shop.ledger(
        "cs.CL", FRIDAY, "partial",
        held_new=1, held_cross=0, held_replacements=1, expected_new=3, expected_cross=0, expected_replacements=1,
    )  # fmt: skip
    page = shop.client().get("/arxiv/cs.CL").text
    assert head(page) == {"data-total": "1", "data-state": "partial", "data-held": "2", "data-expected": "4"}
    assert "2 of 4 so far" in page


def test_a_card_keeps_the_names_that_add_ons_read(shop: Stand) -> None:
    shop.announce("2611.00001", categories="cs.CL cs.LG")
    page = html.fromstring(shop.client().get("/arxiv/cs.CL").text)
    [card] = page.find_class("paper")
    assert (card.tag, "panel" in card.classes) == ("div", True)
    assert card.get("id") == "2611.00001"
    assert card.get("keywords") is not None
    assert {name: card.get(name) for name in ("data-version", "data-kind", "data-announced", "data-primary")} == {
        "data-version": "1",
        "data-kind": "new",
        "data-announced": "2026-11-20",
        "data-primary": "cs.CL",
    }
    assert card.find_class("title-link")[0].get("id") == "title-2611.00001"
    assert card.find_class("title-pdf")[0].get("data") == "https://arxiv.org/pdf/2611.00001"
    assert card.find_class("author")
    assert card.find_class("summary")[0].get("id") == "summary-2611.00001"
    assert card.find_class("subjects")[0].get("id") == "subjects-2611.00001"


def test_every_paper_of_a_list_can_be_saved_by_zotero(shop: Stand) -> None:
    shop.announce_many(3)
    page = html.fromstring(shop.client().get("/arxiv/cs.CL").text)
    assert len(page.find_class("Z3988")) == 3


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("/arxiv/CS.cl", "/arxiv/cs.CL"),
        ("/arxiv/cs.SY?date=2026-11-20&show=5", "/arxiv/eess.SY?date=2026-11-20&show=5"),
        ("/arxiv/cs.CL/", "/arxiv/cs.CL"),
        ("/arxiv/cs.CL/?kind=new", "/arxiv/cs.CL?kind=new"),
        ("/arxiv/cs.AI%20cs.LG", "/arxiv/cs.AI+cs.LG"),
        ("/arxiv/cs.CL,cs.CL", "/arxiv/cs.CL"),
        ("/arxiv/1406.02661", "/arxiv/1406.2661"),
        ("/arxiv/Cs.CL/feed?kind=new", "/arxiv/cs.CL/feed?kind=new"),
        ("/arxiv", "/"),
        ("/arxiv/", "/arxiv"),
        ("/help/", "/help"),
    ],
)
def test_other_spellings_move_for_good_to_the_canonical_address(shop: Stand, typed: str, canonical: str) -> None:
    response = shop.client().get(typed)
    assert (response.status_code, response.location) == (301, canonical)


@pytest.mark.parametrize(
    "typed", ["/arxiv/cs.AI,cs.CL", "/arxiv/cs.AI%2Ccs.CL", "/arxiv/cs.AI%2Bcs.CL", "/arxiv/cs.AI+cs.CL"]
)
def test_signs_may_be_percent_encoded(shop: Stand, typed: str) -> None:
    assert shop.client().get(typed).status_code == 200


def test_a_redirect_never_leads_to_another_site(shop: Stand) -> None:
    client = shop.client()
    for typed in ("//evil.example/", "///evil.example//", "/%5Cevil.example/", "/%0d%0aSet-Cookie:%20a=b/"):
        response = client.get(typed)
        location = response.location or "/"
        assert response.status_code < 500
        assert location.startswith(("/", "http://localhost/"))
        assert not location.startswith(("//", "/\\"))
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("/arxiv/cs.CL?date=2026-11-21", 400),
        ("/arxiv/cs.CL?date=2026-11-20..2026-11-19", 400),
        ("/arxiv/cs.CL?date=nonsense", 400),
        ("/arxiv/cs.CL?sort=best", 400),
        ("/arxiv/cs.CL?kind=old", 400),
        ("/arxiv/cs.CL?show=0", 400),
        ("/arxiv/cs.CL?skip=x", 400),
        ("/arxiv/cs.CL,2402.12354", 400),
        ("/arxiv/cs.XX", 404),
        ("/arxiv/2413.00001", 404),
        ("/arxiv/2612.00001", 404),
        ("/arxiv/cs.CL?date=2026-11-14", 200),
        ("/arxiv/cs.CL?date=2024-03-06", 200),
        ("/arxiv/cs.CL?skip=1000", 200),
        ("/arxiv/cs.RO", 200),
    ],
)
def test_every_address_gets_the_status_that_the_rules_say(shop: Stand, typed: str, status: int) -> None:
    shop.announce("2611.00001", day=THURSDAY)
    response = shop.client().get(typed)
    assert response.status_code == status
    assert "<h1" in response.text


def test_an_empty_page_says_why(shop: Stand) -> None:
    shop.announce("2611.00001", day=THURSDAY)
    client = shop.client()
    assert "No announcement: weekend." in client.get("/arxiv/cs.CL?date=2026-11-14").text
    assert "The list ends with paper 1" in client.get("/arxiv/cs.CL?date=2026-11-19&skip=50").text
    assert "does not carry this category" in client.get("/arxiv/cs.RO").text


def test_a_page_takes_ten_queries_however_many_papers_it_shows(shop: Stand) -> None:
    shop.announce_many(5, day=THURSDAY)
    shop.announce_many(500, day=FRIDAY)
    client = shop.client()
    counts = []
    for day in (THURSDAY, FRIDAY):
        with CountedQueries(client.application.extensions["paperstand"].engine) as queries:
            page = client.get(f"/arxiv/cs.CL?date={day}&show=1000").text
        assert page.count('class="panel paper"') in (5, 500)
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 10


def test_beside_a_list_stand_the_counts_of_the_carried_categories(shop: Stand) -> None:
    shop.announce_many(3)
    shop.announce("2610.00002", kind=Kind.REPLACE)
    page = html.fromstring(shop.client().get("/arxiv/cs.CL?date=2026-11-19").text)
    rail = [" ".join(item.text_content().split()) for item in page.find_class("rail")[0].iter("li")]
    assert rail == ["cs.CL 3", "cs.LG"]


def test_characters_of_every_width_reach_the_browser(shop: Stand) -> None:
    shop.announce("2611.00001", title="Zoë on 模型 and 𝒪")
    assert "Zoë on 模型 and 𝒪" in shop.client().get("/arxiv/cs.CL").data.decode("utf-8")


def test_hostile_text_stays_text(shop: Stand) -> None:
    shop.announce("2611.00001", title="<script>alert(1)</script>", abstract='"><img src=x onerror=alert(2)> $x$')
    page = shop.client().get("/arxiv/cs.CL").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_list_can_be_had_in_every_order_there_is(shop: Stand) -> None:
    shop.announce_many(2)
    page = html.fromstring(shop.client().get("/arxiv/cs.CL?kind=new&skip=1").text)
    [order] = page.find_class("order")
    assert [link.get("href") for link in order.iter("a")] == [
        "/arxiv/cs.CL?kind=new",
        "/arxiv/cs.CL?kind=new&sort=date",
        "/arxiv/cs.CL?kind=new&sort=stars",
        "/arxiv/cs.CL?kind=new&sort=foryou",
    ]
    assert [link.get("aria-current") for link in order.iter("a")] == ["page", None, None, None]


def test_any_day_can_be_opened_from_a_list_in_the_same_kind_and_order(shop: Stand) -> None:
    shop.announce_many(2)
    client = shop.client()
    page = html.fromstring(client.get("/arxiv/cs.CL+cs.LG?kind=new,cross&sort=0&show=9&skip=1").text)
    [form] = [form for form in page.forms if "date" in form.fields]
    assert (form.method, form.action) == ("GET", "/arxiv/cs.CL+cs.LG")
    assert dict(form.form_values()) == {"date": "2026-11-20", "kind": "new,cross", "sort": "date", "show": "9"}
    form.fields["date"] = "2026-11-19"
    assert client.get(form.action, query_string=dict(form.form_values())).status_code == 200

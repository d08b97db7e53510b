"""Calendars, ranges of days by name, and what is new since the last visit."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html

from crawler.records import Kind
from tests.webapp.stand import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Stand


def filled(shop: Stand) -> FlaskClient:
    """A browser before a site with papers of Monday, Thursday and Friday, a holiday on Wednesday, and a Friday that is not complete."""
    for number, day in enumerate((MONDAY, THURSDAY, FRIDAY), 1):
        shop.announce(f"2611.0000{number}", day=day)
    shop.announce("2611.00004", "cs.LG", FRIDAY, Kind.CROSS, categories="cs.CL cs.LG")
    shop.ledger("cs.CL", WEDNESDAY, "empty", reason="arXiv announced nothing.")
    shop.ledger("cs.CL", FRIDAY, "partial", held_new=1, expected_new=3, expected_cross=0, expected_replacements=0)
    return shop.client()


def cell(page: str, day: str) -> str:
    """What a calendar says of a day, named by the end of its link."""
    [link] = html.fromstring(page).xpath(f"//table[@class='calendar']//td/a[contains(@href, 'date={day}')]")
    return " ".join(link.text_content().split())


def test_a_month_shows_each_days_papers_and_how_it_stands(shop: Stand) -> None:
    page = filled(shop).get("/days?month=2026-11").text
    assert cell(page, "2026-11-16") == "16 1 1 + 0: 1 new, 0 cross-listed not crawled"
    assert cell(page, "2026-11-18") == "18 not crawled"
    assert cell(page, "2026-11-20") == "20 2 1 + 1: 1 new, 1 cross-listed not crawled"
    alone = shop.client(categories=("cs.CL",)).get("/arxiv/cs.CL/days").text
    assert cell(alone, "2026-11-18") == "18 none"
    assert cell(alone, "2026-11-20") == "20 1 1 + 0: 1 new, 0 cross-listed 1 of 3 so far"
    assert "1 of 3 so far, the rest is being fetched" in alone


def test_a_calendar_is_a_table_whose_weeks_lead_to_their_ranges(shop: Stand) -> None:
    page = html.fromstring(filled(shop).get("/arxiv/cs.CL/days?sort=date").text)
    [table] = page.find_class("calendar")
    assert [head.text_content() for head in table.xpath(".//thead//th[@scope='col']")][1:] == [
        "Mon", "Tue", "Wed", "Thu", "Fri",
    ]  # fmt: skip
    [week] = table.xpath(".//th[@scope='row']/a")
    assert (week.text, week.get("href")) == ("16–20 Nov", "/arxiv/cs.CL?date=2026-11-16..2026-11-20&sort=date")


def test_months_are_paged_from_the_beginning_of_arxiv_to_the_newest(shop: Stand) -> None:
    client = filled(shop)
    latest = html.fromstring(client.get("/arxiv/cs.CL/days?kind=new").text)
    assert latest.xpath("//nav[@class='days']/a/@href") == ["/arxiv/cs.CL/days?month=2026-10&kind=new"]
    middle = html.fromstring(client.get("/days?month=2026-10").text)
    assert middle.xpath("//nav[@class='days']/a/@href") == ["/days?month=2026-09", "/days?month=2026-11"]
    assert middle.xpath("//main//a/@href")[-1] == "/month/2026-10"
    first = html.fromstring(client.get("/days?month=1991-07").text)
    assert first.xpath("//nav[@class='days']/a/@href") == ["/days?month=1991-08"]
    [form] = [form for form in middle.forms if "month" in form.fields]
    assert (form.method, form.action) == ("GET", "/days")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/days?month=2026-12", 400),
        ("/days?month=1991-06", 400),
        ("/days?month=2026-13", 400),
        ("/days?month=<b>", 400),
        ("/days?month=%00", 400),
        ("/arxiv/cs.XX/days", 404),
        ("/arxiv/2611.00001/days", 404),
        ("/arxiv/cs.CL/days?sort=nonsense", 400),
        ("/arxiv/CS.cl/days", 301),
        ("/days?month=", 200),
    ],
)
def test_a_month_that_cannot_be_is_a_clear_error(shop: Stand, path: str, status: int) -> None:
    assert shop.client().get(path).status_code == status


def test_unread_papers_stand_in_the_calendar_and_one_seen_elsewhere_is_not_new_again(shop: Stand) -> None:
    shop.announce("2611.00001", day=THURSDAY, categories="cs.CL cs.LG")
    shop.announce("2611.00001", "cs.LG", FRIDAY, Kind.CROSS, categories="cs.CL cs.LG")
    shop.announce("2611.00002", "cs.LG", FRIDAY)
    client = shop.client()
    client.post("/reader/marks", data={"read": "2611.00001"})
    for path in ("/days", "/"):
        page = client.get(path).text
        assert "0 unread" in cell(page, "2026-11-19")
        assert "1 unread" in cell(page, "2026-11-20")


def test_a_calendar_takes_as_many_queries_for_a_reader_who_excludes_and_leaves_those_papers_out(shop: Stand) -> None:
    shop.announce("2611.00001", categories="cs.CL cs.CY")
    shop.announce("2611.00002")
    client = shop.client()
    client.post("/reader/settings", json={"categories": ["cs.CL"], "excluded": ["cs.CY"]})
    page = client.get("/days").text
    assert "1 unread" in cell(page, "2026-11-20")
    assert "/arxiv/cs.CL-cs.CY?date=2026-11-20" in page


@pytest.mark.parametrize(
    ("typed", "led_to"),
    [
        ("/arxiv/cs.CL?date=week&sort=date&skip=3", "/arxiv/cs.CL?date=2026-11-16..2026-11-20&sort=date"),
        ("/arxiv/cs.CL?date=LAST-WEEK&kind=new", "/arxiv/cs.CL?date=2026-11-09..2026-11-13&kind=new"),
        ("/arxiv/cs.CL+cs.LG?date=last7", "/arxiv/cs.CL+cs.LG?date=2026-11-16..2026-11-20"),
        ("/arxiv/cs.RO?date=last7", "/arxiv/cs.RO"),
        ("/arxiv/cs.CL?date=visit", "/arxiv/cs.CL"),
    ],
)
def test_a_range_by_name_leads_to_its_days(shop: Stand, typed: str, led_to: str) -> None:
    answer = filled(shop).get(typed)
    assert (answer.status_code, answer.location) == (302, led_to)


def test_a_list_offers_ranges_and_a_form_for_any(shop: Stand) -> None:
    client = filled(shop)
    page = html.fromstring(client.get("/arxiv/cs.CL?kind=new").text)
    assert page.xpath("//p[@class='spans']/a/@href") == [
        "/arxiv/cs.CL?kind=new&date=week",
        "/arxiv/cs.CL?kind=new&date=last-week",
        "/arxiv/cs.CL?kind=new&date=last7",
    ]
    [form] = [form for form in page.forms if "from" in form.fields]
    form.fields["from"] = "2026-11-16"
    answer = client.get(form.action, query_string=dict(form.form_values()))
    assert answer.status_code == 200
    assert "Monday 16 to Friday 20 November 2026" in answer.text
    assert client.get("/arxiv/cs.CL?from=2026-11-19").status_code == 200
    assert client.get("/arxiv/cs.CL?from=2026-11-19&to=2026-11-16").status_code == 400


def note(client: FlaskClient, day: date, **more: str) -> int:
    """Tell the site which day a page has shown; what it answers."""
    return client.post("/reader/visit", data={"day": str(day), **more}).status_code


def test_since_my_last_visit_are_the_days_after_it(shop: Stand) -> None:
    client = filled(shop)
    client.post("/reader/marks", data={"star": "2611.00001"})
    assert 'name="visit" content="2026-11-20"' in client.get("/").text
    assert "since my last visit" not in client.get("/").text
    assert note(client, TUESDAY) == 204
    for path in ("/", "/arxiv/cs.CL"):
        page = client.get(path).text
        assert "since my last visit (18–20 Nov)" in page
        assert 'name="visit" content="2026-11-20"' in page
    note(client, FRIDAY)
    note(client, FRIDAY)
    note(client, MONDAY)
    again = client.get("/").text
    assert "since my last visit (18–20 Nov)" in again
    assert 'name="visit"' not in again
    assert client.get("/arxiv/cs.CL?date=visit").location == "/arxiv/cs.CL?date=2026-11-18..2026-11-20"


def test_without_a_script_a_button_says_that_all_was_seen(shop: Stand) -> None:
    client = filled(shop)
    client.post("/reader/marks", data={"star": "2611.00001"})
    note(client, TUESDAY)
    [form] = [form for form in html.fromstring(client.get("/").text).forms if form.action == "/reader/visit"]
    answer = client.post(form.action, data={**dict(form.form_values()), "all": "1"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "since my last visit" not in client.get("/").text
    assert client.get("/arxiv/cs.CL?date=visit").location == "/arxiv/cs.CL"


def test_looking_makes_nobody_a_reader_and_writes_nothing(shop: Stand) -> None:
    client = filled(shop)
    assert note(client, FRIDAY) == 204
    assert "Set-Cookie" not in client.get("/").headers
    assert 'name="visit"' not in client.get("/").text


@pytest.mark.parametrize("day", ["", "yesterday", "1066-10-14", "2026-11-99", "<b>"])
def test_a_visit_of_no_day_is_a_clear_error(shop: Stand, day: str) -> None:
    assert shop.client().post("/reader/visit", data={"day": day}).status_code == 400


def test_a_day_to_come_counts_as_the_newest_there_can_be(shop: Stand) -> None:
    client = filled(shop)
    client.post("/reader/marks", data={"star": "2611.00001"})
    note(client, FRIDAY + timedelta(days=400))
    assert 'name="visit"' not in client.get("/").text

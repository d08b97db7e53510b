"""Choosing categories: to follow, to leave or to exclude; for anybody as an address, for a reader to keep."""

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.webapp.stand import Stand


def picker(client: FlaskClient) -> html.FormElement:
    """The front page's form of choices."""
    [form] = [form for form in html.fromstring(client.get("/").text).forms if form.get("id") == "picker"]
    return form


def test_a_choice_leads_anybody_to_the_list_it_makes(shop: Stand) -> None:
    client = shop.client()
    form = picker(client)
    assert (form.method, form.action) == ("GET", "/arxiv")
    for name, choice in (("cs.AI", "in"), ("cs.LG", "in"), ("cs.CY", "out")):
        form.fields[name] = choice
    answer = client.get(form.action, query_string=dict(form.form_values()))
    assert (answer.status_code, answer.location) == (302, "/arxiv/cs.AI+cs.LG-cs.CY")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("query", "status", "location"),
    [
        ("", 301, "/"),
        ("cs.AI=&cs.LG=", 301, "/?cs.AI=&cs.LG="),
        ("cs.CY=out", 302, "/arxiv/cs.CL+cs.LG-cs.CY"),
        ("CS.ai=in", 302, "/arxiv/cs.AI"),
        ("cs.XX=in", 404, None),
        ("%22%3E=in", 404, None),
    ],
)
def test_other_choices_lead_somewhere_too(shop: Stand, query: str, status: int, location: str | None) -> None:
    answer = shop.client().get(f"/arxiv?{query}")
    assert (answer.status_code, answer.location) == (status, location)


def test_a_choice_that_is_kept_is_what_the_reader_follows_in_the_order_it_had(shop: Stand) -> None:
    client = shop.client()
    client.post("/reader/settings", json={"categories": ["cs.LG", "cs.CV", "cs.CL"], "excluded": ["cs.CY"]})
    form = picker(client)
    assert [form.fields[name] for name in ("cs.LG", "cs.CY", "cs.AI")] == ["in", "out", ""]
    for name, choice in (("cs.CV", ""), ("cs.AI", "in"), ("cs.CY", ""), ("cs.DL", "out")):
        form.fields[name] = choice
    [button] = [button for button in form.xpath(".//button") if button.get("formmethod") == "post"]
    assert client.post(button.get("formaction"), data=dict(form.form_values())).location == "/"
    assert 'href="/arxiv/cs.LG,cs.CL,cs.AI-cs.DL"' in client.get("/").text
    form = picker(client)
    assert [form.fields[name] for name in ("cs.LG", "cs.CL", "cs.AI", "cs.DL", "cs.CV")] == [
        "in",
        "in",
        "in",
        "out",
        "",
    ]


@pytest.mark.parametrize("form", [{"cs.XX": "in"}, {"cs": "out"}])
def test_only_categories_can_be_chosen(shop: Stand, form: dict[str, str]) -> None:
    answer = shop.client().post("/reader/categories", data=form)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_a_reader_follows_and_excludes_by_the_subjects_of_a_card(shop: Stand) -> None:
    shop.announce("2611.00001", categories="cs.CL cs.CY")
    client = shop.client()
    assert 'form="following"' not in client.get("/arxiv/cs.CL").text
    client.post("/reader/settings", json={"categories": ["cs.CL", "cs.CY"]})
    page = html.fromstring(client.get("/arxiv/cs.CL").text)
    [form] = page.xpath("//form[@id='following']")
    [exclude] = page.xpath("//button[@form='following'][@name='exclude'][@value='cs.CY']")
    answer = client.post(form.action, data={**dict(form.form_values()), "exclude": exclude.get("value")})
    assert answer.location == "/arxiv/cs.CL"
    fields = picker(client).fields
    assert (fields["cs.CL"], fields["cs.CY"]) == ("in", "out")
    client.post(form.action, data={"follow": "cs.CY"})
    assert picker(client).fields["cs.CY"] == "in"


def test_a_list_of_several_categories_can_be_followed_as_it_is(shop: Stand) -> None:
    shop.announce("2611.00001")
    client = shop.client()
    page = html.fromstring(client.get("/arxiv/cs.CL+cs.LG-cs.CY").text)
    [form] = [form for form in page.forms if form.action == "/reader/categories"]
    client.post(form.action, data=dict(form.form_values()))
    fields = picker(client).fields
    assert [fields[name] for name in ("cs.CL", "cs.LG", "cs.CY")] == ["in", "in", "out"]
    again = html.fromstring(client.get("/arxiv/cs.CL+cs.LG-cs.CY").text)
    assert not [form for form in again.forms if form.action == "/reader/categories"]

"""The order for a reader on lists and in searches, and the page that shows and corrects what was learned."""

import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from crawler.store.models import Base
from crawler.store.session import reading
from tests.webapp.searching import searchable
from tests.webapp.stand import THURSDAY, CountedQueries, Stand

LIST = "/arxiv/cs.CL?date=2026-11-20&sort=foryou"
DAY = {
    "2611.00014": ("Dust in galaxies", "We observe dust in distant galaxies."),
    "2611.00013": ("Turbulent flows", "A solver on coarse grids."),
    "2611.00012": ("Merging adapters", "Adapters of low rank are merged."),
    "2611.00011": ("Speech of birds", "Songs are recorded."),
}
STARRED = "2611.00001"


@pytest.fixture
def day(shop: Stand) -> Stand:
    """A day of four papers, and one of the day before that is like the third of them."""
    shop.announce(STARRED, day=THURSDAY, title="Low-rank adapters", abstract="We adapt by low-rank matrices.")
    for arxiv_id, (title, abstract) in DAY.items():
        shop.announce(arxiv_id, title=title, abstract=abstract, authors=())
    return shop


def ids(page: str) -> list[str]:
    """The papers on a page, in their order."""
    return [card.get("id") for card in html.fromstring(page).find_class("paper")]


def why(page: str) -> list[str]:
    """The reasons on a page, of those papers that have any."""
    return [reason.text_content() for reason in html.fromstring(page).find_class("why")]


def star(client: FlaskClient, *papers: str) -> None:
    client.post("/reader/marks", data={"star": ",".join(papers)})


def kept_rows(day: Stand) -> int:
    """How many settings and marks of readers the database holds."""
    with reading(day.engine) as session:
        return sum(
            len(session.execute(Base.metadata.tables[name].select()).all()) for name in ("reader_settings", "marks")
        )


def test_a_list_in_this_order_has_what_is_like_the_starred_papers_first_and_says_why(day: Stand) -> None:
    client = day.client()
    star(client, STARRED)
    page = client.get(LIST).text
    assert ids(page) == ["2611.00012", "2611.00014", "2611.00013", "2611.00011"]
    assert why(page) == ["Because of: adapter, low rank"]
    assert ids(client.get("/arxiv/cs.CL?date=2026-11-20").text) == list(DAY)


@pytest.mark.parametrize("path", [LIST, "/reader/profile"])
def test_for_who_has_marked_and_followed_nothing_the_order_is_the_usual_and_the_page_says_how_to_begin(
    day: Stand, path: str
) -> None:
    answer = day.client().get(path)
    assert "Set-Cookie" not in answer.headers
    assert "Star a few papers" in answer.text
    assert ids(answer.text) in ([], list(DAY))


def test_what_is_followed_by_word_is_enough_to_begin(day: Stand) -> None:
    client = day.client()
    client.post("/reader/settings", json={"keywords": ["bird"]})
    assert ids(client.get(LIST).text)[0] == "2611.00011"


def test_pages_of_the_order_fit_together_whatever_is_marked_meanwhile(day: Stand) -> None:
    client = day.client()
    star(client, STARRED)
    first = client.get(f"{LIST}&show=2")
    [following] = html.fromstring(first.text).xpath("//head/link[@rel='next']/@href")
    assert "until=" in following
    day.now = day.now.replace(hour=16)
    later = day.client()
    later.set_cookie("paperstand_reader", client.get_cookie("paperstand_reader").value)  # type: ignore[union-attr]
    star(later, "2611.00011")
    assert ids(later.get(LIST).text)[:2] == ["2611.00011", "2611.00012"]
    assert sorted(ids(first.text) + ids(later.get(following).text)) == sorted(DAY)


@pytest.mark.parametrize("until", ["-1", "soon", "999999999999"])
def test_a_moment_that_is_none_is_refused(day: Stand, until: str) -> None:
    assert day.client().get(f"{LIST}&until={until}").status_code == 400


def test_a_search_in_this_order_has_the_same_hits_the_liked_ones_first(day: Stand, tmp_path: Path) -> None:
    client = searchable(day, tmp_path)
    star(client, STARRED)
    usual = ids(client.get("/arxiv/search?category=cs.CL").text)
    page = client.get("/arxiv/search?category=cs.CL&sort=foryou").text
    assert sorted(ids(page)) == sorted(usual)
    assert ids(page).index("2611.00012") <= 1
    assert any("low rank" in reasons for reasons in why(page))


def test_today_for_a_reader_is_the_list_of_what_is_followed(day: Stand) -> None:
    client = day.client()
    assert client.get("/foryou").location == "/arxiv/cs.CL,cs.LG?sort=foryou"
    client.post("/reader/settings", json={"categories": ["cs.AI", "cs.CV"], "excluded": ["cs.CY"]})
    assert client.get("/foryou").location == "/arxiv/cs.AI,cs.CV-cs.CY?sort=foryou"


def test_a_paper_opened_counts_unless_only_marks_by_hand_count(day: Stand) -> None:
    client = day.client()
    client.post("/reader/settings", json={"mark_read": "hand"})
    client.post("/reader/opens", json={"paper": STARRED, "kind": "pdf"})
    assert "Star a few papers" in client.get(LIST).text
    client.post("/reader/settings", json={"mark_read": "open"})
    client.post("/reader/opens", json={"paper": STARRED, "kind": "page"})
    assert ids(client.get(LIST).text)[0] == "2611.00012"


def test_the_profile_shows_what_was_learned_from_what_and_takes_corrections(day: Stand) -> None:
    client = day.client()
    star(client, STARRED)
    page = html.fromstring(client.get("/reader/profile").text)
    text = " ".join(page.xpath("//main")[0].text_content().split())
    assert "Starred 1" in text
    assert "Ada Invented" in text
    assert "low rank" in [each.text_content() for each in page.xpath("//ul[@class='cloud']/li")]
    client.post("/reader/profile", data={"less": "low rank"})
    client.post("/reader/profile", data={"less": "adapter"})
    client.post("/reader/profile", data={"typed": "Galaxies", "as": "more"})
    assert ids(client.get(LIST).text)[0] == "2611.00014"
    assert ids(client.get(LIST).text)[-1] == "2611.00012"
    client.post("/reader/profile", data={"more": "adapter"})
    client.post("/reader/profile", data={"undo": "galaxy"})
    assert ids(client.get(LIST).text)[0] == "2611.00012"
    client.post("/reader/profile", data={"forgotten": "adapter"})
    assert not any("adapter" in reasons for reasons in why(client.get(LIST).text))


def test_to_start_anew_leaves_the_marks_and_forgets_what_they_taught(day: Stand) -> None:
    client = day.client()
    star(client, STARRED)
    client.post("/reader/profile", data={"more": "galaxy"})
    assert client.post("/reader/profile", data={"anew": "1"}).location == "/reader/profile"
    assert ids(client.get(LIST).text) == list(DAY)
    assert ids(client.get("/reader/stars").text) == [STARRED]


def test_corrections_move_house_with_the_file_and_go_when_the_reader_is_forgotten(day: Stand) -> None:
    client, other = day.client(), day.client()
    star(client, STARRED)
    client.post("/reader/profile", data={"more": "galaxy"})
    file = client.get("/reader/export").data
    assert {"name": "more", "value": ["galaxy"]}.items() <= next(
        each for each in json.loads(file)["settings"] if each["name"] == "more"
    ).items()
    other.post("/reader/import", data={"file": (io.BytesIO(file), "paperstand.json")})
    assert ids(other.get(LIST).text) == ids(client.get(LIST).text)
    client.post("/reader/forget")
    other.post("/reader/forget")
    assert kept_rows(day) == 0


@pytest.mark.parametrize(
    "form", [{}, {"typed": "the"}, {"typed": "x" * 500}, {"more": ""}, {"more": "\x00"}, {"less": "a" * 900}]
)
def test_a_correction_that_makes_no_sense_is_refused(day: Stand, form: dict[str, str]) -> None:
    assert day.client().post("/reader/profile", data=form).status_code == 400
    assert kept_rows(day) == 0


def test_what_was_typed_is_shown_as_text(day: Stand) -> None:
    client = day.client()
    client.post("/reader/profile", data={"more": "<script>alert(1)</script>"})
    page = client.get("/reader/profile").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_order_costs_as_many_queries_for_many_papers_as_for_few(shop: Stand) -> None:
    counts = []
    for papers in (3, 40):
        shop.announce_many(papers)
        client = shop.client()
        star(client, "2611.00001", "2611.00002")
        with CountedQueries(shop.engine) as queries:
            client.get("/arxiv/cs.CL?sort=foryou&show=1000")
        counts.append(queries.count)
    assert counts[0] == counts[1]

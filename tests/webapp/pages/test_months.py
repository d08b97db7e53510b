"""A month's papers."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import html

from tests.webapp.searching import found, searchable, total
from tests.webapp.stand import Stand


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_month_has_what_was_announced_in_it_and_of_the_rest_what_was_submitted(shop: Stand, folder: Path) -> None:
    shop.announce("2610.00001", day=date(2026, 11, 2), submitted=datetime(2026, 10, 30, tzinfo=UTC))
    shop.paper("2610.00002", submitted=datetime(2026, 10, 31, tzinfo=UTC))
    shop.paper("2610.00003")
    client = searchable(shop, folder)
    assert found(client.get("/month/2026-11").text) == ["2610.00001"]
    assert found(client.get("/month/2026-10").text) == ["2610.00003", "2610.00002"]


def test_a_category_narrows_it_and_stays_on_the_way_to_other_months(shop: Stand, folder: Path) -> None:
    shop.paper("2610.00001", "cs.CL")
    shop.paper("2610.00002", "math.ST")
    page = searchable(shop, folder).get("/month/2026-10?category=cs.CL&show=1").text
    assert (found(page), total(page)) == (["2610.00001"], 1)
    assert html.fromstring(page).xpath("//nav[@aria-label='Months']/a/@href") == [
        "/month/2026-09?category=cs.CL",
        "/month/2026-11?category=cs.CL",
    ]


def test_a_month_without_papers_says_so_and_pages_go_on(shop: Stand, folder: Path) -> None:
    shop.announce_many(3)
    client = searchable(shop, folder)
    assert "No paper of this month is held here" in client.get("/month/1995-02").text
    page = client.get("/month/2026-11?show=2").text
    [following] = html.fromstring(page).xpath("//nav[@aria-label='Pages']/a[@rel='next']/@href")
    assert found(client.get(following).text) == ["2611.00001"]


@pytest.mark.parametrize("text", ["2026-13", "1991-06", "2026-12", "2026", "now", "2026-1", "٢٠٢٦-٠١"])
def test_what_is_no_month_of_arxivs_is_not_there(shop: Stand, folder: Path, text: str) -> None:
    assert searchable(shop, folder).get(f"/month/{text}").status_code == 404

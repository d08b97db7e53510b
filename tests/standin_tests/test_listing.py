import pytest
import requests

from tests.standin import StandIn
from tests.standin_tests.reading import list_page

SECTIONS = {"New": ["new"], "Cross": ["cross"], "Replacement": ["replace", "replace-cross"]}


def get(arxiv: StandIn, path: str, **options: bool) -> requests.Response:
    return requests.get(arxiv.url + path, timeout=60, **options)  # type: ignore[arg-type]  # allow_redirects only


@pytest.mark.parametrize("subject", ["cs.CL", "cs.LG", "cs.AI", "cs.CV", "hep-th", "math.NT", "eess.SY", "cs.IT", "cs"])
@pytest.mark.parametrize("day", ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"])
def test_catchup_holds_what_the_manifest_says(arxiv: StandIn, subject: str, day: str) -> None:
    truth = arxiv.manifest(subject)["days"][day][subject]
    page = list_page(get(arxiv, f"/catchup/{subject}/{day}?abs=True").content)
    assert page.expected() == truth["expected"]
    served = {name: ids for name, ids in page.ids.items() if ids}
    listed = {name: [i for kind in kinds for i in truth[kind]] for name, kinds in SECTIONS.items()}
    assert served == {name: ids for name, ids in listed.items() if ids}


def test_the_four_default_categories_look_like_real_days(arxiv: StandIn) -> None:
    for listings in arxiv.manifest("cs.CL", "cs.LG", "cs.AI", "cs.CV")["days"].values():
        for listing in listings.values():
            assert 25 <= sum(listing["expected"].values()) <= 60


def test_the_new_page_moves_on_at_twenty_hundred_the_evening_before(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-18T19:59:59")
    assert list_page(get(arxiv, "/list/cs.LG/new").content).date == "Wednesday, 18 November 2026"
    arxiv.set_now("2026-11-18T20:00")
    assert list_page(get(arxiv, "/list/cs.LG/new").content).date == "Thursday, 19 November 2026"


def test_mondays_batch_is_out_on_sunday_evening(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-15T20:00")
    assert list_page(get(arxiv, "/list/cs.LG/new").content).date == "Monday, 16 November 2026"


def test_the_weekend_shows_fridays_listing(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-22T12:00")
    assert list_page(get(arxiv, "/list/cs.LG/new").content).date == "Friday, 20 November 2026"


def test_a_page_shows_a_part_where_asked(arxiv: StandIn) -> None:
    whole = list_page(get(arxiv, "/list/cs/new").content)
    part = list_page(get(arxiv, "/list/cs/new?skip=50&show=25").content)
    new = whole.claimed["New"][1]
    assert part.ids["New"] == whole.ids["New"][50:75]
    assert part.claimed["New"] == (min(25, new - 50), new)
    assert get(arxiv, "/list/cs/new?show=26").status_code == 400


def test_no_version_number_is_in_the_page(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-17T12:00")
    page = get(arxiv, "/list/hep-th/new").text
    assert "hep-th/9901001" in page
    assert "9901001v3" not in page


def test_accents_are_resolved_in_authors(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-16T12:00")
    page = get(arxiv, "/list/cs.LG/new").text
    assert "François Moreau" in page
    assert "(École Normale Supérieure)" in page


def test_text_cannot_break_out_of_the_page(arxiv: StandIn) -> None:
    arxiv.set_now("2026-11-19T12:00")
    page = get(arxiv, "/list/cs.CL/new").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_late_cross_list_inside_an_archive_is_not_in_the_list_of_the_archive(arxiv: StandIn) -> None:
    truth = arxiv.manifest("cs")["days"]["2026-11-18"]["cs"]
    assert truth["rss_only"]
    listed = {
        identifier for ids in list_page(get(arxiv, "/catchup/cs/2026-11-18").content).ids.values() for identifier in ids
    }
    assert listed.isdisjoint(truth["rss_only"])


def test_the_sixth_version_is_in_no_list(arxiv: StandIn) -> None:
    assert "2306.04207" not in get(arxiv, "/catchup/cs.LG/2026-11-18").text


def test_aliases_redirect_in_catchup(arxiv: StandIn) -> None:
    answer = get(arxiv, "/catchup/cs.SY/2026-11-18?abs=True", allow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/catchup/eess.SY/2026-11-18?page=1&abs=True"


@pytest.mark.parametrize(
    "address",
    [
        "cs.LG/2026-11-18?show=25",
        "cs.LG/2026-11-18?abs=yes",
        "cs.LG/2026-11-18?page=0",
        "cs.LG/20261118",
        "cs.LG/2026-11-31",
        "cs.LG/2026-11-23",
        "cs.LG/2026-08-21",
        "nope/2026-11-18",
    ],
)
def test_catchup_refuses_what_arxiv_refuses(arxiv: StandIn, address: str) -> None:
    assert get(arxiv, f"/catchup/{address}").status_code == 400


@pytest.mark.parametrize("day", ["2026-11-14", "2026-08-22"])
def test_a_day_without_a_batch_says_so(arxiv: StandIn, day: str) -> None:
    answer = get(arxiv, f"/catchup/cs.LG/{day}")
    assert answer.status_code == 200
    assert "No updates for" in answer.text


def test_an_unknown_archive_is_not_found(arxiv: StandIn) -> None:
    assert get(arxiv, "/list/nope/new").status_code == 404

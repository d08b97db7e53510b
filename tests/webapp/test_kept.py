"""Kept parts of cards: no page can tell that they were kept."""

from dataclasses import replace

from flask.testing import FlaskClient

from crawler.records import Author, Kind
from crawler.store.renderings import render_pending
from tests.webapp.stand import FRIDAY, THURSDAY, Stand
from webapp.kept import KeptParts


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_a_paper_that_changes_is_shown_as_it_is_now(shop: Stand) -> None:
    shop.announce("2611.00001", title="A first title", authors=(Author("Ada Invented"),), comment="4 pages")
    client = shop.client()
    assert "A first title" in page(client, "/arxiv/cs.CL")
    shop.paper("2611.00001", version=2, title="A second title", authors=(Author("Bao Nguyen"),), comment="5 pages")
    shown = page(client, "/arxiv/cs.CL")
    assert all(words in shown for words in ("A second title", "Bao Nguyen", "5 pages", 'data-version="2"'))
    assert not any(words in shown for words in ("A first title", "Ada Invented", "4 pages", 'data-version="1"'))


def test_keywords_and_formulas_worked_out_later_are_shown(shop: Stand) -> None:
    shop.announce("2611.00001", title="Bounds of $x^2$", abstract="Adapters adapt adapters for transducers.")
    client = shop.client()
    before = page(client, "/arxiv/cs.CL")
    assert render_pending(shop.engine, ["cs.CL"], 10) == 1
    assert page(client, "/arxiv/cs.CL") == before, "the crawler works out what the page works out by itself"


def test_each_list_shows_a_paper_in_its_own_place_kind_and_day(shop: Stand) -> None:
    shop.announce("2611.00001", "cs.CL", THURSDAY, categories="cs.CL cs.LG")
    shop.announce("2611.00001", "cs.LG", FRIDAY, Kind.CROSS, categories="cs.CL cs.LG")
    shop.announce("2611.00002", "cs.LG", FRIDAY)
    client = shop.client()
    as_new = page(client, "/arxiv/cs.CL")
    as_cross = page(client, "/arxiv/cs.LG")
    assert all(words in as_new for words in ('data-kind="new"', 'data-announced="2026-11-19"', "#1</a>"))
    assert all(words in as_cross for words in ('data-kind="cross"', 'data-announced="2026-11-20"', "#2</a>"))
    assert "rft.date=2026-11-19" in as_new
    assert "rft.date=2026-11-20" in as_cross
    assert page(client, "/arxiv/cs.CL") == as_new


def test_a_paper_s_own_page_and_a_list_do_not_mix(shop: Stand) -> None:
    shop.announce("2611.00001")
    client = shop.client()
    assert "Z3988" in page(client, "/arxiv/cs.CL")
    assert "Z3988" not in page(client, "/arxiv/2611.00001")


def test_what_is_kept_has_an_end_and_pages_stay_the_same(shop: Stand) -> None:
    for number in range(1, 6):
        shop.announce(f"2611.0000{number}", abstract=f"About $x^{number}$.")
    client = shop.client()
    whole = page(client, "/arxiv/cs.CL")
    site = client.application.extensions["paperstand"]
    kept = KeptParts(2)
    client.application.extensions["paperstand"] = replace(site, kept=kept)
    client.application.jinja_env.filters["kept"] = kept
    client.application.jinja_env.cache.clear()
    assert page(client, "/arxiv/cs.CL") == whole
    assert page(client, "/arxiv/cs.CL") == whole
    assert len(kept.unwritten(shop.listing("cs.CL").cards)) >= 3

"""How the site stands, for people and for machines."""

from pathlib import Path

import pytest
from lxml import html

from crawler.config import Settings
from crawler.errors import StoreError
from crawler.store import endpoint
from crawler.store.models import Spending
from crawler.store.session import writing
from tests.webapp.answering import ask
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, THURSDAY, Stand
from webapp import create_app


def test_the_status_page_shows_the_ledger(shop: Stand) -> None:
    shop.ledger("cs.CL", FRIDAY, "late", reason="arXiv answered 503.")
    page = shop.client().get("/status").text
    assert "cs.CL" in page
    assert "arXiv answered 503" in page


def test_machines_are_told_that_all_is_well(shop: Stand) -> None:
    shop.ledger("cs.CL", THURSDAY, "complete", held_new=5, last_look=FRIDAY_MORNING)
    response = shop.client().get("/healthz")
    assert response.status_code == 200
    assert response.json == {
        "status": "ok",
        "database": "reachable",
        "migrations": "current",
        "newest_listing": {"day": "2026-11-19", "age_days": 1},
        "last_look": "2026-11-20T15:00:00+00:00",
    }
    assert response.headers["Cache-Control"] == "no-store"


def test_machines_are_told_when_nothing_is_held_yet(shop: Stand) -> None:
    response = shop.client().get("/healthz")
    assert response.json is not None
    assert (response.status_code, response.json["newest_listing"]) == (200, None)


def test_a_database_that_goes_away_is_told_to_machines_and_people(shop: Stand) -> None:
    client = shop.client()
    shop.engine.dispose()
    Path(shop.engine.url.database or "").write_bytes(b"this is no database, whatever its name says" * 100)
    health, page = client.get("/healthz"), client.get("/arxiv/cs.CL")
    assert (health.status_code, page.status_code) == (503, 503)
    assert health.json is not None
    assert health.json["status"] == "failing"
    assert "paperstand.sqlite3" not in health.text, "where the database is, is nobody's business"
    assert page.headers["Retry-After"] == "60"
    assert "try again in a minute" in page.text


def test_a_site_over_a_database_that_is_not_migrated_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="migrate"):
        create_app(Settings(database_url=f"sqlite:///{tmp_path / 'new.sqlite3'}"))


def test_the_answers_tell_what_waits_what_today_took_and_whether_the_server_answers(shop: Stand) -> None:
    shop.paper("2611.00001")
    ask(shop, "2611.00001", ["q1", "q2"])
    today = FRIDAY_MORNING.date()
    shop.row(Spending(day=today, model="small-model", requests=3, prompt_tokens=9000, completion_tokens=300, cost=0.02))
    with writing(shop.engine) as session:
        endpoint.note_trouble(session, "It does not answer.", shop.now, certain=True)
    page = shop.client(llm_model="small-model", llm_daily_tokens=50_000).get("/status").text
    [section] = html.fromstring(page).xpath("//section[@aria-labelledby='answers-title']")
    told = " ".join(section.text_content().split())
    for fact in ("2 for readers", "3 requests, 9,300 tokens, cost 0.0200", "50,000 tokens", "It does not answer."):
        assert fact in told


def test_without_a_model_the_status_says_so(shop: Stand) -> None:
    assert "No model is set up, so none are written." in shop.client().get("/status").text

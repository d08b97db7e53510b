"""How the site stands, for people and for machines."""

from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.errors import StoreError
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

"""The admin's commands that keep the site healthy: check, backup, restore, prune, readers."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import update

from crawler.config import Settings
from crawler.jobs.indexing import update_index
from crawler.store.models import Counter
from crawler.store.readers import make_reader
from crawler.store.session import writing
from tests.webapp.stand import FRIDAY_MORNING, Stand


def run(stand: Stand, folder: Path, *arguments: str, typed: str | None = None) -> Result:
    return stand.app(data_dir=folder).test_cli_runner().invoke(args=["admin", *arguments], input=typed)


@pytest.fixture
def folder(shop: Stand, tmp_path: Path) -> Path:
    shop.announce("2611.00001")
    folder = tmp_path / "data"
    update_index(shop.engine, Settings(data_dir=folder))
    return folder


def test_a_whole_site_is_called_whole(shop: Stand, folder: Path) -> None:
    result = run(shop, folder, "check")
    assert (result.exit_code, result.output) == (0, "Database and search index are whole.\n")


def test_what_is_not_whole_is_told_with_exit_code_1(shop: Stand, folder: Path, tmp_path: Path) -> None:
    with writing(shop.engine) as session:
        session.execute(update(Counter).values(value=0))
    result = run(shop, tmp_path / "no index", "check", "--json")
    told = [json.loads(line)["trouble"] for line in result.output.splitlines()]
    assert result.exit_code == 1
    assert any("the counter stands at 0" in trouble for trouble in told)
    assert any("reindex" in trouble for trouble in told)


def test_a_backup_is_made_and_put_back_and_what_it_replaced_is_kept(shop: Stand, folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite3"
    made = json.loads(run(shop, folder, "backup", str(backup), "--json").output)
    assert made == {"file": str(backup), "bytes": backup.stat().st_size}
    shop.announce("2611.00002")
    refused = run(shop, folder, "restore", str(backup), typed="n\n")
    assert refused.exit_code == 1
    assert shop.client().get("/arxiv/2611.00002").status_code == 200
    restored = run(shop, folder, "restore", str(backup), "--yes")
    assert restored.exit_code == 0, restored.output
    assert shop.client().get("/arxiv/2611.00002").status_code == 202
    [before] = (folder / "backups").iterdir()
    shop.now += timedelta(minutes=1)
    assert run(shop, folder, "restore", str(before), "--yes").exit_code == 0
    assert shop.client().get("/arxiv/2611.00002").status_code == 200


def test_a_backup_without_a_name_is_named_by_its_moment(shop: Stand, folder: Path) -> None:
    assert run(shop, folder, "backup").exit_code == 0
    [made] = (folder / "backups").iterdir()
    assert made.name == "paperstand-2026-11-20T150000.sqlite3"
    again = run(shop, folder, "backup")
    assert again.exit_code == 1
    assert "there already" in again.output


def test_pruning_says_first_what_would_go(shop: Stand, folder: Path) -> None:
    result = run(shop, folder, "prune", "--dry-run")
    assert result.exit_code == 0
    assert "0 lapsed device links would go." in result.output
    assert "0 lapsed device links deleted." in run(shop, folder, "prune").output


def test_readers_are_counted_and_the_long_gone_forgotten(shop: Stand, folder: Path) -> None:
    with writing(shop.engine) as session:
        make_reader(session, FRIDAY_MORNING.replace(year=2025))
        make_reader(session, FRIDAY_MORNING)
    counts = {"readers": 2, "seen_lately": 1, "marks": 0, "saved_searches": 0}
    assert json.loads(run(shop, folder, "readers", "--json").output) == counts
    assert "1 readers would go." in run(shop, folder, "readers", "--forget-unseen", "300", "--dry-run").output
    assert "1 readers deleted." in run(shop, folder, "readers", "--forget-unseen", "300").output
    assert json.loads(run(shop, folder, "readers", "--json").output)["readers"] == 1

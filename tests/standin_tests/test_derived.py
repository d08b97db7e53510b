import gzip
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.standin import StandIn, World, world_from_papers
from tests.standin_tests.reading import feed_ids, list_page


def record(number: int, announced: date, **more: Any) -> dict[str, Any]:
    return {
        "id": f"2606.{number:05d}",
        "title": f"Invented paper {number}",
        "abstract": "An invented abstract.",
        "authors": ["Jane van Doe", "Borealis Collaboration", "Plato"],
        "categories": ["cs.CL", "cs.LG"],
        "announced": announced.isoformat(),
        **more,
    }


def written(folder: Path, records: list[dict[str, Any]]) -> Path:
    file = folder / "papers.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(one)}\n" for one in records)
    return file


@pytest.fixture
def two_weeks(tmp_path: Path) -> World:
    """Twenty papers a day from Monday 1 to Sunday 14 June 2026."""
    days = [date(2026, 6, 1) + timedelta(days=offset) for offset in range(14)]
    return world_from_papers(written(tmp_path, [record(n, days[n // 20]) for n in range(280)]))


def test_weekend_papers_move_to_monday(tmp_path: Path) -> None:
    world = world_from_papers(written(tmp_path, [record(1, date(2026, 6, 6)), record(2, date(2026, 6, 7))]))
    assert world.days == [date(2026, 6, 8)]
    assert {paper.versions[0].announced for paper in world.papers.values()} == {date(2026, 6, 8)}


def test_one_weekday_is_a_holiday_and_no_paper_is_lost(two_weeks: World) -> None:
    weekdays = [date(2026, 6, day) for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15)]
    missing = set(weekdays) - set(two_weeks.days)
    assert len(missing) == 1
    assert len(two_weeks.papers) == 280
    assert not any(version.announced in missing for paper in two_weeks.papers.values() for version in paper.versions)


def test_some_papers_are_replaced_and_some_cross_listed_later(two_weeks: World) -> None:
    replaced = [paper for paper in two_weeks.papers.values() if len(paper.versions) == 2]
    crossed = [paper for paper in two_weeks.papers.values() if paper.late_crosses]
    assert 5 <= len(replaced) <= 40
    assert 1 <= len(crossed) <= 25


def test_names_are_taken_apart_at_the_last_word(two_weeks: World) -> None:
    first = next(iter(two_weeks.papers.values()))
    assert [(author.forenames, author.keyname) for author in first.authors] == [
        ("Jane van", "Doe"),
        ("", "Borealis Collaboration"),
        ("", "Plato"),
    ]


def test_what_cannot_be_used_is_left_out_or_refused(tmp_path: Path) -> None:
    day = date(2026, 6, 2)
    odd = [record(1, day, categories=["cs.ZZ"]), record(2, day, categories=["cs.ZZ", "cs.CL"]), record(2, day)]
    world = world_from_papers(written(tmp_path, [*odd, record(3, day, categories_partial=True)]))
    assert {identifier: paper.categories for identifier, paper in world.papers.items()} == {
        "2606.00002": ("cs.CL",),
        "2606.00003": ("cs.CL", "cs.LG"),
    }
    assert world.papers["2606.00003"].notes == ("categories_partial",)
    with pytest.raises(ValueError, match="line 1: no announced"):
        world_from_papers(written(tmp_path, [{k: v for k, v in record(1, day).items() if k != "announced"}]))
    with pytest.raises(ValueError, match="nothing was announced"):
        world_from_papers(written(tmp_path, [record(1, day)]), until=date(2026, 6, 1))


def test_four_weeks_of_real_papers_are_served_as_the_manifest_says(recorded: Path) -> None:
    world = world_from_papers(recorded / "papers_announced_2026-05-18_to_2026-06-12.jsonl.gz")
    day = world.days[-1].isoformat()
    with StandIn(world, now=f"{day}T12:00") as arxiv:
        for subject in ("cs.AI", "cs.CV", "astro-ph.GA"):
            truth = arxiv.manifest(subject)["days"][day][subject]
            assert sum(truth["expected"].values()) > 0
            page = list_page(requests.get(f"{arxiv.url}/list/{subject}/new", timeout=30).content)
            assert page.expected() == truth["expected"]
            feed = feed_ids(requests.get(f"{arxiv.url}/rss/{subject}", timeout=30).content)
            assert feed["new"] == truth["new"]
            assert feed["replace"] == truth["replace"]

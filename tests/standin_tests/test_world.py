from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from tests.standin import World, invented_world
from tests.standin.announcing import announced_for
from tests.standin.manifest import manifest
from tests.standin.world import Paper


def noted(world: World, note: str) -> Paper:
    return next(paper for paper in world.papers.values() if any(note in one for one in paper.notes))


def test_the_same_last_day_gives_the_same_world(world: World) -> None:
    assert invented_world(date(2026, 11, 20)).papers == world.papers


@pytest.mark.parametrize("until", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 20)])
def test_a_world_ends_on_the_last_weekday(until: date) -> None:
    assert invented_world(until).days == [date(2026, 11, day) for day in (16, 17, 18, 19, 20)]


def test_a_world_may_cross_a_month(world: World) -> None:
    days = invented_world(date(2026, 12, 2)).papers
    fresh = [identifier for identifier, paper in days.items() if paper.versions[0].announced >= date(2026, 11, 26)]
    assert {identifier[:4] for identifier in fresh} == {"2611", "2612"}


@pytest.mark.parametrize(
    ("submitted", "listed"),
    [
        ("2026-11-16T19:00", date(2026, 11, 17)),
        ("2026-11-16T19:01", date(2026, 11, 18)),
        ("2026-11-19T20:00", date(2026, 11, 23)),
        ("2026-11-20T18:59", date(2026, 11, 23)),
        ("2026-11-20T20:00", date(2026, 11, 24)),
        ("2026-11-22T12:00", date(2026, 11, 24)),
    ],
)
def test_submissions_are_announced_by_the_published_schedule(submitted: str, listed: date) -> None:
    assert announced_for(datetime.fromisoformat(submitted).replace(tzinfo=UTC)) == listed


def test_versions_follow_one_another(world: World) -> None:
    for paper in world.papers.values():
        assert [version.number for version in paper.versions] == list(range(1, len(paper.versions) + 1))
        for earlier, later in pairwise(paper.versions):
            assert earlier.submitted < later.submitted
            assert earlier.announced < later.announced
        for version in paper.versions:
            assert version.submitted.date() < version.announced


def test_the_oddities_promised_are_there(world: World) -> None:
    papers = list(world.papers.values())
    assert len(papers) >= 300
    assert max(len(paper.authors) for paper in papers) == 60
    assert {"hep-th/9901001", "math/0309136", "0904.1234"} <= set(world.papers)
    assert len(world.papers["2306.04207"].versions) == 6
    assert {paper.primary for paper in papers} >= {"eess.SY", "cs.IT", "math.IT", "stat.ML", "math.NT", "hep-th"}
    assert sum(paper.doi is not None for paper in papers) > 5
    assert len({version.licence for paper in papers for version in paper.versions}) >= 5
    assert noted(world, "collaboration").authors[0].forenames == ""
    assert "\u202e" in noted(world, "bidirectional").versions[0].title
    corrected = noted(world, "replaced within the week")
    assert corrected.versions[0].abstract != corrected.versions[1].abstract


def test_a_paper_is_in_a_listing_once_under_its_strongest_kind(world: World) -> None:
    both = noted(world, "replaced and newly cross-listed on the same day")
    day = manifest(world, ["cs.CL", "cs.IR", "cs"])["days"]["2026-11-17"]
    assert both.id in day["cs.CL"]["cross"]
    assert both.id in day["cs.IR"]["replace"]
    assert [
        kind for kind in ("new", "cross", "replace", "replace-cross", "rss_only") if both.id in day["cs"][kind]
    ] == ["rss_only"]


def test_an_edit_of_the_metadata_is_in_no_listing(world: World) -> None:
    edited = noted(world, "a journal reference added")
    for listings in manifest(world, ["cs.CV"])["days"].values():
        assert all(edited.id not in listings["cs.CV"][kind] for kind in ("new", "cross", "replace", "replace-cross"))

"""The truth about a world, for tests to hold a crawler against.

Worked out paper by paper from arXiv's rules as written down, never from the index that serves the pages and never by
reading a page, so that a slip in the serving shows as a difference.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from .taxonomy import canonical, members
from .world import KINDS, LAST_ANNOUNCED_VERSION, Kind, Paper, World, state_on

Manifest = dict[str, Any]


def manifest(world: World, subjects: Iterable[str] | None = None) -> Manifest:
    """All listings and papers of a world, in plain JSON types.

    subjects: categories or archives; by default every canonical category some paper carries.
    Returns ``{"days": {day: {subject: listing}}, "papers": {id: paper}}`` where a listing is
    ``{"new": ids, "cross": ids, "replace": ids, "replace-cross": ids, "rss_only": ids,
    "expected": {"new": n, "cross": n, "replacement": n}}``: ids ascending as text; ``rss_only`` are late cross-lists
    whose primary category is in the subject, shown by RSS as cross and by no list page; ``expected`` are the numbers
    of the list page's headings. A day without a batch (a holiday, a weekend) has no entry.
    """
    wanted = tuple(sorted(set(subjects) if subjects else _subjects(world)))
    if wanted not in world.truths:
        world.truths[wanted] = _worked_out(world, wanted)
    return world.truths[wanted]


def _worked_out(world: World, wanted: Iterable[str]) -> Manifest:
    days: dict[str, dict[str, Any]] = {
        day.isoformat(): {subject: _empty_listing() for subject in wanted} for day in world.days
    }
    subjects_of: dict[str, set[str]] = defaultdict(set)
    for subject in wanted:
        for category in members(subject):
            subjects_of[category].add(subject)
    for paper in world.papers.values():
        concerned = set[str]().union(*(subjects_of[category] for category in _all_categories(paper)))
        for day in _eventful_days(paper):
            listings = days.get(day.isoformat(), {})
            for subject in concerned if listings else ():
                if place := _place(paper, day, members(subject)):
                    listings[subject][place].append(paper.id)
    for listings in days.values():
        for listing in listings.values():
            _count(listing)
    return {"days": days, "papers": {paper.id: _facts(paper) for paper in world.papers.values()}}


def _subjects(world: World) -> set[str]:
    carried = (category for paper in world.papers.values() for category in _all_categories(paper))
    return {canonical(category) for category in carried}


def _all_categories(paper: Paper) -> tuple[str, ...]:
    return (*paper.categories, *(cross.category for cross in paper.late_crosses))


def _eventful_days(paper: Paper) -> set[date]:
    return {v.announced for v in paper.versions} | {cross.day for cross in paper.late_crosses}


def _place(paper: Paper, day: date, subject: frozenset[str]) -> Kind | str | None:
    """The heading under which the listing of ``day`` has the paper; ``rss_only`` for RSS alone; None for nowhere."""
    state = state_on(paper, day)
    if state is None or not subject.intersection(state.categories):
        return None
    own = paper.primary in subject
    if paper.versions[0].announced == day:
        return "new" if own else "cross"
    if any(cross.day == day and cross.category in subject for cross in paper.late_crosses):
        return "rss_only" if own else "cross"
    replaced = any(v.announced == day and v.number <= LAST_ANNOUNCED_VERSION for v in paper.versions)
    if replaced:
        return "replace" if own else "replace-cross"
    return None


def _empty_listing() -> dict[str, Any]:
    return {kind: [] for kind in (*KINDS, "rss_only")}


def _count(listing: dict[str, Any]) -> None:
    for ids in listing.values():
        ids.sort()
    listing["expected"] = {
        "new": len(listing["new"]),
        "cross": len(listing["cross"]),
        "replacement": len(listing["replace"]) + len(listing["replace-cross"]),
    }


def _facts(paper: Paper) -> dict[str, Any]:
    last = paper.versions[-1]
    return {
        "title": last.title,
        "abstract": last.abstract,
        "comment": last.comment,
        "licence": last.licence,
        "authors": [author.full_name for author in paper.authors],
        "affiliations": [list(author.affiliations) for author in paper.authors],
        "primary": paper.primary,
        "categories": list(_all_categories(paper)),
        "latest_version": last.number,
        "withdrawn": last.withdrawn,
        "has_html": paper.has_html and not last.withdrawn,
        "versions": [
            {
                "number": version.number,
                "submitted": version.submitted.isoformat(),
                "announced": version.announced.isoformat(),
                "withdrawn": version.withdrawn,
            }
            for version in paper.versions
        ],
        "late_crosses": [{"day": cross.day.isoformat(), "category": cross.category} for cross in paper.late_crosses],
        "edits": [edit.day.isoformat() for edit in paper.edits],
        "notes": list(paper.notes),
    }

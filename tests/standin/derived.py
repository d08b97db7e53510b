"""A world from a JSON-lines file of real papers with the day each was announced.

Rules, so that every expected number can be worked out by hand:

* A record's ``announced`` day is its first announcement; weekend papers move to the next weekday. Kind: ``new`` in the
  primary category, ``cross`` in the others, whatever the age of the identifier.
* One weekday of the span, chosen by the seed, never the first or the last, is a holiday: its papers move to the next
  announcement day.
* Submission times are made up: a moment of the window that closes before the announcement (see ``announcing``).
  The paper as recorded is version 1, also where the record names another version.
* One paper in fifteen is replaced by version 2 on a later day of the span, one of three of these with a sentence added
  to the abstract; one in a hundred of the replaced is withdrawn by it. One paper in forty is cross-listed later to
  a category that it lacks.
* ``categories_partial`` records keep the categories they have; they are marked in the manifest's notes.
* Categories arXiv does not have are dropped, and a record without any is left out; of two records with one id the
  first counts.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from .announcing import is_weekday, submission_time, weekday_from
from .taxonomy import CATEGORIES
from .world import Author, LateCross, Paper, Version, World

CROSS_LISTED_TO = ("cs.LG", "cs.AI", "cs.CL", "cs.CV", "stat.ML")


def world_from_papers(file: Path | str, until: date | None = None, seed: int = 1) -> World:
    """The world of a JSON-lines file, plain or .gz, with keys as in the docstring above; days after ``until`` left out.

    Raises OSError if the file cannot be read, ValueError for a line that is no JSON object with the keys needed and
    where no paper is left.
    """
    random = Random(seed)
    records: dict[str, dict[str, Any]] = {}
    for record in _records(Path(file)):
        records.setdefault(record["id"], record)
    announced = {identifier: date.fromisoformat(record["announced"]) for identifier, record in records.items()}
    weekdays = sorted({weekday_from(day) for day in announced.values() if until is None or weekday_from(day) <= until})
    if not weekdays:
        raise ValueError(f"{file}: nothing was announced until {until}")
    holiday = random.choice(weekdays[1:-1]) if len(weekdays) > 2 else None
    days = [day for day in weekdays if day != holiday]
    papers = []
    for identifier, record in records.items():
        day = _announcement_day(announced[identifier], holiday)
        paper = _paper(record, day, days, Random(f"{seed} {identifier}")) if day <= days[-1] else None
        if paper:
            papers.append(paper)
    return World.of(papers, days)


def _records(file: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            record = json.loads(line)
            missing = {"id", "title", "abstract", "authors", "categories", "announced"} - set(record)
            if missing:
                raise ValueError(f"{file}, line {number}: no {', '.join(sorted(missing))}")
            yield record


def _announcement_day(day: date, holiday: date | None) -> date:
    day = weekday_from(day)
    while day == holiday or not is_weekday(day):
        day += timedelta(days=1)
    return day


def _paper(record: dict[str, Any], day: date, days: list[date], random: Random) -> Paper | None:
    categories = tuple(dict.fromkeys(name for name in record["categories"] if name in CATEGORIES))
    if not categories:
        return None
    authors = tuple(_author(name) for name in record["authors"]) or (Author("Anonymous"),)
    first = Version(
        1,
        submission_time(day, random),
        day,
        record["title"],
        record["abstract"],
        comment=record.get("comment"),
        size_kb=random.randint(40, 9000),
    )
    later = [other for other in days if other > day]
    versions, crosses = [first], []
    if later and random.random() < 1 / 15:
        versions.append(_second(first, random.choice(later), random))
    lacking = [category for category in CROSS_LISTED_TO if category not in categories]
    if later and lacking and random.random() < 1 / 40:
        crosses.append(LateCross(random.choice(later), random.choice(lacking)))
    return Paper(
        id=record["id"],
        authors=authors,
        submitter=authors[0].full_name,
        categories=categories,
        versions=tuple(versions),
        late_crosses=tuple(crosses),
        journal_ref=record.get("journal_ref"),
        doi=record.get("doi"),
        has_html=random.random() < 0.85,
        notes=("categories_partial",) if record.get("categories_partial") else (),
    )


def _second(first: Version, day: date, random: Random) -> Version:
    second = replace(first, number=2, submitted=submission_time(day, random), announced=day)
    if random.random() < 0.01:
        comment = "This paper has been withdrawn by the stand-in's rule"
        return replace(second, comment=comment, size_kb=0, source_type="I")
    if random.random() < 1 / 3:
        return replace(second, abstract=f"{first.abstract} This version corrects the discussion.")
    return second


def _author(name: str) -> Author:
    """``Jane van Doe`` with its last word as keyname; a collaboration or a single word stays whole."""
    words = name.split()
    if len(words) < 2 or "collaboration" in name.lower():
        return Author(name.strip())
    return Author(words[-1], " ".join(words[:-1]))

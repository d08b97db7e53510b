"""The default world: five announcement days of papers nobody wrote.

Rules: a seeded generator, so the same last day and seed give the same world. The four categories carried by default
get 25 to 60 entries each on each day. Everything odd that arXiv's papers do is in ``curios.toml``; the rest is filled
up with ordinary papers from ``wording``. Replacements are of papers of the last year and of the same week.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from .announcing import announced_for, identifier_month, new_identifiers, submission_time, weekdays_until
from .wording import NAMES, VOCABULARY, Wording, invented_authors, read_words
from .world import Author, LateCross, MetadataEdit, Paper, Version, World

DAYS = 5
REPLACED_A_DAY = 30
CROSSED_A_DAY = 4
LICENCES = [
    "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
    "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
    "http://creativecommons.org/licenses/by/4.0/",
    "http://creativecommons.org/licenses/by-nc-nd/4.0/",
    "http://creativecommons.org/publicdomain/zero/1.0/",
]


def invented_world(until: date, seed: int = 20261120) -> World:
    """Five announcement days of invented papers, the last being the latest weekday not after ``until``.

    until: June 2025 or later, for some of the oddities have a history up to then.
    """
    random = Random(seed)
    days = weekdays_until(until, DAYS)
    curios = read_words("curios")
    drafts = [_drafts(day, position, curios["new"], random) for position, day in enumerate(days)]
    batches = new_identifiers(days, [len(batch) for batch in drafts], random)
    fresh = [
        _new_paper(draft, identifier, days, random)
        for batch, identifiers in zip(drafts, batches, strict=True)
        for draft, identifier in zip(batch, identifiers, strict=True)
    ]
    known = [_known_paper(curio, days, random) for curio in curios["known"]]
    older = _older_papers(days, {paper.id for paper in known}, random)
    return World.of([*fresh, *known, *older], days)


@dataclass(frozen=True)
class _Draft:
    """A new paper before it has an identifier. ``curio`` is its entry in ``curios.toml``, if it is one."""

    day: date
    field: str
    wording: Wording
    curio: dict[str, Any] | None = None


def _drafts(day: date, position: int, curios: list[dict[str, Any]], random: Random) -> list[_Draft]:
    drafts = [
        _Draft(day, field, Wording(field, random))
        for field, words in VOCABULARY.items()
        for _ in range(round(words["share"] * random.uniform(0.85, 1.2)))
    ]
    for curio in curios:
        if curio["day"] == position:
            field = curio["categories"][0] if curio["categories"][0] in VOCABULARY else "cs.IT"
            drafts.append(_Draft(day, field, Wording(field, random), curio))
    random.shuffle(drafts)
    return drafts


def _new_paper(draft: _Draft, identifier: str, days: list[date], random: Random) -> Paper:
    held_days = random.randint(1, 9) if random.random() < 0.03 else 0
    submitted = submission_time(draft.day, random, held_days)
    if draft.curio:
        return _new_curio(draft, draft.curio, identifier, submitted, days)
    paper = _ordinary_paper(draft.field, identifier, submitted, draft.day, draft.wording, random)
    later = [day for day in days if day > draft.day]
    if later and random.random() < 0.04:
        paper = _replaced(paper, random.choice(later), draft.wording, random)
    return paper


def _ordinary_paper(
    field: str, identifier: str, submitted: datetime, day: date, wording: Wording, random: Random
) -> Paper:
    words = VOCABULARY[field]
    siblings = random.choices(words["siblings"], weights=range(len(words["siblings"]), 0, -1), k=random.randint(0, 3))
    alias = [words["alias"]] if "alias" in words else []
    authors = invented_authors(min(14, 1 + int(random.expovariate(0.28))), random)
    version = Version(
        1,
        submitted,
        day,
        wording.title(),
        wording.abstract(),
        comment=wording.comment() if random.random() < 0.55 else None,
        licence=random.choice(LICENCES),
        size_kb=random.randint(40, 9000),
        source_type="D" if random.random() < 0.5 else None,
    )
    published = random.random() < 0.05
    return Paper(
        id=identifier,
        authors=authors,
        submitter=authors[0].full_name,
        categories=tuple(dict.fromkeys([field, *alias, *siblings])),
        versions=(version,),
        doi=f"10.1000/invented.{identifier}" if published else None,
        journal_ref=f"Invented Letters {random.randint(3, 70)} ({submitted.year})" if published else None,
        has_html=random.random() < 0.85,
    )


def _replaced(paper: Paper, day: date, wording: Wording, random: Random) -> Paper:
    """The paper with one more version, announced on ``day``; in four of ten cases with another abstract."""
    last = paper.versions[-1]
    version = replace(
        last,
        number=last.number + 1,
        submitted=max(submission_time(day, random), last.submitted + timedelta(minutes=30)),
        announced=day,
        abstract=wording.revised(last.abstract) if random.random() < 0.4 else last.abstract,
        comment=f"v{last.number + 1}: {random.choice(['minor corrections', 'camera-ready', 'appendix added'])}",
    )
    return replace(paper, versions=(*paper.versions, version))


def _older_papers(days: list[date], taken: set[str], random: Random) -> list[Paper]:
    """Ordinary papers of the last year that are replaced, cross-listed anew or edited on these days."""
    papers = []
    for day in days:
        for number in range(REPLACED_A_DAY + CROSSED_A_DAY + 2):
            field = random.choices(list(VOCABULARY), weights=[words["share"] for words in VOCABULARY.values()])[0]
            paper = _older_paper(field, days[0] - timedelta(days=int(random.expovariate(1 / 60)) + 8), taken, random)
            wording = Wording(field, random)
            if number < REPLACED_A_DAY:
                papers.append(_replaced_often(paper, days[0], day, wording, random))
            elif number < REPLACED_A_DAY + CROSSED_A_DAY:
                others = [other for other in VOCABULARY[field]["siblings"] if other not in paper.categories]
                late = LateCross(day, random.choice(others))
                papers.append(replace(paper, late_crosses=(late,)))
            else:
                edit = MetadataEdit(day, journal_ref=f"Invented Reports {random.randint(1, 99)} ({day.year})")
                papers.append(replace(paper, edits=(edit,)))
    return papers


def _older_paper(field: str, around: date, taken: set[str], random: Random) -> Paper:
    submitted = datetime(around.year, around.month, around.day, random.randrange(24), random.randrange(60), tzinfo=UTC)
    announced = announced_for(submitted)
    while (identifier := f"{identifier_month(announced)}.{random.randint(1, 22_000):05d}") in taken:
        pass
    taken.add(identifier)
    return _ordinary_paper(field, identifier, submitted, announced, Wording(field, random), random)


def _replaced_often(paper: Paper, first: date, day: date, wording: Wording, random: Random) -> Paper:
    """``paper`` with earlier versions before ``first`` where there is time for them, and a replacement on ``day``."""
    free_days = (first - paper.versions[0].announced).days
    for _ in range(random.choice([0, 0, 0, 1, 1, 2, 3])):
        earlier = announced_for(paper.versions[-1].submitted + timedelta(days=max(7, free_days // 5)))
        if earlier < first:
            paper = _replaced(paper, earlier, wording, random)
    return _replaced(paper, day, wording, random)


def _new_curio(draft: _Draft, curio: dict[str, Any], identifier: str, submitted: datetime, days: list[date]) -> Paper:
    first = Version(
        1,
        submitted,
        draft.day,
        curio["title"],
        _text(curio["abstract"]),
        comment=curio.get("comment"),
        licence=curio.get("licence", LICENCES[0]),
    )
    versions = [first]
    if "replaced_on" in curio:
        day = days[curio["replaced_on"]]
        versions.append(_last_version(curio, first, 2, submission_time(day, Random(identifier)), day))
    paper = _curio_paper(curio, identifier, versions)
    if "crossed_on" in curio:
        paper = replace(paper, late_crosses=(LateCross(days[curio["crossed_on"]], curio["crossed_to"]),))
    return paper


def _known_paper(curio: dict[str, Any], days: list[date], random: Random) -> Paper:
    day = days[curio["day"]]
    versions: list[Version] = []
    for number, when in enumerate(curio["versions"], start=1):
        submitted = _submitted(when, day, days[0], random)
        announced = day if when == "day" else announced_for(submitted)
        if versions and number == len(curio["versions"]):
            versions.append(_last_version(curio, versions[-1], number, submitted, announced))
        else:
            licence = curio.get("licence", LICENCES[0])
            versions.append(
                Version(
                    number,
                    submitted,
                    announced,
                    curio["title"],
                    _text(curio["abstract"]),
                    licence=None if licence == "none" else licence,
                )
            )
    identifier = curio.get("id") or f"{identifier_month(versions[0].announced)}.{curio['number']}"
    paper = _curio_paper(curio, identifier, versions)
    if "crossed_to" in curio:
        paper = replace(paper, late_crosses=(LateCross(day, curio["crossed_to"]),))
    if "edit" in curio:
        paper = replace(paper, edits=(MetadataEdit(day, journal_ref=curio["edit"]),))
    return paper


def _submitted(when: str | int, day: date, first: date, random: Random) -> datetime:
    if when == "day":
        return submission_time(day, random)
    moment = first + timedelta(days=when) if isinstance(when, int) else date.fromisoformat(when)
    return datetime(moment.year, moment.month, moment.day, 15, 4, 5, tzinfo=UTC)


def _last_version(curio: dict[str, Any], before: Version, number: int, submitted: datetime, day: date) -> Version:
    withdrawn = curio.get("withdrawn", False)
    return replace(
        before,
        number=number,
        submitted=submitted,
        announced=day,
        title=curio.get("new_title", before.title),
        abstract=_text(curio.get("new_abstract", before.abstract)),
        comment=curio.get("new_comment", before.comment),
        size_kb=0 if withdrawn else before.size_kb,
        source_type="I" if withdrawn else before.source_type,
    )


def _text(written: str) -> str:
    """A triple-quoted abstract as arXiv holds it: without the line break the quoting added."""
    return written.removeprefix("\n").removesuffix("\n") if written.startswith("\n") else written


def _curio_paper(curio: dict[str, Any], identifier: str, versions: list[Version]) -> Paper:
    authors = _curio_authors(curio, identifier)
    person = next((author for author in authors if author.forenames), authors[0])
    return Paper(
        id=identifier,
        authors=authors,
        submitter=person.full_name,
        categories=tuple(curio["categories"]),
        versions=tuple(versions),
        journal_ref=curio.get("journal_ref"),
        doi=curio.get("doi"),
        report_no=curio.get("report_no"),
        msc_class=curio.get("msc_class"),
        notes=(curio["note"],),
    )


def _curio_authors(curio: dict[str, Any], identifier: str) -> tuple[Author, ...]:
    if "author_count" in curio:
        return invented_authors(curio["author_count"], Random(identifier))
    affiliations = curio.get("affiliations", [])
    return tuple(
        _author(name, tuple(affiliations[position]) if position < len(affiliations) else ())
        for position, name in enumerate(curio["authors"])
    )


def _author(name: str, affiliations: tuple[str, ...]) -> Author:
    """``Jane Doe Jr`` taken apart; a name written ``+Name Of It`` is a collaboration and stays whole."""
    if name.startswith("+"):
        return Author(name[1:], affiliations=affiliations)
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in NAMES["suffixes"] else ""
    return Author(words[-1], " ".join(words[:-1]), suffix, affiliations)

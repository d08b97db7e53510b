"""Announcements: which paper appeared in which category on which day, and how."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from crawler.errors import StoreError
from crawler.records import AnnouncementRecord, Expected, Kind
from crawler.store.bulk import execute_many
from crawler.store.models import Base
from crawler.store.papers import lock_revisions, next_revisions
from crawler.store.session import in_chunks

_PAPERS = Base.metadata.tables["papers"]
_ANNOUNCEMENTS = Base.metadata.tables["announcements"]

# Made once: a statement leaves a cycle behind that holds on to the values given in it.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_ANNOUNCED_PAPERS = select(_PAPERS.c.arxiv_id, _PAPERS.c.id, _PAPERS.c.announced).where(_PAPERS.c.arxiv_id.in_(_SOME))
_HELD_ANNOUNCEMENTS = select(_ANNOUNCEMENTS).where(_ANNOUNCEMENTS.c.paper_id.in_(_SOME))
_CHANGE_ANNOUNCEMENT = update(_ANNOUNCEMENTS).where(
    _ANNOUNCEMENTS.c.category == bindparam("at_category"),
    _ANNOUNCEMENTS.c.day == bindparam("at_day"),
    _ANNOUNCEMENTS.c.paper_id == bindparam("at_paper"),
)
_CHANGE_FIRST_DAY = update(_PAPERS).where(_PAPERS.c.id == bindparam("held_id"))

_Place = tuple[str, date, int]  # category, day, paper's row: an announcement's key
_Manner = tuple[int, int | None]  # rank of its kind, version


def store_announcements(
    session: Session, announcements: Iterable[AnnouncementRecord], *, last_word: bool = False
) -> int:
    """Store announcements of papers that are held; return how many were new.

    Of several for the same paper, category and day the strongest kind and the greatest version stay, so order does not matter.
    last_word: these come from the day's listing page, so their kinds replace what was held: a stale feed may have erred.
    A paper first announced, or announced earlier than was known, gets a new revision. Commits nothing: the caller does.
    Raises StoreError, naming them, for papers that are not held: store the papers first.
    """
    lock_revisions(session)
    return sum(_store_chunk(session, chunk, last_word) for chunk in in_chunks(announcements))


def held(session: Session, category: str, day: date) -> Expected:
    """How many announcements of one category and day are held, counted as a listing's headings count them."""
    ranks = select(_ANNOUNCEMENTS.c.kind, func.count()).where(
        _ANNOUNCEMENTS.c.category == category, _ANNOUNCEMENTS.c.day == day
    )
    by_kind = {Kind.of_rank(rank): number for rank, number in session.execute(ranks.group_by(_ANNOUNCEMENTS.c.kind))}
    return Expected(
        new=by_kind.get(Kind.NEW, 0),
        cross=by_kind.get(Kind.CROSS, 0),
        replacements=by_kind.get(Kind.REPLACE, 0) + by_kind.get(Kind.REPLACE_CROSS, 0),
    )


def never_listed(session: Session, category: str, day: date) -> int:
    """How many of the held cross-lists arXiv's listing pages leave out: papers whose primary category this is.

    They were cross-listed to some other category that day; feeds tell of them here too, pages and their headings do not.
    """
    own = (
        select(func.count())
        .select_from(_ANNOUNCEMENTS.join(_PAPERS, _PAPERS.c.id == _ANNOUNCEMENTS.c.paper_id))
        .where(_ANNOUNCEMENTS.c.category == category, _ANNOUNCEMENTS.c.day == day)
        .where(_ANNOUNCEMENTS.c.kind == Kind.CROSS.rank, _PAPERS.c.primary_category == category)
    )
    return session.scalar(own) or 0


def announced_pairs(session: Session, category: str, before: date, ids: Iterable[str]) -> set[tuple[str, int | None]]:
    """Which (id, version) of these papers were announced in that category before that day.

    A feed whose every pair is among them is yesterday's, served again.
    """
    pairs: set[tuple[str, int | None]] = set()
    for chunk in in_chunks(ids):
        earlier = (
            select(_PAPERS.c.arxiv_id, _ANNOUNCEMENTS.c.version)
            .join(_ANNOUNCEMENTS, _ANNOUNCEMENTS.c.paper_id == _PAPERS.c.id)
            .where(_PAPERS.c.arxiv_id.in_(chunk))
            .where(_ANNOUNCEMENTS.c.category == category, _ANNOUNCEMENTS.c.day < before)
        )
        pairs.update((arxiv_id, version) for arxiv_id, version in session.execute(earlier))
    return pairs


def drop_repeats(session: Session, category: str, day: date, listed: Collection[str]) -> int:
    """Take back what a stale feed put under a day: announcements that the day's listing page does not show
    and that stand in the week before with the same version, as far as it is known. Returns how many there were.

    listed: every id on the listing page. A surplus that is no repeat stays: for some cross-lists the feed knows more.
    """
    earlier = _ANNOUNCEMENTS.alias("earlier")
    repeats = (
        select(_PAPERS.c.arxiv_id, _ANNOUNCEMENTS.c.paper_id)
        .join(_ANNOUNCEMENTS, _ANNOUNCEMENTS.c.paper_id == _PAPERS.c.id)
        .join(
            earlier,
            and_(
                earlier.c.paper_id == _ANNOUNCEMENTS.c.paper_id,
                earlier.c.category == category,
                earlier.c.day.between(day - timedelta(days=7), day - timedelta(days=1)),
                # Listing pages name no versions of replacements.
                or_(
                    earlier.c.version == _ANNOUNCEMENTS.c.version,
                    earlier.c.version.is_(None),
                    _ANNOUNCEMENTS.c.version.is_(None),
                ),
            ),
        )
        .where(_ANNOUNCEMENTS.c.category == category, _ANNOUNCEMENTS.c.day == day)
    )
    rows = [paper for arxiv_id, paper in session.execute(repeats) if arxiv_id not in listed]
    table = _ANNOUNCEMENTS.c
    for chunk in in_chunks(rows):
        here = (table.category == category, table.day == day, table.paper_id.in_(chunk))
        session.execute(delete(_ANNOUNCEMENTS).where(*here))
    return len(rows)


def _store_chunk(session: Session, announcements: Sequence[AnnouncementRecord], last_word: bool) -> int:
    papers = _papers(session, {announcement.id for announcement in announcements})
    given: dict[_Place, _Manner] = {}
    first_days: dict[int, date] = {}
    for announcement in announcements:
        paper_id, announced = papers[announcement.id]
        place = (announcement.category, announcement.day, paper_id)
        manner = (announcement.kind.rank, announcement.version)
        given[place] = _stronger(given[place], manner) if place in given else manner
        earliest = min(first_days.get(paper_id, announced or announcement.day), announcement.day)
        if earliest != announced:
            first_days[paper_id] = earliest

    known = _known(session, {paper_id for _, _, paper_id in given})
    new = {place: manner for place, manner in given.items() if place not in known}
    changed: dict[_Place, _Manner] = {}
    for place, manner in given.items():
        if place in known:
            kind, version = _stronger(known[place], manner)
            settled = (manner[0] if last_word else kind, version)
            if settled != known[place]:
                changed[place] = settled
    _insert(session, new)
    _update(session, changed)
    _set_first_days(session, first_days)
    return len(new)


def _stronger(one: _Manner, other: _Manner) -> _Manner:
    return min(one[0], other[0]), max(one[1] or 0, other[1] or 0) or None


def _papers(session: Session, ids: set[str]) -> dict[str, tuple[int, date | None]]:
    """Row id and first announcement day of each paper; StoreError unless all are held."""
    rows = session.execute(_ANNOUNCED_PAPERS, {"some": list(ids)})
    papers = {arxiv_id: (paper_id, announced) for arxiv_id, paper_id, announced in rows}
    if missing := sorted(ids - papers.keys()):
        raise StoreError(
            f"{len(missing)} announced papers are not held: {', '.join(missing[:10])}. "
            "Papers are stored before their announcements."
        )
    return papers


def _known(session: Session, paper_ids: set[int]) -> dict[_Place, _Manner]:
    return {
        (category, day, paper_id): (kind, version)
        for category, day, paper_id, kind, version in session.execute(_HELD_ANNOUNCEMENTS, {"some": list(paper_ids)})
    }


def _insert(session: Session, announcements: dict[_Place, _Manner]) -> None:
    rows = [
        {"category": category, "day": day, "paper_id": paper_id, "kind": kind, "version": version}
        for (category, day, paper_id), (kind, version) in announcements.items()
    ]
    execute_many(session, _ANNOUNCEMENTS.insert(), rows)


def _update(session: Session, announcements: dict[_Place, _Manner]) -> None:
    rows = [
        {"at_category": category, "at_day": day, "at_paper": paper_id, "kind": kind, "version": version}
        for (category, day, paper_id), (kind, version) in announcements.items()
    ]
    execute_many(session, _CHANGE_ANNOUNCEMENT, rows)


def _set_first_days(session: Session, first_days: dict[int, date]) -> None:
    if first_days:
        revisions = next_revisions(session, len(first_days))
        rows = [
            {"held_id": paper_id, "announced": day, "revision": revision}
            for (paper_id, day), revision in zip(first_days.items(), revisions, strict=True)
        ]
        execute_many(session, _CHANGE_FIRST_DAY, rows)

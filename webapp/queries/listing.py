"""A list's papers: which, in which order, and the slice that a page shows."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from crawler.ledger import State
from crawler.records import KINDS, Kind
from crawler.store.models import Base
from webapp.addresses import Days, ListAddress, Sort
from webapp.queries.cards import Place, cards_at
from webapp.queries.days import days_beside, latest_day
from webapp.queries.ledger import newest_standings, standings, together, with_uncrawled
from webapp.queries.shapes import Card, DayCounts, Listing, ListingStanding, Section

_PAPERS = Base.metadata.tables["papers"].c
_ANNOUNCEMENTS = Base.metadata.tables["announcements"].c


class Appearance(NamedTuple):
    """A paper in a list: its strongest announcement among the list's categories and days."""

    paper_id: int
    day: date
    kind: Kind
    arxiv_id: str
    order_key: int
    submitted: datetime | None

    @property
    def is_replacement(self) -> bool:
        """Whether it stands among the replacements, of either kind."""
        return self.kind in (Kind.REPLACE, Kind.REPLACE_CROSS)


def listing(session: Session, address: ListAddress) -> Listing:
    """The content of a list page. Five queries at most, however many papers there are."""
    included, excluded = address.expression.included, address.expression.excluded
    days = address.days or _latest(session, included)
    if days is None:
        return _nothing_held(session, address)
    found = appearances(session, included, excluded, [days])
    first, replacements = _in_order(found, address)
    places = [*first, *replacements][address.skip : address.skip + address.show]
    due = with_uncrawled(
        standings(session, included, days.first, date.max if address.days is None else days.last),
        included,
        days.first,
        days.last,
    )
    day_before, day_after = days_beside(session, included, days.first, days.last)
    return Listing(
        categories=included,
        excluded=excluded,
        first_day=days.first,
        last_day=days.last,
        counts=_counts(found),
        total=len(first) + (len(replacements) if address.kinds else 0),
        length=len(first) + len(replacements),
        show=address.show,
        skip=address.skip,
        sections=_sections(session, places, address),
        standing=together([standing for standing in due if standing.day <= days.last]),
        standings=_unfinished(due),
        day_before=day_before,
        day_after=day_after,
    )


def appearances(
    session: Session, included: Sequence[str], excluded: Sequence[str], spans: Sequence[Days]
) -> list[Appearance]:
    """Each paper of the categories and days once, under its strongest kind and, of several days with that, the newest.

    Newest id first. Papers that have one of the `excluded` canonical categories are left out. One query for each span.
    """
    strongest: dict[int, Appearance] = {}
    for span in spans:
        rows = (
            session.connection()
            .execute(_announced(tuple(excluded)), {"included": included, "first": span.first, "last": span.last})
            .all()
        )
        for paper_id, day, rank, arxiv_id, order_key, submitted in rows:
            known = strongest.get(paper_id)
            if known is None or (rank, known.day) < (known.kind.rank, day):
                strongest[paper_id] = Appearance(paper_id, day, KINDS[rank], arxiv_id, order_key, submitted)
    return sorted(strongest.values(), key=attrgetter("order_key", "arxiv_id"), reverse=True)


def by_kind(papers: Sequence[Appearance]) -> list[Appearance]:
    """Newest day first, within it new before cross, within them as before."""
    return sorted(papers, key=lambda paper: (-paper.day.toordinal(), paper.kind.rank))


@lru_cache(maxsize=64)
def _announced(excluded: tuple[str, ...]) -> Select[int, date, int, str, int, datetime | None]:
    return select(
        _ANNOUNCEMENTS.paper_id,
        _ANNOUNCEMENTS.day,
        _ANNOUNCEMENTS.kind,
        _PAPERS.arxiv_id,
        _PAPERS.order_key,
        _PAPERS.submitted,
    ).where(
        _ANNOUNCEMENTS.category.in_(bindparam("included", expanding=True)),
        _ANNOUNCEMENTS.day.between(bindparam("first"), bindparam("last")),
        _ANNOUNCEMENTS.paper_id == _PAPERS.id,
        *[_PAPERS.canonical_categories.not_like(f"% {category} %") for category in excluded],
    )


def _in_order(found: Sequence[Appearance], address: ListAddress) -> tuple[list[Appearance], list[Appearance]]:
    """The list's new and cross-listed papers, and its replacements, of the kinds asked for."""
    wanted = [paper for paper in found if not address.kinds or paper.kind in address.kinds]
    first = [paper for paper in wanted if not paper.is_replacement]
    replacements = [paper for paper in wanted if paper.is_replacement]
    if address.sort is Sort.DATE:
        return _by_submission(first), _by_submission(replacements)
    return by_kind(first), sorted(replacements, key=lambda paper: paper.day, reverse=True)


def _by_submission(papers: Sequence[Appearance]) -> list[Appearance]:
    """Latest submission first; those whose submission is not known come last."""
    return sorted(papers, key=lambda paper: paper.submitted or datetime.min.replace(tzinfo=UTC), reverse=True)


def _sections(session: Session, places: Sequence[Appearance], address: ListAddress) -> tuple[Section, ...]:
    ordered = {
        paper.paper_id: Place(number, paper.kind, paper.day) for number, paper in enumerate(places, address.skip + 1)
    }
    several_days = address.days is not None and address.days.first != address.days.last
    by_day = several_days and address.sort is Sort.DEFAULT
    return tuple(
        Section(day=day, replacements=replacements, cards=tuple(cards))
        for (day, replacements), cards in groupby(cards_at(session, ordered), _run_of(by_day))
    )


def _run_of(by_day: bool) -> Callable[[Card], tuple[date | None, bool]]:
    def run(card: Card) -> tuple[date | None, bool]:
        return card.announced if by_day else None, card.kind in (Kind.REPLACE, Kind.REPLACE_CROSS)

    return run


def _latest(session: Session, included: Sequence[str]) -> Days | None:
    day = latest_day(session, included)
    return None if day is None else Days(day, day)


def _counts(found: Sequence[Appearance]) -> DayCounts:
    kinds = [paper.kind for paper in found]
    new, cross = kinds.count(Kind.NEW), kinds.count(Kind.CROSS)
    return DayCounts(new=new, cross=cross, replacements=len(kinds) - new - cross)


def _unfinished(due: Sequence[ListingStanding]) -> tuple[ListingStanding, ...]:
    return tuple(standing for standing in due if standing.state != State.COMPLETE)


def _nothing_held(session: Session, address: ListAddress) -> Listing:
    return Listing(
        categories=address.expression.included,
        excluded=address.expression.excluded,
        first_day=None,
        last_day=None,
        counts=DayCounts(new=0, cross=0, replacements=0),
        total=0,
        length=0,
        show=address.show,
        skip=address.skip,
        sections=(),
        standing=None,
        standings=_unfinished(newest_standings(session, address.expression.included)),
        day_before=None,
        day_after=None,
    )

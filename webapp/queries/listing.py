"""A list's papers: which, in which order, and the slice that a page shows."""

from collections.abc import Callable, Mapping, Sequence
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
from webapp.preferences import CurrentReader
from webapp.queries.cards import Place, cards_at
from webapp.queries.days import days_beside, latest_day
from webapp.queries.explanations import explained_ids
from webapp.queries.foryou import Tastes, moment_of
from webapp.queries.ledger import newest_standings, standings, together, with_uncrawled
from webapp.queries.reading import marks_between, opens_of, wants_replaced_again
from webapp.queries.shapes import Card, DayCounts, Listing, ListingStanding, PaperMarks, Section
from webapp.taste import Ordered

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


def listing(
    session: Session, address: ListAddress, reader: CurrentReader | None = None, tastes: Tastes | None = None
) -> Listing:
    """The content of a list page. Seven queries at most, however many papers there are.

    One more for a reader, and by stars one more a thousand papers. tastes: what the order for a reader goes by, and `until` of the
    address the marks it counts; its queries stand there.
    """
    included, excluded = address.expression.included, address.expression.excluded
    days = address.days or _latest(session, included)
    if days is None:
        return _nothing_held(session, address)
    found = appearances(session, included, excluded, [days])
    marks = None if reader is None else marks_between(session, reader, included, days.first, days.last)
    unread = None if marks is None else unread_among(found, marks, reader)
    wanted = found if unread is None or not address.unread else unread
    first, replacements = _in_order(session, wanted, address)
    for_reader = None
    if address.sort is Sort.FORYOU and tastes is not None:
        every = [paper.paper_id for paper in (*first, *replacements)]
        for_reader = tastes.ordered(session, reader, moment_of(address.until), every)
    if for_reader is not None:
        first, replacements = _best_first(first, for_reader), _best_first(replacements, for_reader)
    places = [*first, *replacements][address.skip : address.skip + address.show]
    due = with_uncrawled(
        standings(session, included, days.first, date.max if address.days is None else days.last),
        included,
        days.first,
        days.last,
    )
    day_before, day_after = days_beside(session, included, days.first, days.last)
    explained = explained_ids(session, included, days)
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
        explained=tuple(paper.arxiv_id for paper in [*first, *replacements] if paper.arxiv_id in explained),
        unread=None if unread is None else sum(1 for paper in unread if counts_in(paper, address)),
        marks=marks,
        because=None
        if for_reader is None
        else {paper.arxiv_id: for_reader[paper.paper_id].because for paper in places},
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


def unread_among(
    found: Sequence[Appearance], marks: Mapping[str, PaperMarks], reader: CurrentReader | None
) -> list[Appearance]:
    """Those that a reader with these marks has neither read nor hidden, in their order."""
    again = wants_replaced_again(reader)
    return [
        paper
        for paper in found
        if (said := marks.get(paper.arxiv_id)) is None or said.unread(paper.kind, paper.day, replaced_again=again)
    ]


def counts_in(paper: Appearance, address: ListAddress) -> bool:
    """Whether the list's total counts it: replacements only where `kind=` names them."""
    return paper.kind in address.kinds if address.kinds else not paper.is_replacement


def _in_order(
    session: Session, found: Sequence[Appearance], address: ListAddress
) -> tuple[list[Appearance], list[Appearance]]:
    """The list's new and cross-listed papers, and its replacements, of the kinds asked for."""
    wanted = [paper for paper in found if not address.kinds or paper.kind in address.kinds]
    first = [paper for paper in wanted if not paper.is_replacement]
    replacements = [paper for paper in wanted if paper.is_replacement]
    if address.sort is Sort.DATE:
        return _by_submission(first), _by_submission(replacements)
    first, replacements = by_kind(first), sorted(replacements, key=lambda paper: paper.day, reverse=True)
    if address.sort is Sort.STARS:
        opens = opens_of(session, [paper.arxiv_id for paper in wanted])
        return _by_opens(first, opens), _by_opens(replacements, opens)
    return first, replacements


def _by_submission(papers: Sequence[Appearance]) -> list[Appearance]:
    """Latest submission first; those whose submission is not known come last."""
    return sorted(papers, key=lambda paper: paper.submitted or datetime.min.replace(tzinfo=UTC), reverse=True)


def _by_opens(papers: Sequence[Appearance], opens: Mapping[str, Mapping[str, int]]) -> list[Appearance]:
    """Most often opened and starred first; those as often in the order they came."""
    return sorted(papers, key=lambda paper: -sum(opens.get(paper.arxiv_id, {}).values()))


def _best_first(papers: Sequence[Appearance], ordered: Mapping[int, Ordered]) -> list[Appearance]:
    """The papers that are most what a reader likes first; those alike in the order they came."""
    return sorted(papers, key=lambda paper: -ordered[paper.paper_id].score)


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

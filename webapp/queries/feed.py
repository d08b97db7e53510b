"""What a list's feed holds."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from crawler.records import Kind
from webapp.addresses import CategoryExpression, Days
from webapp.queries.cards import Place, cards_at
from webapp.queries.days import latest_day
from webapp.queries.listing import appearances, by_kind
from webapp.queries.shapes import Card

DAYS = 3
MOST_ENTRIES = 1000


def feed_cards(session: Session, expression: CategoryExpression, kinds: Collection[Kind]) -> list[Card]:
    """The papers of a list's last three announcement days, newest day first, at most a thousand. Eight queries at most.

    kinds: new and cross if empty.
    """
    found = appearances(session, expression.included, expression.excluded, _last_days(session, expression))
    wanted = [paper for paper in found if paper.kind in (kinds or (Kind.NEW, Kind.CROSS))]
    entries = by_kind(wanted)[:MOST_ENTRIES]
    places = {paper.paper_id: Place(number, paper.kind, paper.day) for number, paper in enumerate(entries, 1)}
    return cards_at(session, places)


def _last_days(session: Session, expression: CategoryExpression) -> list[Days]:
    days: list[date] = []
    while len(days) < DAYS:
        day = latest_day(session, expression.included, before=days[-1] if days else date.max)
        if day is None:
            break
        days.append(day)
    return [Days(day, day) for day in days]

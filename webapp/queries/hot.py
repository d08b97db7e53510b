"""What is read most just now: papers by openings and stars, of which older ones count for less."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawler.store.models import Open, Paper
from crawler.store.opens import OpenKind
from webapp.queries.cards import cards_by_ids
from webapp.queries.shapes import Card

MOST_RANKED = 1000
STAR_COUNTS = 3  # times an opening


class Window(StrEnum):
    """How far back openings count."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


DAYS: Mapping[Window, int] = {Window.DAY: 1, Window.WEEK: 7, Window.MONTH: 30}
HALF_LIFE: Mapping[Window, float] = {Window.DAY: 1.0, Window.WEEK: 2.0, Window.MONTH: 7.0}
"""After so many days an opening counts half."""


@dataclass(frozen=True, slots=True)
class Hot:
    """A slice of the papers read most, of `total` (at most a thousand)."""

    total: int
    cards: tuple[Card, ...]


def hot(session: Session, window: Window, today: date, *, show: int, skip: int) -> Hot:
    """The papers opened and starred most, the most first. today: US Eastern, as openings are counted. Three queries.

    An opening of d days ago counts 0.5 to the power of d / HALF_LIFE, a star three times that.
    """
    opened = (
        select(Open.arxiv_id, Open.day, Open.kind, func.sum(Open.times))
        .join(Paper, Paper.arxiv_id == Open.arxiv_id)
        .where(Open.day > today - timedelta(days=DAYS[window]))
        .group_by(Open.arxiv_id, Open.day, Open.kind)
    )
    scores: defaultdict[str, float] = defaultdict(float)
    for arxiv_id, day, kind, times in session.execute(opened):
        weight = STAR_COUNTS if kind == OpenKind.STAR else 1
        scores[arxiv_id] += weight * int(times) * 0.5 ** ((today - day).days / HALF_LIFE[window])
    ranked = sorted(scores, key=lambda arxiv_id: (-scores[arxiv_id], arxiv_id))[:MOST_RANKED]
    cards = cards_by_ids(session, ranked[skip : skip + show])
    return Hot(len(ranked), tuple(cards))

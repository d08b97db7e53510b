"""What was learned of a reader, for the reader to see and correct."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from webapp.addresses import Days
from webapp.preferences import CurrentReader
from webapp.queries.days import latest_day
from webapp.queries.foryou import Tastes
from webapp.queries.listing import appearances
from webapp.taste import Profile, Said, weigh
from webapp.taste.features import AUTHOR, CATEGORY

_MOST_WORDS, _MOST_AUTHORS, _MOST_IN_CLOUD = 15, 8, 50
_LEAST = 0.01  # of the strongest weight: what is weaker moves no paper


class Weight(NamedTuple):
    """A term with its name for showing, and its weight: 1 for the strongest of all, negative for disliked."""

    term: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The strongest of what was learned. liked, disliked: words and pairs of words.   authors, categories: of either sign.

    cloud: what the chosen papers say most, by name.   learned_from: how many papers of each kind.
    """

    liked: tuple[Weight, ...] = ()
    disliked: tuple[Weight, ...] = ()
    authors: tuple[Weight, ...] = ()
    categories: tuple[Weight, ...] = ()
    cloud: tuple[Weight, ...] = ()
    learned_from: Mapping[Said, int] = field(default_factory=dict)


def learned(
    session: Session, tastes: Tastes, reader: CurrentReader | None, until: datetime, categories: Sequence[str]
) -> Learned:
    """What is known of a reader by the marks up to `until` (aware). Two queries beside those of `Tastes`.

    categories: those of whose latest day the papers are, among which a term is rare or common.
    """
    if reader is None:
        return Learned()
    profile = tastes.profile(session, reader, until)
    day = latest_day(session, categories) if profile else None
    papers = [] if day is None else appearances(session, categories, (), [Days(day, day)])
    pool = tastes.features(session, [paper.paper_id for paper in papers])
    weights = [Weight(term, _name(term, tastes), weight) for term, weight in weigh(profile, pool).items()]
    words = [weight for weight in weights if ":" not in weight.term]
    liked = weigh(Profile({term: weight for term, weight in profile.liked.items() if ":" not in term}), pool)
    cloud = _without_parts(Weight(term, term, weight) for term, weight in _strongest(liked, 2 * _MOST_IN_CLOUD))
    return Learned(
        liked=tuple(_without_parts(_best(words, sign=1))[:_MOST_WORDS]),
        disliked=tuple(_without_parts(_best(words, sign=-1))[:_MOST_WORDS]),
        authors=_of_kind(weights, AUTHOR),
        categories=_of_kind(weights, CATEGORY),
        cloud=tuple(sorted(cloud[:_MOST_IN_CLOUD], key=lambda weight: weight.name)),
        learned_from=profile.learned_from,
    )


def _name(term: str, tastes: Tastes) -> str:
    return tastes.name(term) if term.startswith(AUTHOR) else term.removeprefix(CATEGORY)


def _best(weights: Iterable[Weight], *, sign: int) -> list[Weight]:
    counted = [weight for weight in weights if weight.weight * sign > _LEAST]
    return sorted(counted, key=lambda weight: (-abs(weight.weight), weight.term))[: 3 * _MOST_WORDS]


def _of_kind(weights: Iterable[Weight], kind: str) -> tuple[Weight, ...]:
    of_kind = [weight for weight in weights if weight.term.startswith(kind)]
    strongest = sorted(of_kind, key=lambda weight: (-abs(weight.weight), weight.term))[:_MOST_AUTHORS]
    return tuple(sorted(strongest, key=lambda weight: (-weight.weight, weight.term)))


def _strongest(weights: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:most]


def _without_parts(weights: Iterable[Weight]) -> list[Weight]:
    """Without the words of which a stronger pair is there: `low rank` says what `rank` would."""
    kept: list[Weight] = []
    said: set[str] = set()
    for weight in weights:
        if weight.term not in said:
            kept.append(weight)
            said.update(weight.term.split())
    return kept

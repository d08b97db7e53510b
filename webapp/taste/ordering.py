"""Papers in the order of a profile, and why each stands where it does."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from operator import mul

from webapp.taste.features import Features
from webapp.taste.learning import Profile

MOST_REASONS = 4
_TOLD = 0.15  # of the strongest reason: what adds less is not told


@dataclass(frozen=True, slots=True)
class Ordered:
    """A paper's place in the order. at: its place among the papers as they came.   score: the greater the better.

    adds: what each term of the profile added to the score, or took from it.
    """

    at: int
    score: float
    adds: Sequence[tuple[float, str]] = ()

    @property
    def because(self) -> tuple[str, ...]:
        """The few terms that brought the paper up, the strongest first; a word is left out where a pair with it is there."""
        reasons = sorted((-adds, term) for adds, term in self.adds if adds > 0)
        told: list[str] = []
        for adds, term in reasons[: 3 * MOST_REASONS]:
            if adds > reasons[0][0] * _TOLD or len(told) == MOST_REASONS:
                break
            if not any(set(term.split()) & set(other.split()) for other in told if ":" not in other + term):
                told.append(term)
        return tuple(told)


def order(profile: Profile, papers: Sequence[Features]) -> list[Ordered]:
    """All of these papers, best first; those that score alike as they came. Nothing is left out.

    A term counts the more, the fewer of the papers at hand have it: so the order needs no statistics of anything else.
    """
    rarity = rarities(papers)
    liked = {term: weight * rarity[term] for term, weight in profile.weights.items() if term in rarity}
    ordered = [_scored(at, paper, rarity, liked) for at, paper in enumerate(papers)]
    return sorted(ordered, key=lambda paper: -paper.score)


def weigh(profile: Profile, papers: Sequence[Features]) -> dict[str, float]:
    """The profile's terms with their weights among these papers, for showing: 1 for the strongest of all, negative for disliked."""
    rarity = rarities(papers)
    rarest = _rarity(len(papers) + 1, 0)  # more than 0, even where there are no papers
    weights = {term: weight * rarity.get(term, rarest) for term, weight in profile.weights.items()}
    strongest = max(map(abs, weights.values()), default=1.0) or 1.0
    return {term: weight / strongest for term, weight in weights.items()}


def rarities(papers: Iterable[Features]) -> dict[str, float]:
    """How much each term of these papers tells one from the others."""
    held: Counter[str] = Counter()
    number = 0
    for paper in papers:
        held.update(paper.terms)
        number += 1
    by_count = {times: _rarity(number, times) for times in set(held.values())}
    return {term: by_count[times] for term, times in held.items()}


def _rarity(papers: int, times: int) -> float:
    """0 for what all of the papers have."""
    return log((papers + 0.5) / (times + 0.5))


def _scored(at: int, paper: Features, rarity: Mapping[str, float], liked: Mapping[str, float]) -> Ordered:
    weights = list(map(mul, paper.said, map(rarity.__getitem__, paper.terms)))
    adds = [(weight * liked[term], term) for term, weight in zip(paper.terms, weights, strict=True) if term in liked]
    length = sqrt(sum(map(mul, weights, weights))) or 1.0
    return Ordered(at, sum([each for each, _ in adds]) / length, adds)

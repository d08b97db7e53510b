"""Learning a profile: which terms a reader's papers have, which the passed-over ones have, and what the reader says by word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from webapp.taste.features import Features, author_term, terms_named

HALF_LIFE = 365.0  # days after which a mark counts half
AGAINST = 0.3  # all that was hidden or passed over counts at most so much, where all that was liked counts 1
FEW = 1.0  # with so much liked, papers and what is followed by word count alike
MOST_TERMS = 10_000  # of either part of a profile
FOLLOWED, CORRECTED = 0.2, 0.5  # what a term followed, or corrected by hand, adds to its weight


class Said(StrEnum):
    """What a reader did with a paper."""

    STAR = "star"
    LIST = "list"
    NOTE = "note"
    OPEN = "open"
    HIDE = "hide"
    PASS = "pass"  # marked read without any of the others  # noqa: S105


STRENGTH: Mapping[Said, float] = {
    Said.STAR: 1.0,
    Said.LIST: 1.0,
    Said.NOTE: 1.0,
    Said.OPEN: 0.3,
    Said.HIDE: -1.0,
    Said.PASS: -0.1,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One paper and the strongest thing that the reader did with it. when: aware."""

    features: Features
    said: Said
    when: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a reader says by word. keywords and authors, and the excluded ones, as typed; more, less and forgotten: terms."""

    keywords: Sequence[str] = ()
    authors: Sequence[str] = ()
    excluded_keywords: Sequence[str] = ()
    excluded_authors: Sequence[str] = ()
    more: Sequence[str] = ()
    less: Sequence[str] = ()
    forgotten: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What was learned. weights: of each term, more than 0 for liked, not yet weighed by how rare the term is.

    liked: the part of the papers that the reader chose, alone.   learned_from: how many papers of each kind.
    """

    weights: Mapping[str, float]
    liked: Mapping[str, float] = field(default_factory=dict)
    learned_from: Mapping[Said, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to order papers by."""
        return bool(self.weights)


def learn(evidence: Iterable[Evidence], wishes: Wishes, now: datetime) -> Profile:
    """The profile of a reader with these papers and wishes. now: aware; older marks count less.

    The liked papers' mean, less that of the others, each paper as long as any other; to it comes what the reader says by word,
    which counts most while little is marked. Marks in the future count as of now. The same input gives the same profile.
    """
    liked: defaultdict[str, float] = defaultdict(float)
    disliked: defaultdict[str, float] = defaultdict(float)
    learned_from: dict[Said, int] = {}
    for_it = against = 0.0
    for each in evidence:
        age = max((now - each.when).total_seconds() / 86_400, 0.0)
        strength = STRENGTH[each.said] * 0.5 ** (age / HALF_LIFE)
        learned_from[each.said] = learned_from.get(each.said, 0) + 1
        if strength > 0:
            for_it += strength
            _add(liked, each.features, strength)
        else:
            against -= strength
            _add(disliked, each.features, -strength)
    mean = {term: weight / (for_it + FEW) for term, weight in _strongest(liked)}
    weights = dict(mean)
    share = AGAINST / max(against, 10 * FEW)  # a few passed-over papers say little
    for term, weight in _strongest(disliked):
        weights[term] = weights.get(term, 0.0) - share * weight
    _take_word(weights, wishes)
    return Profile(weights, mean, learned_from)


def _strongest(weights: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    """The ten thousand or so strongest; what is weaker moves no paper."""
    if len(weights) <= MOST_TERMS:
        return weights.items()
    least = sorted(weights.values(), reverse=True)[MOST_TERMS]
    return [item for item in weights.items() if item[1] >= least]


def _add(weights: defaultdict[str, float], features: Features, strength: float) -> None:
    share = strength / features.length
    for term, said in zip(features.terms, features.said, strict=True):
        weights[term] += share * said


def _take_word(weights: dict[str, float], wishes: Wishes) -> None:
    for typed, authors, sign in (
        (wishes.keywords, wishes.authors, FOLLOWED),
        (wishes.excluded_keywords, wishes.excluded_authors, -FOLLOWED),
    ):
        for keyword in typed:
            terms = terms_named(keyword)
            for term in terms:
                weights[term] = weights.get(term, 0.0) + sign / len(terms)
        for author in authors:
            weights[author_term(author)] = weights.get(author_term(author), 0.0) + sign
    for term in wishes.more:
        weights[term] = max(weights.get(term, 0.0), 0.0) + CORRECTED
    for term in wishes.less:
        weights[term] = min(weights.get(term, 0.0), 0.0) - CORRECTED
    for term in wishes.forgotten:
        weights.pop(term, None)

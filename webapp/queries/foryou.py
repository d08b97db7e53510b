"""Papers in the order of what a reader likes: the reader's marks and the papers' texts from the store, the rest by `webapp.taste`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Select, Text, bindparam, cast, func, select, union_all
from sqlalchemy.orm import Session

from crawler.store.marks import MarkKind
from crawler.store.models import Base
from crawler.store.session import in_chunks
from webapp.preferences import CurrentReader, Preferences
from webapp.taste import Evidence, Features, Ordered, Profile, Said, Wishes, features_of, learn, order
from webapp.taste.features import author_term

MOST_LEARNED = 500  # newest marks of each kind
_MOST_PAPERS = 5000  # whose features a process keeps, at some 5 KB each
_MOST_READERS = 200  # whose profiles a process keeps, at up to 0.5 MB each

_PAPERS = Base.metadata.tables["papers"].c
_MARKS = Base.metadata.tables["marks"].c

_REVISIONS = select(_PAPERS.id, _PAPERS.revision).where(_PAPERS.id.in_(bindparam("ids", expanding=True)))
_TEXTS = select(
    _PAPERS.id,
    _PAPERS.revision,
    _PAPERS.title,
    _PAPERS.abstract,
    cast(_PAPERS.authors, Text),
    _PAPERS.canonical_categories,
).where(_PAPERS.id.in_(bindparam("ids", expanding=True)))
_LATEST = select(func.max(_MARKS.marked), func.count()).where(
    _MARKS.reader_id == bindparam("reader"), _MARKS.marked <= bindparam("until"), _MARKS.marked > bindparam("since")
)

# What a mark says, the strongest first: of several marks on one paper that one counts.
_SAYS: Mapping[str, Said] = {
    MarkKind.STAR: Said.STAR,
    MarkKind.LIST: Said.LIST,
    MarkKind.NOTE: Said.NOTE,
    MarkKind.HIDE: Said.HIDE,
    MarkKind.OPEN: Said.OPEN,
    MarkKind.READ: Said.PASS,
}
_STRENGTH = {kind: place for place, kind in enumerate(_SAYS)}
_LONG_AGO, _FAR = datetime(1990, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    profile: Profile
    marks: tuple[datetime | None, int]  # the newest mark and how many there are
    wishes: Wishes


class Tastes:
    """What a process has worked out of papers and readers: the features of each paper once a revision, a profile once its marks change.

    Safe to share between threads: what is there is right, and what is not is made again.
    """

    def __init__(self, most_papers: int = _MOST_PAPERS) -> None:
        """most_papers: whose features are kept. All go when there are more: the next pages bring them back."""
        self._most_papers = most_papers
        self._features: dict[int, tuple[int, Features]] = {}
        self._names: dict[str, str] = {}
        self._profiles: dict[tuple[int, int], _Known] = {}

    def name(self, term: str) -> str:
        """An author as papers write the name, for the term of one."""
        return self._names.get(term) or term.partition(":")[2].title()

    def features(self, session: Session, paper_ids: Sequence[int]) -> list[Features]:
        """The features of papers by `papers.id`; nothing's for one that is gone. Two queries a thousand papers, one when all are known."""
        found: dict[int, Features] = {}
        for chunk in in_chunks(paper_ids):
            revisions = dict(session.connection().execute(_REVISIONS, {"ids": chunk}).all())
            found |= self._of_revisions(session, revisions)
        return [found.get(paper_id, _NOTHING) for paper_id in paper_ids]

    def profile(self, session: Session, reader: CurrentReader, until: datetime) -> Profile:
        """What is known of a reader by the marks up to `until` (aware). One query; three more a thousand papers after a change."""
        wishes, since = wishes_of(reader.preferences), _since(reader.preferences)
        span = {"reader": reader.id, "until": until, "since": since}
        newest, number = session.connection().execute(_LATEST, span).one()
        marks = newest, number
        key = (reader.id, hash((wishes, since)))
        known = self._profiles.get(key)
        if known is None or (known.marks, known.wishes) != (marks, wishes):
            evidence = self._evidence(session, span) if number else []
            known = _Known(learn(evidence, wishes, newest or until), marks, wishes)
            if len(self._profiles) >= _MOST_READERS:
                self._profiles.clear()
            self._profiles[key] = known
        return known.profile

    def ordered(
        self, session: Session, reader: CurrentReader | None, until: datetime, paper_ids: Sequence[int]
    ) -> dict[int, Ordered] | None:
        """These papers by `papers.id`, those that a reader likes best first; None where nothing is known of what that is.

        until: aware; marks after it do not count.
        """
        profile = None if reader is None else self.profile(session, reader, until)
        if not profile:
            return None
        return {paper_ids[each.at]: each for each in order(profile, self.features(session, paper_ids))}

    def _evidence(self, session: Session, span: Mapping[str, Any]) -> list[Evidence]:
        said: dict[int, tuple[str, datetime, int]] = {}
        for paper_id, revision, kind, marked in session.connection().execute(_NEWEST_MARKS, span):
            known = said.get(paper_id)
            if known is None or _STRENGTH[kind] < _STRENGTH[known[0]]:
                said[paper_id] = kind, marked, revision
        found: dict[int, Features] = {}
        for chunk in in_chunks(said):
            found |= self._of_revisions(session, {paper_id: said[paper_id][2] for paper_id in chunk})
        return [
            Evidence(found.get(paper_id, _NOTHING), _SAYS[kind], marked)
            for paper_id, (kind, marked, _) in sorted(said.items())
        ]

    def _of_revisions(self, session: Session, revisions: Mapping[int, int]) -> dict[int, Features]:
        """The features of at most a thousand papers. At most one query."""
        found = {}
        for paper_id, revision in revisions.items():
            known = self._features.get(paper_id)
            if known is not None and known[0] == revision:
                found[paper_id] = known[1]
        unknown = [paper_id for paper_id in revisions if paper_id not in found]
        if len(self._features) + len(unknown) > self._most_papers:
            self._features.clear()
            self._names.clear()
        if unknown:
            for paper_id, revision, *facts in session.connection().execute(_TEXTS, {"ids": unknown}):
                found[paper_id] = self._read(*facts)
                self._features[paper_id] = revision, found[paper_id]
        return found

    def _read(self, title: str, abstract: str, authors: str, categories: str) -> Features:
        names = [name for name, *_ in orjson.loads(authors)]
        self._names.update((author_term(name), name) for name in names[:50])
        return features_of(title, abstract, names, categories.split())


def wishes_of(preferences: Preferences) -> Wishes:
    """What a reader's settings say by word."""
    return Wishes(
        keywords=preferences.keywords,
        authors=preferences.authors,
        excluded_keywords=preferences.excluded_keywords,
        excluded_authors=preferences.excluded_authors,
        more=preferences.more,
        less=preferences.less,
        forgotten=preferences.forgotten,
    )


def moment_of(until: int) -> datetime:
    """The moment up to which marks count, as an address names it: aware, and far in the future for 0."""
    return datetime.fromtimestamp(until, UTC) if until else _FAR


def _since(preferences: Preferences) -> datetime:
    return datetime.fromisoformat(preferences.anew).astimezone(UTC) if preferences.anew else _LONG_AGO


def _newest(kind: str) -> Select[Any]:
    newest = (
        select(_MARKS.arxiv_id, _MARKS.kind, _MARKS.marked)
        .where(
            _MARKS.reader_id == bindparam("reader"),
            _MARKS.kind == kind,
            _MARKS.marked <= bindparam("until"),
            _MARKS.marked > bindparam("since"),
            _MARKS.is_set,
        )
        .order_by(_MARKS.marked.desc())
        .limit(MOST_LEARNED)
        .subquery()
    )
    return select(_PAPERS.id, _PAPERS.revision, newest.c.kind, newest.c.marked).where(
        _PAPERS.arxiv_id == newest.c.arxiv_id
    )


_NEWEST_MARKS = union_all(*map(_newest, _SAYS))
_NOTHING = Features()

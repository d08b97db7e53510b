"""What has changed in the database since a revision: what the index has yet to learn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.records import Kind
from crawler.search.documents import ArticleText, PaperText
from crawler.search.generations import State
from crawler.store.models import Base

_PAPERS = Base.metadata.tables["papers"]
_ANNOUNCEMENTS = Base.metadata.tables["announcements"]
_COUNTERS = Base.metadata.tables["counters"]
_READ = [
    _PAPERS.c[name]
    for name in (
        "revision", "id", "arxiv_id", "order_key", "title", "abstract", "authors", "canonical_categories", "submitted",
        "announced", "comment", "journal_ref", "report_no", "doi",
    )
]  # fmt: skip


def _no_answers(_session: Session, _papers: Sequence[int]) -> Mapping[int, str]:
    return {}


def _no_articles(_session: Session, _revision: int) -> Iterable[ArticleText]:
    return ()


@dataclass(frozen=True, slots=True)
class Texts:
    """Where the index finds what is said beside the papers. Whoever writes such texts takes a new revision for it: answers for
    their paper (its `revision`), articles one of the same counter, so that the index hears of it.

    answers: the shown answers of some papers (`papers.id`), each paper's in one text.
    articles: those that changed after a revision.
    """

    answers: Callable[[Session, Sequence[int]], Mapping[int, str]] = _no_answers
    articles: Callable[[Session, int], Iterable[ArticleText]] = _no_articles


@dataclass(frozen=True, slots=True)
class Changes:
    """Papers and articles that are new or changed. last: the revision up to which this is all.   more: whether there is more after it."""

    papers: Sequence[PaperText]
    last: int
    more: bool
    revisions: Mapping[int, int] = field(default_factory=dict)  # of each paper by papers.id
    answers: Mapping[int, str] = field(default_factory=dict)
    articles: Sequence[ArticleText] = ()


def newest_revision(session: Session) -> int:
    """The last revision that was handed out."""
    newest: int = session.execute(select(_COUNTERS.c.value).where(_COUNTERS.c.name == "revision")).scalar_one()
    return newest


def belongs(session: Session, state: State) -> bool:
    """Whether what an index has read is this database; not so after a backup was restored, or of another one.

    A paper's row id is the revision under which it first came, so histories that part soon differ in it.
    """
    if state.revision > newest_revision(session):
        return False
    newest = session.scalar(select(_PAPERS.c.arxiv_id).where(_PAPERS.c.id == state.paper))
    return state.paper is None or newest == state.arxiv_id


def changes_after(session: Session, revision: int, limit: int, texts: Texts) -> Changes | None:
    """What changed after a revision, in the order of revisions, at most `limit` papers; None where nothing did."""
    newest = newest_revision(session)
    if newest <= revision:
        return None
    rows = session.execute(
        select(*_READ).where(_PAPERS.c.revision > revision).order_by(_PAPERS.c.revision).limit(limit)
    ).all()
    more = len(rows) == limit
    ids = [row.id for row in rows]
    kinds = _kinds(session, ids)
    return Changes(
        papers=[
            PaperText(
                id=row.id,
                arxiv_id=row.arxiv_id,
                order_key=row.order_key,
                title=row.title,
                abstract=row.abstract,
                authors=[author[0] for author in row.authors],
                categories=row.canonical_categories.split(),
                submitted=row.submitted,
                announced=row.announced,
                comment=row.comment,
                journal_ref=row.journal_ref,
                report_no=row.report_no,
                doi=row.doi,
                kinds=sorted(kinds.get(row.id, ())),
            )
            for row in rows
        ],
        last=rows[-1].revision if more else newest,
        more=more,
        revisions={row.id: row.revision for row in rows},
        answers=texts.answers(session, ids),
        # Once, with the last papers: there are few, and their revisions are among the papers'.
        articles=() if more else tuple(texts.articles(session, revision)),
    )


def _kinds(session: Session, papers: Sequence[int]) -> dict[int, set[Kind]]:
    held = (
        select(_ANNOUNCEMENTS.c.paper_id, _ANNOUNCEMENTS.c.kind).where(_ANNOUNCEMENTS.c.paper_id.in_(papers)).distinct()
    )
    kinds: dict[int, set[Kind]] = {}
    for paper, rank in session.execute(held):
        kinds.setdefault(paper, set()).add(Kind.of_rank(rank))
    return kinds

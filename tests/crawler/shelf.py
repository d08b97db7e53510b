"""Papers in a database, for tests of what is written about them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Engine, select

from crawler.records import AnnouncementRecord, Author, Kind, PaperRecord, Source
from crawler.store.announcements import store_announcements
from crawler.store.models import Paper
from crawler.store.papers import store_papers
from crawler.store.session import reading, writing

ABSTRACT = (
    "Trees that grow a leaf before anyone looks at it waste light. We let leaves wait until they are asked for. "
    "On three orchards this saves 41 percent of the light, and no apple is lost. We prove that waiting never "
    "costs more than one season."
)


def shelve(
    engine: Engine,
    *arxiv_ids: str,
    version: int = 1,
    categories: tuple[str, ...] = ("cs.CL",),
    said: str = ABSTRACT,
) -> list[int]:
    """Store papers with a title and an abstract of their own; returns their row ids in the same order. said: in the abstract."""
    records = [
        PaperRecord(
            id=arxiv_id, source=Source.API, title=f"On the lazy leaves of {arxiv_id}", abstract=f"This is paper {arxiv_id}. {said}",
            authors=(Author("Ada Beispiel"),), categories=categories, version=version,
        )
        for arxiv_id in arxiv_ids
    ]  # fmt: skip
    with writing(engine) as session:
        store_papers(session, records)
    with reading(engine) as session:
        rows = session.execute(select(Paper.arxiv_id, Paper.id).where(Paper.arxiv_id.in_(arxiv_ids)))
        numbers = dict(rows.all())
    return [numbers[arxiv_id] for arxiv_id in arxiv_ids]


def announce(
    engine: Engine, arxiv_ids: Iterable[str], day: date, kind: Kind = Kind.NEW, category: str = "cs.CL"
) -> None:
    """Announce papers that are shelved."""
    with writing(engine) as session:
        store_announcements(session, [AnnouncementRecord(arxiv_id, category, day, kind, 1) for arxiv_id in arxiv_ids])

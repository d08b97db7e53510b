"""What is worked out once for papers of carried categories: keywords, and the HTML of texts with formulas.

The HTML is a cache: a page makes what is missing by itself. Its key is a hash of the text and of the engine's version.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import blake2b

from sqlalchemy import Engine, Row, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from crawler.keywords import keywords
from crawler.store.models import Base
from crawler.store.papers import lock_revisions, next_revisions
from crawler.store.session import in_chunks, reading, writing
from crawler.tex import ENGINE_VERSION, Formula, engine_available, segments, to_html

RENDERINGS_KEPT = 100_000  # about 250 MB

_PAPERS = Base.metadata.tables["papers"]
_ANNOUNCEMENTS = Base.metadata.tables["announcements"]
_RENDERINGS = Base.metadata.tables["renderings"]

_HTML = select(_RENDERINGS.c.text_hash, _RENDERINGS.c.html).where(
    _RENDERINGS.c.text_hash.in_(bindparam("hashes", expanding=True))
)


def render_pending(engine: Engine, categories: Collection[str], limit: int) -> int:
    """Work out keywords and HTML for papers announced in these categories that have none yet or whose text has changed.

    limit: how many papers at most, newest announcements first.   Returns how many there were; 0: nothing is left to do.
    Works outside any transaction, then writes in one; whatever changed meanwhile stays pending.
    """
    with reading(engine) as session:
        papers = _papers_without_keywords(session, categories, limit)
    if papers:
        found = [(paper, ",".join(keywords(paper.title, paper.abstract))) for paper in papers]
        rendered = _rendered(text for paper in papers for text in (paper.title, paper.abstract))
        with writing(engine) as session:
            _store_keywords(session, found)
            _store_renderings(session, rendered, datetime.now(UTC).date())
            prune_renderings(session, RENDERINGS_KEPT)
    return len(papers)


def renderings_of(session: Session, texts: Iterable[str]) -> dict[str, str]:
    """The HTML of those of the texts (titles, abstracts) that have formulas and were rendered by the engine in force."""
    by_hash = {_hash(text): text for text in texts if _may_have_formulas(text)}
    rendered: dict[str, str] = {}
    for chunk in in_chunks(by_hash):
        rendered.update(
            (by_hash[text_hash], html) for text_hash, html in session.connection().execute(_HTML, {"hashes": chunk})
        )
    return rendered


def prune_renderings(session: Session, keep: int) -> int:
    """Keep the `keep` newest renderings; return how many older ones went."""
    surplus = (session.scalar(select(func.count()).select_from(_RENDERINGS)) or 0) - keep
    if surplus <= 0:
        return 0
    oldest = select(_RENDERINGS.c.text_hash).order_by(_RENDERINGS.c.rendered, _RENDERINGS.c.text_hash).limit(surplus)
    session.execute(delete(_RENDERINGS).where(_RENDERINGS.c.text_hash.in_(oldest)))
    return surplus


def has_formulas(text: str) -> bool:
    """Whether a text holds a formula, so that its HTML is worth keeping."""
    return _may_have_formulas(text) and any(isinstance(part, Formula) for part in segments(text))


def _may_have_formulas(text: str) -> bool:
    """Told at a glance. It is nearly always so, and to ask in vain for the HTML of the others costs less than to read all."""
    return "$" in text or "\\" in text


def _papers_without_keywords(session: Session, categories: Collection[str], limit: int) -> Sequence[Row[int, str, str]]:
    carried = select(_ANNOUNCEMENTS.c.paper_id).where(
        _ANNOUNCEMENTS.c.paper_id == _PAPERS.c.id, _ANNOUNCEMENTS.c.category.in_(categories)
    )
    pending = (
        select(_PAPERS.c.id, _PAPERS.c.title, _PAPERS.c.abstract)
        .where(_PAPERS.c.keywords.is_(None), _PAPERS.c.announced.is_not(None), carried.exists())
        .order_by(_PAPERS.c.announced.desc())
    )
    return session.execute(pending.limit(limit)).all()


def _rendered(texts: Iterable[str]) -> dict[str, str]:
    """Hash → HTML of the texts that have formulas. Nothing without an engine: its return should find nothing kept."""
    if not engine_available():
        return {}
    return {_hash(text): to_html(text) for text in texts if has_formulas(text)}


def _hash(text: str) -> str:
    return blake2b(f"{ENGINE_VERSION}\0{text}".encode(), digest_size=16).hexdigest()


def _store_keywords(session: Session, found: Sequence[tuple[Row[int, str, str], str]]) -> None:
    """Write each paper's keywords unless its text has changed since it was read."""
    lock_revisions(session)
    unchanged = (
        _PAPERS.c.id == bindparam("held_id"),
        _PAPERS.c.title == bindparam("read_title"),
        _PAPERS.c.abstract == bindparam("read_abstract"),
    )
    rows = [
        {
            "held_id": paper.id,
            "read_title": paper.title,
            "read_abstract": paper.abstract,
            "keywords": words,
            "revision": revision,
        }
        for (paper, words), revision in zip(found, next_revisions(session, len(found)), strict=True)
    ]
    session.connection().execute(update(_PAPERS).where(*unchanged), rows)


def _store_renderings(session: Session, rendered: dict[str, str], today: date) -> None:
    for chunk in in_chunks(rendered):
        held = set(session.scalars(select(_RENDERINGS.c.text_hash).where(_RENDERINGS.c.text_hash.in_(chunk))))
        rows = [
            {"text_hash": text_hash, "html": rendered[text_hash], "rendered": today}
            for text_hash in chunk
            if text_hash not in held
        ]
        if rows:
            session.connection().execute(_RENDERINGS.insert(), rows)

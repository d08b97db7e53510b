"""Full texts are kept compressed, one row a version, and what is not to be had is remembered."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from crawler.errors import StoreError
from crawler.fulltext.sections import FullText, Part, Section
from crawler.records import Author, PaperRecord, Source
from crawler.store import fulltexts
from crawler.store.models import FullTextRow, Paper
from crawler.store.papers import store_papers
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
TEXT = FullText(
    "html",
    (
        Section("Abstract", "Kettles $x^2$ 水壶.", Part.ABSTRACT),
        Section("1 All", "Water boils. " * 1000),
        Section("A More", "End.", Part.APPENDIX),
    ),
)


@pytest.fixture
def paper_id(engine: Engine) -> int:
    """A stored paper."""
    with writing(engine) as session:
        store_papers(
            session,
            [
                PaperRecord(
                    id="2603.00001", source=Source.RSS, version=2, title="On kettles", categories=("cs.CL",),
                    abstract="We boil.", authors=(Author("Jane Doe"),),
                )
            ],
        )  # fmt: skip
        return session.scalars(select(Paper.id)).one()


def found(engine: Engine, paper_id: int, version: int = 2) -> FullText | fulltexts.Absence | None:
    with reading(engine) as session:
        return fulltexts.find(session, paper_id, version)


def test_a_text_comes_back_as_it_was_kept(engine: Engine, paper_id: int) -> None:
    assert found(engine, paper_id) is None
    with writing(engine) as session:
        fulltexts.keep(session, paper_id, 2, TEXT, NOW)
    assert found(engine, paper_id) == TEXT
    assert found(engine, paper_id, version=1) is None
    with reading(engine) as session:
        row = session.scalars(select(FullTextRow)).one()
        assert (row.state, row.source, row.characters, row.next_try) == ("held", "html", TEXT.characters, None)
        assert row.sections is not None
        assert len(row.sections) < TEXT.characters / 10


def test_several_workers_may_keep_the_same_text_at_once(engine: Engine, paper_id: int) -> None:
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def work() -> None:
        together.wait()
        try:
            with writing(engine) as session:
                fulltexts.keep(session, paper_id, 2, TEXT, NOW)
        except StoreError as error:
            failures.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert found(engine, paper_id) == TEXT


def test_an_absence_is_remembered_for_a_week(engine: Engine, paper_id: int) -> None:
    with writing(engine) as session:
        fulltexts.keep_absence(session, paper_id, 2, "arXiv has no PDF of it.", NOW)
    assert found(engine, paper_id) == fulltexts.Absence("arXiv has no PDF of it.", NOW + timedelta(days=7))


def test_a_text_takes_the_place_of_an_absence_and_never_the_other_way_round(engine: Engine, paper_id: int) -> None:
    with writing(engine) as session:
        fulltexts.keep_absence(session, paper_id, 2, "Not yet.", NOW)
    with writing(engine) as session:
        fulltexts.keep(session, paper_id, 2, TEXT, NOW)
    with writing(engine) as session:
        fulltexts.keep_absence(session, paper_id, 2, "Gone.", NOW)
    assert found(engine, paper_id) == TEXT


def test_a_damaged_row_says_what_to_do(engine: Engine, paper_id: int) -> None:
    with writing(engine) as session:
        fulltexts.keep(session, paper_id, 2, TEXT, NOW)
        session.execute(update(FullTextRow).values(sections=b"\x00damaged"))
    with pytest.raises(StoreError, match=r"version 2, is damaged .* delete its row"):
        found(engine, paper_id)

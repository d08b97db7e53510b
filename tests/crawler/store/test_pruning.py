"""What had its time goes; what is shown, promised or marked stays."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from crawler.clock import eastern_day
from crawler.fulltext.sections import FullText, Part, Section
from crawler.records import Author, PaperRecord, Source
from crawler.store import fulltexts
from crawler.store.fetch_requests import UNKNOWN, request_papers, settle
from crawler.store.marks import MarkKind
from crawler.store.models import FetchRequest, FullTextRow, Mark, Paper, Reader
from crawler.store.papers import store_papers
from crawler.store.pruning import count_readers, forget_unseen, prune
from crawler.store.readers import make_device_link, make_reader
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=90)


def gone(engine: Engine) -> dict[str, int]:
    with writing(engine) as session:
        return {pruned.what: pruned.rows for pruned in prune(session, NOW)}


def test_only_what_nothing_rests_on_goes(engine: Engine) -> None:
    paper = PaperRecord(
        id="2611.00001",
        source=Source.OAI,
        title="On pruning",
        abstract="We invent.",
        authors=(Author("Ada Invented"),),
        categories=("cs.CL",),
        version=2,
    )
    text = FullText("html", (Section("One", "Words.", Part.SECTION),))
    with writing(engine) as session:
        store_papers(session, [paper])
        number = session.scalars(select(Paper.id)).one()
        for version, fetched in ((1, LONG_AGO), (2, LONG_AGO)):
            fulltexts.keep(session, number, version, text, fetched)
        request_papers(session, ["2611.09998", "2611.09999"], LONG_AGO)
        settle(session, ["2611.09998"], UNKNOWN, LONG_AGO)
        reader, _key = make_reader(session, LONG_AGO)
        make_device_link(session, reader, LONG_AGO)
    assert gone(engine) == {
        "texts of replaced versions": 1,
        "notes on versions without a text": 0,
        "settled requests for papers": 1,
        "lapsed device links": 1,
    }
    assert set(gone(engine).values()) == {0}
    with reading(engine) as session:
        assert session.scalars(select(FullTextRow.version)).all() == [2]
        assert session.scalars(select(FetchRequest.arxiv_id)).all() == ["2611.09999"]
        assert session.scalars(select(Paper.arxiv_id)).all() == ["2611.00001"]
        assert len(session.scalars(select(Reader.id)).all()) == 1


def test_readers_long_unseen_are_forgotten_with_their_marks(engine: Engine) -> None:
    today = eastern_day(NOW)
    with writing(engine) as session:
        for made in (LONG_AGO, NOW):
            reader, _key = make_reader(session, made)
            session.add(
                Mark(
                    reader_id=reader, arxiv_id="2611.00001", kind=MarkKind.STAR, name="", is_set=True,
                    marked=made, client_id="one",
                )
            )  # fmt: skip
    with reading(engine) as session:
        counts = count_readers(session, today)
        assert (counts.readers, counts.seen_since, counts.marks, counts.saved_searches) == (2, 1, 2, 0)
    with writing(engine) as session:
        assert forget_unseen(session, today - timedelta(days=30)).rows == 1
    with reading(engine) as session:
        assert count_readers(session, today).marks == 1

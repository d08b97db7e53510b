"""What is wrong in a database is told with what to do about it."""

import re
from datetime import UTC, date, datetime

from sqlalchemy import Engine, delete, update

from crawler.records import AnnouncementRecord, Author, Expected, Kind, PaperRecord, Source, VersionRecord
from crawler.store.announcements import store_announcements
from crawler.store.checks import troubles
from crawler.store.listings import Look, settle
from crawler.store.models import Announcement, Counter, Paper
from crawler.store.papers import store_papers
from crawler.store.session import reading, writing

FRIDAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def fill(engine: Engine) -> None:
    paper = PaperRecord(
        id="2611.00001",
        source=Source.OAI,
        title="On checks",
        abstract="We invent.",
        authors=(Author("Ada Invented"),),
        categories=("cs.CL",),
        versions=(VersionRecord(1, NOW), VersionRecord(2, NOW)),
        version=2,
    )
    with writing(engine) as session:
        store_papers(session, [paper])
        store_announcements(session, [AnnouncementRecord("2611.00001", "cs.CL", FRIDAY, Kind.NEW)])
        settle(session, "cs.CL", FRIDAY, Look(Expected(new=1, cross=0, replacements=0)), NOW)


def told(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(troubles(session))


def test_a_whole_database_has_none(engine: Engine) -> None:
    fill(engine)
    assert told(engine) == []


def test_what_disagrees_is_told(engine: Engine) -> None:
    fill(engine)
    with writing(engine) as session:
        session.execute(update(Paper).values(version=1))
        session.execute(update(Counter).where(Counter.name == "revision").values(value=0))
        session.execute(delete(Announcement))
    revisions, versions, listings = told(engine)
    assert re.match(r"Papers have revisions up to \d, the counter stands at 0", revisions)
    assert versions.startswith("2611.00001 stands at version 1 and has a version 2")
    assert listings.startswith("cs.CL of 2026-11-20 is complete with 1 papers, and 0 are there")
    assert "fetch --category cs.CL --date 2026-11-20" in listings

"""A newsstand to fill for a test, a paper and a listing at a time, through the store's own functions."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from crawler.config import Settings
from crawler.records import AnnouncementRecord, Author, Kind, PaperRecord, Source, VersionRecord
from crawler.store.announcements import store_announcements
from crawler.store.models import Base, Listing
from crawler.store.papers import store_papers
from crawler.store.session import reading, writing
from tests.site import open_site
from webapp.addresses import CategoryExpression, ListAddress, read_list, read_path
from webapp.queries import shapes
from webapp.queries.listing import listing

FRIDAY = date(2026, 11, 20)
THURSDAY, WEDNESDAY, TUESDAY, MONDAY = (date(2026, 11, day) for day in (19, 18, 17, 16))
SATURDAY = date(2026, 11, 21)
FRIDAY_MORNING = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 10:00 Eastern


class Stand:
    """A migrated database, and the site over it."""

    def __init__(
        self, engine: Engine, now: datetime = FRIDAY_MORNING, carried: Sequence[str] = ("cs.CL", "cs.LG")
    ) -> None:
        self.engine, self.now, self.carried = engine, now, tuple(carried)

    def paper(self, arxiv_id: str, categories: str = "cs.CL", **facts: object) -> None:
        """Hold a paper. categories: primary first, with spaces between."""
        given: dict[str, object] = {
            "title": f"The paper {arxiv_id}",
            "abstract": "We invent an abstract.",
            "authors": (Author("Ada Invented"), Author("Bao Nguyen")),
            "version": 1,
        }
        record = PaperRecord(id=arxiv_id, source=Source.OAI, categories=tuple(categories.split()), **{**given, **facts})  # type: ignore[arg-type]
        with writing(self.engine) as session:
            store_papers(session, [record])

    def announce(
        self,
        arxiv_id: str,
        category: str = "cs.CL",
        day: date = FRIDAY,
        kind: Kind = Kind.NEW,
        *,
        categories: str = "",
        **facts: object,
    ) -> None:
        """Hold a paper and one announcement of it. categories: the paper's, by default only the one it is announced in."""
        self.paper(arxiv_id, categories or category, **facts)
        with writing(self.engine) as session:
            store_announcements(session, [AnnouncementRecord(arxiv_id, category, day, kind)])

    def announce_many(self, count: int, category: str = "cs.CL", day: date = FRIDAY) -> None:
        """Hold `count` new papers of one day, the first numbered 1."""
        papers = [
            PaperRecord(
                id=f"2611.{number:05d}",
                source=Source.OAI,
                title=f"Paper {number}",
                abstract="We write $x^2$.",
                authors=(Author("Ada Invented"),),
                categories=(category,),
                versions=(VersionRecord(1, FRIDAY_MORNING),),
            )
            for number in range(1, count + 1)
        ]
        with writing(self.engine) as session:
            store_papers(session, papers)
            store_announcements(session, [AnnouncementRecord(paper.id, category, day, Kind.NEW) for paper in papers])

    def row(self, *rows: Base) -> None:
        """Put rows into the tables as they are."""
        with writing(self.engine) as session:
            session.add_all(rows)

    def ledger(self, category: str, day: date, state: str, **columns: object) -> None:
        """Say in the ledger how a listing stands."""
        self.row(Listing(category=category, day=day, state=state, **columns))

    def client(self, **settings: object) -> FlaskClient:
        """A browser before the site, on the stand's day."""
        return self.app(**settings).test_client()

    def app(self, **settings: object) -> Flask:
        """The site over the database. settings: other than the stand's own."""
        given: dict[str, object] = {
            "database_url": self.engine.url.render_as_string(hide_password=False),
            "categories": self.carried,
            "now": self.now,
            "secret_key": "invented, sixteen or more",
        }
        return open_site(Settings(**{**given, **settings}))  # type: ignore[arg-type]

    def listing(self, text: str, **query: str) -> shapes.Listing:
        """What the list at an address such as `cs.CL+cs.LG` holds."""
        with reading(self.engine) as session:
            return listing(session, address_of(text, **query))


def address_of(text: str, **query: str) -> ListAddress:
    """A list's address from its expression and parameters as typed."""
    named = read_path(text, FRIDAY)
    assert isinstance(named, CategoryExpression)
    return read_list(named, {name: [value] for name, value in query.items()}, FRIDAY)


def ids(content: shapes.Listing) -> list[str]:
    """The papers of a list page in their order."""
    return [card.id for card in content.cards]


class CountedQueries:
    """Within it, how many SELECTs an engine is asked."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.count = engine, 0

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.count += statement.lstrip().upper().startswith("SELECT")

    def __enter__(self) -> "CountedQueries":
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

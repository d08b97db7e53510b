"""Counting openings: once a visitor and day, however often a page is reloaded or a script insists, and nobody can be traced."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from crawler.store.models import Open, OpenSalt, OpenSeen
from crawler.store.opens import MOST_OPENS, MOST_VISITORS, OpenKind, Visitor, allow, count_open
from crawler.store.session import reading, writing

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)


def visitor(number: int = 1, address: str = "192.0.2.1", secret: bytes = b"a secret") -> Visitor:
    """One of several visitors."""
    return Visitor(who=f"{address} browser {number}", address=address, secret=secret)


def count(engine: Engine, who: Visitor, kind: OpenKind = OpenKind.PDF, now: datetime = NOW) -> bool:
    """Open one paper."""
    with writing(engine) as session:
        return count_open(session, "2611.00001", kind, who, now)


def total(engine: Engine) -> int:
    """How many openings are counted."""
    with reading(engine) as session:
        return sum(session.scalars(select(Open.times)))


def test_a_visitor_counts_once_a_day_for_each_way_of_opening(engine: Engine) -> None:
    assert [count(engine, visitor()) for _ in range(5)] == [True, False, False, False, False]
    assert count(engine, visitor(), OpenKind.ANSWERS)
    assert count(engine, visitor(2))
    assert total(engine) == 3


def test_the_next_day_counts_again(engine: Engine) -> None:
    assert count(engine, visitor())
    assert count(engine, visitor(), now=TOMORROW)
    with reading(engine) as session:
        assert len(session.scalars(select(Open.day)).all()) == 2


def test_a_script_that_pretends_to_be_many_counts_as_a_household(engine: Engine) -> None:
    for number in range(MOST_VISITORS * 3):
        count(engine, visitor(number))
    assert total(engine) == MOST_VISITORS
    assert count(engine, visitor(address="192.0.2.2"))


def test_one_address_cannot_open_papers_without_end(engine: Engine) -> None:
    with writing(engine) as session:
        assert allow(session, "opens", MOST_OPENS, visitor(), NOW, amount=MOST_OPENS)
    assert not count(engine, visitor())
    assert count(engine, visitor(), now=TOMORROW)


def test_an_allowance_is_for_one_thing_one_address_and_one_day(engine: Engine) -> None:
    with writing(engine) as session:
        assert allow(session, "readers", 2, visitor(), NOW, amount=2)
        assert not allow(session, "readers", 2, visitor(2), NOW)
        assert allow(session, "marks", 2, visitor(), NOW)
        assert allow(session, "readers", 2, visitor(address="192.0.2.2"), NOW)
        assert allow(session, "readers", 2, visitor(), TOMORROW)


def test_who_was_counted_is_forgotten_with_the_day(engine: Engine) -> None:
    count(engine, visitor())
    with reading(engine) as session:
        yesterday = session.execute(select(OpenSeen.visit)).all()
    count(engine, visitor(), now=TOMORROW)
    with reading(engine) as session:
        assert set(session.scalars(select(OpenSeen.day))) == {TOMORROW.date()}
        assert session.scalars(select(OpenSalt.day)).all() == [TOMORROW.date()]
        # A new salt: the same visitor and paper cannot be recognised from day to day.
        assert not set(yesterday) & set(session.execute(select(OpenSeen.visit)).all())


def test_nothing_of_address_browser_or_paper_stands_in_what_is_remembered(engine: Engine) -> None:
    count(engine, visitor())
    with reading(engine) as session:
        remembered = str(session.execute(select(OpenSeen.visit)).all())
    assert not any(part in remembered for part in ("192.0.2.1", "browser", "2611"))


def test_without_the_sites_secret_the_database_alone_cannot_tell_who_was_counted(engine: Engine) -> None:
    count(engine, visitor())
    assert count(engine, visitor(secret=b"another"))

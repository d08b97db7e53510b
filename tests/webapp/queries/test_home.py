"""What the home page is made of."""

from datetime import timedelta

from crawler.records import Kind
from crawler.store.models import CrawlRun
from crawler.store.session import reading
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, THURSDAY, CountedQueries, Stand
from webapp.queries.home import running, tiles
from webapp.queries.shapes import DayCounts


def run(**columns: object) -> CrawlRun:
    given = {"command": "fetch", "subject": "cs.CL", "started": FRIDAY_MORNING, "seen": FRIDAY_MORNING}
    return CrawlRun(**{**given, **columns})


def test_each_category_shows_its_own_latest_day_and_counts(stand: Stand) -> None:
    stand.announce("2611.00001", "cs.CL", THURSDAY)
    stand.announce("2611.00002", "cs.CL", FRIDAY)
    stand.announce("2611.00003", "cs.CL", FRIDAY, Kind.CROSS, categories="cs.LG cs.CL")
    stand.announce("2610.00004", "cs.CL", FRIDAY, Kind.REPLACE)
    stand.announce("2610.00005", "cs.CL", FRIDAY, Kind.REPLACE_CROSS, categories="cs.LG cs.CL")
    stand.announce("2611.00003", "cs.LG", THURSDAY, categories="cs.LG cs.CL")
    with reading(stand.engine) as session:
        language, learning, robots = tiles(session, ("cs.CL", "cs.LG", "cs.RO"))
    assert (language.day, language.counts) == (FRIDAY, DayCounts(new=1, cross=1, replacements=2))
    assert (learning.day, learning.counts) == (THURSDAY, DayCounts(new=1, cross=0, replacements=0))
    assert (robots.day, robots.counts, robots.name) == (None, DayCounts(new=0, cross=0, replacements=0), "Robotics")


def test_each_category_shows_how_its_newest_day_stands(stand: Stand) -> None:
    stand.announce("2611.00001", "cs.CL", THURSDAY)
    stand.ledger("cs.CL", THURSDAY, "complete", held_new=1)
    stand.ledger("cs.CL", FRIDAY, "late")
    with reading(stand.engine) as session:
        [tile] = tiles(session, ("cs.CL",))
    assert tile.standing is not None
    assert (tile.standing.day, tile.standing.state) == (FRIDAY, "late")


def test_a_crawl_goes_on_while_it_gives_signs_of_life(stand: Stand) -> None:
    stand.row(
        run(subject="killed", seen=FRIDAY_MORNING - timedelta(minutes=6)),
        run(subject="alive", steps_done=2, steps_total=5),
        run(subject="over", finished=FRIDAY_MORNING, outcome="done"),
    )
    with reading(stand.engine) as session:
        found = running(session, FRIDAY_MORNING)
        assert found is not None
        assert (found.subject, found.steps_done, found.steps_total) == ("alive", 2, 5)
        assert running(session, FRIDAY_MORNING + timedelta(minutes=6)) is None


def test_the_number_of_queries_does_not_grow_with_categories_or_papers(stand: Stand) -> None:
    stand.announce_many(300)
    counts = []
    for categories in (("cs.CL",), ("cs.CL", "cs.LG", "cs.AI", "cs.CV", "hep-th")):
        with CountedQueries(stand.engine) as queries, reading(stand.engine) as session:
            tiles(session, categories)
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 2

"""What the status page is made of."""

from datetime import timedelta

from crawler.store.models import CoolDown, CrawlRun, FetchRequest
from crawler.store.session import reading
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, MONDAY, THURSDAY, Stand
from webapp.queries.shapes import Status
from webapp.queries.status import last_sign_of_life, newest_look, status


def of(stand: Stand) -> Status:
    with reading(stand.engine) as session:
        return status(session, stand.carried, FRIDAY, FRIDAY_MORNING)


def test_the_ledger_has_a_row_a_category_and_a_cell_a_weekday_newest_first(stand: Stand) -> None:
    stand.ledger("cs.CL", FRIDAY, "partial", held_new=3)
    stand.ledger("cs.LG", MONDAY, "complete")
    content = of(stand)
    assert content.days[0] == FRIDAY
    assert len(content.days) == 10
    assert all(day.weekday() < 5 for day in content.days)
    language, learning = content.ledger
    assert [cell and cell.state for cell in language.cells[:5]] == ["partial", None, None, None, None]
    assert [cell and cell.state for cell in learning.cells[:5]] == [None, None, None, None, "complete"]


def test_the_crawl_log_begins_with_the_newest_run(stand: Stand) -> None:
    for hours in (3, 1, 2):
        moment = FRIDAY_MORNING - timedelta(hours=hours)
        stand.row(CrawlRun(command="fetch", subject=f"{hours} hours ago", started=moment, seen=moment))
    assert [run.subject for run in of(stand).runs] == ["1 hours ago", "2 hours ago", "3 hours ago"]


def test_only_cool_downs_that_last_are_told(stand: Stand) -> None:
    hour = timedelta(hours=1)
    stand.row(
        CoolDown(service="api", failures=2, until=FRIDAY_MORNING + hour, reason="503"),
        CoolDown(service="rss", failures=1, until=FRIDAY_MORNING - hour, reason="429"),
    )
    assert [cooling.service for cooling in of(stand).cooling] == ["api"]


def test_the_queue_tells_of_papers_that_wait_or_failed(stand: Stand) -> None:
    for number, state in enumerate(("queued", "done", "unknown", "failed"), 1):
        asked = FRIDAY_MORNING + timedelta(minutes=number)
        stand.row(FetchRequest(arxiv_id=f"2611.{number:05d}", requested=asked, state=state, next_try=asked))
    content = of(stand)
    assert [(paper.id, paper.state) for paper in content.queue] == [("2611.00001", "queued"), ("2611.00004", "failed")]
    assert content.queued == 1


def test_an_empty_site_has_an_empty_status(stand: Stand) -> None:
    content = of(stand)
    assert (content.runs, content.cooling, content.queue, content.queued) == ((), (), (), 0)


def test_machines_are_told_the_newest_listing_held_and_the_last_look(stand: Stand) -> None:
    stand.ledger("cs.CL", THURSDAY, "complete", held_new=3)
    stand.ledger("cs.CL", FRIDAY, "late", last_look=FRIDAY_MORNING)
    with reading(stand.engine) as session:
        assert newest_look(session) == (THURSDAY, FRIDAY_MORNING)
        assert last_sign_of_life(session) is None

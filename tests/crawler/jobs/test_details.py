"""Papers asked for by readers, and what a listing left open."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from crawler.jobs.crawl import Crawl
from crawler.jobs.details import answer_requests, fill_details
from crawler.store.fetch_requests import DONE, FAILED, MOST_ATTEMPTS, QUEUED, UNKNOWN, claim, request_papers
from crawler.store.models import FetchRequest, Paper
from crawler.store.session import reading, writing
from tests.standin import StandIn

At = Callable[..., Crawl]
NINE = "2026-11-20T09:00"
HELD_BY_ARXIV = ["0904.1234", "hep-th/9901001", "math/0309136"]


def ask_for(crawl: Crawl, *ids: str) -> None:
    with writing(crawl.engine) as session:
        request_papers(session, list(ids), crawl.now())


def states(engine: Engine) -> dict[str, str]:
    with reading(engine) as session:
        return {row.arxiv_id: row.state for row in session.scalars(select(FetchRequest))}


def papers(engine: Engine) -> dict[str, Paper]:
    with reading(engine) as session:
        return {paper.arxiv_id: paper for paper in session.scalars(select(Paper))}


def test_papers_that_were_asked_for_are_fetched_in_one_request(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    crawl = crawl_at(NINE)
    ask_for(crawl, *HELD_BY_ARXIV)
    assert answer_requests(crawl) == 3
    assert states(engine) == dict.fromkeys(HELD_BY_ARXIV, DONE)
    assert set(papers(engine)) == set(HELD_BY_ARXIV)
    assert [request.service for request in arxiv.log.requests()] == ["api"]


def test_a_paper_arxiv_does_not_have_is_unknown_only_when_oai_says_so_too(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    crawl = crawl_at(NINE)
    ask_for(crawl, "2401.99999")
    assert answer_requests(crawl) == 1
    assert states(engine) == {"2401.99999": UNKNOWN}
    assert [request.service for request in arxiv.log.requests()] == ["api", "oai"]


def test_what_the_api_leaves_out_comes_from_oai(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    arxiv.fault("api", "empty")
    crawl = crawl_at(NINE)
    ask_for(crawl, "hep-th/9901001")
    answer_requests(crawl)
    assert states(engine) == {"hep-th/9901001": DONE}
    assert papers(engine)["hep-th/9901001"].version == 3


def test_an_api_that_refuses_is_left_alone_and_oai_asked(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    arxiv.fault("api", "429")
    crawl = crawl_at(NINE, PAPERSTAND_ARXIV_DELAY="0.05")
    ask_for(crawl, *HELD_BY_ARXIV)
    answer_requests(crawl)
    assert states(engine) == dict.fromkeys(HELD_BY_ARXIV, DONE)
    assert len(arxiv.log.requests({"api"})) == 1


def test_an_unreachable_arxiv_puts_requests_off_and_after_five_attempts_gives_up(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    crawl = crawl_at(NINE)
    ask_for(crawl, "hep-th/9901001")
    arxiv.stop()
    assert answer_requests(crawl) == 0
    assert states(engine) == {"hep-th/9901001": QUEUED}
    assert answer_requests(crawl) == 0, "it is not due again yet"
    for _ in range(MOST_ATTEMPTS):
        with writing(engine) as session:
            request = session.get_one(FetchRequest, "hep-th/9901001")
            request.next_try = datetime(2000, 1, 1, tzinfo=UTC)
        answer_requests(crawl)
    assert states(engine) == {"hep-th/9901001": FAILED}


def test_a_server_that_is_down_is_asked_for_the_first_of_many_papers_only(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    for service in ("api", "oai"):
        arxiv.fault(service, "500")
    crawl = crawl_at(NINE)
    ask_for(crawl, *HELD_BY_ARXIV)
    assert answer_requests(crawl) == 0
    assert len({request.query for request in arxiv.log.requests({"oai"})}) == 1
    assert states(engine) == dict.fromkeys(HELD_BY_ARXIV, QUEUED)
    with reading(engine) as session:
        assert all(row.next_try > crawl.now() + timedelta(minutes=1) for row in session.scalars(select(FetchRequest)))


def test_one_id_that_the_api_refuses_does_not_keep_the_others_waiting(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    crawl = crawl_at(NINE)
    ask_for(crawl, "hep-th/9901001", "no-such-form")
    answer_requests(crawl)
    assert states(engine) == {"hep-th/9901001": DONE, "no-such-form": UNKNOWN}


def test_one_id_that_the_api_refuses_does_not_keep_details_from_the_others(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    fill_details(crawl_at(NINE), ["no-such-form", *HELD_BY_ARXIV])
    assert set(papers(engine)) == set(HELD_BY_ARXIV)


def test_nothing_asked_for_means_nothing_sent(crawl_at: At, arxiv: StandIn) -> None:
    assert answer_requests(crawl_at(NINE)) == 0
    assert arxiv.log.requests() == []


@pytest.mark.parametrize("fault", [None, "429", "empty", "malformed", "html", "cut"])
def test_details_come_from_the_api_or_else_from_oai(
    crawl_at: At, engine: Engine, arxiv: StandIn, fault: str | None
) -> None:
    if fault:
        arxiv.fault("api", fault)
    tally = fill_details(crawl_at(NINE), HELD_BY_ARXIV)
    assert tally.papers_new == 3
    assert all(paper.submitted is not None for paper in papers(engine).values())


def test_a_request_is_remembered_over_a_killed_worker(crawl_at: At, engine: Engine) -> None:
    crawl = crawl_at(NINE)
    ask_for(crawl, "hep-th/9901001")
    with writing(engine) as session:
        assert claim(session, crawl.now(), 10) == ["hep-th/9901001"]
    with writing(engine) as session:
        assert claim(session, crawl.now(), 10) == []
        assert claim(session, crawl.now() + timedelta(minutes=11), 10) == ["hep-th/9901001"]

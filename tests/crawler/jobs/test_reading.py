"""A paper's full text is fetched once, as HTML or else as PDF, through the gate."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, select

from crawler.errors import CoolingDownError, FetchError
from crawler.fulltext import FullText
from crawler.jobs.crawl import Crawl
from crawler.jobs.details import fill_details
from crawler.jobs.reading import full_text
from crawler.store import fulltexts
from crawler.store.models import FullTextRow, Paper
from crawler.store.session import reading, writing
from tests.standin import StandIn

At = Callable[..., Crawl]
NINE = "2026-11-20T09:00"
WITH_HTML = "hep-th/9901001"


def stored(crawl: Crawl, arxiv_id: str) -> int:
    """The key of a paper that is fetched first."""
    fill_details(crawl, [arxiv_id])
    with reading(crawl.engine) as session:
        return session.scalars(select(Paper.id).where(Paper.arxiv_id == arxiv_id)).one()


def asked(arxiv: StandIn) -> list[str]:
    """The files asked for, in order."""
    return [request.path for request in arxiv.log.requests({"files"})]


def without_html(arxiv: StandIn) -> str:
    papers = arxiv.manifest()["papers"]
    return next(name for name, paper in papers.items() if not paper["has_html"] and not paper["withdrawn"])


def test_html_is_preferred_and_kept_so_that_arxiv_is_asked_once(crawl_at: At, arxiv: StandIn) -> None:
    crawl = crawl_at(NINE)
    paper_id = stored(crawl, WITH_HTML)
    text = full_text(crawl, paper_id, 3)
    assert isinstance(text, FullText)
    assert text.source == "html"
    assert [section.title for section in text.sections][:2] == ["Abstract", "1 Introduction"]
    assert [section.title for section in text.sections][-1] == "Appendix A Further lists"
    assert full_text(crawl, paper_id, 3) == text
    assert asked(arxiv) == [f"/html/{WITH_HTML}v3"]


def test_a_paper_without_html_is_read_from_its_pdf(crawl_at: At, arxiv: StandIn) -> None:
    crawl, name = crawl_at(NINE), without_html(arxiv)
    text = full_text(crawl, stored(crawl, name), 1)
    assert text is not None
    assert text.source == "pdf"
    assert "1 Introduction" in [section.title for section in text.sections]
    assert asked(arxiv) == [f"/html/{name}v1", f"/pdf/{name}v1"]


def test_a_withdrawn_version_has_none_and_is_not_asked_for_again_for_a_week(crawl_at: At, arxiv: StandIn) -> None:
    papers = arxiv.manifest()["papers"]
    name = next(name for name, paper in papers.items() if paper["withdrawn"])
    crawl = crawl_at(NINE)
    paper_id = stored(crawl, name)
    version = arxiv.world.papers[name].versions[-1].number
    assert full_text(crawl, paper_id, version) is None
    assert full_text(crawl, paper_id, version) is None
    assert len(asked(arxiv)) == 2
    with reading(crawl.engine) as session:
        absence = fulltexts.find(session, paper_id, version)
    assert isinstance(absence, fulltexts.Absence)
    assert absence.reason == f"arXiv has no HTML of {name}v{version}. arXiv has no PDF of {name}v{version}."
    later = crawl_at((crawl.now() + timedelta(days=8)).strftime("%Y-%m-%dT%H:%M"))
    assert full_text(later, paper_id, version) is None
    assert len(asked(arxiv)) == 4


@pytest.mark.parametrize("fault", ["html", "malformed", "404"])
def test_a_page_that_is_no_papers_html_leads_to_the_pdf(crawl_at: At, arxiv: StandIn, fault: str) -> None:
    crawl = crawl_at(NINE)
    paper_id = stored(crawl, WITH_HTML)
    arxiv.fault("files", fault, times=1)
    text = full_text(crawl, paper_id, 3)
    assert text is not None
    assert text.source == "pdf"


def test_what_came_but_cannot_be_read_is_asked_for_again_the_next_day(crawl_at: At, arxiv: StandIn) -> None:
    crawl = crawl_at(NINE)
    paper_id = stored(crawl, WITH_HTML)
    arxiv.fault("files", "html", times=2)
    assert full_text(crawl, paper_id, 3) is None
    assert full_text(crawl, paper_id, 3) is None
    assert len(asked(arxiv)) == 2
    assert full_text(crawl_at("2026-11-21T10:00"), paper_id, 3) is not None


def test_an_arxiv_that_asks_to_slow_down_is_left_alone_and_nothing_is_written(
    crawl_at: At, engine: Engine, arxiv: StandIn
) -> None:
    crawl = crawl_at(NINE, PAPERSTAND_ARXIV_DELAY="0.05")
    paper_id = stored(crawl, WITH_HTML)
    arxiv.fault("files", "429")
    with pytest.raises(CoolingDownError):
        full_text(crawl, paper_id, 3)
    with pytest.raises(CoolingDownError):
        full_text(crawl, paper_id, 3)
    assert len(asked(arxiv)) == 1
    with reading(engine) as session:
        assert session.scalars(select(FullTextRow)).all() == []


def test_an_arxiv_out_of_reach_is_no_absence(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    crawl = crawl_at(NINE)
    paper_id = stored(crawl, WITH_HTML)
    arxiv.stop()
    with pytest.raises(FetchError):
        full_text(crawl, paper_id, 3)
    with reading(engine) as session:
        assert session.scalars(select(FullTextRow)).all() == []


def test_a_paper_that_is_not_held_has_no_text(crawl_at: At, engine: Engine, arxiv: StandIn) -> None:
    crawl = crawl_at(NINE)
    paper_id = stored(crawl, WITH_HTML)
    with writing(engine) as session:
        session.execute(delete(FullTextRow))
    assert full_text(crawl, paper_id + 1, 1) is None
    assert asked(arxiv) == []

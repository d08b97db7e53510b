"""Papers by their identifiers."""

from crawler.records import Kind, VersionRecord
from crawler.store.session import reading
from tests.webapp.stand import FRIDAY, FRIDAY_MORNING, MONDAY, CountedQueries, Stand
from webapp.queries.cards import cards_by_ids, formulas_of
from webapp.queries.papers import paper_detail
from webapp.queries.shapes import PaperDetail


def detail(stand: Stand, arxiv_id: str) -> PaperDetail | None:
    with reading(stand.engine) as session:
        return paper_detail(session, arxiv_id)


def test_papers_come_in_the_order_asked_for_and_those_not_held_are_left_out(stand: Stand) -> None:
    for arxiv_id in ("2611.00001", "hep-th/9901001", "2611.00003"):
        stand.paper(arxiv_id)
    with reading(stand.engine) as session:
        cards = cards_by_ids(session, ["hep-th/9901001", "2611.00009", "2611.00003"])
    assert [(card.number, card.id) for card in cards] == [(1, "hep-th/9901001"), (2, "2611.00003")]


def test_a_paper_alone_carries_the_strongest_kind_of_its_first_day(stand: Stand) -> None:
    stand.announce("2611.00001", "cs.CL", FRIDAY, Kind.REPLACE, categories="cs.LG cs.CL")
    stand.announce("2611.00001", "cs.CL", MONDAY, Kind.CROSS, categories="cs.LG cs.CL")
    stand.announce("2611.00001", "cs.LG", MONDAY, Kind.NEW, categories="cs.LG cs.CL")
    found = detail(stand, "2611.00001")
    assert found is not None
    assert (found.card.kind, found.card.announced) == (Kind.NEW, MONDAY)


def test_a_paper_that_was_never_announced_here_has_neither_kind_nor_day(stand: Stand) -> None:
    stand.paper("2611.00001")
    found = detail(stand, "2611.00001")
    assert found is not None
    assert (found.card.kind, found.card.announced, found.appearances) == (None, None, ())


def test_a_paper_the_crawler_has_no_keywords_for_gets_them_when_it_is_shown(stand: Stand) -> None:
    stand.paper("2611.00001", title="Low-rank adapters", abstract="Adapters of low-rank matrices for transformers.")
    found = detail(stand, "2611.00001")
    assert found is not None
    assert {"low-rank", "transformers"} & set(found.card.keywords)


def test_its_history_is_told_from_the_beginning(stand: Stand) -> None:
    versions = (VersionRecord(2, FRIDAY_MORNING, "12kb"), VersionRecord(1, FRIDAY_MORNING, "10kb"))
    stand.paper("2611.00001", "cs.LG cs.CL", version=2, versions=versions, submitter="Ada Invented", report_no="INV-1")
    stand.announce("2611.00001", "cs.LG", FRIDAY, Kind.REPLACE, categories="cs.LG cs.CL")
    stand.announce("2611.00001", "cs.CL", MONDAY, Kind.CROSS, categories="cs.LG cs.CL")
    stand.announce("2611.00001", "cs.LG", MONDAY, Kind.NEW, categories="cs.LG cs.CL")
    found = detail(stand, "2611.00001")
    assert found is not None
    assert (found.submitter, found.report_no) == ("Ada Invented", "INV-1")
    assert [(version.number, version.size) for version in found.versions] == [(1, "10kb"), (2, "12kb")]
    assert [(one.day, one.category, one.kind) for one in found.appearances] == [
        (MONDAY, "cs.LG", Kind.NEW),
        (MONDAY, "cs.CL", Kind.CROSS),
        (FRIDAY, "cs.LG", Kind.REPLACE),
    ]


def test_a_paper_that_is_not_held_has_no_page(stand: Stand) -> None:
    assert detail(stand, "2611.00001") is None


def test_the_number_of_queries_does_not_grow_with_the_papers(stand: Stand) -> None:
    stand.announce_many(500)
    counts = []
    for number in (5, 500):
        with CountedQueries(stand.engine) as queries, reading(stand.engine) as session:
            cards = cards_by_ids(session, [f"2611.{one:05d}" for one in range(1, number + 1)])
            formulas_of(session, cards)
        assert len(cards) == number
        counts.append(queries.count)
    assert counts[0] == counts[1] <= 4

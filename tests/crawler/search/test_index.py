"""Papers are found by what a person remembers of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from crawler.errors import SearchError
from crawler.records import Kind
from crawler.search import Filters, Index, Order, parse
from crawler.store.migrations import migrate
from crawler.store.session import open_database
from tests.crawler.search.conftest import Shelf, paper
from tests.crawler.search.test_language import EXAMPLES, TYPED

LORA = paper(
    "2603.00001", "LoRA-GA: Low-Rank Adaptation with Gradient Approximation", "We fine-tune GPT-4 with $r=8$ adapters.",
    ["Shaowen Wang", "Linxi Yu", "Jian Li"], comment="Accepted at NeurIPS 2024, 18 pages",
)  # fmt: skip
SCHRODINGER = paper(
    "2603.00002", "On the Schrödinger equation", "Quantum theories of adaptation.", ["Erwin Schrödinger", "Ada Lovelace"],
    categories=("quant-ph", "math-ph"), submitted=datetime(2026, 3, 4, tzinfo=UTC),
)  # fmt: skip
CHINESE = paper(
    "2603.00003", "低秩适应的梯度近似", "低秩矩阵 LoRA 的研究。", ["王小明"], categories=("cs.CL", "cs.SY"),
    submitted=datetime(2025, 12, 31, tzinfo=UTC),
)  # fmt: skip
OLD = paper(
    "hep-th/9901001", "Rank of matrices", "Matrix adaptation by gradient flows in string theory.", ["J. R. Schwarz"],
    categories=("hep-th",), submitted=None, version=None,
)  # fmt: skip
BY_ID = {one.id: one for one in (LORA, SCHRODINGER, CHINESE, OLD)}


@pytest.fixture
def four(shelf_of: Callable[..., Shelf]) -> Shelf:
    return shelf_of(*BY_ID.values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lora", [CHINESE, LORA]),
        ("low rank adaptation", [LORA]),
        ("adaptation gradient -lora", [OLD]),
        ('"gradient approximation"', [LORA]),
        ('"approximation gradient"', []),
        ('"rank adaptation with"', [LORA]),
        ("schrodinger", [SCHRODINGER]),
        ("SCHRÖDINGER theory", [SCHRODINGER]),
        ("LoRA-GA", [LORA]),
        ("loraga", [LORA]),
        ("lowrank", [LORA]),
        ("GPT-4", [LORA]),
        ("gpt4", [LORA]),
        ("fine-tuned", [LORA]),
        ("低秩", [CHINESE]),
        ("秩", [CHINESE]),
        ("低秩矩阵", [CHINESE]),
        ("矩阵低秩", []),
        ("适应 LoRA", [CHINESE]),
        ("adap*", [LORA, SCHRODINGER, OLD]),
        ("approximatio*", [LORA]),
        ("low-ra*", [LORA]),
        ("ti:adaptation", [LORA]),
        ("abs:gradient", [OLD]),
        ("co:neurips", [LORA]),
        ("neurips", [LORA]),
        ("the equation", [SCHRODINGER]),
        ("lora OR quantum", [SCHRODINGER, CHINESE, LORA]),
        ("(lora OR quantum) abs:theories", [SCHRODINGER]),
        ("-adaptation", [CHINESE]),
        ("lora & …", [CHINESE, LORA]),
        ("… &", []),
        ("2603.00002", [SCHRODINGER]),
        ("id:hep-th/9901001", [OLD]),
    ],
)  # fmt: skip
def test_words(four: Shelf, text: str, found: list[object]) -> None:
    assert sorted(four.find(text)) == sorted(one.id for one in BY_ID.values() if one in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lovelace quantum", ["2603.00002"]),
        ("au:Lovelace", ["2603.00002"]),
        ('au:"Ada Lovelace"', ["2603.00002"]),
        ("au:lovelace_a", ["2603.00002"]),
        ('"Lovelace, A."', ["2603.00002"]),
        ('au:"Linxi Wang"', []),
        ('au:"John Schwarz"', ["hep-th/9901001"]),
        ("au:schw*", ["hep-th/9901001"]),
        ("au:王小明", ["2603.00003"]),
        ("ti:lovelace", []),
    ],
)
def test_authors(four: Shelf, text: str, found: list[str]) -> None:
    assert four.find(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cat:cs.CL", ["2603.00003"]),
        ("cat:eess.SY", ["2603.00003"]),
        ("cat:cs", ["2603.00003", "2603.00001"]),
        ("cat:cs -cat:cs.CL", ["2603.00001"]),
        ("year:2025", ["2603.00003"]),
        ("date:2026-03-02..2026-03-03", ["2603.00001"]),
        ("date:1999-01", ["hep-th/9901001"]),
        ("submitted:1999", []),
        ("in:stars lora", ["2603.00003"]),
        ("-in:stars", ["2603.00002", "2603.00001", "hep-th/9901001"]),
        ("in:elsewhere", []),
    ],
)
def test_properties(four: Shelf, text: str, found: list[str]) -> None:
    assert four.find(text, "2603.00003") == found


def test_filters_narrow_a_search_and_stand_without_one(four: Shelf) -> None:
    assert four.find("lora", filters=Filters(categories=("cs.CL", "hep-th"))) == ["2603.00003"]
    assert four.find("", filters=Filters(categories=("cs", "hep-th"), without=("cs.SY",))) == [
        "2603.00001",
        "hep-th/9901001",
    ]
    assert four.find("", filters=Filters(first=date(2026, 3, 3))) == ["2603.00002"]
    assert four.find("", filters=Filters(last=date(2025, 12, 31))) == ["2603.00003", "hep-th/9901001"]
    assert four.find("lora", filters=Filters(kinds=(Kind.NEW,))) == []


def test_announcements_give_a_paper_its_day_and_kind(shelf: Shelf) -> None:
    shelf.put(LORA, SCHRODINGER)
    shelf.announce(LORA.id, date(2026, 3, 6), Kind.NEW)
    assert shelf.find("kind:new") == shelf.find("date:2026-03-06") == shelf.find("announced:2026") == [LORA.id]
    assert shelf.find("date:2026-03-02") == []
    assert shelf.find("submitted:2026-03-02") == [LORA.id]


def test_relevance_puts_words_of_the_title_first_and_the_shorter_title_before_the_longer(
    shelf_of: Callable[..., Shelf],
) -> None:
    shelf = shelf_of(
        paper("2603.00001", "Quantum gravity", "Something else."),
        paper("2603.00002", "A survey of approaches to quantum gravity and of cosmology", "Something else."),
        paper("2603.00003", "Black holes", "Quantum gravity is a subject of many longer abstracts than this one."),
    )
    assert shelf.find("gravity quantum", order=Order.RELEVANCE) == ["2603.00001", "2603.00002", "2603.00003"]
    assert shelf.find("gravity quantum", order=Order.NEWEST) == ["2603.00003", "2603.00002", "2603.00001"]


def test_without_words_the_newest_come_first(four: Shelf) -> None:
    newest = ["2603.00003", "2603.00002", "2603.00001", "hep-th/9901001"]
    assert four.find("", order=Order.RELEVANCE) == four.find("year:1990..", order=Order.RELEVANCE) == newest


def test_a_slice_comes_with_the_number_of_all(four: Shelf) -> None:
    hits = four.index.search(parse("adaptation"), Order.NEWEST, skip=1, show=1)
    assert (four.ids(hits), hits.total) == (["2603.00001"], 3)
    assert four.index.search(parse("adaptation"), show=0).total == 3
    for skip in (1000, 10**12):
        beyond = four.index.search(parse("adaptation"), skip=skip)
        assert (beyond.papers, beyond.total) == ((), 3)


def test_a_changed_paper_is_found_by_what_it_says_now_and_once(shelf: Shelf) -> None:
    shelf.put(LORA, SCHRODINGER)
    shelf.put(paper(LORA.id, "Withdrawn", "Nothing.", version=2))
    assert shelf.find("lora") == []
    assert shelf.find("withdrawn") == [LORA.id]
    assert shelf.index.search(parse("cat:cs OR cat:quant-ph")).total == 2


def test_an_open_index_sees_what_is_written_later(shelf: Shelf) -> None:
    shelf.put(LORA)
    assert shelf.find("schrodinger") == []
    shelf.put(SCHRODINGER)
    assert shelf.find("schrodinger") == [SCHRODINGER.id]


def test_without_an_index_a_sentence_says_how_to_make_one(shelf: Shelf) -> None:
    with pytest.raises(SearchError, match="reindex"):
        shelf.find("lora")


@pytest.fixture(scope="module")
def index_of_four(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("four")
    engine = open_database(f"sqlite:///{folder}/paperstand.sqlite3")
    migrate(engine)
    shelf = Shelf(engine, folder)
    shelf.put(*BY_ID.values())
    return shelf.index


@given(TYPED)
@settings(max_examples=EXAMPLES)
def test_anything_typed_can_be_searched_for(index_of_four: Index, text: str) -> None:
    hits = index_of_four.search(parse(text))
    assert 0 <= len(hits.papers) <= hits.total <= len(BY_ID)

"""The index follows the database through kills, replacements and damage, and never becomes its equal.

PAPERSTAND_KILLS sets how many kills the tests try (default 10).
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from crawler.config import Settings
from crawler.errors import SearchError
from crawler.jobs import indexing
from crawler.jobs.indexing import follow, reindex, update_index
from crawler.records import Author, PaperRecord, Source
from crawler.search import Index, Order, parse
from crawler.search.changes import Texts
from crawler.search.documents import ArticleText
from crawler.search.generations import Generation, folder_of, only_one
from crawler.store.papers import lock_revisions, next_revisions, store_papers
from crawler.store.session import open_database, writing

KILLS = int(os.environ.get("PAPERSTAND_KILLS", "10"))


def paper(number: int, title: str = "") -> PaperRecord:
    return PaperRecord(
        id=f"2603.{number:05}",
        source=Source.OAI,
        title=title or f"Problem {number}",
        abstract="We solve it with patience.",
        authors=(Author("Ada Beispiel"),),
        categories=("cs.LG",),
        version=1,
    )


def store(engine: Engine, *papers: PaperRecord) -> None:
    with writing(engine) as session:
        store_papers(session, papers)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def total(settings: Settings, search: str = "") -> int:
    return Index.open(settings).search(parse(search)).total


def wait_until(true: Callable[[], bool], seconds: float = 600) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.05)


def found(settings: Settings, search: str) -> int:
    """How many papers a search finds; 0 where there is no index yet."""
    try:
        return total(settings, search)
    except SearchError:
        return 0


@contextmanager
def following(engine: Engine, settings: Settings) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(engine, settings, stop))
    thread.start()
    yield
    stop.set()
    thread.join(timeout=600)
    assert not thread.is_alive()


def test_an_update_reads_only_what_is_new(engine: Engine, settings: Settings) -> None:
    store(engine, *map(paper, range(1, 2001)))
    assert update_index(engine, settings) == 2000
    assert update_index(engine, settings) == 0
    store(engine, paper(1, "Renamed"), paper(2001))
    assert update_index(engine, settings) == 2
    assert total(settings) == 2001
    assert total(settings, "renamed") == 1


def test_a_follower_finds_new_papers_and_stops_when_told(engine: Engine, settings: Settings) -> None:
    store(engine, paper(1))
    with following(engine, settings):
        wait_until(lambda: found(settings, "problem") == 1)
        store(engine, paper(2))
        wait_until(lambda: found(settings, "problem") == 2)


def test_a_follower_stops_in_the_middle_of_making_an_index_and_the_next_goes_on(
    fresh_sqlite: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PAPERS_A_READ", 1)
    monkeypatch.setattr(indexing, "_REVISIONS_A_COMMIT", 1)
    engine = open_database(fresh_sqlite)
    store(engine, *map(paper, range(1, 1001)))
    building = Generation(folder_of(settings) / "building")
    with following(engine, settings):
        wait_until(lambda: building.path.exists() and building.is_readable() and building.state().revision > 2)
    made = building.state().revision
    assert 2 < made < 1000
    monkeypatch.undo()
    assert update_index(engine, settings) == 1000 - made
    assert total(settings) == 1000


def test_while_one_follows_an_update_waits_for_it(engine: Engine, settings: Settings) -> None:
    store(engine, paper(1))
    with following(engine, settings):
        wait_until(lambda: found(settings, "problem") == 1)
        store(engine, paper(2))
        assert update_index(engine, settings) == 0
        assert total(settings, "problem") == 2


def test_where_the_other_writer_hangs_an_update_gives_up_with_a_sentence(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PATIENCE_SECONDS", 0.2)
    store(engine, paper(1))
    with only_one(folder_of(settings), "writing") as ours:
        assert ours
        with pytest.raises(SearchError, match="got no further"):
            update_index(engine, settings)


def test_reindexing_replaces_the_index_while_it_is_read_and_followed(engine: Engine, settings: Settings) -> None:
    store(engine, *map(paper, range(1, 301)))
    update_index(engine, settings)
    before = Generation.in_use(folder_of(settings))
    index, totals, stop = Index.open(settings), [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            totals.append(index.search(parse("problem")).total)

    reader = threading.Thread(target=read)
    reader.start()
    with following(engine, settings):
        for _ in range(3):
            assert reindex(engine, settings) == 300
        store(engine, paper(301))
        wait_until(lambda: index.search(parse("problem")).total == 301)
    stop.set()
    reader.join()
    assert set(totals) <= {300, 301}
    assert not before.path.exists()
    assert len([path for path in folder_of(settings).iterdir() if path.is_dir()]) == 1


def test_two_never_make_an_index_at_once(engine: Engine, settings: Settings) -> None:
    with only_one(folder_of(settings), "building") as ours:
        assert ours
        with pytest.raises(SearchError, match="Another process is making"):
            reindex(engine, settings)


@pytest.mark.parametrize("name", ["meta.json", "state.json", "*.term", "*.idx", "*.fast"])
@pytest.mark.parametrize("damage", [b"", b"\x00nonsense" * 40])
def test_a_damaged_index_is_told_and_reindexing_heals_it(
    fresh_sqlite: str, settings: Settings, name: str, damage: bytes
) -> None:
    engine = open_database(fresh_sqlite)
    store(engine, *map(paper, range(1, 101)))
    update_index(engine, settings)
    for path in Generation.in_use(folder_of(settings)).path.glob(name):
        path.unlink()  # what is mapped into memory must not shrink: that would end the process, not the search
        path.write_bytes(damage)
    with pytest.raises(SearchError, match="reindex"):
        Index.open(settings).search(parse("problem"), Order.NEWEST)
    reindex(engine, settings)
    assert total(settings, "problem") == 100


def test_an_index_of_another_version_is_made_anew(
    fresh_sqlite: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_database(fresh_sqlite)
    store(engine, paper(1))
    monkeypatch.setattr("crawler.search.generations.SCHEMA_VERSION", 0)
    update_index(engine, settings)
    monkeypatch.undo()
    with pytest.raises(SearchError, match="another version"):
        total(settings)
    assert update_index(engine, settings) == 1
    assert total(settings) == 1


@pytest.mark.parametrize("papers", [1, 5])
def test_an_index_of_another_database_is_made_anew(
    fresh_sqlite: str, migrated_file: Path, settings: Settings, papers: int, tmp_path: Path
) -> None:
    """papers: how many the other database has, fewer than the index knows or more."""
    engine = open_database(fresh_sqlite)
    store(engine, *map(paper, range(1, 4)))
    update_index(engine, settings)
    (other_file := tmp_path / "other.sqlite3").write_bytes(migrated_file.read_bytes())
    other = open_database(f"sqlite:///{other_file}")
    store(other, *(paper(100 + number, "Elsewhere") for number in range(papers)))
    assert update_index(other, settings) == papers
    assert (total(settings), total(settings, "elsewhere")) == (papers, papers)


def test_answers_and_articles_are_found_by_what_they_say(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = Texts(
        answers=lambda _session, papers: {number: "It uses a Kalman filter." for number in papers if number == 1},
        articles=lambda _session, _revision: [ArticleText("10226", "低秩近似之路", "LoRA 与伪逆", date(2024, 9, 15))],
    )
    monkeypatch.setattr(indexing, "TEXTS", texts)
    store(engine, paper(1), paper(2))
    update_index(engine, settings)
    index = Index.open(settings)
    assert index.search(parse("kalman patience")).papers == index.search(parse("has:answers")).papers == (1,)
    assert index.search(parse('"kalman filter"')).papers == (1,)
    assert index.search_articles(parse("低秩 lora")) == ("10226",)
    assert index.search(parse("低秩")).total == 0
    assert index.search(parse("")).total == 2
    with writing(engine) as session:  # as whoever stores an article does
        lock_revisions(session)
        next_revisions(session, 1)
    update_index(engine, settings)
    assert index.search_articles(parse("低秩")) == ("10226",)


def test_a_database_that_cannot_be_reached_is_no_end_of_following(
    fresh_sqlite: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_database(fresh_sqlite)
    store(engine, paper(1))
    with writing(engine) as session:
        session.execute(text("ALTER TABLE counters RENAME TO elsewhere"))
    with following(engine, settings):
        wait_until(lambda: "no tables of Paperstand" in caplog.text)
        with writing(engine) as session:
            session.execute(text("ALTER TABLE elsewhere RENAME TO counters"))
        wait_until(lambda: found(settings, "problem") == 1)


_UPDATE = """
import sys
from pathlib import Path
from crawler.config import Settings
from crawler.jobs import indexing
from crawler.store.session import open_database
indexing._PAPERS_A_READ, indexing._REVISIONS_A_COMMIT = 50, 200
indexing.update_index(open_database(sys.argv[1]), Settings(data_dir=Path(sys.argv[2])))
"""


def test_an_index_whose_writer_is_killed_again_and_again_ends_whole(engine: Engine, settings: Settings) -> None:
    """Killed while it is first made, and while it follows changes of papers that it holds."""
    address = engine.url.render_as_string(hide_password=False)
    program = [sys.executable, "-c", _UPDATE, address, str(settings.data_dir)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    moments, killed = random.Random(7), 0
    for attempt in range(KILLS):
        word = f"attempt{attempt:03}"
        store(
            engine,
            *(paper(number, f"Problem {number} {word}") for number in range(1 + attempt * 300, 1501 + attempt * 300)),
        )
        process = subprocess.Popen(program, env=environment)
        time.sleep(moments.uniform(0.3, 2.5))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed > 0
    update_index(engine, settings)
    assert total(settings) == total(settings, "problem") == 1500 + (KILLS - 1) * 300
    assert total(settings, word) == 1500
    assert total(settings, "attempt000") == min(300, total(settings))

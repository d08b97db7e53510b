"""Keywords and HTML for papers of carried categories, worked out once."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from crawler.records import AnnouncementRecord, Author, Kind, PaperRecord, Source
from crawler.store.announcements import store_announcements
from crawler.store.models import Paper, Rendering
from crawler.store.papers import store_papers
from crawler.store.renderings import has_formulas, prune_renderings, render_pending, renderings_of
from crawler.store.session import open_database, reading, writing
from crawler.tex import engine_available, to_html

PLAIN = "Retrieval for hungry translators"
FORMULA = "A bound of $O(n^2)$ on retrieval"
needs_engine = pytest.mark.skipif(not engine_available(), reason="Temml is not installed: run `make setup`")


def paper(number: int, title: str = PLAIN, version: int = 1) -> PaperRecord:
    return PaperRecord(
        id=f"2603.{number:05}", source=Source.RSS, version=version, title=title, categories=("cs.CL",),
        abstract="We translate tomatoes into potatoes by retrieval.", authors=(Author("Jane Doe"),),
    )  # fmt: skip


def store(engine: Engine, *papers: PaperRecord, category: str = "cs.CL", day: date = date(2026, 3, 4)) -> None:
    with writing(engine) as session:
        store_papers(session, papers)
        store_announcements(session, (AnnouncementRecord(one.id, category, day, Kind.NEW) for one in papers))


def keywords(engine: Engine) -> dict[str, str | None]:
    with reading(engine) as session:
        return {row.arxiv_id: row.keywords for row in session.execute(select(Paper.arxiv_id, Paper.keywords))}


def test_papers_announced_in_carried_categories_get_keywords_and_others_wait(engine: Engine) -> None:
    store(engine, paper(1))
    store(engine, paper(2), category="math.AG")
    with writing(engine) as session:
        store_papers(session, [paper(3)])
    assert render_pending(engine, ["cs.CL", "cs.LG"], 10) == 1
    found = keywords(engine)
    assert "potatoes" in (found["2603.00001"] or "").split(",")
    assert (found["2603.00002"], found["2603.00003"]) == (None, None)
    assert render_pending(engine, ["cs.CL", "cs.LG"], 10) == 0


def test_the_newest_announcements_come_first_and_no_more_than_asked_for(engine: Engine) -> None:
    for number in (1, 2, 3):
        store(engine, paper(number), day=date(2026, 3, 2 + number))
    assert render_pending(engine, ["cs.CL"], 2) == 2
    assert [arxiv_id for arxiv_id, words in sorted(keywords(engine).items()) if words is None] == ["2603.00001"]
    assert render_pending(engine, ["cs.CL"], 2) == 1


def test_a_paper_without_a_telling_word_is_done_too(engine: Engine) -> None:
    silent = PaperRecord(
        id="2603.00001", source=Source.RSS, title="Of it", abstract="", authors=(), categories=("cs.CL",)
    )
    store(engine, silent)
    assert render_pending(engine, ["cs.CL"], 10) == 1
    assert render_pending(engine, ["cs.CL"], 10) == 0
    assert keywords(engine) == {"2603.00001": ""}


def test_a_changed_title_is_worked_out_again_and_followers_hear_of_it(engine: Engine) -> None:
    store(engine, paper(1))
    render_pending(engine, ["cs.CL"], 10)
    store(engine, paper(1, "Zebras in retrieval", version=2))
    with reading(engine) as session:
        before = session.scalars(select(Paper.revision)).one()
    assert render_pending(engine, ["cs.CL"], 10) == 1
    assert "zebra" in (keywords(engine)["2603.00001"] or "").split(",")
    with reading(engine) as session:
        assert session.scalars(select(Paper.revision)).one() > before


@needs_engine
def test_texts_with_formulas_are_kept_as_html_and_others_are_not(engine: Engine) -> None:
    store(engine, paper(1, FORMULA), paper(2, PLAIN), paper(3, FORMULA))
    render_pending(engine, ["cs.CL"], 10)
    with reading(engine) as session:
        assert renderings_of(session, [FORMULA, PLAIN, "Another $x$"]) == {FORMULA: to_html(FORMULA)}
        assert session.scalar(select(func.count()).select_from(Rendering)) == 1


def test_the_oldest_renderings_go_first(engine: Engine) -> None:
    with writing(engine) as session:
        for day in range(1, 6):
            session.add(Rendering(text_hash=f"{day:032}", html="<math/>", rendered=date(2026, 3, day)))
    with writing(engine) as session:
        assert prune_renderings(session, keep=2) == 3
        assert prune_renderings(session, keep=2) == 0
    with reading(engine) as session:
        assert set(session.scalars(select(Rendering.rendered))) == {date(2026, 3, 4), date(2026, 3, 5)}


def test_only_a_formula_makes_a_text_worth_keeping() -> None:
    assert has_formulas("A bound of $O(n)$")
    assert has_formulas("A bound of \\(O(n)\\)")
    assert not has_formulas("From $5 to \\emph{more}")


def test_looking_for_papers_without_keywords_does_not_read_the_millions_that_have_none_to_get(
    fresh_sqlite: str,
) -> None:
    """Papers that were never announced (a snapshot's) and papers that have their keywords are not among those looked at."""
    engine = open_database(fresh_sqlite)
    statements: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _u, sql, values, _x, _m: statements.append((sql, values)))
    render_pending(engine, ["cs.CL", "cs.LG"], 10)
    search = next((sql, values) for sql, values in statements if "keywords IS NULL" in sql)
    with engine.connect() as connection:
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {search[0]}", search[1])]
    assert "SEARCH papers USING INDEX ix_papers_pending (announced>?)" in plan
    assert not any("TEMP B-TREE" in step for step in plan), "newest first without sorting"
    engine.dispose()

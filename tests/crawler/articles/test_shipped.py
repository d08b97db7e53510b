"""What ships is whole, and says what it knows and no more."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.articles import Role, shipped
from crawler.identifiers import parse_identifier

ROOT = Path(__file__).parents[3]
WHAT = shipped()
BY_SLUG = {article.slug: article for article in WHAT.articles}


@pytest.fixture(scope="module")
def collected() -> list[dict[str, Any]]:
    """The collection of facts that the shipped file was made from, which is not part of the project."""
    file = Path(os.environ.get("PAPERSTAND_SHARED") or ROOT.parent / "shared") / "data" / "articles.json"
    if not file.exists():
        pytest.skip("no collection of article facts here; set PAPERSTAND_SHARED to the folder that holds it")
    facts: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return facts


def test_every_paper_has_a_canonical_identifier_and_stands_once_in_an_article() -> None:
    for article in WHAT.articles:
        ids = [paper.arxiv_id for paper in article.papers]
        assert len(ids) == len(set(ids)), article.slug
        assert [one for one in ids if str(parse_identifier(one)) != one] == []


def test_an_article_names_the_papers_that_it_is_about_first() -> None:
    order = list(Role)
    for article in WHAT.articles:
        ranks = [order.index(paper.role) for paper in article.papers]
        assert ranks == sorted(ranks), article.slug


def test_every_article_stands_on_trails_that_there_are() -> None:
    slugs = {trail.slug for trail in WHAT.trails}
    assert [article.slug for article in WHAT.articles if not article.topics or not set(article.topics) <= slugs] == []
    assert {topic for article in WHAT.articles for topic in article.topics} == slugs


def test_the_series_are_without_gaps() -> None:
    parts: dict[str, list[int]] = {}
    for article in WHAT.articles:
        if article.series and article.part:
            parts.setdefault(article.series, []).append(article.part)
    for series, numbers in parts.items():
        assert sorted(numbers) == list(range(min(numbers), max(numbers) + 1)), series
    assert len(parts["低秩近似之路"]) == 5
    assert len(parts["重温SSM"]) == 4


def test_the_three_named_trails_say_something_of_every_article_in_both_languages() -> None:
    for slug, count in (("low-rank", 12), ("ssm", 9), ("lora", 4)):
        trail = next(one for one in WHAT.trails if one.slug == slug)
        on_it = {article.slug for article in WHAT.articles if slug in article.topics}
        assert len(on_it) == count
        assert set(trail.notes) == on_it
        assert all(re.search("[\u4e00-\u9fff]", zh) and re.search("[A-Za-z]{4}", en) for zh, en in trail.notes.values())
        assert len(trail.introduction_en) > 300
        assert len(trail.introduction) > 100


def test_formulas_of_introductions_and_notes_have_both_their_dollars() -> None:
    texts = [text for trail in WHAT.trails for text in (trail.introduction, trail.introduction_en)]
    texts += [text for trail in WHAT.trails for note in trail.notes.values() for text in note]
    assert [text for text in texts if text.count("$") % 2] == []


def test_every_article_and_paper_of_the_collection_ships_once_and_points_right(collected: list[dict[str, Any]]) -> None:
    assert sorted(BY_SLUG) == sorted(str(fact["archive_id"]) for fact in collected)
    for fact in collected:
        article = BY_SLUG[str(fact["archive_id"])]
        assert article.url == fact["url"]
        assert (article.title, article.title_en, str(article.day)) == (fact["title"], fact["title_en"], fact["date"])
        assert (article.series, article.part) == (fact["series"], fact["part"])
        assert list(article.topics) == fact["topics"]
        assert list(article.tags) == (fact["tags"] or [])
        assert article.read is fact["verified"]["papers"]
        named = {paper["arxiv_id"]: paper for paper in [*fact["papers_named"], *fact["papers"]]}
        assert {paper.arxiv_id for paper in article.papers} == set(named)
        for paper in article.papers:
            known = named[paper.arxiv_id]
            assert paper.role == known["role"].partition(",")[0]
            assert paper.certain is (known["title_source"] in ("article", "github"))
            assert paper.title in (known["title"], "")
        assert [link[1] for link in article.elsewhere] == [link["url"] for link in fact["papers_non_arxiv"]]

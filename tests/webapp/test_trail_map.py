"""Where articles and papers stand on a trail's map."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from crawler.articles import Role
from webapp.queries.trails import ArticleFacts, PaperFacts, Stop
from webapp.trail_map import WIDTH, TrailMap, shortened, trail_map


def paper(number: int, role: Role = Role.PRIMARY, title: str = "") -> PaperFacts:
    return PaperFacts(
        arxiv_id=f"2402.{number:05d}", title=title or f"Paper {number}", certain=True, held=True, role=role
    )


def stop(number: int, *papers: PaperFacts, title: str = "", in_series: bool = True) -> Stop:
    article = ArticleFacts(
        id=number, path=f"/articles/{number}", url="https://blog.example/", title=title or f"系列（{number}）：第{number}题",
        title_en=None, day=date(2026, 1, 1), series="系列", part=number, tags=(), teaser="", elsewhere=(),
        changed=datetime(2026, 1, 1, tzinfo=UTC), read=True, blog="b", blog_en=None, blog_gone=False, papers=papers,
    )  # fmt: skip
    return Stop(number=number, article=article, note="", note_en="", in_series=in_series)


def drawn(*stops: Stop) -> TrailMap:
    return trail_map(stops, lambda article: article.title)


def test_articles_stand_in_their_order_at_equal_distances() -> None:
    stations = drawn(*(stop(number) for number in range(1, 6))).stations
    assert [station.number for station in stations] == [1, 2, 3, 4, 5]
    steps = {after.y - before.y for before, after in pairwise(stations)}
    assert len(steps) == 1
    assert steps.pop() > 20


def test_papers_that_an_article_is_about_or_that_several_share_are_on_the_map() -> None:
    shown = drawn(
        stop(1, paper(1), paper(2, Role.CITED), paper(3, Role.CITED)),
        stop(2, paper(4, Role.LINKED), paper(3, Role.NAMED)),
    )
    assert {mark.paper.arxiv_id for mark in shown.papers} == {"2402.00001", "2402.00003", "2402.00004"}
    assert len(shown.threads) == 4


def test_papers_never_stand_on_one_another_nor_off_the_map() -> None:
    shown = drawn(stop(1, *(paper(number) for number in range(1, 15))), stop(2, paper(99)))
    heights = [mark.y for mark in shown.papers]
    assert all(after - before >= 18 for before, after in pairwise(heights))
    assert min(heights) > 0
    assert max(heights) < shown.height


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_short_trail_has_a_map_too(count: int) -> None:
    shown = drawn(*(stop(number, paper(number)) for number in range(1, count + 1)))
    assert len(shown.stations) == count
    assert shown.height > 0
    assert shown.width == WIDTH


def test_a_part_goes_by_what_follows_its_series_name_and_a_paper_by_its_short_name() -> None:
    shown = drawn(stop(1, paper(1, title="LoRA+: Efficient Low Rank Adaptation of Large Models")))
    assert shown.stations[0].label == "第1题"
    assert shown.papers[0].label == "LoRA+"


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("低秩近似之路（六）：随机列", "随机列"),
        ("Transformer升级之路：21、MLA好在哪里", "MLA好在哪里"),
        ("The road to low-rank approximation (2): SVD", "SVD"),
        ("Revisiting SSM (3): S4", "S4"),
        ("Diffusion models 22: large images", "large images"),
    ],
)
def test_the_name_of_a_series_is_left_out_in_both_languages(title: str, label: str) -> None:
    assert drawn(stop(1, title=title)).stations[0].label == label


def test_a_title_of_no_series_stands_whole_or_cut_with_an_ellipsis() -> None:
    assert drawn(stop(1, title="配置：改", in_series=False)).stations[0].label == "配置：改"
    assert shortened("a" * 30, 10) == "a" * 10 + "…"
    assert shortened("低秩近似之路", 8) == "低秩近似…"
    assert shortened("short", 10) == "short"

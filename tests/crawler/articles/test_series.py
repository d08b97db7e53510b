"""The part of a series that a title names."""

import pytest

from crawler.articles import part_in, shipped

LOW_RANK, UPGRADE = "低秩近似之路", "Transformer升级之路"


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("低秩近似之路（六）：随机列", 6),
        ("低秩近似之路(6): 随机列", 6),
        ("低秩近似之路（６）", 6),
        ("低秩近似之路 （ 六 ） 随机列", 6),
        ("低秩近似之路【六】随机列", 6),
        ("低秩近似之路（第六篇）", 6),
        ("低秩近似之路（Part 6）", 6),
        ("低秩近似之路：6、随机列", 6),
        ("低秩近似之路（十）", 10),
        ("低秩近似之路（十一）", 11),
        ("低秩近似之路（二十）", 20),
        ("低秩近似之路（三十一）", 31),
        ("低秩近似之路（三一）", 31),
        ("低秩近似之路（一百零三）", 103),
    ],
)
def test_chinese_and_arabic_numerals_in_brackets_of_any_width_name_a_part(title: str, number: int) -> None:
    assert part_in(title, LOW_RANK) == (LOW_RANK, number)


@pytest.mark.parametrize(
    "title", ["Transformer升级之路：22、续篇", "transformer升级之路: 22. more", "Transformer 升级之路（22）"]
)
def test_a_colon_and_a_number_name_a_part_whatever_the_case_and_blanks(title: str) -> None:
    assert part_in(title, UPGRADE) == (UPGRADE, 22)


@pytest.mark.parametrize(
    "title",
    [
        "低秩近似之路",
        "低秩近似之路（上）",
        "低秩近似之路（零）",
        "低秩近似之路（0）",
        "低秩近似之路（2024年总结）",
        "低秩近似之路漫谈（六）",
        "再谈低秩近似之路（六）",
        "低秩近似之路：2024年总结",
        "",
        "（六）",
    ],
)
def test_other_titles_name_none(title: str) -> None:
    assert part_in(title, LOW_RANK) is None


def test_a_series_without_a_name_has_no_parts() -> None:
    assert part_in("（六）", "") is None


def test_every_shipped_part_of_a_numbered_series_is_found_in_its_own_title() -> None:
    numbered = [one for one in shipped().articles if one.part and one.series != "Cool Papers"]
    assert len(numbered) == 52
    assert [one.title for one in numbered if part_in(one.title, one.series or "") != (one.series, one.part)] == []

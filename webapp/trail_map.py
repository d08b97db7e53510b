"""The map of a trail: its articles in order down the left, the papers between them at the right, threads joining them. Pure.

Only where things stand is worked out here, in the map's own units (at its natural width a unit is a CSS pixel); the template draws.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webapp.queries.trails import ArticleFacts, PaperFacts, Stop

WIDTH = 340
_STATION_X, _LABEL_X, _THREAD_FROM, _PAPER_X, _PAPER_LABEL_X = 14, 32, 178, 214, 223
_ARTICLE_STEP, _PAPER_STEP, _MARGIN = 34, 19, 20
_ARTICLE_LABEL, _PAPER_LABEL = 23, 19  # columns; a Chinese character takes nearly two
_MOST_PAPERS = 60


@dataclass(frozen=True, slots=True)
class Station:
    """An article. label: as much of its title as there is room for."""

    y: int
    number: int
    label: str
    article: ArticleFacts


@dataclass(frozen=True, slots=True)
class PaperMark:
    """A paper. label: the short name that its title begins with, or what there is room for."""

    y: int
    label: str
    paper: PaperFacts


@dataclass(frozen=True, slots=True)
class TrailMap:
    """Where everything stands. threads: SVG path data, one from each article to each of its papers on the map."""

    height: int
    stations: tuple[Station, ...]
    papers: tuple[PaperMark, ...]
    threads: tuple[str, ...]
    width: int = WIDTH
    station_x: int = _STATION_X
    label_x: int = _LABEL_X
    paper_x: int = _PAPER_X
    paper_label_x: int = _PAPER_LABEL_X


def trail_map(stops: Sequence[Stop], titled: Callable[[ArticleFacts], str]) -> TrailMap:
    """The map of a trail's articles and of the papers that one of them is about or that several of them share.

    titled: an article's title in the page's language.
    """
    visits = _visits(stops)
    papers = {paper.arxiv_id: paper for stop in reversed(stops) for paper in stop.article.papers}
    # In order of the middle of the articles that they belong to, so that few threads cross.
    order = sorted(visits, key=lambda arxiv_id: (sum(visits[arxiv_id]) / len(visits[arxiv_id]), visits[arxiv_id]))
    order = order[:_MOST_PAPERS]
    length = max((len(stops) - 1) * _ARTICLE_STEP, (len(order) - 1) * _PAPER_STEP, 0)
    stations = tuple(
        Station(
            _MARGIN + _spread(place, len(stops), length), stop.number, _label(titled(stop.article), stop), stop.article
        )
        for place, stop in enumerate(stops)
    )
    wanted = [sum(stations[place].y for place in visits[one]) / len(visits[one]) for one in order]
    heights = _apart(wanted, _MARGIN, _MARGIN + length)
    marks = tuple(
        PaperMark(y, shortened(_short_name(papers[one]), _PAPER_LABEL), papers[one])
        for one, y in zip(order, heights, strict=True)
    )
    threads = tuple(_thread(stations[place].y, mark.y) for mark in marks for place in visits[mark.paper.arxiv_id])
    return TrailMap(2 * _MARGIN + length, stations, marks, threads)


def shortened(text: str, columns: int) -> str:
    """A text cut to a width, with an ellipsis. columns: of a Latin letter; wide characters take 1.8."""
    width = 0.0
    for place, character in enumerate(text):
        width += 1.8 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > columns:
            return text[:place].rstrip(" ：:，,（(") + "…"
    return text


def _visits(stops: Sequence[Stop]) -> dict[str, list[int]]:
    """Paper → the places of its articles, for papers that one of them is about or that several link."""
    visits: dict[str, list[int]] = {}
    for place, stop in enumerate(stops):
        for paper in stop.article.papers:
            visits.setdefault(paper.arxiv_id, []).append(place)
    explained = {paper.arxiv_id for stop in stops for paper in stop.article.explained}
    return {one: at for one, at in visits.items() if one in explained or len(at) > 1}


def _spread(place: int, count: int, length: int) -> int:
    return round(place * length / (count - 1)) if count > 1 else length // 2


def _apart(wanted: Sequence[float], top: int, bottom: int) -> list[int]:
    """Heights as near to the wanted ones as a step between neighbours allows. wanted: ascending."""
    heights: list[float] = []
    for height in wanted:
        heights.append(max(height, heights[-1] + _PAPER_STEP) if heights else max(height, top))
    limit = float(bottom)
    for place in reversed(range(len(heights))):
        heights[place] = min(heights[place], limit)
        limit = heights[place] - _PAPER_STEP
    return [round(height) for height in heights]


def _thread(article_y: int, paper_y: int) -> str:
    middle = (_THREAD_FROM + _PAPER_X) // 2
    return f"M{_THREAD_FROM} {article_y}C{middle} {article_y} {middle} {paper_y} {_PAPER_X} {paper_y}"


def _label(title: str, stop: Stop) -> str:
    """What a title says after the name of its series, for a part of it."""
    if stop.in_series:
        for mark in ("）：", "): ", "：", ": ", "、"):
            before, found, after = title.partition(mark)
            if (
                found
                and after
                and any(character.isdigit() or character in "一二三四五六七八九十" for character in before)
            ):
                title = after
                break
        head, found, after = title.partition("、")
        title = after if found and head.isdigit() else title
    return shortened(title, _ARTICLE_LABEL)


def _short_name(paper: PaperFacts) -> str:
    """`LoRA+` of `LoRA+: Efficient Low Rank Adaptation of Large Models`; the number where no title is known."""
    if not paper.title:
        return f"arXiv:{paper.arxiv_id}"
    name, colon, _ = paper.title.partition(": ")
    return name if colon and len(name) <= _PAPER_LABEL else paper.title

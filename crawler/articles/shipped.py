"""The articles and trails that ship with the program, read from the two TOML files beside this module."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crawler.articles.records import ArticleRecord, BlogRecord, PaperLink, Role, TrailRecord

_FILES = (Path(__file__).parent / "scientific-spaces.toml", Path(__file__).parent / "trails.toml")
_ROLES = (Role.PRIMARY, Role.CITED, Role.NAMED)


@dataclass(frozen=True, slots=True)
class Shipped:
    """What ships. articles: oldest first.   trails: in the order they are shown.   digest: changes with either file."""

    blog: BlogRecord
    articles: tuple[ArticleRecord, ...]
    trails: tuple[TrailRecord, ...]
    digest: str


@cache
def shipped() -> Shipped:
    """The articles and trails that ship with this program."""
    texts = [path.read_text(encoding="utf-8") for path in _FILES]
    facts, trails = (tomllib.loads(text) for text in texts)
    blog = facts["blog"]
    return Shipped(
        blog=BlogRecord(**{name: blog[name] for name in ("slug", "feed", "home", "title", "title_en")}),
        articles=tuple(_article(article, facts) for article in facts["article"]),
        trails=tuple(map(_trail, trails["trail"])),
        digest=hashlib.sha256("\0".join(texts).encode()).hexdigest(),
    )


def _article(article: dict[str, Any], facts: dict[str, Any]) -> ArticleRecord:
    return ArticleRecord(
        slug=str(article["number"]),
        url=facts["blog"]["article"].format(number=article["number"]),
        title=article["title"],
        title_en=article["title_en"],
        day=article["date"],
        series=article.get("series"),
        part=article.get("part"),
        topics=tuple(article["topics"]),
        tags=tuple(article.get("tags", ())),
        papers=tuple(_paper(arxiv_id, role, facts) for role in _ROLES for arxiv_id in article.get(role, ())),
        elsewhere=tuple((link["title"], link["url"]) for link in article.get("elsewhere", ())),
        read=not article.get("unread", False),
    )


def _paper(arxiv_id: str, role: Role, facts: dict[str, Any]) -> PaperLink:
    certain = arxiv_id in facts["titles"]
    titles = facts["titles"] if certain else facts["uncertain_titles"]
    return PaperLink(arxiv_id, role, titles[arxiv_id], certain)


def _trail(trail: dict[str, Any]) -> TrailRecord:
    return TrailRecord(
        slug=trail["slug"],
        title=trail["title"],
        title_en=trail["title_en"],
        series=trail.get("series"),
        introduction=trail["zh"].strip(),
        introduction_en=trail["en"].strip(),
        notes={number: (note["zh"], note["en"]) for number, note in trail.get("notes", {}).items()},
    )

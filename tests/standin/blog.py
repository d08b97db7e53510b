"""A small blog in the manner of the one Paperstand follows: its feed in several forms, and the articles' pages.

Articles come out, and are edited, as the stand-in's clock goes on: see ``days_before`` in ``articles.toml``.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from email.utils import format_datetime
from html import escape
from typing import Any

from .markup import xml_text
from .messages import Circumstances, Reply, Request
from .wording import read_words
from .world import World

CHINA = timezone(timedelta(hours=8))
_PUBLISHED_AT = time(15, 23, tzinfo=CHINA)
_ARTICLES: list[dict[str, Any]] = read_words("articles")["article"]
_REDIRECTS = {"moved": 301, "found": 302, "permanently": 308}


@dataclass
class Ways:
    """What a test wants of the blog: where ``/blog/elsewhere`` redirects to, what ``/blog/any/feed`` is, and pages out of order."""

    elsewhere: str = ""
    anything: bytes | None = None
    broken: bool = False


def answer(world: World, parts: list[str], request: Request, at: Circumstances, host: str, ways: Ways) -> Reply:
    """``/blog/feed`` (RSS 2.0, whole texts), ``/blog/excerpts/feed`` (first paragraphs), ``/blog/atom/feed`` (Atom, excerpts),
    ``/blog/moved/feed`` (301), ``/blog/found/feed`` (302), ``/blog/permanently/feed`` (308), ``/blog/gone/feed`` (410),
    ``/blog/any/feed`` and ``/blog/elsewhere`` as a test has them, and ``/blog/archives/NUMBER``, an article's page.
    """
    match parts:
        case ["feed"]:
            return _feed(_rss(world, at, host, whole=True), "application/rss+xml", request)
        case ["excerpts", "feed"]:
            return _feed(_rss(world, at, host, whole=False), "application/rss+xml", request)
        case ["atom", "feed"]:
            return _feed(_atom(world, at, host), "application/atom+xml", request)
        case [kind, "feed"] if kind in _REDIRECTS:
            return Reply("", _REDIRECTS[kind], headers={"Location": f"{host}/blog/feed"})
        case ["gone", "feed"]:
            return Reply("<html><body><h1>410 Gone</h1></body></html>", 410)
        case ["any", "feed"] if ways.anything is not None:
            return Reply(ways.anything, content_type="application/rss+xml")
        case ["elsewhere"] if ways.elsewhere:
            return Reply("", 302, headers={"Location": ways.elsewhere})
        case ["archives", _] if ways.broken:
            return Reply("<html><body><h1>500</h1></body></html>", 500)
        case ["archives", number]:
            return _page(world, number, at)
    return Reply("<html><body><h1>404 - 页面没找到</h1></body></html>", 404)


def published(world: World, at: Circumstances) -> list[dict[str, Any]]:
    """The articles that are out, oldest first, as they read by now."""
    return [_by_now(article, world, at) for article in _ARTICLES if _moment(article, world) <= at.now]


def _by_now(article: dict[str, Any], world: World, at: Circumstances) -> dict[str, Any]:
    edit: dict[str, Any] = article.get("edit", {})
    changes = edit if edit and _moment(edit, world) <= at.now else {}
    return {**article, **changes, "published": _moment(article, world)}


def _moment(dated: dict[str, Any], world: World) -> datetime:
    day: date = world.days[-1] - timedelta(days=dated["days_before"])
    return datetime.combine(day, _PUBLISHED_AT)


def _feed(body: str, content_type: str, request: Request) -> Reply:
    """The feed, or 304 where it is the one that the client holds."""
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return Reply("", 304, headers={"ETag": etag})
    return Reply(body, content_type=f"{content_type}; charset=UTF-8", headers={"ETag": etag})


def _rss(world: World, at: Circumstances, host: str, *, whole: bool) -> str:
    articles = published(world, at)
    items = "".join(_item(article, world, host, whole=whole) for article in reversed(articles))
    newest = f"<pubDate>{format_datetime(articles[-1]['published'])}</pubDate>\n" if articles else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>虚构空间|Invented Spaces</title>\n<link>{host}/blog/</link>\n"
        f"<description>为测试而写的文章</description>\n<language>zh-CN</language>\n{newest}{items}</channel>\n</rss>\n"
    )


def _item(article: dict[str, Any], world: World, host: str, *, whole: bool) -> str:
    body = _body(article, world)
    content = f'<content:encoded xml:lang="zh-CN"><![CDATA[{body}]]></content:encoded>\n' if whole else ""
    return (
        f"<item>\n<title>{xml_text(article['title'])}</title>\n<link>{_address(article, host)}</link>\n"
        f'<guid isPermaLink="false">{_guid(article)}</guid>\n'
        f"<pubDate>{format_datetime(article['published'])}</pubDate>\n<dc:creator>某某</dc:creator>\n"
        f"<category><![CDATA[{article['category']}]]></category>\n"
        f"<description><![CDATA[{_excerpt(body)}]]></description>\n{content}</item>\n"
    )


def _atom(world: World, at: Circumstances, host: str) -> str:
    articles = published(world, at)
    updated = articles[-1]["published"] if articles else datetime.combine(world.days[-1], _PUBLISHED_AT)
    entries = "".join(
        f"<entry><title>{xml_text(article['title'])}</title><id>{_guid(article)}</id>"
        f'<link href="{_address(article, host)}"/><updated>{article["published"].isoformat()}</updated>'
        f'<category term="{article["category"]}"/><summary type="html">{escape(_excerpt(_body(article, world)))}</summary>'
        "</entry>\n"
        for article in reversed(articles)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>虚构空间|Invented Spaces</title><id>tag:invented.example,2026:blog</id>"
        f'<link href="{host}/blog/"/><updated>{updated.isoformat()}</updated>\n{entries}</feed>\n'
    )


def _page(world: World, number: str, at: Circumstances) -> Reply:
    found = next((article for article in published(world, at) if str(article["number"]) == number), None)
    if found is None:
        return Reply("<html><body><h1>404 - 页面没找到</h1></body></html>", 404)
    title = escape(found["title"])
    # The side bar and the comments name papers that the article does not.
    return Reply(
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="UTF-8"><title>{title} - 虚构空间</title></head>\n'
        f"<body><h1>{title}</h1>\n<span>By 某某 | {found['published']:%Y-%m-%d} | {found['category']}</span>\n"
        f'<div id="PostContent">{_body(found, world)}</div>\n'
        '<div id="comments"><p>另见 <a href="https://arxiv.org/abs/1706.03762">arXiv:1706.03762</a></p></div>\n'
        '<aside>热门：<a href="https://arxiv.org/abs/1810.04805">1810.04805</a></aside>\n</body></html>\n'
    )


def _address(article: dict[str, Any], host: str) -> str:
    return f"{host}/blog/archives/{article['number']}"


def _guid(article: dict[str, Any]) -> str:
    """The same wherever the stand-in happens to listen."""
    return f"tag:invented.example,2026:{article['number']}"


def _excerpt(body: str) -> str:
    return body.partition("</p>")[0] + "</p>"


def _body(article: dict[str, Any], world: World) -> str:
    """The text with identifiers of the world's newest language and learning papers in place of «0», «1» …"""
    papers = [paper for paper in world.papers.values() if paper.primary in ("cs.LG", "cs.CL")]
    papers.sort(key=lambda paper: (paper.versions[0].announced, paper.id), reverse=True)
    body: str = article["body"].strip()
    for position, paper in enumerate(papers[:8]):
        body = body.replace(f"«{position}»", paper.id)
    return body

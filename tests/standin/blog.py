"""A small blog in the manner of the one Paperstand follows: an RSS 2.0 feed and the articles' pages."""

from datetime import datetime, time, timedelta, timezone
from email.utils import format_datetime
from html import escape
from typing import Any

from .markup import xml_text
from .messages import Reply
from .wording import read_words
from .world import World

CHINA = timezone(timedelta(hours=8))
ARTICLES: list[dict[str, Any]] = read_words("articles")["article"]


def feed(world: World, host: str) -> Reply:
    """``/blog/feed``: the newest article first, whole texts included."""
    items = "".join(_item(article, world, host) for article in reversed(ARTICLES))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>虚构空间|Invented Spaces</title>\n<link>{host}/blog/</link>\n"
        "<description>为测试而写的文章</description>\n<language>zh-CN</language>\n"
        f"<pubDate>{_published(ARTICLES[-1])}</pubDate>\n{items}</channel>\n</rss>\n"
    )
    return Reply(body, content_type="application/rss+xml; charset=UTF-8")


def article(world: World, number: str) -> Reply:
    """``/blog/archives/NUMBER``: the article's page, or 404."""
    found = next((article for article in ARTICLES if str(article["number"]) == number), None)
    if found is None:
        return Reply("<html><body><h1>404 - 页面没找到</h1></body></html>", 404)
    title = escape(found["title"])
    return Reply(
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="UTF-8"><title>{title} - 虚构空间</title></head>\n'
        f"<body><h1>{title}</h1>\n<span>By 某某 | {found['day']} | {found['category']}</span>\n"
        f'<div id="PostContent">{_body(found, world)}</div>\n</body></html>\n'
    )


def _item(article: dict[str, Any], world: World, host: str) -> str:
    body = _body(article, world)
    address = f"{host}/blog/archives/{article['number']}"
    return (
        f"<item>\n<title>{xml_text(article['title'])}</title>\n<link>{address}</link>\n<guid>{address}</guid>\n"
        f"<pubDate>{_published(article)}</pubDate>\n<dc:creator>某某</dc:creator>\n"
        f"<category><![CDATA[{article['category']}]]></category>\n"
        f"<description><![CDATA[{body.partition('</p>')[0]}</p>]]></description>\n"
        f'<content:encoded xml:lang="zh-CN"><![CDATA[{body}]]></content:encoded>\n</item>\n'
    )


def _published(article: dict[str, Any]) -> str:
    return format_datetime(datetime.combine(datetime.fromisoformat(article["day"]), time(15, 23), tzinfo=CHINA))


def _body(article: dict[str, Any], world: World) -> str:
    """The text with identifiers of the world's newest language and learning papers in place of {0}, {1} …"""
    known = [paper.id for paper in world.papers.values() if paper.primary in ("cs.LG", "cs.CL")][:5]
    body: str = article["body"].strip()
    for position, identifier in enumerate(known):
        body = body.replace(f"{{{position}}}", identifier)
    return body

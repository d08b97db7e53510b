"""Malformed and hostile feeds, made from a sound one by rule: each has a name and its bytes."""

import gzip
from collections.abc import Iterator
from random import Random
from xml.sax.saxutils import escape

SOUND_ID = "2402.12354"
_ITEM = (
    "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate>"
    "<category>{tag}</category><description>{text}</description></item>"
)
_FACTS = {
    "title": "A sound post",
    "link": "https://blog.example/posts/sound",
    "guid": "sound",
    "date": "Fri, 20 Nov 2026 07:23:00 GMT",
    "tag": "notes",
    "text": escape(f'<p>See <a href="https://arxiv.org/abs/{SOUND_ID}">this</a>.</p>'),
}
_ALERT = "<script>alert(1)</script>"


def rss(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    """An RSS 2.0 feed of these items."""
    return f'{declaration}{head}<rss version="2.0"><channel><title>A blog</title>{"".join(items)}</channel></rss>'


def item(**facts: str) -> str:
    """An item in XML as it stands, a sound one but for the facts given."""
    return _ITEM.format(**{**_FACTS, **facts})


SOUND = rss(item())


def hostile_feeds() -> Iterator[tuple[str, bytes]]:
    """More than fifty of them."""
    yield from _broken()
    yield from _no_feeds()
    yield from _encodings()
    yield from _entities()
    yield from _monsters()
    for name, facts in _ODD_FACTS.items():
        yield name, rss(item(**{"guid": name, **facts}), item()).encode("utf-8", "surrogatepass")


def _broken() -> Iterator[tuple[str, bytes]]:
    sound = SOUND.encode()
    for tenth in range(1, 10):
        yield f"cut after {tenth} tenths", sound[: len(sound) * tenth // 10]
    random = Random(8)
    for number in range(6):
        damaged = bytearray(sound)
        for _ in range(20):
            damaged[random.randrange(len(damaged))] = random.randrange(256)
        yield f"damaged {number}", bytes(damaged)
    yield "tags crossed", SOUND.replace("</title><link>", "<link></title>").encode()
    yield "unescaped ampersands and brackets", rss(item(title="a & b < c", text="x < y && <b>z")).encode()
    yield "undeclared prefixes", SOUND.replace("<guid>", "<q:guid>").replace("</guid>", "</q:guid>").encode()
    yield "two roots", (SOUND + SOUND.partition("?>")[2]).encode()


def _no_feeds() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "blanks", b" \n\t "
    yield "a page", f"<!DOCTYPE html><html><body><h1>Sorry</h1>{_ALERT}</body></html>".encode()
    yield "json", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}'
    yield "noughts", b"\0" * 4096
    yield "noise", Random(9).randbytes(20_000)
    yield "packed", gzip.compress(SOUND.encode())
    yield "rdf", b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item/></rdf:RDF>'
    yield "a name that lies", b'<feed xmlns="http://example.org/not-atom"><entry><title>x</title></entry></feed>'


def _encodings() -> Iterator[tuple[str, bytes]]:
    chinese = rss(item(title="低秩近似"))
    yield "utf-16", chinese.replace("UTF-8", "UTF-16").encode("utf-16")
    yield "gbk as it says", chinese.replace("UTF-8", "GBK").encode("gbk")
    yield "gbk as utf-8", chinese.encode("gbk")
    yield "an encoding there is not", chinese.replace("UTF-8", "no-such-encoding").encode()
    yield "a mark of utf-8 before it", b"\xef\xbb\xbf" + chinese.encode()
    yield "half a character", rss(item(title="低秩")).encode().replace("秩".encode(), "秩".encode()[:2])


def _entities() -> Iterator[tuple[str, bytes]]:
    bomb = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    yield "a bomb", rss(item(title="&e9;"), item(), head=f"<!DOCTYPE b [<!ENTITY e0 'boom'>{bomb}]>").encode()
    external = "<!DOCTYPE f [<!ENTITY file SYSTEM 'file:///etc/hostname'><!ENTITY net SYSTEM 'http://127.0.0.1:9/x'>]>"
    yield "external entities", rss(item(title="x&file;", text="&net;"), item(), head=external).encode()
    parameter = "<!DOCTYPE f [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p.dtd'>%p;]>"
    yield "a parameter entity", rss(item(), head=parameter).encode()
    yield "html entities", rss(item(title="caf&eacute; &nbsp; &mdash; x"), item()).encode()


def _monsters() -> Iterator[tuple[str, bytes]]:
    yield "nested deep", rss("<a>" * 5_000 + "</a>" * 5_000, item()).encode()
    yield "markup nested deep", rss(item(text=escape("<div>" * 20_000)), item(guid="2")).encode()
    yield "a title of a megabyte", rss(item(title="x" * 1_000_000)).encode()
    yield "a text of open brackets", rss(item(text=escape("<" * 300_000)), item(guid="2")).encode()
    yield "five thousand posts", rss(*[item(guid=str(number)) for number in range(5_000)]).encode()
    yield (
        "ten thousand tags",
        rss(item().replace("<category>notes</category>", "<category>t</category>" * 10_000)).encode(),
    )
    yield (
        "a post of ten thousand papers",
        rss(item(text=" ".join(f"arXiv:2402.{number:05d}" for number in range(1, 10_000)))).encode(),
    )
    yield "attributes", SOUND.replace("<item>", f"<item {' '.join(f'a{n}=`{n}`' for n in range(9_000))}>").encode()


_ODD_FACTS: dict[str, dict[str, str]] = {
    "a script for a link": {"link": "javascript:alert(1)"},
    "data for a link": {"link": "data:text/html,x"},
    "a file for a link": {"link": "file:///etc/passwd"},
    "a password in a link": {"link": "https://user:secret@blog.example/p"},
    "a quote in a link": {"link": 'https://blog.example/"onmouseover="alert(1)'},
    "a link of many lines": {"link": "https://blog.example/a\nb\r\nSet-Cookie: x"},
    "a link without end": {"link": "https://blog.example/" + "a" * 100_000},
    "a link with a broken host": {"link": "https://[::1"},
    "no link but a guid": {"link": "", "guid": "https://blog.example/from-guid"},
    "neither link nor guid": {"link": "", "guid": ""},
    "a relative link": {"link": "../posts/relative"},
    "no title": {"title": ""},
    "a script in the title": {"title": escape(_ALERT)},
    "a script in the title twice escaped": {"title": escape(escape(_ALERT))},
    "a script in the tag": {"tag": escape(_ALERT)},
    "a script in the text": {"text": escape(f"{_ALERT}<img src=x onerror=alert(1)>Hello")},
    "an end of CDATA in it": {"text": "<![CDATA[ ]]]]><![CDATA[> " + _ALERT.replace("<", "&lt;") + "]]>"},
    "characters that turn the text around": {
        "title": "\u202etxet\u202c \u0000\u0007 \u200b\ufeff end".replace("\0", "&#0;")
    },
    "a lone surrogate": {"title": "half &#xD800; of a pair"},
    "a noncharacter": {"title": "\ufffe \uffff"},
    "tex that never ends": {"title": "$" + "{" * 3_000, "text": "$\\frac" * 2_000},
    "tex that loops": {"title": r"$\def\a{\a\a}\a$"},
    "a date in the year 99999": {"date": "Fri, 20 Nov 99999 07:23:00 GMT"},
    "a date to come": {"date": "Fri, 20 Nov 2099 07:23:00 GMT"},
    "a date before there was a web": {"date": "Mon, 01 Jan 0001 00:00:00 GMT"},
    "a date that is none": {"date": "yesterday, about nine"},
    "no date": {"date": ""},
    "a part of a series that is nobody's": {"title": "低秩近似之路（999999999999）"},
    "a number beyond all": {"title": "低秩近似之路（九百九十九）"},
    "an identifier that cannot be": {"text": "arXiv:9999.99999 arXiv:0001.00000 arXiv:nothing/0000000"},
    "a name of our own pages": {"link": "https://blog.example/feed"},
}

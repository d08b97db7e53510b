"""Pages in Chinese: nothing of ours on them is left in English, and they fit a small phone."""

import re
from typing import TYPE_CHECKING

import pytest

from crawler import taxonomy
from tests.browser.invented import PAPERS

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATHS = {
    "home": "/",
    "day": "/arxiv/cs.CL",
    "paper": f"/arxiv/{PAPERS[0].id}",
    "search": "/arxiv/search?query=transducer",
    "how to search": "/arxiv/search",
    "settings": "/reader/settings",
    "my papers": "/reader",
    "help": "/help",
    "articles": "/articles",
    "answers": f"/arxiv/{PAPERS[0].id}/answers",
    "error": "/arxiv/cs.XX",
    "nowhere": "/nowhere",
}

# Everything one reads or hears on a page, but for what papers and articles say themselves, what a reader typed, and code.
TEXTS = """() => {
  const others = ".title, .summary, .authors, .subject, .comment, .journal, .doi, .licence, .key-sentence blockquote, .elsewhere, .rail,"
    + " .more-facts dd, .examples dd, .state, #categories summary, #categories h3, #categories li, .trails li, .lines a, .on-trails, .Z3988,"
    + " code, kbd, script, style, template, math, svg, h1, [lang=en], output";
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest(others)) continue;
    if (node.nodeType === Node.TEXT_NODE) said.push(node.data);
    else for (const name of ["aria-label", "title", "placeholder", "alt"]) said.push(node.getAttribute(name) ?? "");
  }
  return said.map((text) => text.trim()).filter(Boolean);
}"""
NAMES = set(
    re.findall(
        r"\w+", "Paperstand arXiv PDF HTML JSON AI Markdown BibTeX RIS DOI Zotero Atom Cookie MSC English OR UTC kb"
    )
)
CATEGORY_NAMES = re.compile(
    "|".join(sorted({re.escape(taxonomy.name_of(name)) for name in taxonomy.CATEGORIES}, key=len, reverse=True))
)
CODES = re.compile(r"https?://\S+|/[\w./?=&%,:-]+|[\w-]+[.:=*@][\w.*:,-]+|[Vv]\d+|\b(?:cs|stat|math)\b")


def left_in_english(texts: list[str]) -> list[str]:
    """The texts with words that are neither Chinese nor names."""
    bare = {text: CODES.sub(" ", CATEGORY_NAMES.sub(" ", text)) for text in texts}
    return [text for text, rest in bare.items() if set(re.findall(r"[A-Za-z]{2,}", rest)) - NAMES]


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_a_page_in_chinese_has_no_english_of_ours_and_fits_a_phone(page: "Page", path: str) -> None:
    page.set_extra_http_headers({"Accept-Language": "zh-CN"})
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == "zh"
    assert left_in_english(page.evaluate(TEXTS)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_language_is_chosen_on_the_page_and_stays_while_one_browses(page: "Page") -> None:
    page.goto("/help")
    page.get_by_role("button", name="中文").click()
    page.wait_for_url("**/help")
    assert page.locator("html").get_attribute("lang") == "zh"
    page.goto("/status")
    assert page.locator("html").get_attribute("lang") == "zh"
    assert [cookie["name"] for cookie in page.context.cookies()] == ["paperstand_language"]


def test_scripts_speak_the_pages_language(page: "Page") -> None:
    page.set_extra_http_headers({"Accept-Language": "zh-CN"})
    page.goto("/arxiv/cs.CL")
    page.locator('[data-action="note"]').first.click()
    page.locator(".note-editor textarea").fill("x")
    page.locator('[data-action="save-note"]').click()
    page.get_by_role("status").get_by_text("笔记已保存").wait_for()


def test_moments_are_told_by_the_readers_own_clock_too(page: "Page") -> None:
    page.goto("/status")
    moment = page.locator("time[data-moment]").first
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert "Eastern" in (moment.text_content() or "")
    assert f"({zone})" in (moment.text_content() or "")

"""What is said about an answer, in English and in Chinese."""

import pytest
from flask import Flask

from crawler.llm import errors
from crawler.store.models import Answer
from tests.webapp.stand import Stand
from webapp.answer_words import _TROUBLES, was_read
from webapp.language import translations


@pytest.fixture
def app(shop: Stand) -> Flask:
    return shop.app()


def read(sections: str) -> Answer:
    return Answer(read={"source": "html", "sections": sections, "whole": False})


@pytest.mark.parametrize(
    ("sections", "chinese"),
    [
        ("sections 1–5 of 9", "共 9 节中的第 1–5 节"),
        ("sections 1–3, 5 and 9 of 9", "共 9 节中的第 1–3、5、9 节"),
        ("section 1 and the beginning of 2 of 7", "共 7 节中的第 1 节和第 2 节的开头"),
        ("the beginning of 1 of 7", "共 7 节中第 1 节的开头"),
    ],
)
def test_which_sections_were_read_is_said_in_the_pages_language(app: Flask, sections: str, chinese: str) -> None:
    with app.test_request_context("/?lang=zh"):
        assert was_read(read(sections)) == f"全文，来自 arXiv 的 HTML：{chinese}"
    with app.test_request_context("/?lang=en"):
        assert was_read(read(sections)) == f"full text, from arXiv's HTML: {sections}"


def test_every_trouble_that_a_page_may_name_has_a_chinese_sentence() -> None:
    kinds = {error.kind for error in vars(errors).values() if isinstance(error, type) and hasattr(error, "kind")}
    assert kinds - {"stopped"} <= set(_TROUBLES)
    chinese = translations("zh")
    for trouble in _TROUBLES.values():
        assert chinese.gettext(str(trouble)) != str(trouble)

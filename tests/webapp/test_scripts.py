"""Scripts are served without their comments, and do the same."""

import re
from pathlib import Path

import pytest

from tests.webapp.stand import Stand
from webapp.scripts import bare

SCRIPTS = sorted((Path(__file__).parents[2] / "static" / "js").glob("*.js"), key=lambda path: path.name)

each_script = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)


def test_comments_and_indentation_go_and_all_else_stays() -> None:
    written = """// About it.

/** What it does. @param {string} text */
export function say(text) {
  // why
  const line = /** @type {HTMLElement} */ (document.querySelector("//*"));
  line.textContent = text; // here
}
"""
    assert bare(written) == (
        'export function say(text) {\nconst line = (document.querySelector("//*"));\nline.textContent = text; // here\n}\n'
    )


@each_script
def test_no_text_in_a_script_looks_like_a_comment_or_goes_over_several_lines(path: Path) -> None:
    """Else `bare` would change it."""
    script = path.read_text(encoding="utf-8")
    texts = re.findall(
        r"\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`", re.sub(r"/\*\*(?:[^*]|\*(?!/))*\*/|^\s*//.*$", "", script, flags=re.M)
    )
    assert [text for text in texts if "/**" in text or "\n" in text] == []


@each_script
def test_a_script_is_served_bare(shop: Stand, path: Path) -> None:
    with shop.client().get(f"/static/js/{path.name}") as response:
        assert response.text == bare(path.read_text(encoding="utf-8"))
        assert response.mimetype == "text/javascript"
        assert "/**" not in response.text

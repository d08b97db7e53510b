"""What the stand-in's model says: answers with passages copied from the paper it was sent, and worse ones on demand."""

import hashlib
import json
import re
from typing import Any

Messages = list[dict[str, Any]]

_PAPER = re.compile(r"<(paper-\w+)>\n(.*?)\n</\1>\s*(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?<![^\s。！？])\S[^\n]{28,400}?(?:[.!?](?=\s|$)|[。！？])")
_INVENTED = (
    "Every turnip that was weighed twice agreed with the moon to the third decimal place.",
    "No ferry has ever carried so many umbrellas across a frozen sea of marmalade.",
)
HOSTILE = """<script>document.title = "owned"</script>

A claim with <img src=x onerror="document.title='owned'"> and [a link](javascript:document.title='owned').

> "</blockquote><script>document.title = 'owned'</script>"

![tracking](https://evil.example/pixel.png) <iframe src="https://evil.example"></iframe> <style>*{display:none}</style>

$\\href{javascript:document.title='owned'}{x}$ [data](data:text/html,<script>alert(1)</script>) &lt;script&gt;
"""


def text_of(message: dict[str, Any]) -> str:
    """A message's text, be it a string or a list of parts."""
    content = message.get("content") or ""
    return content if isinstance(content, str) else " ".join(str(part.get("text", "")) for part in content)


def asked(messages: Messages) -> tuple[str, str]:
    """The title of the paper that a conversation is about, and the words of its last question; empty where there is no paper."""
    text = next((text_of(message) for message in messages if _PAPER.search(text_of(message))), "")
    found = _PAPER.search(text)
    last = text_of(messages[-1])
    if found is None:
        return "", last
    return found[2].partition("\n")[0].removeprefix("# "), found[3] if last == text else last


def answer(messages: Messages, *, fabricated: bool = False) -> str:
    """Three paragraphs with a passage each, always the same for the same messages; without a paper, three sentences of the prompt.

    fabricated: the first passage is the paper's, those after it are in no paper, and neither is a number in the prose.
    Asked for a translation, the paper's own words with a word before them; fabricated, without its formulas.
    """
    if text_of(messages[0]).startswith("You translate"):
        return _translated(messages, fabricated=fabricated)
    seed = int.from_bytes(hashlib.sha256(json.dumps(messages, ensure_ascii=False).encode()).digest()[:4])
    paper = next((found for message in messages if (found := _PAPER.search(text_of(message)))), None)
    sentences = [found.strip() for found in _SENTENCE.findall(paper[2] if paper else text_of(messages[-1]))]
    if not sentences:
        return f"The prompt has no sentence to repeat (reply {seed % 10_000})."
    chosen = [sentences[(seed + step) % len(sentences)] for step in range(3)]
    if paper is None:
        return " ".join(chosen)
    if fabricated:
        chosen[1:] = _INVENTED
    chinese = "简体中文" in text_of(messages[-1])
    paragraphs = []
    for place, sentence in enumerate(dict.fromkeys(chosen)):
        said = (
            f"论文的第{'一二三'[place]}个要点见下面的原文。"
            if chinese
            else f"The paper's {('first', 'second', 'third')[place]} point stands below in its own words."
        )
        number = " It measured 987654.25 of them." if fabricated and place == 1 else ""
        paragraphs.append(f'{said}{number}\n\n> "{sentence}"')
    return "\n\n".join(paragraphs)


def _translated(messages: Messages, *, fabricated: bool) -> str:
    paper = _PAPER.search(text_of(messages[-1]))
    title, _, abstract = (paper[2] if paper else "").removeprefix("# ").partition("\n\n## Abstract\n\n")
    kept = re.sub(r"\$[^$]*\$", "", abstract) if fabricated else abstract
    mark = "译：" if "简体中文" in text_of(messages[-1]) else "Translated: "
    return f"# {mark}{title}\n\n{mark}{kept}"

"""Text with formulas as HTML."""

from __future__ import annotations

import logging
from html import escape

from crawler.tex.formulas import Text, segments
from crawler.tex.mathml import EngineError, MathEngine, find_temml
from crawler.tex.text import to_unicode

log = logging.getLogger(__name__)

ENGINE = MathEngine(find_temml())
ENGINE_VERSION = ENGINE.version
"""Changes whenever the same formula may give other MathML; "none" without Temml. Part of the key of any cache of HTML."""


def engine_available() -> bool:
    """Whether Temml is installed, so that formulas become MathML."""
    return ENGINE.available


def to_html(text: str, engine: MathEngine = ENGINE) -> str:
    """`text` as HTML that may stand in a `<p>` or `<h2>` (and is well-formed XML): words escaped, formulas as `<math>`.

    A formula that cannot be converted shows as its source in `<span class="tex">`. Never raises.
    """
    html: list[str] = []
    gave_up = False
    for part in segments(to_unicode(text)):
        if isinstance(part, Text):
            html.append(escape(part.source))
            continue
        mathml = None
        try:
            # One formula that exhausts the engine is an accident, more of them in a text would be an attack.
            mathml = None if gave_up else engine.mathml(part.tex, display=part.display)
        except EngineError as error:
            gave_up = True
            log.warning("%s; it is shown as its source", error)
        html.append(mathml or f'<span class="tex">{escape(part.source)}</span>')
    return "".join(html)

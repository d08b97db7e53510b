"""TeX in titles, names, abstracts and comments → Unicode, HTML with MathML, or plain text.

Pure but for one formula engine a process, which is made when first used and shared by all threads.
"""

from crawler.tex.formulas import Formula, Text, segments
from crawler.tex.html import ENGINE_VERSION, engine_available, to_html
from crawler.tex.plain import to_plain
from crawler.tex.text import to_unicode

__all__ = ["ENGINE_VERSION", "Formula", "Text", "engine_available", "segments", "to_html", "to_plain", "to_unicode"]

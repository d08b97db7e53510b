"""Checking an answer against the paper: its quotes word for word, and the numbers of its prose; a translation: its formulas. Pure.

    paper = Passages(sections)            indexes the text once, for any number of answers
    check_answer(markdown, paper)         -> Check: paragraphs with their quotes, found or not, and stray numbers
    Check.to_json(), Check.from_json(…)   plain lists and texts, for storing

Where only the abstract was read, `sections` are Section("Title", …) and Section("Abstract", …).
"""

from crawler.grounding.checking import Check, Paragraph, Quote, check_answer
from crawler.grounding.passages import Passages
from crawler.grounding.translating import Translation, check_translation, read_translation

__all__ = [
    "Check",
    "Paragraph",
    "Passages",
    "Quote",
    "Translation",
    "check_answer",
    "check_translation",
    "read_translation",
]

"""What both readers do to running text."""

import re
import unicodedata

# Controls, zero-width and direction characters, private use, non-characters: never text, and some of them hide text.
_NEVER_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\uffff\ud800-\udfff"
    "\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
_DROPPED_TITLES = re.compile(
    r"(?i)(?:[\dIVXA-Z]+(?:\.\d+)*[.)]?\s+)?(?:references?|bibliography|literature cited|works cited|(?:and )?acknowledge?ments?"
    r"|funding(?: (?:information|statement|sources?))?|author contributions?|(?:credit )?authorship contribution statement"
    r"|(?:declaration of )?(?:conflicts? of interests?|competing interests?)|disclosures?|data availability(?: statement)?"
    r"|references and notes|(?:table of )?contents|致谢|参考文献|目录)\s*[:.]?"
)
_APPENDIX = re.compile(r"(?i)(?:appendix|appendices|supplementa\w+|supporting information)\b|附录")


def one_line(text: str) -> str:
    """Text in one line, NFC, with single spaces and without characters that are never text."""
    return unicodedata.normalize("NFC", " ".join(_NEVER_TEXT.sub("", text).split()))


def is_dropped(title: str) -> bool:
    """Whether a section of this title is left out of full texts: references, acknowledgements, declarations, the table of contents."""
    return len(title) < 80 and _DROPPED_TITLES.fullmatch(title.strip()) is not None


def begins_appendix(title: str) -> bool:
    """Whether a section of this title is an appendix by its name."""
    return _APPENDIX.match(title) is not None

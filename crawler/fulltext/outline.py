"""Lines of a PDF → sections: headings are known by their numbers, names and looks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.fulltext.layout import Line, body_size
from crawler.fulltext.paragraphs import paragraphs_of
from crawler.fulltext.plain import begins_appendix, is_dropped
from crawler.fulltext.sections import Part, Section

_NUMBERED = re.compile(r"(?P<number>\d{1,2}|[IVX]{1,5}|[A-Z])[.:)]?\s+(?P<words>[^\W\d_].{1,120})")
_INNER = re.compile(r"(?:\d{1,2}|[A-Z])\.\d")
_KNOWN = re.compile(
    r"(?i)(?:abstract|introduction|background|related works?|preliminaries|methods?|methodology|materials and methods|experiments?"
    r"|results?|evaluation|discussions?|results and discussion|conclusions?|concluding remarks|conclusions? and (?:future work|outlook"
    r"|discussion)|limitations?|future work|summary|references?|bibliography|acknowledge?ments?|appendix|appendices"
    r"|supplementary (?:material|information)|supporting information|(?:table of )?contents"
    r"|ethics statement|ethical considerations|broader impacts?"
    r"|摘要|引言|结论|参考文献|致谢|附录)\s*[:.]?"
)
_ABSTRACT = re.compile(r"(?i)(?:abstract|摘要)\s*(?:[.:—–-]+\s*|$)")
_ROMAN = {"I": 1, "V": 5, "X": 10}
_LARGER = 1.08  # of the body's size: a heading
_SMALL = 0.85  # of the body's size: no heading of a section
_LONGEST = 130  # characters of a heading


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading and how many lines it takes."""

    title: str
    lines: int
    part: Part


def sections_of(lines: Sequence[Line]) -> tuple[Section, ...]:
    """The sections of a paper. What stands before its abstract (title, authors) is left out where an abstract is found."""
    size = body_size(lines)
    headings = _headings(lines, size)
    sections: list[Section] = []
    title, part, begun = "", Part.ABSTRACT, 0
    for place, heading in [*headings.items(), (len(lines), None)]:
        paragraphs = paragraphs_of(lines[begun:place], size)
        if title == "":
            title, paragraphs = _front(paragraphs, abstract_follows=_is_abstract(heading))
        if paragraphs and not is_dropped(title):
            sections.append(Section(title, "\n\n".join(paragraphs), part))
        if heading is not None:
            title, part, begun = heading.title, heading.part, place + heading.lines
    return tuple(sections)


def _is_abstract(heading: _Heading | None) -> bool:
    return heading is not None and heading.part is Part.ABSTRACT


def _front(paragraphs: list[str], *, abstract_follows: bool) -> tuple[str, list[str]]:
    """What of the text before the first heading is kept: from the word "Abstract" on; all of it where no abstract is named."""
    if abstract_follows:
        return "Abstract", []
    for place, paragraph in enumerate(paragraphs):
        if found := _ABSTRACT.match(paragraph):
            return "Abstract", [rest for rest in [paragraph[found.end() :], *paragraphs[place + 1 :]] if rest]
    return "First page", paragraphs


def _headings(lines: Sequence[Line], size: float) -> dict[int, _Heading]:
    """The headings of top-level sections by their line, in order."""
    numbered = dict(_numbered(lines, size))
    known = _named(lines, size, smallest=min((lines[place].size for place in numbered), default=0.0))
    if len(numbered) < 2:
        numbered = {**_alike(lines, known, size), **numbered}
    found: dict[int, _Heading] = {}
    part = Part.SECTION
    for place in sorted({*numbered, *known}):
        title, count = _whole(lines, place)
        if begins_appendix(title) or numbered.get(place) is Part.APPENDIX:
            part = Part.APPENDIX
        of_abstract = _ABSTRACT.fullmatch(title) is not None
        found[place] = _Heading("Abstract" if of_abstract else title, count, Part.ABSTRACT if of_abstract else part)
    return found


def _numbered(lines: Sequence[Line], size: float) -> Iterator[tuple[int, Part]]:
    """Headings whose numbers follow each other: 1, 2, 3 or I, II, III; then A, B, C for appendices."""
    last, last_letter = 0, "@"  # the character before A
    for place, line in enumerate(lines):
        heading = _NUMBERED.fullmatch(line.text)
        if heading is None or len(line.text) > _LONGEST or line.size < _SMALL * size:
            continue
        if not _stands_out(line, size) and not _KNOWN.fullmatch(heading["words"]):
            continue
        number = heading["number"]
        value = int(number) if number.isdigit() else _roman(number)
        if value is not None and (value == last + 1 or (last == 0 and number.isdigit())):
            last = value
            yield place, Part.SECTION
        elif last and len(number) == 1 and number == chr(ord(last_letter) + 1):
            last_letter = number
            yield place, Part.APPENDIX


def _named(lines: Sequence[Line], size: float, smallest: float) -> list[int]:
    """Headings known by what they say. A table's column may say "Method" too, in bold: it is smaller than the numbered ones."""
    own = {line.text.casefold() for line in lines if _stands_out(line, size)}
    return [
        place
        for place, line in enumerate(lines)
        if line.size >= max(_SMALL * size, smallest - 0.5) and len(line.text) <= _LONGEST
        if (_stands_out(line, size) and (_KNOWN.fullmatch(line.text) or begins_appendix(line.text)))
        or (_KNOWN.fullmatch(line.text) and line.text.casefold() not in own)
    ]


def _alike(lines: Sequence[Line], known: Sequence[int], size: float) -> dict[int, Part]:
    """Where headings have no numbers: all lines that look like most of the known ones, if these stand out at all."""
    looks = Counter(
        (round(lines[place].size), lines[place].bold) for place in known if _stands_out(lines[place], size)
    ).most_common(1)
    if not looks:
        return {}
    return {
        place: Part.SECTION
        for place, line in enumerate(lines)
        if (round(line.size), line.bold) == looks[0][0] and len(line.text) <= _LONGEST and line.page > 0
    }


def _whole(lines: Sequence[Line], place: int) -> tuple[str, int]:
    """A heading with the lines that it goes on over, and how many lines those are."""
    first = last = lines[place]
    text, count = first.text, 1
    for line in lines[place + 1 : place + 3]:
        near = line.page == last.page and 0 < last.baseline - line.baseline < 1.5 * line.size
        if not near or (line.size, line.bold) != (first.size, first.bold) or not (first.bold or first.text.isupper()):
            break
        if _INNER.match(line.text) or _KNOWN.fullmatch(text) or (not first.bold and not line.text.isupper()):
            break
        text, count, last = f"{text}{'' if last.broken else ' '}{line.text}", count + 1, line
    return text, count


def _stands_out(line: Line, size: float) -> bool:
    return line.bold or line.size >= _LARGER * size or (line.text.isupper() and len(line.text) > 4)


def _roman(text: str) -> int | None:
    """The value of a Roman numeral up to XXXIX; None for any other text."""
    if not set(text) <= _ROMAN.keys():
        return None
    values = [_ROMAN[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))

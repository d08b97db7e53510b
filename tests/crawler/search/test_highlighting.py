"""What a search found is marked where it stands in the text, as it is written there."""

import pytest

from crawler.search import highlights, parse
from crawler.search.tree import Field

TEXT = "GPT-4 and Dark matters: theories of the Schrödinger's 低秩适应 matter"


def marked(search: str, text: str = TEXT, field: Field = Field.ANYWHERE) -> list[str]:
    return [text[start:end] for start, end in highlights(parse(search), text, field)]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("theory", ["theories"]),
        ("matter", ["matters", "matter"]),
        ('"dark matter"', ["Dark matters"]),
        ("schrodinger", ["Schrödinger"]),
        ("gpt4", ["GPT-4"]),
        ("gpt-4", ["GPT-4"]),
        ("theor*", ["theories"]),
        ("低秩", ["低秩"]),
        ("-theory matter OR gpt", ["GPT", "matters", "matter"]),
        ("dark matter -gpt", ["Dark", "matters", "matter"]),
        ("theories of the matter", ["matters", "theories", "matter"]),
        ("of the", ["of", "the"]),
        ("cat:cs.CL", []),
        ("", []),
    ],
)
def test_words_are_marked(search: str, found: list[str]) -> None:
    assert marked(search) == found


def test_a_field_is_marked_only_in_that_field() -> None:
    assert marked("ti:theory matter", field=Field.TITLE) == ["matters", "theories", "matter"]
    assert marked("ti:theory matter", field=Field.ABSTRACT) == ["matters", "matter"]


def test_names_are_marked_without_regard_to_accents_and_order() -> None:
    assert marked("au:schrodinger_e", "Erwin Schrödinger", Field.AUTHORS) == ["Schrödinger"]
    assert marked('au:"Lovelace, Ada"', "Ada Lovelace, Charles Babbage", Field.AUTHORS) == ["Ada", "Lovelace"]

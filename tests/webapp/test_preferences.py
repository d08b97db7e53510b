"""A reader's settings: what may be set, and what holds until then."""

import pytest

from webapp.preferences import CHOICES, MOST_FOLLOWED, PreferenceError, Preferences, read_preference, read_preferences


def test_what_holds_until_it_is_set_can_be_chosen() -> None:
    for name, values in CHOICES.items():
        assert getattr(Preferences(), name) in values


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("theme", "dark", "dark"),
        ("mark_read", "scroll", "scroll"),
        ("categories", ["CS.cl", "cs.LG", "cs.CL"], ("cs.CL", "cs.LG")),
        ("excluded", ["cs.NA"], ("math.NA",)),
        ("keywords", ["  Low   RANK ", "low rank"], ("low rank",)),
        ("authors", ["王小明", "Ada\tInvented"], ("王小明", "Ada Invented")),
        ("excluded_keywords", ["Blockchain  Survey"], ("blockchain survey",)),
        ("excluded_authors", [" Ada  Invented"], ("Ada Invented",)),
        ("visit", "2026-11-19..2026-11-20", "2026-11-19..2026-11-20"),
    ],
)
def test_a_value_is_kept_in_its_proper_form(name: str, typed: object, kept: object) -> None:
    assert read_preference(name, typed) == kept
    assert read_preference(name, kept) == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("theme", "purple"),
        ("theme", ["dark"]),
        ("theme", None),
        ("no such", "1"),
        ("categories", "cs.CL"),
        ("categories", ["cs.XX"]),
        ("categories", ["cs"]),
        ("categories", [3]),
        ("keywords", [""]),
        ("keywords", ["x" * 81]),
        ("keywords", [str(number) for number in range(MOST_FOLLOWED + 1)]),
        ("authors", {"name": "Ada"}),
        ("excluded_keywords", "blockchain"),
        ("excluded_authors", [" "]),
        ("visit", "yesterday"),
        ("visit", ["2026-11-19", "2026-11-20"]),
    ],
)
def test_nonsense_is_refused_with_a_sentence(name: str, typed: object) -> None:
    with pytest.raises(PreferenceError, match=r"\.$"):
        read_preference(name, typed)


def test_kept_settings_that_make_no_sense_any_more_are_as_if_never_set() -> None:
    assert read_preferences({"theme": "purple", "again": "replaced", "gone": 1}) == Preferences(again="replaced")

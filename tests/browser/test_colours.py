"""The tokens: every colour that carries words or marks a control can be read on its ground, in light and in dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
STYLES = sorted(TOKENS.parent.glob("*.css"))
SCHEMES = ("light", "dark")


def colours(scheme: str) -> dict[str, str]:
    found = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS.read_text(encoding="utf-8"))
    return {name: pair[SCHEMES.index(scheme)] for name, *pair in found}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_reckoned_as_the_standard_says() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("token", ["ink", "muted", "accent", "good", "warn"])
def test_words_stand_out_from_the_paper_by_seven_to_one(scheme: str, token: str) -> None:
    assert contrast(colours(scheme)[token], colours(scheme)["paper"]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marked_words_stand_out_from_the_mark_by_seven_to_one(scheme: str) -> None:
    assert contrast(colours(scheme)["ink"], colours(scheme)["mark"]) >= 7


def test_only_the_tokens_and_the_print_sheet_name_colours() -> None:
    for sheet in STYLES:
        if sheet.name not in ("tokens.css", "print.css"):
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text(encoding="utf-8")), sheet.name


def test_every_variable_that_a_sheet_uses_is_a_token() -> None:
    known = set(re.findall(r"(--[\w-]+):", TOKENS.read_text(encoding="utf-8")))
    for sheet in STYLES:
        assert set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text(encoding="utf-8"))) <= known, sheet.name

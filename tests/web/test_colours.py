"""The colours of the style sheet: in light and in dark every text and shape stands out; paper is light."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import sync_playwright

SHEET = Path(str(finders.find("vethanam/style.css"))).read_text(encoding="utf-8")
LIGHT, DARK = ":root{", "@media screen and (prefers-color-scheme:dark){"
GROUNDS = ("ground", "tint", "hold-ground", "no-ground")
TEXTS = ("ink", "ink-2", "ink-3", "accent", "yes", "hold", "no")
LEAST_TEXT, LEAST_SHAPE = 4.5, 3.0


def _tokens(begin: str) -> dict[str, str]:
    """The colour tokens of a block, by name."""
    block = SHEET[SHEET.index(begin) :]
    return dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{3,6})", block[: block.index("}")]))


def _light_of(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light_of(one), _light_of(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("begin", [LIGHT, DARK])
def test_texts_and_shapes_stand_out(begin: str) -> None:
    colours = _tokens(LIGHT) | _tokens(begin)
    faint = {
        (text, ground): round(contrast, 1)
        for text in TEXTS
        for ground in GROUNDS
        if (contrast := _contrast(colours[text], colours[ground])) < LEAST_TEXT
    }
    assert faint == {}
    assert _contrast(colours["on-accent"], colours["accent"]) >= LEAST_TEXT
    assert _contrast("#fff", colours["stop"]) >= LEAST_TEXT
    assert _contrast(colours["ink"], colours["mark"]) >= LEAST_TEXT
    assert _contrast(colours["ink-2"], colours["between"]) >= LEAST_TEXT
    for line in ("head-1", "head-2", "head-3", "other"):
        assert _contrast(colours[line], colours["ground"]) >= LEAST_SHAPE, line


def test_the_dark_changes_every_colour_that_is_not_the_same_in_both() -> None:
    assert set(_tokens(LIGHT)) - set(_tokens(DARK)) == {"stop", "stop-dark"}
    rest = SHEET.replace("".join(re.findall(r":root\{[^}]*\}", SHEET)[0]), "")
    rest = rest[rest.index("@media print{:root") :]
    assert set(re.findall(r"#[0-9A-Fa-f]{3,6}\b", rest)) == {"#fff"}  # on the stop, and below a picture


@pytest.mark.debian("chromium")
def test_paper_is_light_for_a_reader_in_the_dark(browser_type_launch_args: dict[str, Any]) -> None:
    page_of = f"<!doctype html><meta name=color-scheme content='light dark'><style>{SHEET}</style><p>A</p>"
    ground = "getComputedStyle(document.body).backgroundColor"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        page = browser.new_page(color_scheme="dark")
        page.set_content(page_of)
        assert page.evaluate(ground) == "rgb(20, 24, 28)"
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(ground) == "rgb(255, 255, 255)"
        browser.close()

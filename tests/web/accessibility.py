"""What axe finds on a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Colours are the same at every width, and comparing them takes nine tenths of axe's time.
CONTRAST_FROM = 1000


def violations(page: Page, *, compares: bool = True) -> list[dict[str, Any]]:
    """The rules that the page breaks, each with its ``id`` and ``nodes``; contrast on a wide page only, and
    not where ``compares`` is false.
    """
    assert page.viewport_size
    compares = compares and page.viewport_size["width"] >= CONTRAST_FROM
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": compares}}}
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return found


def faint(page: Page) -> list[dict[str, Any]]:
    """The texts without enough contrast, once the colours of the page have stopped to change."""
    # ended here and not awaited: a page that draws no frame would never end them
    page.evaluate(
        "document.getAnimations().forEach((one) =>"
        " one.effect.getComputedTiming().endTime < Infinity ? one.finish() : one.cancel())"
    )
    options = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return found

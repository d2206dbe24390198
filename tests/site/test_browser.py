"""The settings of the pages in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.debian("chromium")


def test_the_sign_in_page_keeps_the_strict_policy(served: str, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(error.message))
    answer = page.goto(f"{served}/sign-in/")
    assert answer
    assert answer.status == 200
    expect(page.locator("html")).to_have_attribute("lang", "en")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store, private"
    assert said == []


def test_a_page_asks_nobody_else(served: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}/sign-in/", wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((served, "data:"))] == []

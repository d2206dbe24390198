"""The site on a phone's screen: a manifest, its icons, both allowed by the content policy."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.web.conftest import Town

ROOT = Path(__file__).resolve().parents[2]


def test_the_manifest_names_the_site_its_first_page_and_its_icons(db: None, client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    found = answer.json()
    assert found["start_url"] == found["scope"] == "/" and found["display"] == "minimal-ui"
    assert client.get(found["start_url"]).status_code == 200
    sizes = {}
    for icon in found["icons"]:
        path = Path(str(finders.find(icon["src"].removeprefix("/static/"))))
        sizes[icon["sizes"]] = path
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", path.read_bytes()[16:24])
            assert f"{width}x{height}" == icon["sizes"]
    assert set(sizes) == {"192x192", "512x512", "any"}


def test_the_manifest_speaks_the_language_of_the_page(db: None, client: Client) -> None:
    found = client.get("/manifest.webmanifest", headers={"accept-language": "ml"}).json()
    assert found["lang"] == "ml" and "വേതനം" in found["short_name"]


def test_the_icons_are_as_drawn() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "tools" / "icons.py"), "--check"], check=False)
    assert done.returncode == 0


@pytest.mark.debian("chromium")
def test_a_browser_reads_the_manifest_under_the_content_policy(
    town: Town, served: str, browser_type_launch_args: dict[str, Any]
) -> None:
    assert settings.SECURE_CSP["manifest-src"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{served}/")
        told = page.context.new_cdp_session(page).send("Page.getAppManifest")
        browser.close()
    assert said == [] and told["errors"] == [] and told["url"].endswith("/manifest.webmanifest")

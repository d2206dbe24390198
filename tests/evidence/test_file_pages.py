"""The page of an evidence file in Chromium with the network off: it checks itself, and finds a change."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Page

from tests.ledger.evidence import changed, content, forms
from tests.ledger.samples import KEY
from vethanam.evidence.facts import LANGUAGES
from vethanam.evidence.file_pages import page_of, program
from vethanam.evidence.sentences import SENTENCES
from vethanam.ledger.evidence_files import LIMITS_SAID, SLOT, Wrapping

pytestmark = pytest.mark.debian("chromium")


def statements(facts: list[dict[str, Any]]) -> dict[str, str]:
    """The statements of the made-up file, as far as the page compares itself with them."""
    del facts
    told = {}
    for language in LANGUAGES:
        with override(language):
            title = gettext(SENTENCES["file_title_campaign"])
            limits = "".join(f"- {gettext(said)}\n" for said in LIMITS_SAID)
            told[f"STATEMENT.{language}.md"] = f"# {title}: M-1\n\n{limits}"
    return told


def opened(page: Page, file: bytes, folder: Path) -> str:
    """The verdict that a page shows of itself, without a network."""
    path = folder / "file.html"
    path.write_bytes(file)
    page.goto(path.as_uri())
    return page.locator("#verdict").inner_text()


def slot_of(file: bytes) -> bytes:
    return file.split(SLOT[0].encode())[1].split(SLOT[1].encode())[0]


def test_a_page_checks_itself_without_a_network(page: Page, tmp_path: Path) -> None:
    said = content(statements)
    file = forms(said, Wrapping(page_of(said, str(KEY.verifier)), program()))["html"]
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert opened(page, file, tmp_path).startswith("It holds: 3 entries of the log")
    assert (
        page.locator("#entries > li").all_inner_texts()[0].startswith("Entry 2 of vethanam.example/log/test")
    )
    bundle = b64decode(slot_of(file))

    def with_bundle(change: Any) -> bytes:
        return file.replace(slot_of(file), b64encode(changed(bundle, change)))

    for changed_file, part in (
        (file.replace(b"3 &lt; 4", b"4 &lt; 4"), "page: It shows other facts"),
        (with_bundle(lambda one: one["content"]["facts"][1].update(code="fact_9")), "fact 2: "),
        (with_bundle(lambda one: one["entries"][0]["leaf"]["public"].update(office="FIN")), "entry 2: "),
        (with_bundle(lambda one: one["entries"][0].update(says="Entry 2: nothing")), "entry 2: Its sentence"),
        (
            with_bundle(lambda one: one["content"]["files"].update({"policy.txt": "none"})),
            "file policy.txt: ",
        ),
        (with_bundle(lambda one: one.update(head=one["head"].replace("\n", "\n1", 1))), "head: "),
    ):
        assert opened(page, changed_file, tmp_path).startswith(f"It does not hold. {part}")
    assert all(one.startswith("file:") for one in asked)

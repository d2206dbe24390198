"""The page that checks the code of a payslip: in Chromium with the network off, and without a script."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from playwright.sync_api import Page

from tests.ledger.slips import ADDRESS, SEAL, code
from vethanam.evidence import statement_keys
from vethanam.evidence.check_pages import check_page
from vethanam.ledger.notes import SigningKey

OTHER = SigningKey(SEAL.name, Ed25519PrivateKey.from_private_bytes(b"o" * 32))
KEYS = [OTHER.verifier, SEAL.verifier]


def altered() -> str:
    """The code with another net and the same signature."""
    said = code().removeprefix(f"{ADDRESS}VP1:")
    raw = urlsafe_b64decode(said + "=" * (-len(said) % 4)).replace(b"4060000", b"9060000")
    return f"{ADDRESS}VP1:{urlsafe_b64encode(raw).decode().rstrip('=')}"


@pytest.mark.debian("chromium")
def test_a_kept_page_answers_without_a_network(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "check.html"
    path.write_text(check_page(KEYS, is_served=False), encoding="utf-8")
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{path.as_uri()}#{code().removeprefix(ADDRESS)}")
    assert "Signed by the State." in page.locator("#verdict").inner_text()
    assert page.locator("#field-net").inner_text() == "₹ 40,600.00"
    assert page.locator("#field-name").inner_text() == "Anitha K."
    assert not page.locator("#unscripted").is_visible()
    for text, says in (
        (altered(), "Altered."),
        (code(OTHER, net=1_23_45_678_05), "Signed by the State."),
        (code(key="00000000"), "Unknown key."),
        ("VP1:AAAA", "This is no code of a payslip."),
        ("", ""),
    ):
        page.locator("#code").fill(text)
        page.locator("button").click()
        if text:
            assert says in page.locator("#verdict").inner_text(), text
        if "Signed" in says:
            assert page.locator("#field-net").inner_text() == "₹ 1,23,45,678.05"
        elif text:
            assert not page.locator("#fields").is_visible(), text
    assert all(one.startswith("file:") for one in asked)


def test_without_a_script_the_page_checks_a_pasted_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vethanam.web.public.slips.known_statement_keys", lambda: KEYS)
    client = Client(enforce_csrf_checks=True)
    plain = client.get("/check/")
    policy = plain["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert (plain["Referrer-Policy"], 'class="holds"' in plain.content.decode()) == ("no-referrer", False)
    for text, says in (
        (code(), 'class="holds"><p lang="ml">'),
        (altered(), "Altered."),
        ("<script>", "&lt;script&gt;"),
        (code(key="00000000"), "Unknown key."),
    ):
        answer = client.post("/check/", {"code": text}).content.decode()
        assert says in answer and (re.search(r"₹\s40,600.00", answer) is not None) == (text == code())
    saved = client.get("/check/check.html")
    assert saved["Content-Disposition"] == 'attachment; filename="check.html"'
    assert saved.content.decode() == check_page(KEYS, is_served=False)
    assert client.post("/check/check.html").status_code == 403


def test_a_code_of_this_size_is_read_by_another_program(tmp_path: Path) -> None:
    tool = shutil.which("zbarimg")
    if tool is None:
        pytest.skip("zbarimg is not on this machine")
    segno.make(code(), error="m", micro=False).save(str(tmp_path / "code.png"), scale=4)
    read = subprocess.run([tool, "--raw", "-q", tmp_path / "code.png"], capture_output=True, check=True)
    assert read.stdout.decode().strip() == code() and len(code()) < 370


def test_earlier_keys_are_known_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_keys, "_folder", lambda: tmp_path)
    assert statement_keys.known_statement_keys() == []
    for name in ("statement.pub", "statement-2026.pub"):
        private, public = statement_keys.new_statement_keys("pay.example/log")
        (tmp_path / name).write_bytes(public)
        (tmp_path / "statement.key").write_bytes(private)
    present, earlier = statement_keys.known_statement_keys()
    assert present != earlier == statement_keys.statement_key().verifier
    assert present.name == "pay.example/log/payslips"

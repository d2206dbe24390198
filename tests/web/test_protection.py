"""Uses and refusals: the same counts and reasons for the officer, the public and the person."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import NOW, Town
from vethanam.journal.actions import append
from vethanam.privacy.models import Use
from vethanam.privacy.queries import uses_overview
from vethanam.web import ledgers

FORBIDDEN = (
    "illegal",
    "unlawful",
    "misuse",
    "violation",
    "breach of trust",
    "abuse",
    "suspicious",
    "fraud",
    "fake",
)


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_desk_counts_what_the_register_counts(town: Town) -> None:
    text = _text(town.sign_in("dpo").get("/protection/"))
    overview = uses_overview()
    assert "One request was refused in November 2026" in text
    assert f"{len(overview.refused)} request was refused." in text
    assert "Information and Public Relations Department" in text
    assert "CONTROLLER_MISMATCH" in text


def test_one_refusal_says_what_did_not_happen(town: Town) -> None:
    refused = Use.objects.get(outcome="deny")
    text = _text(town.sign_in("dpo").get(f"/protection/uses/{refused.reference}/"))
    assert "Nothing was sent. No number was opened." in text
    assert "CONTROLLER_MISMATCH" in text
    assert not any(word in text.lower() for word in FORBIDDEN)


def test_purposes_and_ledger_are_shown(town: Town) -> None:
    dpo = town.sign_in("dpo")
    assert "SAL-CREDIT" in _text(dpo.get("/protection/purposes/"))
    text = _text(dpo.get("/protection/ledger/"))
    assert "Entries" in text and "vethanam.example/town" in text


def test_a_small_request_is_no_part_of_the_public_register(town: Town) -> None:
    anybody = Client()
    refused = Use.objects.get(outcome="deny")
    assert "No request to message many people was made in" in _text(anybody.get("/messages/"))
    assert anybody.get(f"/messages/{refused.reference}/").status_code == 404


def test_only_the_officer_opens_the_desk(town: Town) -> None:
    for name in ("clerk", "treasurer", "emp-100234"):
        page = town.sign_in(name).get("/protection/")
        assert page.status_code == 403
        assert "This page is not open to this account" in _text(page)


def test_entries_that_wait_for_their_signature_are_said_above_every_page(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledgers, "PATIENCE", timedelta(seconds=-1))
    append("event", public={"number": 1}, private=None, at=NOW, is_sample=True)
    page = town.sign_in("dpo").get("/protection/ledger/")
    assert "Messages are held since" in _text(page)
    assert "Entries wait for their signature" in _text(page)
